"""The notice in force, as the program asks for it: the policy file of this deployment, what the council has set instead, its readings.

Which version of the council's settings counts is asked once a request and once a job, with what is asked anyway (`as_of`); outside
of both it is asked each time. The policy with its layer is then made once a process. The readings are asked each time as well, but
by a page that only shows something: whatever is written or destroyed rests on what stands at that moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cached_property, lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from access.models import AllowedPair, AllowedValue, CouncilReading, NoticeVersion, Setting
from earlyhelp.policy import Policy, load
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.classes import ASKED, CLASSES, reading_of
from earlyhelp.policy.covering import covering, explicit_bases, lifting, waits_for_a_condition
from earlyhelp.policy.held import held
from earlyhelp.policy.layer import KINDS, layered, that_fit
from earlyhelp.policy.places import recipients_in
from earlyhelp.policy.schema import Coded
from earlyhelp.policy.sharing import Research

# The key of the newest setting, as a part of another question. Keys, not numbers: two databases of one process may have the same numbers.
NEWEST = "(SELECT id FROM access_setting ORDER BY number DESC LIMIT 1)"


class _Known:
    """What need not be asked again in a block: the newest setting; where the block only shows something, the readings too."""

    def __init__(self, setting: UUID | None, showing: bool) -> None:
        self.setting, self.showing = setting, showing

    @cached_property
    def readings(self) -> tuple[CouncilReading, ...]:
        """Asked where the first part of the page needs them."""
        return tuple(_readings())


_known: ContextVar[_Known | None] = ContextVar("what a request knows of the notice", default=None)


def base() -> Policy:
    """The notice as its file has it, without anything that the council has set."""
    return load(settings.COUNCIL)


ANOTHER = "another"  # stands for what an open list leaves room for


def policy() -> Policy:
    """The policy of the council that this deployment serves, with its settings in force."""
    return _with_layer(settings.COUNCIL, newest(), False)


def policy_on_keeping() -> Policy:
    """The same with only those settings that say how long records are kept: its fingerprint changes with nothing else."""
    return _with_layer(settings.COUNCIL, newest(), True)


def layer() -> tuple[Adjustment, ...]:
    """Everything that the council has set and that is in force, the last one of each thing; what no longer fits the notice too."""
    return _layer(newest())


@contextmanager
def as_of(key: UUID | None, *, showing: bool = False) -> Iterator[None]:
    """What is done in this block is done under one version of the council's settings, known already.

    `showing` is for a page that changes nothing: each of its parts then takes the readings from the same answer.
    """
    token = _known.set(_Known(key, showing))
    try:
        yield
    finally:
        _known.reset(token)


def newest() -> UUID | None:
    """The key of the newest setting in force; None before there is one."""
    if known := _known.get():
        return known.setting
    return newest_in_the_database()


def newest_in_the_database() -> UUID | None:
    """The same, asked now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEWEST}")
        return cursor.fetchone()[0]


@lru_cache(8)
def _with_layer(council: str, key: UUID | None, keeping: bool) -> Policy:
    chosen = [one for one in _layer(key) if KINDS[one.what].keeping or not keeping]
    file = load(council)
    return layered(file, that_fit(file, chosen))


@lru_cache(8)
def _layer(key: UUID | None) -> tuple[Adjustment, ...]:
    """The settings up to this one, the last one of each thing. Settings are added and never changed, so it is read once."""
    if key is None:
        return ()
    rows = Setting.objects.filter(number__lte=Setting.objects.get(pk=key).number).order_by("number")
    return tuple({one.thing: one for one in map(adjustment, rows) if one.what in KINDS}.values())


def adjustment(row: Setting) -> Adjustment:
    """A row of the layer as the policy knows it."""
    return Adjustment(
        what=row.what, entry=row.entry, subject=row.subject, value=row.value, number=row.number, since=row.since
    )


def version() -> NoticeVersion:
    """The row of the notice in force; decisions point at it. Raises DoesNotExist before `load_policy` has run."""
    return NoticeVersion.objects.get(fingerprint=base().fingerprint)


def pair(recipient_kind: str, purpose: str) -> AllowedPair | None:
    """The row that allows this purpose to this kind of recipient, or None where the notice or the council does not."""
    if (recipient_kind, purpose) not in policy().allowed_pairs():
        return None
    return AllowedPair.objects.filter(notice=version(), recipient_kind=recipient_kind, purpose=purpose).first()


def readings() -> list[CouncilReading]:
    """The readings in force, as entered by the council."""
    known = _known.get()
    return list(known.readings if known and known.showing else _readings())


