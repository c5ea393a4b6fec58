"""The notice in force, as the program asks for it: the policy file of this deployment and the council's own readings."""

from collections.abc import Sequence

from django.conf import settings

from access.models import AllowedPair, AllowedValue, CouncilReading, NoticeVersion
from earlyhelp.policy import Policy, load
from earlyhelp.policy.places import recipients_in
from earlyhelp.policy.schema import Coded

ANOTHER = "another"  # stands for what an open list leaves room for


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
        conditions = [one.code for one in loaded.recipient(kind).conditions(purpose)]
        AllowedPair.objects.update_or_create(
            notice=row, recipient_kind=kind, purpose=purpose, defaults={"conditions": conditions}
        )
    for kind, value in allowed_values(loaded):
        AllowedValue.objects.get_or_create(notice=row, kind=kind, value=value)
    return row


def allowed_values(loaded: Policy) -> list[tuple[str, str]]:
    """What rows may say under a notice, by kind. No country, power or test at all means that the notice says nothing of it."""
    named: dict[str, Sequence[Coded]] = {
        "basis": loaded.bases,
        "ground": loaded.grounds,
        "category": loaded.categories,
        "purpose": loaded.purposes,
        "front_door": loaded.purposes_of("front_door"),
        "power": loaded.powers,
    }
    found = [(kind, entry.code) for kind, entries in named.items() for entry in entries]
    found += [("test", code) for code in (loaded.sharing.tests if loaded.sharing else ())]
    found += [("power", ANOTHER)] if loaded.powers and loaded.is_open("powers") else []
    return found + [("country", country) for country in recipients_in(loaded) or ()]
