"""What the disclosure log tells of the notice's promises. Counts only."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from access import notice
from access.slots import Finding
from cases.models import Case
from sharing.models import Disclosure
from sharing.models.disclosures import Decision


def _shared() -> "QuerySet[Disclosure]":
    """What was shared under the notice in force, and stands. A case that has gone counts, one that is sealed does not."""
    shared = Disclosure.objects.standing().filter(decision=Decision.SHARED, notice=notice.version())
    return shared.exclude(case_key__in=Case.objects.sealed().values("pk"))


def recipients() -> Finding:
    """Whoever received something is of a kind that the notice names, or a ground stands for it."""
    named = [kind.code for kind in notice.base().recipients]  # what was shared before the council closed a way fitted
    return _finding(
        ~Q(recipient_kind__in=named) & Q(ground=""),
        "disclosure went to somebody whom the notice does not name, without another ground",
        "disclosures went to somebody whom the notice does not name, without another ground",
    )


def purposes() -> Finding:
    """What was shared served a purpose that the notice pairs with its recipient, or a ground stands for it."""
    return _finding(
        Q(pair=None) & Q(ground=""),
        "disclosure served a purpose that the notice does not allow its recipient",
        "disclosures served a purpose that the notice does not allow their recipient",
    )


def bases() -> Finding:
    """What was shared rests on a basis or a ground that the notice names."""
    policy = notice.policy()
    named = [one.code for one in policy.bases] + [one.code for one in policy.grounds]
    return _finding(
        ~Q(lawful_basis__in=named) & ~Q(ground__in=named),
        "disclosure rests on nothing that the notice names",
        "disclosures rest on nothing that the notice names",
    )


def told() -> Finding:
    """The family was told of what was shared, or it is written down why not."""
    return _finding(
        Q(told=False, why_not_told=""),
        "disclosure does not say whether the family was told",
        "disclosures do not say whether the family was told",
    )


def _finding(wrong: Q, one: str, many: str) -> Finding:
    shared = _shared()
    return Finding(shared.filter(wrong).count(), shared.count(), one, many, reverse("sharing:log"))
