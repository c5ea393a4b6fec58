"""Partner organisations: added by a user administrator, and at work only once somebody there has accepted the terms by name."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from access import clock, notice, security, terms
from access.errors import Refused, need_reason
from access.grants import require
from access.models import Organisation, Session, User
from access.operations import standing


@dataclass(frozen=True)
class Acceptance:
    """Who accepted the terms for a partner, in which post, and when."""

    name: str
    job: str
    on: date


def kinds() -> list[tuple[str, str]]:
    """The kinds of partner that the notice names: code and words."""
    policy = notice.policy()
    inside = [(one.code, one.label) for one in policy.recipients]
    return inside + [(one.code, one.label) for one in policy.outside_recipients]


def works(organisation: Organisation) -> bool:
    """Whether its people's accounts open anything."""
    return organisation.is_council or organisation.terms == terms.in_force().since


@transaction.atomic
def add(name: str, kind: str, *, by: User) -> Organisation:
    """A partner of a kind that the notice names. Nobody of it gets in yet."""
    require(by, "access.manage_staff")
    if kind not in dict(kinds()):
        raise Refused("Choose what kind of organisation it is.", "kind")
    if Organisation.objects.filter(name__iexact=name).exists():
        raise Refused("There is an organisation with this name already.", "name")
    return Organisation(name=name, kind=kind).write(by=by, because="a new partner")


@transaction.atomic
def accept_terms(organisation: Organisation, acceptance: Acceptance, *, by: User, seen: str = "") -> Organisation:
    """Record that a named person accepted the terms in force. From here on the accounts of its people work.

    `seen` marks what the page showed. Raises ChangedMeanwhile where somebody else recorded something else since.
    """
    require(by, "access.manage_staff")
    organisation = Organisation.objects.for_change().get(pk=organisation.pk)
    if organisation.is_council:
        raise Refused("The council works by its own rules: only a partner accepts these terms.")
    if not acceptance.name.strip():
        raise Refused("Enter who accepted the terms.", "name")
    if not terms.in_force().since <= acceptance.on <= clock.today():
        raise Refused("Enter a day since the terms are there, and not in the future.", "on")
    _need_unchanged(organisation, acceptance, seen)
    organisation.terms = terms.in_force().since
    organisation.terms_accepted_by, organisation.terms_accepted_as = acceptance.name, acceptance.job
    organisation.terms_accepted_on = acceptance.on
    organisation.write(by=by, because="terms accepted")
    security.record("terms_accepted", by=by, because=organisation.name)
    return organisation


def standing_of(organisation: Organisation) -> str:
    """The mark of who accepted which terms for it."""
    return standing.mark(organisation.terms, *_accepted(organisation))


def _accepted(organisation: Organisation) -> tuple[object, ...]:
    return organisation.terms_accepted_by, organisation.terms_accepted_as, organisation.terms_accepted_on


def _need_unchanged(organisation: Organisation, acceptance: Acceptance, seen: str) -> None:
    name, job, on = _accepted(organisation)
    now = f"{name}, {job}, accepted them on {on:%-d %B %Y}" if on else "nobody accepts them"
    standing.need_unchanged(
        seen,
        standing_of(organisation),
        then=standing.mark(terms.in_force().since, acceptance.name, acceptance.job, acceptance.on),
        sentence=f"Somebody else changed this while the page was open. It says now: {now}.",
    )


@transaction.atomic
def end(organisation: Organisation, *, because: str, by: User) -> Organisation:
    """The partner's people get in no more, from this moment; the terms would have to be accepted anew."""
    require(by, "access.manage_staff")
    need_reason(because)
    organisation = Organisation.objects.for_change().get(pk=organisation.pk)
    if organisation.is_council:
        raise Refused("The council itself stays.")
    organisation.terms = organisation.terms_accepted_on = None
    organisation.terms_accepted_by = organisation.terms_accepted_as = ""
    organisation.write(by=by, because=because)
    Session.objects.filter(user__staff__organisation=organisation).delete()
    security.record("terms_ended", by=by, because=organisation.name)
    return organisation
