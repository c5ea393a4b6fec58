"""A notice may ask for consent before any stage of the work, and there the work waits: nothing named is without its gate."""

from dataclasses import replace
from datetime import timedelta

import pytest

from access import clock, notice
from access.errors import Refused
from access.records import uuid7
from cases.models import Case, PlanOutcome, Triage
from cases.operations import allocation, assessments, basis, plans, triage
from cases.stages import Stage
from earlyhelp.policy.vocabulary import STAGES
from sharing.operations import lawfulness
from sharing.operations.lawfulness import Facts, Wanted
from tests.conftest import as_
from tests.factories import (
    CaseFactory,
    OrganisationFactory,
    TeamFactory,
    TriageFactory,
    at_the_hub,
    somebody,
    worker_on,
)

RCC = "redcar-cleveland-children-and-families"  # consent is one of its bases, so that a case may rest on another one or on this
FIRST = "consent before"


@pytest.fixture
def waits(under, monkeypatch):
    """`waits("plan")`: from here on the notice asks for consent before that stage."""
    policy = under(RCC)

    def before(*stages):
        intake = replace(policy.intake, consent="before_stages", ask_consent_before=stages)
        asking = replace(policy, intake=intake)
        monkeypatch.setattr(notice, "policy", lambda: asking)

    return before


def decide(case, decision, **other):
    hub = worker_on(case, "hub")
    with as_(hub):
        triage.decide(case, decision=decision, because="It is clear.", by=hub, **other)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("decision", ["meeting", "allocate"])
def test_before_triage_no_help_is_decided_on_without_consent(decision, waits):
    """Seen to fail with `triage` no more among what `waits_for_consent` and `for_allocation` look for."""
    waits("triage")
    case = decide(at_the_hub(), decision)
    assert case.stage == Stage.AWAITING_CONSENT
    with pytest.raises(Refused, match="consent before triage"):
        basis.for_allocation(case)


@pytest.mark.parametrize("stage", ["triage", "allocation"])
def test_before_triage_or_allocation_a_single_service_waits_and_advice_does_not(stage, waits):
    """Seen to fail without the refusal in `triage.decide`, and with triage alone looked at: under Achieving for Children's notice a
    service was given without the consent that allocation asks for. What begins no help is decided as ever.
    """
    waits(stage)
    alone = next(one.code for one in notice.policy().services if one.by_itself)
    with pytest.raises(Refused, match="consent before any help begins"):
        decide(at_the_hub(), "single_service", service=alone)
    assert not Triage.objects.exists()
    assert decide(at_the_hub(), "advice").stage == Stage.CLOSED


def test_before_allocation_nobody_leads_without_consent(waits):
    waits("allocation")
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))
    TriageFactory(case=case)
    team = TeamFactory()
    hub, worker = worker_on(case, "hub"), somebody("practitioner", team=team)
    with as_(hub), pytest.raises(Refused, match="consent before allocation"):
        allocation.allocate(
            case,
            team=team,
            worker=worker.staff,
            by=hub,
            because="x",
            service=notice.policy().services[0].code,
        )


def test_before_the_assessment_none_is_started_on_another_basis(waits):
    """Seen to fail without the gate in `assessments.start`."""
    waits("assessment")
    case = CaseFactory()
    worker = worker_on(case)
    with as_(worker), pytest.raises(Refused, match=FIRST):
        assessments.start(case, by=worker)
    with as_(worker):
        basis.set_basis(case, "consent", by=worker, because="a test")
        assert assessments.start(case, by=worker).number == 1


def test_before_the_plan_nothing_is_written_in_it_on_another_basis(waits):
    """Seen to fail without either gate in cases/operations/plans.py."""
    waits("plan")
    case = CaseFactory()
    worker = worker_on(case)
    outcome = {"need": "Mornings", "hoped_for": "Calm mornings", "by": worker}
    action = {"what": "A timetable", "due_on": clock.today() + timedelta(days=3), "owner": worker.staff, "by": worker}
    with as_(worker):
        for add, what in ((plans.add_outcome, outcome), (plans.add_action, action)):
            with pytest.raises(Refused, match="consent before the plan"):
                add(case, key=uuid7(), **what)
        basis.set_basis(case, "consent", by=worker, because="a test")
        plans.add_outcome(case, key=uuid7(), **outcome)
        plans.add_action(case, key=uuid7(), **action)
    assert PlanOutcome.objects.count() == 1


def test_before_sharing_only_a_ground_lets_something_go_without_consent(waits):
    """Seen to fail without the look at the stage in `lawfulness`."""
    waits("sharing")
    case = CaseFactory()
    partner = OrganisationFactory(kind="voluntary_sector")
    wanted = Wanted(partner, "right_support", ["identity"], case.children, involved=True)
    today = clock.today()
    with pytest.raises(Refused, match="consent before anything is shared") as refusal:
        lawfulness.propose(notice.policy(), wanted, Facts(), on=today)
    assert refusal.value.field == "ground"
    assert lawfulness.propose(notice.policy(), wanted, Facts(consents=frozenset({"consent"})), on=today).basis
    on_a_ground = replace(
        wanted, ground=next(one.code for one in notice.policy().grounds if not one.only_to), reference="A/1"
    )
    assert lawfulness.propose(notice.policy(), on_a_ground, Facts(), on=today).basis


def test_where_every_basis_is_consent_work_never_begins_on_the_first_of_them(under, monkeypatch):
    """Seen to fail with `for_allocation` falling back on the first basis."""
    policy = under("achieving-for-children-early-help-hub")
    asking = replace(policy, intake=replace(policy.intake, ask_consent_before=("plan",)))
    monkeypatch.setattr(notice, "policy", lambda: asking)
    with pytest.raises(Refused, match="no consent is recorded"):
        basis.for_allocation(CaseFactory(stage=Stage.RECEIVED, work_basis=""))


def test_every_stage_that_may_be_named_has_a_test_here():
    assert set(STAGES) == {"triage", "hub_meeting", "allocation", "assessment", "plan", "sharing"}
