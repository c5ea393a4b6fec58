"""Whoever leaves, is away, moves to another team, gets another role or is switched off: their work stands in somebody else's tray at once, at every
state, and can be given to somebody new.
"""

from html import unescape

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.models import Membership
from access.records import acting, uuid7
from cases.models import Case, Message, Pause, Task
from cases.operations import allocation, assessments, basis, cover, plans, tasks, triage
from cases.operations.due import due_for
from cases.stages import Stage
from consent.models import Consent
from consent.operations import consents
from tests.cases.assessing import complete
from tests.cases.test_allocation import answers, url_for
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, TeamFactory, at_the_hub, installation, somebody, worker_on
from tests.factories.consent import ConsentFactory
from tests.factories.retention import days_pass


def switch_off(user):
    user.staff.is_active = False
    user.staff.write(by=installation(), because="has left")
    user.is_active = False
    user.save()


def leave_the_team(user):
    with acting(installation(), "moved"):
        Membership.objects.filter(user=user).delete()


def get_another_role(user):
    """In the same team, and in a role that works with no family. Each test seen to fail with team and active asked, and not the role."""
    user.staff.roles = ["records_manager"]
    user.staff.write(by=installation(), because="has another post")


GOING = pytest.mark.parametrize("go", [switch_off, leave_the_team, get_another_role])


@pytest.fixture
def lead(case):
    worker = worker_on(case)
    AllocationFactory(case=case, worker=worker.staff)
    return worker


@pytest.fixture
def manager(case):
    return worker_on(case, "team_manager")


@pytest.fixture
def everything(case, lead):
    """One thing of each kind that is due, all of it the lead's."""
    today = clock.today()
    with as_(lead):
        tasks.add(case, what="Ring the school", due_on=today, by=lead, key=uuid7(), for_user=lead)
        tasks.add(case, what="For whoever leads", due_on=today, by=lead, key=uuid7())
        plans.add_action(case, what="Make a chart", due_on=today, by=lead, key=uuid7(), owner=lead.staff)
        plans.add_outcome(case, need="Sleep", hoped_for="Eight hours", by=lead, key=uuid7())
        assessments.start(case, by=lead)
    return {
        "Ring the school",
        "For whoever leads",
        "Make a chart",
        "Review of the plan",
        "Early help assessment to complete",
    }


def tray(user):
    """What stands on somebody's Today, asked as row security lets them."""
    with as_(user):
        return {one.words for one in due_for(user.staff)}


@pytest.mark.regression(24)
@GOING
def test_what_a_lead_leaves_behind_is_the_managers_until_somebody_new_leads(go, case, lead, manager, everything):
    """Tasks, actions, reviews and an assessment in hand once vanished from every Today with the one who had them."""
    assert tray(lead) == everything and tray(manager) == set()
    go(lead)
    assert tray(manager) == everything
    successor = worker_on(case)
    with as_(manager):
        allocation.allocate(case, team=case.team, worker=successor.staff, by=manager, because="has left")
    assert tray(successor) == everything and tray(manager) == set()


@pytest.mark.regression(24)
def test_whoever_stands_in_sees_what_is_due_until_the_cover_ends(case, lead, manager, everything):
    """Cover opened the cases of somebody on leave, and left everything that was due on them out of sight."""
    standing_in = somebody("practitioner", team=TeamFactory())
    assert tray(standing_in) == set()
    with as_(manager):
        cover.arrange(
            absent=lead.staff, covering=standing_in.staff, until=clock.today(), because="on leave", by=manager
        )
    assert tray(standing_in) == everything
    days_pass(1.1)
    assert tray(standing_in) == set()


@pytest.mark.regression(24)
@GOING
def test_a_lead_who_left_is_counted_and_listed_for_the_manager(go, case, lead, manager, signed_in):
    """The manager hears on Today, in the list behind it and on the Team page that a case needs a new lead, and gives it one."""
    client = signed_in(manager)
    assert "in need of a new lead" not in client.get("/").content.decode()
    go(lead)
    assert "<strong>1</strong> case in need of a new lead" in client.get("/").content.decode()
    for page in (reverse("cases:cases") + "?show=unled", reverse("cases:team")):
        assert case.reference in client.get(page).content.decode()
    successor = worker_on(case)
    assert client.post(url_for(case, successor), answers(successor)).status_code == 302
    assert "in need of a new lead" not in client.get("/").content.decode()