def _readings() -> Iterable[CouncilReading]:
    return CouncilReading.objects.filter(withdrawn_on=None).select_related("decided_by").order_by("key", "subject")


def published() -> list[tuple[str, str, date, str]]:
    """Key, value, first day and subject of each reading in force, as anybody may know them: nobody has to be signed in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, value, since, subject FROM earlyhelp_published_readings()")
        return list(cursor.fetchall())


def answers() -> dict[str, str]:
    """The council's answers in force, by the key of the question, of questions that have one answer."""
    return {row.key: row.value for row in readings() if not row.subject}


def store(loaded: Policy) -> NoticeVersion:
    """Write a file's version, its allowed pairs and what else rows may say as rows, once, and put it in force in place of the one before.

    Run as the owner by `manage.py load_policy` and after every migrate.

    Rows are what the notice says: what the council has closed besides, the database asks of its settings.
    """
    row, _ = NoticeVersion.objects.get_or_create(
        fingerprint=loaded.fingerprint,
        defaults={
            "council": loaded.name,
            "version": loaded.version,
            "title": loaded.council.notice,
            "effective_from": loaded.effective_from,
        },
    )
    for kind, purpose in loaded.allowed_pairs():
        conditions = [one.code for one in loaded.recipient(kind).conditions(purpose)]
        AllowedPair.objects.update_or_create(
            notice=row, recipient_kind=kind, purpose=purpose, defaults={"conditions": conditions}
        )
    for kind, value in allowed_values(loaded):
        AllowedValue.objects.get_or_create(notice=row, kind=kind, value=value)
    _put_in_force(row)
    return row


@transaction.atomic
def _put_in_force(row: NoticeVersion) -> None:
    NoticeVersion.objects.filter(in_force=True).exclude(pk=row.pk).update(in_force=False)
    NoticeVersion.objects.filter(pk=row.pk, in_force=False).update(in_force=True)


def allowed_values(loaded: Policy) -> list[tuple[str, str]]:
    """What rows may say under a notice, by kind, and which classes of information they may hold. No country, power or test at all
    means that the notice says nothing of it."""
    named: dict[str, Sequence[Coded]] = {
        "basis": loaded.bases,
        "ground": loaded.grounds,
        "category": loaded.categories,
        "purpose": loaded.purposes,
        "front_door": loaded.purposes_of("front_door"),
        "assurance": loaded.purposes_of("assurance"),
        "power": loaded.powers,
    }
    found = [(kind, entry.code) for kind, entries in named.items() for entry in entries]
    found += [("test", code) for code in (loaded.sharing.tests if loaded.sharing else ())]
    found += [("power", ANOTHER)] if loaded.powers and loaded.is_open("powers") else []
    found += [("country", country) for country in recipients_in(loaded) or ()] + _asked(loaded) + held(loaded)
    return found + [
        (f"extract_{what}", f"{study.code}:{value}") for study in loaded.research for what, value in terms_of(study)
    ]


def _asked(loaded: Policy) -> list[tuple[str, str]]:
    """The classes of information that may be asked of somebody, those that a reading opens, those that need a reason each, and those
    that wait for a condition of Article 9: a reading of the council, or explicit consent on a case of whoever it is about."""
    found, lifted = [], dict(pair for one in loaded.notices for pair in lifting(one))
    for what in CLASSES:
        at_once = covering(loaded, what, answers=lifted)
        opened = at_once or covering(loaded, what, answers=lifted | {reading_of(what): ASKED})
        if not opened:
            continue
        found.append(("asked" if at_once else "asked_if_read", what))
        found += [("because", what)] if opened.relevance_needed else []
        found += [("if_condition", what)] if waits_for_a_condition(loaded, what) else []
    for one in loaded.notices:
        found += [("condition_if_read", f"{key}|{answer}") for key, answer in lifting(one)]
        found += [("explicit_consent", code) for code in explicit_bases(one)]
    return found


def terms_of(study: Research) -> list[tuple[str, str]]:
    """What an extract for this study may say, and the readings that it waits for. No manner of taking the names away, and no years,
    means that the notice says nothing of it, or counts the years from a day that nobody here knows."""
    terms = [("recipient", study.recipient), ("purpose", study.purpose), ("cohort", study.cohort)]
    terms += [("commissioner", one) for one in study.commissioners]
    terms += [("column", column) for column in study.columns] + [("reading", key) for key in study.readings]
    if study.anonymised != "not_said":
        terms.append(("anonymised", study.anonymised))
    if study.destroy_from == "receipt":
        terms.append(("years", str(study.destroy_after_years)))
    return terms
