"""Two thousand generated requests, complaints and breaches, and a request on every day of eight years.

Seen to fail: with a pause counted from the day after asking, with the roll before the pause, without the Easter holidays, and with a month
that runs on from a request's receipt although the identity came later, each by reading the oracle's line the other way.
"""

import json
from functools import cache

import pytest

from . import rights, rights_cases
from .almanac import NUMBER_OF, written
from .asking import ask

pytestmark = pytest.mark.slow

Answered = list[tuple[dict, dict, dict]]


@cache
def answered() -> Answered:
    lines = rights_cases.lines()
    return list(zip(lines, map(rights.answer, lines), ask("rights_when", lines), strict=True))


def same(mine: dict, theirs: dict) -> bool:
    """The state and the day (either, where guidance and statute differ); while paused, the notice of an extension no later than it could be."""
    due = theirs.get("due") in (mine["due"], mine.get("also_safe", mine["due"]))
    notices = mine.get("extension_notice_by"), theirs.get("extension_notice_by")
    told = notices[0] == notices[1] if mine["state"] == "running" else (notices[1] or "") <= (notices[0] or "")
    return due and told and mine["state"] == theirs.get("state")


def agree(chosen: Answered) -> None:
    wrong = sorted((one for one in chosen if not same(one[1], one[2])), key=lambda one: len(json.dumps(one[0])))
    print(f"{len(chosen)} asked, {len(wrong)} disagree")
    told = [
        f"  asked    {json.dumps(line)}\n  expected {mine}\n  answered {theirs}" for line, mine, theirs in wrong[:12]
    ]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(chosen)} disagree", *told])


@pytest.mark.parametrize("kind", ["access", "rectification", "erasure", "restriction", "objection", "complaint"])
def test_what_people_ask_is_due_on_the_same_day(kind):
    agree([one for one in answered() if one[0]["kind"] == kind])


@pytest.mark.parametrize("form", ["moment", "day"])
def test_a_breach_is_reported_within_seventy_two_hours_that_pass(form):
    chosen = [
        one for one in answered() if one[0]["kind"] == "breach" and ("T" in one[0]["received"]) == (form == "moment")
    ]
    agree(chosen)


def test_a_request_on_every_day_of_eight_years():
    places = range(NUMBER_OF[2024, 1, 1], NUMBER_OF[2032, 1, 1])
    lines = [{"id": written(place), "kind": "access", "received": written(place)} for place in places]
    agree(list(zip(lines, map(rights.answer, lines), ask("rights_when", lines), strict=True)))


def test_every_answer_says_why():
    assert not [theirs for *_, theirs in answered() if not theirs.get("because")]


# --- the generator and the comparison themselves ---------------------------------------------------------------------


def spans(line: dict) -> list[tuple[str, str]]:
    return sorted((one["asked"], one["answered"]) for one in line.get("clarifications", []) if one["answered"])


AWKWARD = {
    "moved from a weekend or holiday": lambda line, mine: mine["due"] and was_moved(line, mine),
    "identity after receipt": lambda line, mine: line.get("identity_confirmed", "") > line["received"],
    "extended": lambda line, mine: line.get("extended"),
    "unanswered": lambda line, mine: mine["state"] == "paused",
    "answered the same day": lambda line, mine: any(asked == answer for asked, answer in spans(line)),
    "pauses that overlap": lambda line, mine: any(one[1] >= two[0] for one, two in zip(spans(line), spans(line)[1:], strict=False)),
    "paused though not access": lambda line, mine: line["kind"] != "access" and line.get("clarifications"),
    "paused and extended": lambda line, mine: line.get("extended") and spans(line),
    "received at a moment": lambda line, mine: "T" in line["received"] and line["kind"] != "breach",
    "breach of a day": lambda line, mine: line["kind"] == "breach" and "T" not in line["received"],
}  # fmt: skip


def was_moved(line: dict, mine: dict) -> bool:
    return line["kind"] in rights_cases.MONTHLY and mine["due"][8:] != line["received"][8:10]


@pytest.mark.parametrize("what", AWKWARD)
def test_the_awkward_is_among_what_is_asked(what):
    assert sum(bool(AWKWARD[what](line, mine)) for line, mine, _ in answered()) >= 15


@pytest.mark.parametrize(
    ("theirs", "agrees"),
    [
        ({"state": "running", "due": "2026-04-10"}, True),
        ({"state": "running", "due": "2026-04-09"}, False),
        ({"state": "running", "due": "2026-04-11"}, False),
        ({"state": "paused", "due": None}, False),
        ({"state": "running", "due": "2026-04-10", "extension_notice_by": "2026-04-10"}, False),
    ],
)
def test_a_day_or_a_word_that_differs_is_seen(theirs, agrees):
    assert same({"state": "running", "due": "2026-04-10"}, theirs) is agrees
