"""The notice in force, as the program asks for it: the policy file of this deployment and the council's own readings."""

from collections.abc import Sequence

from django.conf import settings

from access.models import AllowedPair, AllowedValue, CouncilReading, NoticeVersion
from earlyhelp.policy import Policy, load
from earlyhelp.policy.classes import ASKED, CLASSES, reading_of
from earlyhelp.policy.covering import covering
from earlyhelp.policy.places import recipients_in
from earlyhelp.policy.schema import Coded
from earlyhelp.policy.sharing import Research


def policy() -> Policy:
    """The policy of the council that this deployment serves."""
    return load(settings.COUNCIL)


def version() -> NoticeVersion:
    """The row of the notice in force; decisions point at it. Raises DoesNotExist before `load_policy` has run."""
    return NoticeVersion.objects.get(fingerprint=policy().fingerprint)


def pair(recipient_kind: str, purpose: str) -> AllowedPair | None:
    """The row that allows this purpose to this kind of recipient, or None where the notice does not."""
    return AllowedPair.objects.filter(notice=version(), recipient_kind=recipient_kind, purpose=purpose).first()


def readings() -> list[CouncilReading]:
    """The readings in force, as entered by the council."""
    return list(
        CouncilReading.objects.filter(withdrawn_on=None).select_related("decided_by").order_by("key", "subject")
    )


def answers() -> dict[str, str]:
    """The council's answers in force, by the key of the question, of questions that have one answer."""
    return dict(CouncilReading.objects.filter(withdrawn_on=None, subject="").values_list("key", "value"))


def store(loaded: Policy) -> NoticeVersion:
    """Write a policy's version, its allowed pairs and what else rows may say as rows, once. Run as the owner by `manage.py load_policy`."""
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
        AllowedPair.objects.get_or_create(notice=row, recipient_kind=kind, purpose=purpose)
    for kind, value in allowed_values(loaded):
        AllowedValue.objects.get_or_create(notice=row, kind=kind, value=value)
    return row


def allowed_values(loaded: Policy) -> list[tuple[str, str]]:
    """What rows may say under a notice, by kind, and which classes of information they may hold. No country at all means that the notice says nothing of where recipients are."""
    named: dict[str, Sequence[Coded]] = {"basis": loaded.bases, "ground": loaded.grounds, "category": loaded.categories}
    found = [(kind, entry.code) for kind, entries in named.items() for entry in entries]
    found += [("country", country) for country in recipients_in(loaded) or ()] + _asked(loaded)
    return found + [
        (f"extract_{what}", f"{study.code}:{value}") for study in loaded.research for what, value in terms_of(study)
    ]


def _asked(loaded: Policy) -> list[tuple[str, str]]:
    """The classes of information that may be asked of somebody, those that a reading opens, and those that need a reason each."""
    found = []
    for what in CLASSES:
        at_once = covering(loaded, what)
        opened = at_once or covering(loaded, what, answers={reading_of(what): ASKED})
        if opened:
            found.append(("asked" if at_once else "asked_if_read", what))
        if opened and opened.relevance_needed:
            found.append(("because", what))
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
