"""Five thousand generated records, and every day of six years: nothing may go a day early, nothing stays a day late.

Seen to fail: with seven years for a case, with 28 February as the usual birthday of a child of the 29th, with a year of birth read as its first day,
with UTC's day for a closing at night and with a period counted from the form's date, each by reading the oracle's line the other way.
"""

from functools import cache

import pytest

from . import retention, retention_cases
from .almanac import NUMBER_OF, written
from .asking import ask
from .comparing import compared, unexplained, verdict

pytestmark = pytest.mark.slow

SPOKEN_OF = {
    "DUR-12": ("durham", "contact"), "DUR-13": ("durham", "case"), "DUR-14": ("durham", "children_in_need"),
    "DUR-15": ("durham", "programme"), "CAM-14": ("cambridgeshire", "assessment"),
    "RCE-07": ("redcar-cleveland-early-help", ""), "RCC-30": ("redcar-cleveland-children", ""), "AFC-11": ("achieving", ""),
}  # fmt: skip
Answered = list[tuple[dict, dict, dict]]


@cache
def answered() -> Answered:
    lines = retention_cases.lines()
    return list(zip(lines, map(retention.answer, lines), ask("retention_when", lines), strict=True))


def agree(chosen: Answered) -> None:
    assert len(chosen) >= 40
    counts, told = compared(*map(list, zip(*chosen, strict=True)))
    print(f"{len(chosen)} asked, {counts['early']} early, {counts['late']} late, {counts['state']} in another state")
    assert not counts, told


def test_five_thousand_records_none_early_none_late():
    agree(answered())


@pytest.mark.parametrize("code", [pytest.param(code, marks=pytest.mark.promise(code)) for code in SPOKEN_OF])
def test_each_period_of_each_notice(code):
    council, record = SPOKEN_OF[code]
    agree([one for one in answered() if one[0]["council"].startswith(council) and one[0]["record"].startswith(record)])


@pytest.mark.promise("DUR-11")
def test_inquiries_with_and_without_an_end():
    agree([one for one in answered() if one[0]["council"] == retention.DURHAM and one[0].get("inquiries") != []])


@pytest.mark.promise("DUR-30")
def test_what_durham_names_no_period_for_is_never_dated():
    unnamed = [one for one in answered() if (one[0]["council"], one[0]["record"]) == (retention.DURHAM, "assessment")]
    agree(unnamed)
    assert not [one for one in unnamed if one[2]["state"] == "dated"]


def test_every_answer_says_why_and_ends_with_its_day():
    assert not [one[2] for one in answered() if unexplained(one[2])]


# --- every day -------------------------------------------------------------------------------------------------------

EVERY_RECORD = [
    ("contact", "closed", {"progressed_to_referral": False}, {}),
    ("case", "closed", {}, {"current_year": "financial"}),
    ("case", "closed", {}, {"current_year": "calendar"}),
    ("children_in_need", "born", {"stepped_up": "2024-03-01"}, {}),
    ("programme", "programme_ended", {"case_closed": "2010-01-01"}, {}),
    ("assessment", "matter_closed", {}, {}),
]


def each_day(record: str, starts: str, facts: dict, settings: dict) -> list[dict]:
    council = retention.CAMBRIDGESHIRE if record == "assessment" else retention.DURHAM
    places = range(NUMBER_OF[2018, 1, 1], NUMBER_OF[2024, 1, 1] + 1)
    return [
        {"id": written(place), "council": council, "record": record, "facts": {starts: written(place), **facts},
         "settings": settings, "inquiries": [], "as_of": "2026-11-28"}
        for place in places
    ]  # fmt: skip


def test_every_day_of_six_years():
    lines = [line for row in EVERY_RECORD for line in each_day(*row)]
    agree(list(zip(lines, map(retention.answer, lines), ask("retention_when", lines), strict=True)))


# --- what a notice leaves to a schedule ------------------------------------------------------------------------------

# Durham's table goes by service: its assessments are part of the record of that service, and no class that a schedule names.
LEFT_TO_A_SCHEDULE = [
    ("achieving-for-children-early-help-hub", record)
    for record in ("contact", "case", "children_in_need", "programme", "assessment")
]
FACTS = {
    "contact": {"closed": "2018-05-05", "progressed_to_referral": False}, "case": {"closed": "2018-05-05"},
    "children_in_need": {"born": "2008-05-05", "stepped_up": "2018-05-05"}, "assessment": {"matter_closed": "2018-05-05"},
    "programme": {"case_closed": "2018-05-05", "programme_ended": "2018-05-05"},
}  # fmt: skip


