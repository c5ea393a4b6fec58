"""Proof 2, for several questions in one statement: each finds what it finds by itself, behind the same walls."""

import pytest
from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Note, NotePerson, Person
from earlyhelp.database.together import ask_together, count_together
from tests.conftest import as_
from tests.factories import CaseFactory, NoteFactory, worker_on
from tests.factories.retention import full_case, readings

OURS = ("access", "cases", "consent", "sharing", "retention")


def facts(rows):
    """Everything that each object holds, but for what Django keeps beside it."""
    return [{name: value for name, value in vars(one).items() if name != "_state"} for one in rows]


def questions_of(do):
    with CaptureQueriesContext(connection) as seen:
        do()
    return len(seen)


@pytest.mark.slow
def test_rows_of_every_table_are_what_they_are_by_themselves(db):
    """Seen to fail with the values left as JSON has them: a key is then a word, a day is one, and a moment has no zone."""
    readings()
    full_case()
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    rows = [model._base_manager.order_by("pk")[:50] for model in models]
    assert questions_of(lambda: ask_together(*rows)) == 1
    assert sum(len(found) > 0 for found in rows) > 30
    for model, found in zip(models, rows, strict=True):
        alone = list(model._base_manager.order_by("pk")[:50])
        assert facts(found) == facts(alone), model
        assert [list(map(type, one.values())) for one in facts(found)] == [
            list(map(type, one.values())) for one in facts(alone)
        ], model


def test_what_is_joined_and_worked_out_comes_with_them(db):
    note = NoteFactory()
    case, child = note.case, note.case.children[0]
    NotePerson(case=case, note=note, person=child, present=True).write(by=note.author, because="a test")
    said = JSONObject(who="person__full_name", present="present")
    who = ArraySubquery(NotePerson.objects.filter(note=OuterRef("pk")).values(json=said))
    notes = case.notes.select_related("author").annotate(who=who)
    cases = Case.objects.annotate(many=Count("notes")).with_alerts()
    people = Person.objects.prefetch_related(Prefetch("in_notes", NotePerson.objects.select_related("note")))
    ask_together(notes, cases, people)
    assert questions_of(lambda: [(one.author.name, one.case.reference) for one in notes]) == 0
    assert notes[0].who == [{"who": child.full_name, "present": True}]
    assert (cases[0].many, cases[0].alerts_now) == (1, [])
    assert questions_of(lambda: [list(one.in_notes.all()) for one in people]) == 1, "what is prefetched, by itself"
    assert people[0].in_notes.all()[0].note == note


def test_nothing_is_asked_where_nothing_can_be_found_or_is_known_already(db):
    known, none = Case.objects.all(), Case.objects.none()
    list(known)
    assert questions_of(lambda: ask_together(known, none)) == 0
    assert list(none) == []
    assert questions_of(ask_together) == 0


def test_each_keeps_its_own_order_and_size(db):
    for _ in range(4):
        CaseFactory()
    up, down = Case.objects.order_by("reference"), Case.objects.order_by("-reference")[1:3]
    ask_together(up, down)
    references = sorted(one.reference for one in up)
    assert [one.reference for one in up] == references
    assert [one.reference for one in down] == references[::-1][1:3]


def test_each_stands_behind_its_wall(db):
    """Seen to fail with the statement run as the owner."""
    ours, theirs = NoteFactory(text="Ours."), NoteFactory(text="Theirs.")
    for note in (ours, theirs):
        with as_(worker_on(note.case)):
            cases, notes = Case.objects.all(), Note.objects.all()
            ask_together(cases, notes)
            assert ([*cases], [one.text for one in notes]) == ([note.case], [note.text])
    with as_(None):
        cases, notes = Case.objects.all(), Note.objects.all()
        ask_together(cases, notes)
        assert [*cases, *notes] == []


def test_several_counts_are_one_question(db):
    """Each what it would count by itself; what can find nothing is nothing, and asks nothing."""
    ours = NoteFactory()
    NoteFactory()
    rows = (
        Case.objects.order_by("reference"),
        Note.objects.none(),
        Note.objects.filter(case=ours.case),
        Note.objects.all()[:1],
    )
    counts = []
    assert questions_of(lambda: counts.extend(count_together(*rows))) == 1
    assert counts == [2, 0, 1, 1]
    assert questions_of(lambda: counts.extend(count_together(Note.objects.none()))) == 0
    with as_(worker_on(ours.case)):
        assert count_together(*rows) == [1, 0, 1, 1]
