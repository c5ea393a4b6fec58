"""What stands out among the readings: each rule finds what it says and no less far off, once; the officer decides, the person answers."""

from datetime import time, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access import clock
from access.errors import Forbidden, Refused
from access.models import Notification, SecurityEvent
from access.records import acting
from cases.models import Flag, FlagRule
from cases.operations import flags
from cases.operations.flag_rules import RULES
from tests.conftest import as_, as_robot
from tests.factories import CaseFactory, TeamFactory, give_person, installation, somebody, worker_on
from tests.factories.flags import days_ago, flag, forget_readings, night, read, strangers
from tests.factories.states import broken, keep_out, shut

WHY = "They stood in for a colleague who was ill."


@pytest.fixture(autouse=True)
def _nothing_read_before(db):
    forget_readings()


@pytest.fixture
def officer(db):
    return somebody("dpo")


def found(rule=None):
    return [(one.user, one.case_key, one.evidence) for one in Flag.objects.filter(**{"rule": rule} if rule else {})]


def usual(by, cases, days=12):
    """So many cases on so many days of the weeks before."""
    for day in range(2, 2 + days):
        read(by, *strangers(cases), on=days_ago(day))


# --- each rule --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cases", "before", "days", "flagged"),
    [(20, 6, 12, True), (19, 6, 12, False), (20, 7, 12, False), (20, 6, 9, False), (60, 20, 12, False)],
)
def test_far_more_than_on_ones_own_middle_day(cases, before, days, flagged, db):
    """At least 20, more than three times the middle of at least ten days. Seen to fail with each of the three left out."""
    one = somebody()
    usual(one, before, days)
    read(one, *strangers(cases))
    night()
    assert found("far_above") == ([(one, None, {"cases": cases, "usual": before, "days": days})] if flagged else [])


def test_the_middle_is_ones_own_and_not_that_of_colleagues(db):
    busy, quiet = somebody(), somebody()
    usual(busy, 30, 10)
    usual(quiet, 2, 10)
    for one in (busy, quiet):
        read(one, *strangers(25))
    night()
    assert [who for who, *_ in found("far_above")] == [quiet]


def test_a_day_of_lists_alone_is_no_day_of_cases(db):
    """Nothing <> ALL of nothing is true: they counted as days without a case, while no record at all was sealed."""
    one = somebody()
    for back in range(2, 14):
        read(one, on=days_ago(back), kind="list")
    read(one, *strangers(25))
    night()
    assert found("far_above") == []


def test_a_family_with_ones_surname(case):
    """Former names too. Nobody's name leaves the database: the evidence is a number."""
    child = case.children[0].full_name.split()[-1]
    related, other = somebody(name=f"Ottoline {child}"), somebody(name="Ottoline Featherstonehaugh-Zzz")
    for one in (related, other):
        give_person(case, one)
        read(one, case, case)
    night()
    assert found("same_surname") == [(related, case.pk, {"pages": 2})]
    assert child not in str(Flag.objects.values_list())


def test_a_case_that_was_never_theirs(case):
    """By grant, by a team that they have left since, by break-glass: no flag. Seen to fail with `earlyhelp_held` answering nothing."""
    mine, left, glass, never = worker_on(case), worker_on(case), broken(case).user, somebody()
    with acting(installation(), "moved on"):
        left.memberships.all().delete()
    for one in (mine, left, glass, never):
        read(one, case)
    read(somebody("dpo"), case, purpose="oversight")
    night()
    assert found("never_theirs") == [(never, case.pk, {"pages": 1})]


@pytest.mark.parametrize(("times", "flagged"), [(10, True), (9, False)])
def test_many_refusals_of_what_is_not_theirs(times, flagged, db):
    one = somebody()
    for _ in range(times):
        read(one, kind="page", outcome="refused", because="not there or not theirs")
    read(one, kind="page", outcome="refused", because="role")
    night()
    assert found("refused_often") == ([(one, None, {"times": times})] if flagged else [])


@pytest.mark.parametrize(("times", "flagged"), [(5, True), (4, False)])
def test_the_same_family_found_again_and_again_by_somebody_whose_it_never_was(times, flagged, case):
    one, other = somebody(), worker_on(case)
    for _ in range(times):
        for who in (one, other):
            read(who, kind="search", fields=[case.reference], purpose="service")
    night()
    assert found("searched_again") == ([(one, case.pk, {"times": times})] if flagged else [])


