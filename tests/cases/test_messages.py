"""The hub asks, whoever sent the referral answers."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.models import Notification, Staff
from access.records import uuid7
from cases.models import Case, Message, Pause
from cases.operations import closure, messages, telling, triage
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import CaseFactory, OrganisationFactory, ReferralFactory, TeamFactory, installation, somebody
from tests.factories.working_day import write


@pytest.fixture
def hub(db):
    return TeamFactory(is_hub=True)


@pytest.fixture
def asker(hub):
    return somebody("hub", team=hub)


@pytest.fixture
def asked(hub, asker):
    """A referral whose sender was asked for the school, with the hub's clock standing still."""
    case = CaseFactory(stage=Stage.ASKED, team=hub, sent_by=somebody("referrer"))
    write(Message(case=case, author=asker, to_referrer=True, text="Which school?", written_at=clock.now()))
    write(Pause(case=case, because="Asked the referrer.", since=clock.now(), paused_by=asker))
    return case


def page_of(case):
    return reverse("cases:referral_sent", args=[case.reference])


def test_the_sender_reads_the_question_and_answers_it_on_the_same_page(asked, signed_in, asker, hub):
    somebody("hub", team=hub)  # who asked nothing, and hears nothing
    client = signed_in(asked.sent_by)
    assert "Which school?" in client.get(page_of(asked)).content.decode()
    answer = {"text": "Larkfield.", "once": str(uuid7())}
    for _ in range(2):
        assert client.post(page_of(asked), answer).status_code == 302
    assert "Larkfield." in client.get(page_of(asked)).content.decode()
    assert Message.objects.filter(to_referrer=False).count() == 1
    assert [news.user for news in Notification.objects.filter(kind="referral.answered")] == [asker]


def test_an_answer_brings_the_case_back_to_the_hub_and_its_clock_runs_on(asked):
    with as_(asked.sent_by):
        messages.answer(asked, text="Larkfield.", by=asked.sent_by, key=uuid7())
    case = Case.objects.get(pk=asked.pk)
    assert case.stage == Stage.RECEIVED
    version = case.history.first()
    assert (version.history_user, version.history_change_reason) == (asked.sent_by, messages.ANSWERED)
    assert Pause.objects.get().until is not None


def test_where_whoever_asked_has_left_the_whole_team_hears_of_it(asked, asker, hub):
    colleague = somebody("hub", team=hub)
    staff = Staff.objects.get(user=asker)
    staff.is_active = False
    staff.write(by=installation(), because="a test")
    with as_(asked.sent_by):
        messages.answer(asked, text="Larkfield.", by=asked.sent_by, key=uuid7())
    assert [news.user for news in Notification.objects.filter(kind="referral.answered")] == [colleague]


def test_what_nobody_asked_is_refused_and_keeps_what_was_typed(asked, signed_in):
    case = CaseFactory(stage=Stage.RECEIVED, sent_by=asked.sent_by)
    with as_(asked.sent_by), pytest.raises(Refused, match="not waiting for an answer"):
        messages.answer(case, text="x", by=asked.sent_by, key=uuid7())
    page = signed_in(asked.sent_by).post(page_of(case), {"text": "My long answer", "once": str(uuid7())})
    assert page.status_code == 422
    assert "My long answer" in page.content.decode()


def test_nobody_else_reads_or_answers(asked, signed_in):
    stranger = signed_in(somebody("referrer"))
    assert stranger.get(page_of(asked)).status_code == 404
    assert stranger.post(page_of(asked), {"text": "x", "once": str(uuid7())}).status_code == 404


def test_what_the_hub_writes_among_itself_the_sender_never_sees(asked, signed_in, asker):
    other = CaseFactory(stage=Stage.RECEIVED, sent_by=somebody("referrer"))
    write(Message(case=other, author=asker, to_referrer=True, text="About another family", written_at=clock.now()))
    assert "About another family" not in signed_in(asked.sent_by).get(page_of(asked)).content.decode()


def when_heard(case, signed_in):
    client = signed_in(case.sent_by)
    return [client.get(address).content.decode() for address in (page_of(case), reverse("cases:my_referrals"))]


def test_no_day_is_promised_while_the_hub_waits_for_the_answer(asked, signed_in):
    page, mine = when_heard(asked, signed_in)
    assert "waits for your answer" in page and "You will hear by" not in page
    assert "after your answer" in mine


