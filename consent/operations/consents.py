"""Consent, where the notice relies on it: recorded, and as easily withdrawn."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.grants import allows, require
from access.labels import worded
from access.models import Staff, User
from access.notifications import notify
from access.records import uuid7
from access.slots import Due
from cases.models import Case, Person
from cases.operations import basis, needs
from cases.operations.due import answered_for, manages, still_works_on
from cases.stages import Stage
from consent.models import Consent
from consent.models.consents import Understanding
from consent.models.notices import How
from consent.operations import competence
from earlyhelp.policy.covering import explicit_bases
from earlyhelp.policy.vocabulary import STAGES

CONSENT = "6(1)(a)"


def relied_on() -> bool:
    """Whether the notice in force asks for consent before any stage. Where it does not, asking would be a fault."""
    return bool(notice.policy().intake.ask_consent_before)


def may_be_given() -> bool:
    """Whether consent is a basis of the notice at all: relied on before a stage, or one basis among others."""
    return any(found.article_6 == CONSENT for found in notice.policy().bases)


def in_the_notice() -> str:
    """What the notice in force says of consent, for whoever records one: it stands before anything that the law leaves open."""
    policy = notice.policy()
    said = [f"“{one.label}” ({one.source})" for one in policy.bases if one.article_6 == CONSENT]
    before = [STAGES[stage] for stage in policy.intake.ask_consent_before]
    waits = worded(f" It is asked for before {' and before '.join(before)}.") if before else ""
    return f"The notice in force has: {'; '.join(said)}.{waits}"


def basis_of(*, explicit: bool) -> str:
    """The policy's code for consent; for explicit consent the one that also covers special category information."""
    bases = [found for found in notice.policy().bases if found.article_6 == CONSENT]
    if not bases:
        raise Refused("The notice in force does not rely on consent, so none is asked for.")
    covering = [found for found in bases if found.covers_special]
    return (covering or bases)[0].code if explicit else bases[0].code


@transaction.atomic
def record(
    case: Case,
    *,
    person: Person,
    how: str,
    given_on: date,
    by: User,
    explicit: bool = True,
    needs_met: str = "",
    judged_by: str = "",
    judged_because: str = "",
    key: UUID | None = None,
) -> Consent:
    """Record a consent and, where work waits for one, let the case rest on it.

    Raises Refused where the notice does not rely on consent, for a consent that was not said clearly (nothing may rest on
    it), for somebody who has not been told what they say yes to, for a child of whom nobody judged that they understand it, and for
    somebody whose need of a language or a format nobody has answered for.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "consent.record_consent", case)
    if key and (there := Consent.objects.filter(pk=key, case=case).first()):
        return there
    _check(case, person, explicit, given_on)
    if how != How.INTERPRETER or person.format_needed:
        needs.need_answer([person], needs_met)
    age, otherwise = competence.age_of(case, person, given_on), competence.responsible_for(case, person)
    competence.need_judgement(str(person), age, judged_by, judged_because, others=otherwise)
    consent = write(
        case,
        person=person,
        how=how,
        given_on=given_on,
        by=by,
        explicit=explicit,
        needs_met=needs_met,
        age=age,
        judged_by=judged_by,
        judged_because=judged_because,
        key=key,
    )
    if relied_on():  # elsewhere the work rests on another basis, and only what asks for consent rests on it
        basis.set_basis(case, consent.basis, by=by, because="consent recorded")
    return consent


def _check(case: Case, person: Person, explicit: bool, given_on: date) -> None:
    basis_of(explicit=explicit)
    if case.stage == Stage.CLOSED:
        raise Refused("This case is closed, so there is no work to consent to.")
    if not explicit:
        raise Refused("Only a clear yes counts. Somebody who goes along with it has not consented.", "explicit")
    told_on = case.notices_given.filter(person=person, told=True).aggregate(first=Min("told_on"))["first"]
    if told_on is None:
        raise Refused(
            f"{person} has not been told how their information is used, so they cannot have consented to it. Record that they"
            " were told first.",
            "person",
        )
    if given_on < told_on:
        raise Refused(
            f"{person} was first told on {told_on:%-d %B %Y}: nobody can agree to what they have not been told. Check the day.",
            "given_on",
        )
    if in_force(case).filter(person=person).exists():
        raise Refused("This person’s consent is recorded already. Withdraw it first if it has changed.", "person")


def write(
    case: Case,
    *,
    person: Person,
    how: str,
    given_on: date,
    by: User,
    explicit: bool,
    age: int | None,
    needs_met: str = "",
    judged_by: str = "",
    judged_because: str = "",
    key: UUID | None = None,
) -> Consent:
    """The row itself; also for the referral, whose sender has no grant on the case. `age` is how old they are at least, None for a
    grown-up of unknown age; whoever calls has asked about a child's understanding."""
    if given_on > clock.today():
        raise Refused("The day of consent must not be in the future.", "given_on")
    if not may_be_given():
        raise Refused("The notice in force does not rely on consent, so none is asked for.")
    rests_on = competence.understanding(age)
    judged = rests_on == Understanding.JUDGED
    return Consent(
        id=key or uuid7(),
        case=case,
        person=person,
        notice=notice.version(),
        basis=basis_of(explicit=explicit),
        stages=",".join(notice.policy().intake.ask_consent_before),
        explicit=explicit,
        how=how,
        given_on=given_on,
        needs_met=needs_met,
        understanding=rests_on,
        judged_by=judged_by if judged else "",
        judged_because=judged_because if judged else "",
        recorded_by=by,
        recorded_at=clock.now(),
    ).write(by=by, because="consent recorded")


