"""The notice in force, as the program asks for it: the policy file of this deployment and the council's own readings."""

from django.conf import settings

from access.models import AllowedPair, CouncilReading, NoticeVersion
from earlyhelp.policy import Policy, load


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
    """Write a policy's version and its allowed pairs as rows, once. Run as the owner by `manage.py load_policy`."""
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
    return row