@pytest.mark.regression(24)
def test_whoever_works_with_no_family_is_offered_nothing_to_do_for_one(case, lead, manager, signed_in):
    """As lead, as owner of an action or a task, as away or standing in. Seen to fail with each of the four asked without the role."""
    colleague, name = worker_on(case), str(lead)
    pages = [
        url_for(case, colleague),
        reverse("cases:cover"),
        *(reverse(f"cases:{page}", args=[case.reference]) for page in ("add_action", "add_task")),
    ]
    client = signed_in(manager)
    assert all(name in choices_of(client, page) for page in pages)
    get_another_role(lead)
    for page in pages:
        assert name not in choices_of(client, page) and str(colleague) in choices_of(client, page)
    with as_(manager), pytest.raises(Refused, match="does not work with families"):
        allocation.allocate(case, team=case.team, worker=lead.staff, by=manager, because="x")
    with as_(manager), pytest.raises(Refused, match="does not work with families"):
        cover.arrange(absent=colleague.staff, covering=lead.staff, until=clock.today(), because="x", by=manager)


def choices_of(client, page):
    """Every name that a page's questions offer."""
    form = client.get(page).context["form"]
    return {label for field in form.fields.values() for _, label in getattr(field, "choices", ())}


@pytest.mark.regression(24)
def test_that_list_is_the_managers_alone(case, lead, manager, signed_in):
    """A practitioner who types its address finds nothing there, nor does the manager of another team."""
    switch_off(lead)
    for other in (worker_on(case), somebody("team_manager", team=TeamFactory())):
        assert case.reference not in signed_in(other).get(reverse("cases:cases") + "?show=unled").content.decode()


@pytest.fixture
def handed_in(case, lead):
    with as_(lead):
        assessment = assessments.start(case, by=lead)
    complete(assessment, lead)
    with as_(lead):
        assessments.hand_in(assessment, by=lead)
    return assessment


SIGN_OFF, COMMENTS = "Sign off an early help assessment", "Answer the comments on an early help assessment"


@pytest.mark.regression(24)
@GOING
def test_what_a_manager_was_to_sign_waits_for_the_next_one_and_never_out_of_sight(
    go, case, lead, manager, handed_in, signed_in
):
    """With the only manager gone, whoever leads sees that it waits; a new manager signs it off."""
    assert SIGN_OFF in tray(manager) and SIGN_OFF not in tray(lead)
    go(manager)
    assert SIGN_OFF in tray(lead)
    successor = worker_on(case, "team_manager")
    assert SIGN_OFF in tray(successor) and SIGN_OFF not in tray(lead)
    url = reverse("cases:sign", args=[case.reference, handed_in.number])
    assert signed_in(successor).post(url, {}).status_code == 302
    assert not Task.objects.filter(kind="sign_off", done_at=None).exists()


@pytest.mark.regression(24)
@GOING
def test_returned_to_somebody_who_left_it_is_for_whoever_leads_now(go, case, lead, manager, handed_in):
    """The writer left between handing in and the return: the comments reach the new lead, as a task and as news."""
    go(lead)
    successor = worker_on(case)
    with as_(manager):
        allocation.allocate(case, team=case.team, worker=successor.staff, by=manager, because="has left")
        assessments.give_back(handed_in, words="Say more about school.", by=manager)
    assert COMMENTS in tray(successor)
    assert [one.kind for one in successor.notifications.order_by("at")] == ["case.allocated", "assessment.returned"]
    assert not lead.notifications.filter(kind="assessment.returned").exists()
    with as_(successor):
        assessments.hand_in(handed_in, by=successor)
    assert COMMENTS not in tray(successor) and SIGN_OFF in tray(manager)


@pytest.mark.regression(24)
@GOING
def test_comments_that_nobody_read_pass_to_the_manager_and_then_to_the_new_lead(go, case, lead, manager, handed_in):
    """The writer left after the return, with the comments unanswered."""
    with as_(manager):
        assessments.give_back(handed_in, words="Say more about school.", by=manager)
    assert COMMENTS in tray(lead)
    go(lead)
    assert COMMENTS in tray(manager)
    successor = worker_on(case)
    with as_(manager):
        allocation.allocate(case, team=case.team, worker=successor.staff, by=manager, because="has left")
    assert COMMENTS in tray(successor) and COMMENTS not in tray(manager)


def rests_on_consent(**kwargs):
    """A case whose work rests on a consent that stands."""
    case = CaseFactory(work_basis="explicit_consent", **kwargs)
    ConsentFactory(case=case)
    return case


def withdrawn_by(user):
    """The one consent that stands is taken back, and this person records it."""
    with as_(user):
        return consents.withdraw(Consent.objects.get(withdrawn_on=None), by=user)


def news_of(user):
    return list(user.notifications.filter(kind="consent.withdrawn").values_list("case_reference", flat=True))


STOPPED = "Consent was withdrawn and work has stopped"


