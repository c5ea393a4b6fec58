"""Retention questions as JSON lines, and the command that answers them without a database."""

import codecs
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from access.json_lines import answers
from earlyhelp.policy.lines import answer_line

ROOT = Path(__file__).parents[2]
QUESTION = {
    "id": "one",
    "council": "durham-early-help",
    "record": "case",
    "facts": {"closed": "2020-06-15"},
    "settings": {"current_year": "financial"},
    "inquiries": [],
}


def test_an_answer_has_dates_only_where_it_is_dated_and_due_only_where_a_day_was_asked_about():
    dated = answer_line(QUESTION)
    held = answer_line({**QUESTION, "inquiries": None, "as_of": "2030-01-01"})

    assert (dated["id"], dated["keep_until"], dated["dispose_from"]) == ("one", "2027-03-31", "2027-04-01")
    assert "due" not in dated
    assert (held["state"], held["due"]) == ("held", False)
    assert "keep_until" not in held


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"council": "nowhere"}, "There are: achieving-for-children-early-help-hub"),
        ({"council": "../durham-early-help"}, "There is no policy"),
        ({"council": None}, "council is missing"),
        ({"record": 3}, "record is missing or not text"),
        ({"facts": []}, "facts must be an object"),
        ({"facts": {"closed": "soon"}}, "closed must be a date"),
        ({"settings": "financial"}, "settings must be an object"),
        ({"settings": {"current_year": "lunar"}}, "current_year must be one of financial, calendar"),
        ({"settings": {"current_year": ["financial"]}}, "current_year must be one of"),
        ({"inquiries": {}}, "inquiries must be a list"),
        ({"inquiries": [1]}, "inquiries must be a list of objects"),
        ({"inquiries": [{"name": "one", "ended": "0001-01-01"}]}, "cannot be right"),
        ({"open_requests": [{"closed": None}]}, "received is missing"),
        ({"open_requests": [{"received": "2026-05-02", "closed": "2026-05-01"}]}, "closed 2026-05-01 comes before"),
        ({"as_of": "today"}, "as_of must be a date"),
    ],
)
def test_a_question_that_cannot_be_read_gets_its_id_and_a_sentence(change, fault):
    answer = answer_line({**QUESTION, **change})

    assert answer["id"] == "one"
    assert fault in answer["error"]
    assert "state" not in answer


@pytest.mark.parametrize("line", [None, 3, "text", []])
def test_a_question_is_an_object(line):
    assert answer_line(line) == {"id": None, "error": "a question is a JSON object"}


@pytest.mark.slow
def test_the_command_answers_line_by_line_without_a_database():
    questions = f"{json.dumps(QUESTION)}\n\nnot json\n[]\n{json.dumps({**QUESTION, 'id': 'two', 'council': 'x'})}\n"
    nowhere = dict.fromkeys(("DATABASE_URL", "DATABASE_WEB_URL"), "postgres://nobody@127.0.0.1:1/nothing")

    ran = subprocess.run(
        [sys.executable, "manage.py", "retention_when"],
        input=questions,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, **nowhere},
        timeout=60,
    )
    told = [json.loads(line) for line in ran.stdout.splitlines()]

    assert [answer["id"] for answer in told] == ["one", None, None, "two"]
    assert told[0]["keep_until"] == "2027-03-31"
    assert "line 3 is not JSON" in told[1]["error"]


# Seen to fail with `answers` catching json.JSONDecodeError alone, and without the mark of UTF-8 taken off.
BAD_LINES = {
    "nested deeply": (b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
    "a huge integer": (b'{"id": "x", "facts": {"n": ' + b"9" * 5_000 + b"}}", "is not JSON"),
    "half a character": (b'{"id": "\\ud800"}', "half a character"),
    "half a character in a name": (
        json.dumps({**QUESTION, "inquiries": [{"name": "\ud800", "ended": None}]}).encode(),
        "half a character",
    ),
    "broken UTF-8": (b'{"id": "\xff"}', "is not UTF-8"),
    "no number": (b'{"id": NaN}', "is not JSON: NaN is no number"),
    "beyond every number": (b'{"id": 1e999}', "is not JSON"),
    "a period without end": (
        json.dumps(
            {**QUESTION, "council": "cambridgeshire-early-help", "settings": {"period_case": "9" * 5_000}}
        ).encode(),
        "a whole number of years",
    ),
}


@pytest.mark.parametrize("fault", BAD_LINES)
def test_a_bad_line_is_answered_with_its_error_and_the_next_one_is_answered(fault):
    line, said = BAD_LINES[fault]
    good = json.dumps(QUESTION).encode()
    told = list(answers([good, line, b"\n", good], answer_line))
    first, bad, last = (json.loads(one) for one in told)
    assert said in bad["error"] and "state" not in bad
    assert first == last and first["state"] == "dated"
    assert all(one.encode() for one in told)


def test_the_mark_that_an_editor_puts_before_the_first_line_is_no_part_of_it():
    good = json.dumps(QUESTION).encode()
    assert [json.loads(one)["id"] for one in answers([codecs.BOM_UTF8 + good, good], answer_line)] == ["one", "one"]


@pytest.mark.slow
def test_both_commands_go_on_after_a_line_that_is_not_utf_8():
    good = b'{"id": "one", "kind": "access", "received": "2026-03-31"}'
    ran = subprocess.run(
        [sys.executable, "manage.py", "rights_when"],
        input=codecs.BOM_UTF8 + good + b"\n\xff\n" + b"[" * 200_000 + b"\r\n" + good + b"\n",
        capture_output=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    told = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    assert [one["id"] for one in told] == ["one", None, None, "one"]


@pytest.mark.slow
def test_the_other_command_answers_by_when_rights_are_due():
    ran = subprocess.run(
        [sys.executable, "manage.py", "rights_when"],
        input='{"id": "one", "kind": "access", "received": "2026-03-31"}\nnot json\n',
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    first, second = (json.loads(line) for line in ran.stdout.splitlines())
    assert first["due"] == "2026-04-30" and "line 2 is not JSON" in second["error"]


@pytest.mark.parametrize(
    ("received", "day"),
    [
        ("2026-05-01T23:30+00:00", "2 May 2026"),
        ("2026-05-01T09:00:00+01:00", "1 May 2026"),
        ("2026-05-01", "1 May 2026"),
    ],
)
def test_a_request_may_say_the_time_of_day_at_which_it_came(received, day):
    """The UK's day counts. Seen to fail with `needed_day`, which knows days alone."""
    answer = answer_line({**QUESTION, "open_requests": [{"received": received, "closed": None}]})
    assert answer["state"] == "held" and day in " ".join(answer["because"])