def test_the_days_until_the_answer_are_not_counted(db):
    """On a day in the middle of a week at eleven: an hour later or earlier the end may fall behind a weekend."""
    start = datetime(2026, 11, 3, 11, tzinfo=clock.UK)
    before = messages.hearing(Case(stage=Stage.RECEIVED, received_at=start), [], start).by
    said = [
        Message(to_referrer=True, written_at=start + timedelta(hours=1)),
        Message(to_referrer=False, written_at=start + timedelta(days=14)),
    ]
    after = messages.hearing(Case(stage=Stage.RECEIVED, received_at=start), said, start).by
    assert timedelta(days=13) <= after - before <= timedelta(days=15)


def test_a_day_that_has_passed_is_no_promise_any_more(hub, signed_in):
    case = CaseFactory(
        stage=Stage.RECEIVED, team=hub, sent_by=somebody("referrer"), received_at=clock.now() - timedelta(days=60)
    )
    page, mine = when_heard(case, signed_in)
    assert "You should have heard by" in page and "You will hear by" not in page
    assert "Late" in mine


def sent_from(kind, hub):
    """A referral that waits, and who of an organisation of this kind sent it."""
    sender = somebody("referrer")
    sender.staff.organisation = OrganisationFactory(kind=kind)
    sender.staff.write(by=installation(), because="a test")
    case = CaseFactory(stage=Stage.RECEIVED, team=hub, sent_by=sender)
    ReferralFactory(case=case, sent_by=sender, organisation=sender.staff.organisation)
    return case


def who_hears():
    """A kind of partner that the notice lets hear an outcome."""
    return min(kind for kind, _ in notice.policy().allowed_pairs())


def words_of(html):
    """What somebody reads on a page, without the times of the day on which the test runs."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub("<[^>]+>", " ", main).split())


def test_nothing_that_the_sender_reads_moves_with_the_work(hub, asker, signed_in):
    """The police may hear nothing of what was decided; the status beside the message once told them the stage, and the day of closing.
    Seen to fail with the stage of the case on either page, and with the neutral words sent at every step."""
    case = sent_from("police", hub)
    with as_(asker):
        triage.decide(case, decision="meeting", because="a test", by=asker)
    told = [words_of(html) for html in when_heard(case, signed_in)]
    assert all(telling.NEUTRAL in html and "meeting" not in html and "ear by" not in html for html in told[:1])
    news = Notification.objects.filter(user=case.sent_by).count()
    for stage in (Stage.OPEN, Stage.AWAITING_CONSENT, Stage.CLOSED):
        case = Case.objects.get(pk=case.pk)
        case.stage, case.work_basis = stage, "public_task"
        case.closed_on = clock.today() if stage == Stage.CLOSED else None
        case.write(by=installation(), because="a test")
        assert [words_of(html) for html in when_heard(case, signed_in)] == told
    assert Notification.objects.filter(user=case.sent_by).count() == news == 1


def test_whoever_may_not_hear_reads_once_that_it_is_decided(hub, asker, signed_in):
    """A second time would say that something has moved. Seen to fail with the words sent at each decision."""
    case = sent_from("police", hub)
    for decision in ("meeting", "no_action"):
        with as_(asker):
            triage.decide(case, decision=decision, because="a test", by=asker)
    assert [one.text for one in Message.objects.all()] == [telling.NEUTRAL]


def test_whoever_hears_that_it_is_for_the_meeting_hears_again_by_the_day(hub, asker, signed_in):
    """Seen to fail with every message of the hub counted as the end of it."""
    case = sent_from(who_hears(), hub)
    with as_(asker):
        triage.decide(case, decision="meeting", because="a test", by=asker)
    page, mine = when_heard(case, signed_in)
    assert "You will hear by" in page and "wrote to you on" in mine
    with as_(asker):
        triage.decide(case, decision="no_action", because="a test", by=asker)
    page, mine = when_heard(case, signed_in)
    assert "hear by <strong>" not in page and "is decided" in page
    assert mine.index(">Decided<") < mine.index(case.reference)


def test_what_is_closed_before_anybody_was_told_is_not_left_without_a_word(hub, asker, signed_in):
    """Seen to fail without a word at the closing."""
    case = sent_from(who_hears(), hub)
    with as_(asker):
        closure.close(case, on=clock.today(), outcome="no_action", because="a test", by=asker)
    page, mine = when_heard(case, signed_in)
    assert telling.ENDED in page and mine.index(">Decided<") < mine.index(case.reference)


def test_a_case_that_went_on_before_anybody_was_told_still_names_its_day(hub, signed_in):
    page, mine = when_heard(CaseFactory(stage=Stage.OPEN, team=hub, sent_by=somebody("referrer")), signed_in)
    assert "You will hear by" in page and "Status" not in page
    assert ">Decided<" not in mine