@transaction.atomic
def withdraw(consent: Consent, *, by: User, because: str = "", on: date | None = None) -> Consent:
    """Take a consent back: any worker may record it. With none left in force the work stops and the record is kept.

    Nobody has to say why. What they did say stands in the history of the consent, not of the case, which more people see.
    """
    case = Case.objects.for_change().get(pk=consent.case_id)
    require(by, "consent.record_consent", case)
    consent = Consent.objects.for_change().get(pk=consent.pk)
    if consent.withdrawn_on:
        return consent
    consent.withdrawn_on = on or clock.today()
    consent.withdrawn_recorded_by = by
    consent.write(by=by, because=because or "consent withdrawn; no reason given")
    rests_on_consent = case.work_basis in {found.code for found in notice.policy().bases if found.article_6 == CONSENT}
    if rests_on_consent and not in_force(case).exists():
        basis.clear(case, by=by, because="consent withdrawn")
    if case.stage != Stage.CLOSED:
        _tell_who_answers(case, by)
    return consent


def _tell_who_answers(case: Case, by: User) -> None:
    """News for whoever leads the case; where nobody does, or they are no longer at work, for its managers, or for the hub that holds it."""
    lead = case.lead
    team = User.objects.filter(memberships__group__team=case.team).select_related("staff").order_by("pk")
    if lead is None:
        told = list(team)
    elif still_works_on(lead.worker.user, case):
        told = [lead.worker.user]
    else:
        told = [colleague for colleague in team if manages(colleague.staff)]
    for one in told:
        if one != by:
            notify(one, "consent.withdrawn", case)


def stopped_for(staff: Staff) -> "QuerySet[Case]":
    """The cases of whoever works on them on which work has stopped since a consent was withdrawn, until they have one again or close."""
    if not allows(staff, "cases.work_case"):
        return Case.objects.none()
    withdrawn = Consent.objects.filter(case=OuterRef("pk")).exclude(withdrawn_on=None)
    return answered_for(staff, Stage.AWAITING_CONSENT).filter(Exists(withdrawn)).order_by("pk")


def due(case: Case) -> Due:
    """For Today: work has stopped. No time is set for it, so it is a job of today's until somebody records a consent or closes."""
    href = reverse("consent:privacy", args=[case.reference])
    return Due("Consent was withdrawn and work has stopped: ask again, or close", case.reference, clock.today(), href)


def in_force(case: Case) -> "QuerySet[Consent]":
    """The consents of this case that stand."""
    return Consent.objects.filter(case=case, withdrawn_on=None)


def explicit_in_force(case: Case) -> bool:
    """Whether somebody's explicit consent stands on this case: where the notice has nothing else for special category information,
    it is asked and kept because of that."""
    codes = [code for one in notice.policy().notices for code in explicit_bases(one)]
    return in_force(case).filter(explicit=True, basis__in=codes).exists()