@pytest.mark.regression(24)
def test_whoever_leads_hears_of_a_consent_taken_back_and_has_it_on_today_until_they_act(under, signed_in):
    """It was on nobody's Today, and nobody got news of it. Seen to fail without either."""
    under("achieving-for-children-early-help-hub")
    case = rests_on_consent()
    lead, colleague = worker_on(case), worker_on(case)
    AllocationFactory(case=case, worker=lead.staff)
    assert STOPPED not in signed_in(lead).get("/").content.decode()
    withdrawn_by(colleague)
    assert (news_of(lead), news_of(colleague)) == ([case.reference], [])
    shown = signed_in(lead).get("/").content.decode()
    assert STOPPED in shown and f'href="{reverse("consent:privacy", args=[case.reference])}"' in shown
    assert STOPPED not in signed_in(colleague).get("/").content.decode()
    ConsentFactory(case=case)
    with as_(lead):
        basis.set_basis(case, "explicit_consent", by=lead, because="consent recorded")
    assert STOPPED not in signed_in(lead).get("/").content.decode()


@pytest.mark.regression(24)
@GOING
def test_a_stopped_case_whose_lead_is_gone_is_the_managers(go, under, signed_in):
    """Seen to fail with the lead told alone, and with what is stopped shown to whoever leads it alone."""
    under("achieving-for-children-early-help-hub")
    case = rests_on_consent()
    lead, colleague, manager = worker_on(case), worker_on(case), worker_on(case, "team_manager")
    AllocationFactory(case=case, worker=lead.staff)
    go(lead)
    withdrawn_by(colleague)
    assert STOPPED in signed_in(manager).get("/").content.decode()
    assert STOPPED not in signed_in(colleague).get("/").content.decode()
    assert [news_of(one) for one in (lead, colleague, manager)] == [[], [], [case.reference]]


@pytest.mark.regression(24)
def test_the_hub_hears_of_a_consent_taken_back_where_nobody_leads(under):
    """Seen to fail with the lead told alone."""
    under("achieving-for-children-early-help-hub")
    waiting = rests_on_consent(stage=Stage.FOR_MEETING, team=TeamFactory(is_hub=True))
    hub, other = worker_on(waiting, "hub"), worker_on(waiting, "hub")
    withdrawn_by(hub)
    assert (news_of(other), news_of(hub)) == ([waiting.reference], [])


@pytest.mark.regression(24)
@GOING
def test_a_case_that_waits_for_consent_again_finds_somebody_to_answer_for_it(go, under, signed_in):
    """Consent was withdrawn, work stopped, the lead left: the manager sees it, and gives it to a colleague of the team, still stopped."""
    under("achieving-for-children-early-help-hub")
    case = rests_on_consent()
    lead, manager, successor = worker_on(case), worker_on(case, "team_manager"), worker_on(case)
    AllocationFactory(case=case, worker=lead.staff)
    withdrawn_by(lead)
    assert case.reference in signed_in(lead).get(reverse("cases:cases")).content.decode()
    go(lead)
    client = signed_in(manager)
    assert case.reference in client.get(reverse("cases:team")).content.decode()
    assert client.post(url_for(case, successor), answers(successor)).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.work_basis, case.lead.worker.user) == (Stage.AWAITING_CONSENT, "", successor)
    elsewhere = somebody("practitioner", team=TeamFactory())
    answer = client.post(url_for(case, elsewhere), answers(elsewhere))
    assert answer.status_code == 422 and "no consent is recorded" in answer.content.decode()


@pytest.mark.regression(24)
def test_a_sender_who_left_is_asked_nothing_and_the_hub_reads_whom_to_ring(db, signed_in):
    """The question reached nobody, and the hub's clock stood still for ever. Seen to fail with everybody asked who gave a name,
    and with the decision offered all the same."""
    case = at_the_hub()
    hub, url = worker_on(case, "hub"), reverse("cases:decide", args=[case.reference])
    assert 'value="ask"' in signed_in(hub).get(url).content.decode()
    switch_off(case.sent_by)
    with as_(hub), pytest.raises(Refused, match=f"Ring {case.referrals.get().organisation}, then decide"):
        triage.decide(case, decision="ask", because="x", words="Which school?", level="targeted", by=hub)
    assert not Pause.objects.exists() and not Message.objects.exists()
    shown = unescape(signed_in(hub).get(url).content.decode())
    assert f"{case.sent_by}, who sent this referral, is not at work any more" in shown and 'value="ask"' not in shown


@pytest.mark.regression(24)
def test_of_a_question_that_waits_for_somebody_who_left_its_page_says_so_and_the_clock_can_run_again(db, signed_in):
    """Seen to fail without the sentence on the page, and without its words in the queue."""
    case = at_the_hub()
    hub, url = worker_on(case, "hub"), reverse("cases:decide", args=[case.reference])
    with as_(hub):
        triage.decide(case, decision="ask", because="x", words="Which school?", level="targeted", by=hub)
    queue, gone = reverse("cases:queue"), "not at work any more"
    assert all(gone not in signed_in(hub).get(page).content.decode() for page in (url, queue))
    switch_off(case.sent_by)
    assert f"waiting for the referrer, who is {gone}" in signed_in(hub).get(queue).content.decode()
    shown = signed_in(hub).get(url).content.decode()
    assert "is not at work any more" in shown and reverse("cases:resume", args=[case.reference]) in shown
