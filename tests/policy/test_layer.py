"""What a council may say instead of its file: its own as it likes, its notice's promises more strictly and never less."""

from dataclasses import replace
from datetime import date

import pytest

from earlyhelp.policy import available, load
from earlyhelp.policy.adjustments import Adjustment, LayerError
from earlyhelp.policy.dates import Inquiry, retention_when
from earlyhelp.policy.layer import GROUPS, KINDS, fault, layered, newest, that_fit, thing, things
from earlyhelp.policy.own_settings import day_typed

DURHAM = load("durham-early-help")
AFC = load("achieving-for-children-early-help-hub")
RCC = load("redcar-cleveland-children-and-families")
BOTH = load("redcar-cleveland-early-help,redcar-cleveland-children-and-families")
NOTICES = [*available(), BOTH.name]
SETTINGS = {"current_year": "financial"}
DURHAMS_FIRST_PAIR = "-".join(DURHAM.allowed_pairs()[0])
MAY = date(2027, 5, 1)

EVERY_DAY = ",".join(f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29))


def said(what, entry, value, number=0, since=None, **other):
    return Adjustment(what=what, entry=entry, value=value, number=number, since=since, **other)


EXAMPLES = {"hours": "08:30-17:30", "days": "12-24,01-02", "ages": "1-26", "yes": "yes", "text": "Something else"}


def other_than(one):
    """A value that is not the file's, for whatever kind of thing."""
    return str(int(one.value) + 1) if one.kind.asks == "number" else EXAMPLES[one.kind.asks]


# --- what may be set ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NOTICES)
def test_everything_that_may_be_set_gives_a_policy_that_passes_the_checks_of_a_file(name):
    """Seen to fail where a pair was switched off and left in what is proposed for it."""
    policy = load(name)
    tried = 0
    for one in things(policy):
        if one.kind.asks != "answer":
            value = other_than(one)
            if one.kind.code == "clock" and "Not in the notice" not in one.source:
                continue  # promised: it may only be shorter
            assert fault(policy, said(one.kind.code, one.entry, value)) == "", (one.kind.code, one.entry)
            assert layered(policy, [said(one.kind.code, one.entry, value)]).fingerprint != policy.fingerprint
            tried += 1
    assert tried > 10


@pytest.mark.parametrize("name", NOTICES)
def test_nothing_of_what_may_be_set_breaks_anything_else_that_was_set(name):
    """All switches of a notice at once, but for the last recipient: what is left still passes."""
    policy = load(name)
    switches = [one for one in things(policy) if one.kind.asks == "yes"]
    kept = switches[: len(switches) // 2]
    result = layered(policy, [said(one.kind.code, one.entry, "yes") for one in kept])
    off = {tuple(one.entry.split("-")) for one in kept if one.kind.code == "pair_off"}
    assert set(result.allowed_pairs()) == set(policy.allowed_pairs()) - off


@pytest.mark.parametrize("name", NOTICES)
def test_each_thing_says_in_words_what_the_file_has(name):
    policy = load(name)
    for one in things(policy):
        assert one.kind.group in GROUPS and one.label and one.source
        assert not one.value or one.kind.say(policy, one.entry, one.value)


def test_a_group_has_the_kinds_of_the_group():
    assert {one.kind.code for one in things(DURHAM, "keeping")} == {"retention_years", "hold_years", "hold_everyone"}
    assert {kind.group for kind in KINDS.values()} == set(GROUPS)


@pytest.mark.parametrize(
    ("what", "entry"), [("weather", "x"), ("clock", "weather"), ("retention_years", "assessment"), ("hint", "nothing")]
)
def test_what_the_notice_has_nothing_of_cannot_be_set(what, entry):
    assert thing(DURHAM, what, entry) is None
    assert "nothing of the kind" in fault(DURHAM, said(what, entry, "8"))


# --- never looser ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "what", "entry", "value", "sentence"),
    [
        (DURHAM, "retention_years", "case", "5", "promises 6 years (How long kept, table row 2)"),
        (DURHAM, "retention_years", "contact", "1", "promises 2 years (How long kept, table row 1)"),
        (DURHAM, "retention_years", "children_in_need", "24", "promises 25 years"),
        (DURHAM, "hold_years", "child_abuse_inquiries", "5", "promises 6 years (How long kept, paragraph 2)"),
        (DURHAM, "hold_everyone", "child_abuse_inquiries", "no", "new version of the notice"),
        (DURHAM, "pair_off", DURHAMS_FIRST_PAIR, "no", "new version of the notice"),
        (RCC, "involved", next(iter(KINDS["involved"].entries(RCC))), "no", "new version of the notice"),
    ],
)
def test_what_would_loosen_a_promise_is_refused_with_the_paragraph(policy, what, entry, value, sentence):
    """Seen to fail with a comparison the wrong way round."""
    assert sentence in fault(policy, said(what, entry, value))
    with pytest.raises(LayerError):
        layered(policy, [said(what, entry, value)])