@cache
def entered() -> dict[str, tuple[dict, dict]]:
    """The council's answer for each of them with nine years entered, beside the oracle's."""
    lines = [
        {"id": f"{council} {record}", "council": council, "record": record, "facts": FACTS[record], "inquiries": [],
         "settings": {f"period_{record}": "9"}}
        for council, record in LEFT_TO_A_SCHEDULE
    ]  # fmt: skip
    answers = ask("retention_when", lines)
    return {line["id"]: (retention.answer(line), said) for line, said in zip(lines, answers, strict=True)}


@pytest.mark.parametrize(("council", "record"), LEFT_TO_A_SCHEDULE)
def test_a_council_can_enter_the_period_that_its_notice_leaves_to_a_schedule(council, record):
    """Achieving for Children keeps by its retention schedule, and names no period itself."""
    mine, said = entered()[f"{council} {record}"]
    assert verdict(mine, said) is None, said


# --- the generator and the comparison themselves ---------------------------------------------------------------------

AWKWARD = {
    "born on 29 February": lambda line: (line["facts"].get("born") or "").endswith("-02-29"),
    "closed on 29 February": lambda line: (line["facts"].get("closed") or "").endswith("-02-29"),
    "closed at a year's end": lambda line: (line["facts"].get("closed") or "")[5:] in ("03-31", "04-01", "12-31", "01-01"),
    "closed at a moment": lambda line: line["facts"].get("closed_at"),
    "reopened, open": lambda line: line["facts"].get("reopened") and not line["facts"]["closed_again"],
    "closed again": lambda line: line["facts"].get("closed_again"),
    "unborn": lambda line: line["facts"].get("expected") and not line["facts"]["born"],
    "birth unknown": lambda line: line["facts"].get("born", "") is None and "expected" not in line["facts"],
    "year of birth alone": lambda line: len(line["facts"].get("born") or "") == 4,
    "died": lambda line: line["facts"].get("died"),
    "programme not ended": lambda line: line["facts"].get("programme_ended", "") is None,
    "two notices": lambda line: "," in line["council"],
    "the policy's own hold": lambda line: line["council"] == retention.DURHAM and "inquiries" not in line,
    "inquiry running": lambda line: any(one["ended"] is None for one in line.get("inquiries", [])),
    "inquiries ended": lambda line: line.get("inquiries") and all(one["ended"] for one in line["inquiries"]),
    "request open": lambda line: any(one["closed"] is None for one in line.get("open_requests", [])),
    "answered after the day of looking": lambda line: any((one["closed"] or "") > line.get("as_of", "9") for one in line.get("open_requests", [])),
    "period entered": lambda line: f"period_{line['record']}" in line.get("settings", {}),
    "no reading of the current year": lambda line: line["council"] == retention.DURHAM and "current_year" not in line.get("settings", {}),
    "no day of looking": lambda line: "as_of" not in line,
}  # fmt: skip


@pytest.mark.parametrize("what", AWKWARD)
def test_the_awkward_is_among_what_is_asked(what):
    assert sum(bool(AWKWARD[what](line)) for line, *_ in answered()) >= 15


@pytest.mark.parametrize("shift", [-1, 0])
def test_the_day_before_and_the_first_day_are_asked_about(shift):
    first = [
        (line["as_of"], mine["dispose_from"])
        for line, mine, _ in answered()
        if "as_of" in line and "dispose_from" in mine
    ]
    places = [[NUMBER_OF[tuple(map(int, text.split("-")))] for text in pair] for pair in first]
    assert sum(seen - disposed == shift for seen, disposed in places) >= 100


MINE = {"state": "dated", "keep_until": "2030-03-31", "dispose_from": "2030-04-01", "due": False}


@pytest.mark.parametrize(
    ("theirs", "word"),
    [
        (MINE, None),
        (MINE | {"keep_until": "2030-03-30", "dispose_from": "2030-03-31"}, "early"),
        (MINE | {"keep_until": "2030-04-01", "dispose_from": "2030-04-02"}, "late"),
        ({"state": "no_rule", "due": False}, "late"),
        (MINE | {"due": True}, "state"),
        ({"error": "not understood"}, "late"),
    ],
)
def test_a_day_or_a_word_that_differs_is_seen(theirs, word):
    assert verdict(MINE, theirs) == word


def test_a_date_where_there_should_be_none_is_early():
    assert verdict({"state": "held"}, MINE) == "early"