@pytest.mark.parametrize(
    ("at", "flagged"), [(time(22), True), (time(5, 59), True), (time(21, 59), False), (time(6), False)]
)
def test_many_at_night_by_the_clock_of_the_country(at, flagged, db):
    one, few = somebody(), somebody()
    read(one, *strangers(10), at=at)
    read(few, *strangers(9), at=at)
    night()
    assert [who for who, *_ in found("at_night")] == ([one] if flagged else [])


def test_what_is_sealed_is_counted_by_no_rule(case):
    """Seen to fail with the seals left out of `earlyhelp_sealed_keys`."""
    child, never = case.children[0].full_name.split()[-1], somebody()
    related = somebody(name=f"Ottoline {child}")
    give_person(case, related)
    shut(case, related, level="sealed")
    cases = strangers(9)
    for one in (related, never):
        read(one, case, *cases, at=time(23))
        for _ in range(5):
            read(one, kind="search", fields=[case.reference])
    night()
    assert found() == []


# --- once, and only what is on ------------------------------------------------------------------------------------------------


def test_the_same_evidence_is_never_found_twice(db):
    """Run again in the same night, and in the nights after. Seen to fail without the look at what is known: the database refuses it."""
    read(somebody(), *strangers(10), at=time(23))
    assert (night(), night()) == (1, 0)


def test_a_night_that_was_left_out_is_made_up_for(db):
    read(somebody(), *strangers(10), at=time(23), on=days_ago(3))
    read(somebody(), *strangers(10), at=time(23), on=days_ago(4))
    assert night() == 1


def test_a_family_with_ones_surname_is_not_found_again_every_day(case):
    """Somebody who works with a family of their surname would be, and nobody would look any more."""
    related = somebody(name=f"Ottoline {case.children[0].full_name.split()[-1]}")
    give_person(case, related)
    for day in (1, 2, 3):
        read(related, case, on=days_ago(day))
    assert night() == 1
    other = CaseFactory(family=case.family)
    give_person(other, related)
    read(related, other)
    assert night() == 1


def test_the_database_keeps_one_of_each(db):
    one = somebody()
    flag(one)
    with pytest.raises(DatabaseError, match="found_once_by_a_rule"), transaction.atomic():
        flag(one)


def test_a_rule_that_is_off_finds_nothing_and_says_who_switched_it_off_and_why(officer):
    """Seen to fail with the switch not looked at."""
    read(somebody(), *strangers(10), at=time(23))
    with as_(officer):
        flags.switch("at_night", is_on=False, because="The night team has its own report.", by=officer)
        flags.switch("at_night", is_on=False, because="Sent twice.", by=officer)
    assert night() == 0
    row = FlagRule.objects.get()
    assert (row.because, row.changed_by) == ("The night team has its own report.", officer)
    assert row.history.count() == 1
    assert SecurityEvent.objects.filter(user_key=officer.pk, kind="flag_rule_off").count() == 1
    with as_(officer):
        flags.switch("at_night", is_on=True, because="It has none.", by=officer)
    assert night() == 1 and row.history.count() == 2


def test_every_rule_says_what_it_is_and_why_it_may_be_fine():
    for rule in RULES.values():
        assert rule.words and rule.may_be_fine and "{" not in rule.words
        assert all(str(number) in rule.words for number in rule.numbers.values()) or rule.code == "at_night"


# --- the officer --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def of_somebody(case):
    return flag(worker_on(case), case=case, rule="same_surname")


def decide(one, by, outcome="fine", because=WHY):
    with as_(by):
        return flags.decide(one, outcome=outcome, because=because, by=by)


@pytest.mark.parametrize("outcome", ["fine", "incident"])
def test_a_decision_keeps_who_when_and_why_and_stands(outcome, of_somebody, officer):
    decide(of_somebody, officer, outcome)
    one = Flag.objects.get()
    assert (one.state, one.because, one.reviewed_by) == (outcome, WHY, officer)
    assert [version.state for version in one.history.order_by("history_date")] == ["new", outcome]
    assert one.history.first().history_change_reason == WHY
    other = somebody("dpo")
    with pytest.raises(Refused, match="has decided on it already"):
        decide(one, other, "incident" if outcome == "fine" else "fine", "No.")
    assert Flag.objects.get().state == outcome, "it was decided already: sent twice, or a colleague was first"


