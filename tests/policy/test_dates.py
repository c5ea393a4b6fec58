"""How long a record is kept: the worked examples, the rules one by one, and what holds for all facts."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earlyhelp.policy.dates import STATES, Answer, Inquiry, RightsRequest, retention_when, whole_file
from earlyhelp.policy.facts import NAMES, FactError
from earlyhelp.policy.lines import answer_line
from earlyhelp.policy.years import anniversary
from tests.policy.five import AFC, CALENDAR, CLOSED, DURHAM, FINANCIAL

EXAMPLES = [json.loads(line) for line in (Path(__file__).parent / "retention_examples.jsonl").read_text().splitlines()]
believable = st.dates(date(1900, 1, 1), date(2200, 12, 31))
anything = st.none() | st.dates() | st.datetimes(timezones=st.just(UTC))


@pytest.mark.promise("DUR-11")
@pytest.mark.promise("DUR-12")
@pytest.mark.promise("DUR-13")
@pytest.mark.promise("DUR-14")
@pytest.mark.promise("DUR-15")
@pytest.mark.promise("AFC-11")
@pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])
def test_every_worked_example_agrees(example):
    answer = answer_line(example)

    assert {key: answer.get(key) for key in example["expect"]} == example["expect"]
    assert answer["because"]


@pytest.mark.promise("DUR-12")
def test_a_contact_is_kept_two_years_and_a_contact_of_which_nobody_knows_the_outcome_waits_for_a_person():
    known = retention_when(DURHAM, "contact", {**CLOSED, "progressed_to_referral": False}, inquiries=())
    unknown = retention_when(DURHAM, "contact", CLOSED, inquiries=())

    assert known.keep_until == date(2022, 6, 15)
    assert unknown.state == "needs_person"


@pytest.mark.promise("DUR-13")
def test_a_case_closed_just_before_midnight_in_summer_time_counts_by_the_uk_day():
    facts = {"closed_at": "2021-03-31T23:30:00Z"}
    answer = retention_when(DURHAM, "case", facts, settings=FINANCIAL, inquiries=())

    assert answer.keep_until == date(2028, 3, 31)


@pytest.mark.promise("DUR-13")
def test_without_the_councils_reading_of_the_current_year_there_is_no_date_and_the_sentence_names_the_setting():
    answer = retention_when(DURHAM, "case", CLOSED, inquiries=())

    assert answer.state == "no_rule"
    assert "current_year" in answer.because[0]


@pytest.mark.promise("DUR-15")
@pytest.mark.parametrize(
    ("case", "programme", "state", "until"),
    [
        ("2020-05-01", "2021-06-02", "dated", date(2027, 6, 2)),
        ("2021-06-02", "2020-05-01", "dated", date(2027, 6, 2)),
        (None, "2020-05-01", "open", None),
        ("2020-05-01", None, "open", None),
    ],
)
def test_programme_records_run_from_the_later_end(case, programme, state, until):
    facts = {"case_closed": case, "programme_ended": programme}
    answer = retention_when(DURHAM, "programme", facts, inquiries=())

    assert (answer.state, answer.keep_until) == (state, until)


@pytest.mark.promise("DUR-11")
@pytest.mark.parametrize(
    ("inquiries", "state", "until"),
    [
        (None, "held", None),
        ([Inquiry("one", None)], "held", None),
        ([Inquiry("one", date(2022, 10, 20)), Inquiry("two", None)], "held", None),
        ([Inquiry("one", date(2022, 10, 20))], "dated", date(2028, 10, 20)),
        ([Inquiry("one", date(2022, 10, 20)), Inquiry("two", date(2029, 1, 31))], "dated", date(2035, 1, 31)),
        ([Inquiry("one", date(2015, 1, 1))], "dated", date(2027, 3, 31)),
        ([], "dated", date(2027, 3, 31)),
    ],
)
def test_nothing_goes_before_six_years_after_the_last_inquiry(inquiries, state, until):
    answer = retention_when(DURHAM, "case", CLOSED, settings=FINANCIAL, inquiries=inquiries)

    assert (answer.state, answer.keep_until) == (state, until)


@pytest.mark.promise("DUR-11")
@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"opened": "2019-01-01", "born": "2001-01-01"}, "dated"),
        ({"opened": "2018-12-31", "born": "2001-01-01"}, "held"),
        ({"born": "1990-01-01"}, "held"),
        ({"opened": "2019-01-01", "born": "2001"}, "held"),
    ],
)
def test_the_hold_leaves_out_only_what_is_certainly_no_childs_record(facts, state):
    assert retention_when(DURHAM, "case", {**CLOSED, **facts}, settings=FINANCIAL).state == state


@pytest.mark.promise("DUR-11")
def test_an_inquiry_about_children_does_not_hold_what_is_certainly_no_childs_record():
    facts = {**CLOSED, "opened": "2019-01-01", "born": "2001-01-01"}
    answer = retention_when(DURHAM, "case", facts, settings=FINANCIAL, inquiries=[Inquiry("one")])

    assert answer.state == "dated"


@pytest.mark.parametrize(
    ("closed", "as_of", "state"),
    [
        (None, None, "held"),
        (date(2027, 1, 15), date(2027, 1, 14), "held"),
        (date(2027, 1, 15), date(2027, 1, 15), "dated"),
        (date(2027, 1, 15), None, "dated"),
    ],
)
def test_a_rights_request_holds_the_record_until_it_is_closed(closed, as_of, state):
    requests = [RightsRequest(date(2026, 12, 20), closed)]
    answer = retention_when(
        DURHAM, "case", CLOSED, settings=CALENDAR, inquiries=(), open_requests=requests, as_of=as_of
    )

    assert answer.state == state


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"closed": "2020-06-15", "reopened": "2022-01-10"}, "open"),
        ({"closed": "2020-06-15", "reopened": "2022-01-10", "closed_again": "2021-01-01"}, "needs_person"),
        ({"closed": "0020-06-15"}, "needs_person"),
        ({"closed": "2020-06-15", "born": "3020-06-15"}, "needs_person"),
    ],
)
def test_dates_that_contradict_each_other_or_cannot_be_right_wait(facts, state):
    assert retention_when(DURHAM, "case", facts, settings=FINANCIAL, inquiries=()).state == state


def test_the_first_true_state_in_the_order_is_the_answer():
    request = [RightsRequest(date(2026, 1, 1))]
    running = [Inquiry("one")]

    def state(record, facts, **more):
        return retention_when(DURHAM, record, facts, **more).state

    assert state("case", {}, inquiries=running, open_requests=request) == "open"
    assert state("contact", CLOSED, inquiries=running) == "held"
    assert state("contact", CLOSED, inquiries=()) == "needs_person"
    assert state("contact", {**CLOSED, "progressed_to_referral": True}, inquiries=()) == "no_rule"


@pytest.mark.promise("DUR-30")
@pytest.mark.parametrize("record", ["assessment", "a_class_that_nobody_described"])
def test_a_class_of_record_without_a_stated_period_is_never_due(record):
    facts = {"matter_closed": "1990-01-01"}
    answer = retention_when(DURHAM, record, facts, inquiries=(), as_of=date(2099, 1, 1))

    assert (answer.state, answer.due) == ("no_rule", False)
    assert "Corporate retention guidelines" in answer.because[0]


@pytest.mark.promise("AFC-11")
@pytest.mark.parametrize(
    ("record", "facts"),
    [
        ("contact", {**CLOSED, "progressed_to_referral": False}),
        ("case", CLOSED),
        ("children_in_need", {"born": "1990-01-01"}),
        ("programme", {"case_closed": "2000-01-01", "programme_ended": "2000-01-01"}),
        ("assessment", {"matter_closed": "2000-01-01"}),
    ],
)
def test_where_the_notice_states_no_period_none_is_invented(record, facts):
    answer = retention_when(AFC, record, facts, settings=FINANCIAL, as_of=date(2099, 1, 1))

    assert (answer.state, answer.due, answer.keep_until) == ("no_rule", False, None)
    assert "retention schedule" in answer.because[0]


def test_an_answer_names_the_rule_and_the_file_it_rests_on():
    answer = retention_when(DURHAM, "case", CLOSED, settings=FINANCIAL, inquiries=())

    assert answer.source == "How long kept, table row 2"
    assert answer.fingerprint == DURHAM.fingerprint
    assert answer.because == (
        "The case was closed on 15 June 2020.",
        "The financial year of that day ends on 31 March 2021.",
        "The period is 6 years from then: 31 March 2027.",
        "It is kept until 31 March 2027 and may go from 1 April 2027.",
    )


@pytest.mark.parametrize(("day", "due"), [(date(2027, 3, 31), False), (date(2027, 4, 1), True), (None, None)])
def test_a_record_is_due_from_the_day_after_its_last_day(day, due):
    assert retention_when(DURHAM, "case", CLOSED, settings=FINANCIAL, inquiries=(), as_of=day).due is due


def test_a_whole_file_follows_its_most_cautious_part():
    early = Answer("dated", (), "", "", keep_until=date(2030, 1, 1))
    late = Answer("dated", (), "", "", keep_until=date(2040, 1, 1))
    unknown = Answer("needs_person", (), "", "")

    assert whole_file([early, late]) is late
    assert whole_file([late, unknown, early]) is unknown


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"closed": "15/06/2020"}, "closed must be a date"),
        ({"closed": "2020-W25-1"}, "closed must be a date"),
        ({"closed": 20200615}, "closed must be a date"),
        ({"closed": "2020"}, "closed must be a date"),
        ({"closed_at": "2021-03-31T23:30:00"}, "time zone"),
        ({"closed_at": "yesterday"}, "a time with its zone"),
        ({"closed": datetime(2020, 1, 1)}, "time zone"),
        ({"progressed_to_referral": "no"}, "true, false or null"),
    ],
)
def test_what_is_no_fact_is_refused_with_its_name(facts, fault):
    with pytest.raises(FactError, match=fault):
        retention_when(DURHAM, "case", facts)


@given(
    closed=believable,
    settings=st.sampled_from([FINANCIAL, CALENDAR]),
    ended=st.none() | believable,
    more=st.integers(0, 9),
)
def test_a_case_is_never_kept_for_less_than_promised_and_a_later_closing_never_shortens_it(
    closed, settings, ended, more
):
    inquiries = [Inquiry("one", ended)] if ended else []

    def until(day):
        answer = retention_when(DURHAM, "case", {"closed": day}, settings=settings, inquiries=inquiries)
        assert answer.dispose_from == answer.keep_until + timedelta(days=1)
        return answer.keep_until

    assert until(closed) >= anniversary(closed, 6)
    assert ended is None or until(closed) >= anniversary(ended, 6)
    later = min(closed + timedelta(days=more), date(2200, 12, 31))
    assert until(later) >= until(closed)


@pytest.mark.slow
@given(
    policy=st.sampled_from([DURHAM, AFC]),
    record=st.sampled_from(["contact", "case", "children_in_need", "programme", "assessment", "other"]),
    facts=st.dictionaries(st.sampled_from(sorted(NAMES)), anything),
    progressed=st.none() | st.booleans(),
    settings=st.sampled_from([{}, FINANCIAL, CALENDAR]),
    inquiries=st.none() | st.lists(st.builds(Inquiry, st.text(), st.none() | believable)),
    as_of=st.none() | st.dates(),
)
def test_no_facts_make_it_fall_over_and_every_answer_is_whole(
    policy, record, facts, progressed, settings, inquiries, as_of
):
    answer = retention_when(
        policy,
        record,
        {**facts, "progressed_to_referral": progressed},
        settings=settings,
        inquiries=inquiries,
        as_of=as_of,
    )

    assert answer.state in STATES
    assert answer.because
    assert all(sentence.endswith((".", "?")) for sentence in answer.because)
    assert (answer.keep_until is not None) == (answer.dispose_from is not None) == (answer.state == "dated")
    assert (answer.due is None) == (as_of is None)
    assert not answer.due or answer.state == "dated"
