"""Who may be known already, and what happened before, beside the referral."""

import pytest
from django.urls import reverse

from access import clock
from access.records import uuid7
from cases.models.tasks import TaskKind
from cases.operations import settling, tasks
from cases.operations.earlier import earlier_cases
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import CaseFactory, somebody, worker_on


@pytest.mark.slow
def test_who_may_be_known_already_is_shown_with_the_reasons_and_settled_with_a_reason(case, hub, signed_in):
    child = case.children[0]
    known = CaseFactory()
    other = known.children[0]
    other.full_name = child.full_name
    other.write(by=hub, because="a test")
    client = signed_in(hub)
    page = client.get(reverse("cases:decide", args=[case.reference])).content.decode()
    assert "People who may be known already" in page and known.reference in page
    url = reverse("cases:settle_match", args=[case.reference, child.pk, other.pk])
    assert client.post(url, {"decision": "same"}).status_code == 422
    assert client.post(url, {"decision": "same", "because": "The same mother."}).status_code == 302
    decided = case.match_decisions.get()
    assert (decided.decision, decided.other_key, decided.because) == ("same", other.pk, "The same mother.")
    assert "The same person" in client.get(reverse("cases:decide", args=[case.reference])).content.decode()
    assert client.get(reverse("cases:settle_match", args=[case.reference, child.pk, case.pk])).status_code == 404


def test_settling_a_match_settles_its_own_task_and_no_other(case, hub):
    person, one, two = case.children[0], uuid7(), uuid7()
    with as_(hub):
        for key in (one, two):
            tasks.give(case, kind=TaskKind.SETTLE_MATCH, due_on=clock.today(), by=hub, about_key=key)
        settling.settle(case, person=person, other_key=one, decision="not_same", reasons=(), because="x", by=hub)
        assert [task.about_key for task in case.tasks.filter(done_at=None)] == [two]


def test_what_happened_before_is_shown_once_two_are_found_to_be_the_same(case, hub):
    person = case.children[0]
    past = CaseFactory(stage=Stage.CLOSED, closed_on=clock.today(), outcome="needs_met")
    other = past.children[0]

    def shown(by):
        with as_(by):
            return [(one.reference, one.outcome, one.may_open) for one in earlier_cases(case)]

    def settle(decision):
        with as_(hub):
            settling.settle(
                case,
                person=person,
                other_key=other.pk,
                decision=decision,
                reasons=(),
                because="The same mother.",
                by=hub,
            )

    assert shown(hub) == []
    settle("same")
    assert shown(hub) == [(past.reference, "Needs met", False)]
    assert shown(worker_on(case)) == shown(somebody("hub")) == []
    settle("not_same")
    assert shown(hub) == []


def test_an_earlier_case_of_the_same_family_is_shown_by_itself(case, hub, signed_in):
    past = CaseFactory(family=case.family, stage=Stage.CLOSED, closed_on=clock.today(), outcome="moved")
    page = signed_in(hub).get(reverse("cases:decide", args=[case.reference])).content.decode()
    assert past.reference in page and "the family moved away" in page