def test_what_was_decided_stands_and_other_words_are_kept_beside_it(of_somebody, officer, signed_in):
    """From another tab, or after a colleague. Seen to fail: “Page not found”, and the words were gone."""
    client, page = signed_in(officer), reverse("cases:review_flag", args=[of_somebody.pk])
    for _ in range(2):
        assert client.post(page, {"outcome": "fine", "because": WHY}).status_code == 302
    again = client.post(page, {"outcome": "incident", "because": "He knew them."})
    html = unescape(again.content.decode())
    assert again.status_code == 422 and "has decided on it already: fine" in html and "He knew them." in html
    back = client.get(page, follow=True)
    assert back.redirect_chain == [(reverse("cases:flags"), 302)] and "It is recorded already" in back.content.decode()
    assert Flag.objects.get().state == "fine"


@pytest.mark.parametrize("state", ["fine", "new", "asked"])
def test_the_database_takes_no_decision_back(state, of_somebody, officer):
    """Seen to fail without the trigger of its steps."""
    decide(of_somebody, officer, "incident")
    one = Flag.objects.get()
    one.state = state
    with pytest.raises(DatabaseError, match="no way from incident"), transaction.atomic():
        one.write(by=installation(), because="somebody would rather have it so")


@pytest.mark.parametrize("column", ["evidence", "on", "rule", "case_reference"])
def test_what_was_found_is_never_rewritten(column, of_somebody, officer):
    with as_(officer), pytest.raises(DatabaseError), transaction.atomic():
        with acting(officer, "a try"):
            Flag.objects.filter(pk=of_somebody.pk).update(
                **{
                    column: {"evidence": {"pages": 1}, "on": days_ago(9)}.get(column, "x"),
                    "state": "fine",
                    "reviewed_by": officer,
                    "reviewed_at": clock.now(),
                }
            )


def test_without_a_reason_nothing_is_decided(of_somebody, officer):
    with pytest.raises(Refused, match="Write why"):
        decide(of_somebody, officer, because="  ")


def test_nobody_sees_or_decides_their_own(officer):
    """Seen to fail with row security’s part of it gone; the page leaves it out too."""
    own = flag(officer)
    with as_(officer):
        assert not Flag.objects.exists()
    other = somebody("dpo")
    with pytest.raises(Forbidden):
        decide(own, somebody("hub"))
    decide(own, other)
    assert Flag.objects.get().reviewed_by == other


@pytest.mark.parametrize("hide", [lambda case, officer: shut(case, level="sealed"), keep_out])
def test_what_does_not_exist_for_the_officer_has_no_flag_either(hide, case, of_somebody, officer, signed_in):
    hide(case, officer)
    page = signed_in(officer).get(reverse("cases:flags"))
    assert case.reference not in page.content.decode() and not page.context["waiting"]
    assert signed_in(officer).get(reverse("cases:review_flag", args=[of_somebody.pk])).status_code == 404


@pytest.mark.parametrize(
    "role", ["practitioner", "team_manager", "hub", "referrer", "records_manager", "user_administrator"]
)
def test_nobody_else_reads_flags_or_switches_rules(role, of_somebody, signed_in):
    one = somebody(role, team=TeamFactory())
    with as_(one):
        assert not Flag.objects.exists() and not FlagRule.objects.exists()
    client = signed_in(one)
    places = {"flags": [], "review_flag": [of_somebody.pk], "switch_rule": ["at_night"]}
    for name, given in places.items():
        assert client.get(reverse(f"cases:{name}", args=given)).status_code == 403


# --- the person ---------------------------------------------------------------------------------------------------------------