def test_two_steps_cannot_loosen_what_one_may_not():
    """Ten years, and then back to seven: that is still more than the notice's six. Five is not."""
    ten = said("retention_years", "case", "10", 1)
    assert layered(DURHAM, [ten, said("retention_years", "case", "7", 2)]).rules("case")[0].keep.years == 7
    with pytest.raises(LayerError):
        layered(DURHAM, [ten, said("retention_years", "case", "5", 2)])


def test_a_clock_that_the_notice_promises_may_only_be_shorter():
    promised = tuple(
        replace(clock, source="Uses, paragraph 3") if clock.code == "triage" else clock for clock in DURHAM.clocks
    )
    policy = replace(DURHAM, clocks=promised)
    assert "never longer" in fault(policy, said("clock", "triage", "4"))
    assert fault(policy, said("clock", "triage", "2")) == ""
    assert fault(DURHAM, said("clock", "triage", "4")) == "", "its own time may be any"


@pytest.mark.parametrize(
    ("what", "entry", "value", "sentence"),
    [
        ("retention_years", "case", "", ""),
        ("retention_years", "case", "6", "stands there without a setting"),
        ("retention_years", "case", "six", "whole number"),
        ("retention_years", "case", "151", "between 1 and 150"),
        ("retention_years", "case", "²", "whole number"),
        ("clock", "triage", "0", "between 1 and 999"),
        ("hours", "working_time", "17:00-09:00", "close after it opens"),
        ("hours", "working_time", "nine", "two times"),
        ("closed_days", "working_time", "02-30", "24 December"),
        ("closed_days", "working_time", "12-24,12-24", "twice"),
        ("closed_days", "working_time", EVERY_DAY, "At most 60 days"),
        ("label", "hub_meeting", "  ", "Enter the words"),
        ("label", "hub_meeting", "x" * 201, "At most 200"),
        ("label", "hub_meeting", "{nonsense} {0}", "curly brackets"),
        ("service_ages", "young_carers", "12-8", "has to come after"),
        ("service_ages", "young_carers", "old", "whole numbers"),
    ],
)
def test_a_value_that_is_none_is_refused_in_words(what, entry, value, sentence):
    entry = entry if thing(DURHAM, what, entry) else next(iter(KINDS[what].entries(DURHAM)))
    found = fault(DURHAM, said(what, entry, value))
    assert sentence in found if sentence else found == ""


# --- what it does ---------------------------------------------------------------------------------------------------------


def test_a_setting_says_whose_it_is_and_keeps_the_paragraph():
    longer = layered(DURHAM, [said("retention_years", "case", "8", 3, MAY)])
    assert longer.rules("case")[0].source == ("How long kept, table row 2; the council's setting 3 from 1 May 2027")
    assert longer.rules("contact") == DURHAM.rules("contact")


def test_a_longer_period_is_in_the_date_and_in_its_reasons():
    """Seen to fail with a policy that forgets its layer."""
    facts = {"closed": "2020-05-01"}
    longer = layered(DURHAM, [said("retention_years", "case", "8", 3, MAY)])
    before, after = (retention_when(one, "case", facts, settings=SETTINGS, inquiries=[]) for one in (DURHAM, longer))
    assert (before.keep_until, after.keep_until) == (date(2027, 3, 31), date(2029, 3, 31))
    assert (
        "The council lengthened this period from 1 May 2027 (setting 3): 8 years instead of 6 years." in after.because
    )
    assert before.fingerprint == DURHAM.fingerprint != after.fingerprint


def test_a_longer_hold_is_in_the_date_and_in_its_reasons():
    longer = layered(DURHAM, [said("hold_years", "child_abuse_inquiries", "20", 4, MAY)])
    ended = [Inquiry("One", date(2022, 10, 20))]
    after = retention_when(longer, "case", {"closed": "2015-05-01"}, settings=SETTINGS, inquiries=ended)
    assert after.keep_until == date(2042, 10, 20)
    assert "The council lengthened this hold from 1 May 2027 (setting 4): 20 years instead of 6 years." in after.because


def test_a_hold_on_everyone_holds_a_record_that_is_certainly_no_childs():
    grown_up = {"closed": "2015-05-01", "born": "1980-01-01", "opened": "2014-01-01"}
    everyone = layered(DURHAM, [said("hold_everyone", "child_abuse_inquiries", "yes", 1, MAY)])
    states = [retention_when(one, "case", grown_up, settings=SETTINGS).state for one in (DURHAM, everyone)]
    assert states == ["dated", "held"]


def test_of_two_notices_each_stated_period_is_lengthened():
    rule = DURHAM.rules("case")[0]
    both = replace(
        DURHAM, retention=(*DURHAM.retention, replace(rule, keep=replace(rule.keep, years=4), source="Other"))
    )
    assert "promises 6 years" in fault(both, said("retention_years", "case", "5"))
    kept = KINDS["retention_years"].put(both, said("retention_years", "case", "9")).rules("case")
    assert [one.keep.years for one in kept] == [9, 9]


