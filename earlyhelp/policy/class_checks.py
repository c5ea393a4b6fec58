"""What must be true of how a council's file covers the classes of information with the notice's categories."""

from __future__ import annotations

from collections.abc import Iterator

from earlyhelp.policy.classes import ASKED, CLASSES, NEEDED, reading_of
from earlyhelp.policy.covering import covering
from earlyhelp.policy.information import Category
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.where import Source, Where

KEYS = ("covers", "covered_by_reason", "covered_if_read")


def check_classes(policy: Policy, source: Source) -> None:
    """Each class stands once in an entry, below a mark that the law has for it, and what every record needs is covered."""
    marks: dict[tuple[str, str], tuple[bool, str]] = {}
    for number, category in enumerate(policy.categories):
        where = Where(source, "category", number, category.code)
        _once(category, where)
        _open_for_reasons(category, where)
        _opened_by_a_reading(policy, category, where)
        for what, key in _named(category):
            _marked_as_in_law(category, what, where, key)
            _one_mark(marks, category, what, where, key)
    for what in NEEDED:
        if policy.categories and not covering(policy, what):
            raise Where(source, "category").error(
                f"no entry covers “{what}” ({CLASSES[what].label}), without which no record can be kept. Say in covers which"
                " category of the notice it belongs to, or in covered_by_reason why an open one takes it in"
            )


def _named(category: Category) -> Iterator[tuple[str, str]]:
    """Each class that an entry names, with the key in which it stands."""
    for key in KEYS:
        for one in getattr(category, key):
            yield (one if isinstance(one, str) else one.what), key


def _once(category: Category, where: Where) -> None:
    """Of the same people a class stands once; listed for some records alone, it may be opened for all by a reading."""
    seen: list[tuple[str, str, tuple[str, ...]]] = []
    for what, key in _named(category):
        reasons = category.covered_by_reason if key == "covered_by_reason" else ()
        about = next((one.about for one in reasons if one.what == what and one.about), category.about)
        for other, in_key, of_whom in seen:
            opened = key == "covered_if_read" and in_key == "covers" and category.only_for
            if other == what and not opened and (not about or not of_whom or set(about) & set(of_whom)):
                raise where.error(f"“{what}” stands here twice", key)
        seen.append((what, key, about))


def _open_for_reasons(category: Category, where: Where) -> None:
    if category.covered_by_reason and not category.open_items:
        raise where.error("takes something in by reason, but the notice’s list is not open: open_items", "open_items")


def _opened_by_a_reading(policy: Policy, category: Category, where: Where) -> None:
    for what in category.covered_if_read:
        asked = next((one for one in policy.readings if one.code == reading_of(what)), None)
        if asked is None or ASKED not in [choice.code for choice in asked.choices] or asked.default in ("", ASKED):
            raise where.error(
                f"“{what}” waits for the council, so there is a reading “{reading_of(what)}” with the choice “{ASKED}”"
                " and another one as its default",
                "covered_if_read",
            )


def _marked_as_in_law(category: Category, what: str, where: Where, key: str) -> None:
    law = CLASSES[what].law
    if (category.special, category.criminal) != (law == "special", law == "criminal"):
        raise where.error(f"“{what}” is {law} in law, and this entry is not", key)


def _one_mark(
    marks: dict[tuple[str, str], tuple[bool, str]], category: Category, what: str, where: Where, key: str
) -> None:
    """Two entries that cover the same class of the same people agree about the notice's own mark."""
    for about in category.about or ("",):
        said, code = marks.setdefault((what, about), (category.notice_marks_special, category.code))
        if said != category.notice_marks_special:
            raise where.error(
                f"“{what}” is covered by “{code}” too, and only one of them has notice_marks_special", key
            )
