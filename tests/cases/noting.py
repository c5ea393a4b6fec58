"""A note, its correction, and the answers with which its page is sent."""

from access import clock
from access.records import uuid7
from cases.operations import notes
from tests.conftest import as_


def add(case, by, **other):
    answers = {"kind": "visit", "happened_on": clock.today(), "text": "We met.", "key": uuid7()} | other
    with as_(by):
        return notes.add(case, by=by, **answers)


def children(case):
    return [notes.Seen(child, present=True, seen=True) for child in case.children]


def correct(note, by, text="We met twice.", because="It was twice.", key=None):
    with as_(by):
        return notes.correct(note, text=text, because=because, by=by, key=key or uuid7())


def answers(note, **other):
    """The page that corrects a note as it opens, with what is typed."""
    day = other.pop("happened_on", note.happened_on)
    typed = {f"happened_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    return typed | {"kind": note.kind, "text": note.text, "because": "It was wrong.", "once": str(uuid7())} | other