def test_a_pair_that_is_switched_off_is_allowed_no_more_and_proposed_no_more():
    pair = next(pair for pair in DURHAM.allowed_pairs() if pair[0] == "housing")
    closed = layered(DURHAM, [said("pair_off", "-".join(pair), "yes")])
    assert set(DURHAM.allowed_pairs()) - set(closed.allowed_pairs()) == {pair}
    assert closed.minimum(*pair) is None


def test_whoever_is_left_without_a_purpose_is_still_reached_on_a_ground():
    kind = next(one for one in AFC.recipients if one.code == "police" or one.purposes)
    closed = layered(AFC, [said("pair_off", f"{kind.code}-{purpose}", "yes") for purpose in kind.purposes])
    assert kind.code not in {one.code for one in closed.recipients}
    assert kind.code in {one.code for one in closed.outside_recipients}


def test_the_last_recipient_of_a_notice_cannot_be_switched_off():
    one = AFC.recipients[0]
    single = replace(AFC, recipients=(replace(one, purposes=one.purposes[:1]),), minimums=(), grounds=(), pathways=())
    with pytest.raises(LayerError, match="contradict itself"):
        layered(single, [said("pair_off", f"{one.code}-{one.purposes[0]}", "yes")])


def test_a_recipient_can_be_held_to_where_it_is_involved():
    entry = next(iter(KINDS["involved"].entries(RCC)))
    assert not RCC.recipient(entry).needs_involvement
    assert layered(RCC, [said("involved", entry, "yes")]).recipient(entry).needs_involvement


def test_times_and_words_are_what_the_council_says():
    laid = layered(
        DURHAM,
        [
            said("clock", "triage", "2"),
            said("hours", "working_time", "08:30-16:00"),
            said("closed_days", "working_time", "12-27,12-23"),
            said("service_ages", "young_carers", "6-21"),
        ],
    )
    assert laid.clock("triage").amount == 2 and laid.clock("triage").unit == DURHAM.clock("triage").unit
    assert (laid.working_time.opens, laid.working_time.closes) == ("08:30", "16:00")
    assert laid.working_time.closed == ("12-23", "12-27")
    assert (laid.service("young_carers").from_age, laid.service("young_carers").until_birthday) == (6, 21)


# --- the layer as a whole -------------------------------------------------------------------------------------------------


def test_without_a_setting_the_policy_is_the_file():
    assert layered(DURHAM, []) is DURHAM
    assert layered(DURHAM, [said("retention_years", "case", "8", 1), said("retention_years", "case", "", 2)]) is DURHAM


def test_answers_change_no_policy():
    assert layered(DURHAM, [said("reading", "current_year", "calendar", 1)]) is DURHAM


def test_of_one_thing_the_last_setting_holds_and_each_inquiry_is_a_thing_of_its_own():
    one, two = (said("reading", "inquiry_ended", "2022-10-20", n, subject=name) for n, name in ((1, "A"), (2, "B")))
    assert newest([one, two]) == (one, two)
    later = said("retention_years", "case", "9", 4)
    assert newest([said("retention_years", "case", "8", 3), later]) == (later,)


def test_the_fingerprint_changes_with_every_setting_and_not_with_their_order():
    longer, sooner = said("retention_years", "case", "8", 1), said("clock", "triage", "2", 2)
    prints = {
        layered(DURHAM, chosen).fingerprint for chosen in ([longer], [sooner], [longer, sooner], [sooner, longer])
    }
    assert len(prints) == 3 and DURHAM.fingerprint not in prints


def test_what_no_longer_fits_a_new_notice_counts_no_more_and_the_rest_does():
    """The council kept records eight years; its new notice promises ten. Nothing gets shorter, and nothing breaks."""
    settings = [said("retention_years", "case", "8", 1), said("clock", "triage", "2", 2), said("clock", "gone", "2", 3)]
    rule = DURHAM.rules("case")[0]
    ten = tuple(replace(one, keep=replace(one.keep, years=10)) if one == rule else one for one in DURHAM.retention)
    new = replace(DURHAM, retention=ten)
    assert [one.number for one in that_fit(new, settings)] == [2]
    assert layered(new, that_fit(new, settings)).rules("case")[0].keep.years == 10


@pytest.mark.parametrize(
    ("typed", "stored"), [("24 December", "12-24"), ("1 jan", "01-01"), (" 29  February ", "02-29"), ("27 12", "12-27")]
)
def test_a_day_is_read_as_people_write_it(typed, stored):
    assert day_typed(typed) == stored


@pytest.mark.parametrize("typed", ["", "Christmas", "30 February", "31 11", "24 December 2026"])
def test_what_is_no_day_is_not_read(typed):
    with pytest.raises(ValueError):
        day_typed(typed)
