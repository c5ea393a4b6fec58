"""What the hub closes leaves nothing open and nobody to be told."""

import pytest

from access import clock
from access.errors import Refused
from cases.models import Action
from cases.models.tasks import TaskKind
from cases.operations import joining, tasks, triage
from cases.stages import Stage
from consent.operations import evidence, notices
from tests.cases.hub.deciding import decide
from tests.conftest import as_, as_robot
from tests.factories import AllocationFactory, CaseFactory, worker_on
from tests.factories.consent import NoticeGivenFactory
from tests.factories.retention import days_pass
from tests.factories.working_day import write


def test_adding_to_what_the_hub_has_closed_does_not_open_it_again(case, hub):
    decide(case, hub, "no_action")
    with as_(hub), pytest.raises(Refused, match="decided already"):
        triage.resume(case, by=hub)
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED


def not_told(case, hub):
    """The family is still to be told, as the referral said why."""
    for person in notices.not_told(case):
        NoticeGivenFactory(case=case, person=person, told=False, how="", told_on=None, why_not="not_reached")
    with as_(hub):
        return tasks.give(case, kind=TaskKind.TELL_FAMILY, due_on=clock.today(), what="Not told yet", by=hub)


@pytest.mark.parametrize("decision", ["advice", "no_action"])
def test_what_the_hub_closes_asks_nothing_more_and_says_why_its_tasks_ended(decision, case, hub):
    """The task stayed open for good, where nobody saw it. Seen to fail without the ending in triage."""
    task = not_told(case, hub)
    decide(case, hub, decision)
    task.refresh_from_db()
    assert (task.because, task.done_by) == ("the case was closed", hub)
    assert task.history.first().history_user == hub


def test_a_stopped_case_that_the_hub_closes_leaves_nobody_in_the_lead_and_nothing_open(case, hub):
    """Seen to fail without the ending in triage."""
    worker = worker_on(case)
    AllocationFactory(case=case, team=case.team, worker=worker.staff)
    doing = {"what": "A chart", "owner_words": "Mum", "due_on": clock.today(), "made_at": clock.now(), "made_by": hub}
    action = write(Action(case=case, **doing))
    case.stage, case.work_basis = Stage.AWAITING_CONSENT, ""
    write(case)
    decide(case, hub, "no_action", because="They want no help.")
    action.refresh_from_db()
    assert (action.done, action.history.first().history_change_reason) == (False, "They want no help.")
    assert not case.allocations.filter(until=None).exists()


def test_what_was_joined_to_the_wrong_case_is_to_be_told_again(case, hub):
    """Seen to fail without begin_again."""
    task = not_told(case, hub)
    decide(case, hub, "attach", other_reference=CaseFactory().reference)
    assert not case.tasks.filter(done_at=None).exists()
    with as_(hub):
        joining.separate(case, because="Another family.", by=hub)
    task.refresh_from_db()
    assert (task.done_at, task.because) == (None, "")


@pytest.mark.parametrize("answer", [{"told": True}, {"told": False, "how": "", "told_on": None, "why_not": "unsafe"}])
def test_a_family_that_was_still_to_be_told_when_the_hub_closed_is_counted_until_it_is_answered_for(answer, case, hub):
    """Only open cases were looked at. Seen to fail so."""
    not_told(case, hub)
    decide(case, hub, "advice")
    days_pass(60)
    with as_robot():
        late = evidence.told()
    NoticeGivenFactory(case=case, **answer)
    with as_robot():
        answered = evidence.told()
    assert (late.wrong, late.looked_at, answered.wrong) == (1, 1, 0)