def test_whoever_is_asked_has_news_and_a_job_that_name_no_family_and_answers(case, of_somebody, officer, signed_in):
    one = of_somebody.user
    client = signed_in(officer)
    url = reverse("cases:review_flag", args=[of_somebody.pk])
    page = client.post(url, {"outcome": "asked", "because": "What was it about?"})
    assert page.url == reverse("cases:flags")
    news = Notification.objects.get(user=one)
    assert (news.kind, news.case_key, news.case_reference) == ("flag.asked", None, "")
    theirs = signed_in(one)
    today = theirs.get("/").content.decode()
    assert "question to you about something that you opened" in today
    shown = theirs.get(reverse("cases:asked"))
    assert "What was it about?" in shown.content.decode() and RULES["same_surname"].words in shown.content.decode()
    answers = {"flag": of_somebody.pk, "text": "We are not related."}
    for _ in range(2):
        assert theirs.post(reverse("cases:asked"), answers).status_code == 302
    assert "asks you nothing" in theirs.get(reverse("cases:asked")).content.decode()
    assert "We are not related." in client.get(url).content.decode()
    assert client.get("/").content.decode().count("to look at") == 1
    decide(Flag.objects.get(), officer)
    assert Flag.objects.get().answer == "We are not related."


def test_of_a_family_that_they_do_not_work_with_now_they_read_no_reference(case, officer, signed_in):
    """Seen to fail with the reference shown to everybody who is asked."""
    gone = somebody()
    one = flag(gone, case=case, rule="searched_again")
    decide(one, officer, "asked", "Why?")
    page = signed_in(gone).get(reverse("cases:asked"))
    assert "Why?" in page.content.decode() and case.reference not in page.content.decode()


@pytest.mark.parametrize("hide", [lambda case, user: shut(case), keep_out])
def test_of_a_family_that_is_shut_to_them_there_is_nothing(hide, case, officer, signed_in):
    gone = somebody()
    one = flag(gone, case=case, rule="searched_again")
    decide(one, officer, "asked", "Why?")
    hide(case, gone)
    assert "asks you nothing" in signed_in(gone).get(reverse("cases:asked")).content.decode()


def test_nobody_answers_for_somebody_else(of_somebody, officer, signed_in):
    decide(of_somebody, officer, "asked", "Why?")
    other = somebody()
    with as_(other):
        assert flags.answer(of_somebody.pk, text="It was me.", by=other) is None
    sent = signed_in(other).post(reverse("cases:asked"), {"flag": of_somebody.pk, "text": "It was me."})
    assert sent.status_code == 404
    one = Flag.objects.get()
    one.answer = "They would say so."
    with as_(officer), pytest.raises(DatabaseError), transaction.atomic():
        one.write(by=officer, because="I know them")


def test_whoever_has_left_is_not_asked(of_somebody, officer):
    staff = of_somebody.user.staff
    staff.is_active = False
    staff.write(by=installation(), because="left")
    with pytest.raises(Refused, match="do not work here any more"):
        decide(of_somebody, officer, "asked", "Why?")


# --- the pages ----------------------------------------------------------------------------------------------------------------


def test_the_list_says_what_was_seen_why_it_may_be_fine_and_leads_on(case, of_somebody, officer, signed_in):
    following = flag(somebody(), on=clock.today() - timedelta(days=0))
    client = signed_in(officer)
    page = client.get(reverse("cases:flags")).content.decode()
    assert of_somebody.user.name in page and "Pages of the case that were opened on this day: 3." in page
    assert all(rule.words in page and rule.may_be_fine in page for rule in RULES.values())
    one = reverse("cases:review_flag", args=[of_somebody.pk])
    assert f"reference={case.reference}" in client.get(one).context["readings"]
    answer = client.post(one, {"outcome": "fine", "because": WHY})
    assert answer.url == reverse("cases:review_flag", args=[following.pk]), "Save and next"


def test_an_empty_list_says_so(officer, signed_in):
    assert "No flag waits" in signed_in(officer).get(reverse("cases:flags")).content.decode()


def test_the_pages_of_rules_switch_them(officer, signed_in):
    client, url = signed_in(officer), reverse("cases:switch_rule", args=["at_night"])
    assert client.get(url).status_code == 200
    client.post(url, {"because": "Not now."})
    assert not FlagRule.objects.get().is_on
    client.post(f"{url}?to=on", {"because": "Again."})
    assert FlagRule.objects.get().is_on
    assert client.get(reverse("cases:switch_rule", args=["gossip"])).status_code == 404


def test_they_go_with_the_case(of_somebody):
    """What is about a family is gone when it is: tests/retention proves it for every line of the disposal table."""
    from retention.operations.disposal_table import MODELS, Fate

    assert MODELS["cases.Flag"].fate == Fate.WITH_CASE and MODELS["cases.Flag"].by == "case_key"
    with as_robot(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Flag.objects.filter(pk=of_somebody.pk).delete()
