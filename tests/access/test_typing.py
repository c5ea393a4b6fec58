"""What saves itself while somebody types is a change and no reading: docs/decisions/0014."""

import pytest
from django.urls import reverse

from access.audit import sinks
from access.models import Change, Shape
from cases.models import Section
from cases.views.typing import TYPING
from tests.conftest import become
from tests.factories import CaseFactory, worker_on
from tests.factories.working_day import casework

WORDS = ("They la", "They laugh a l", "They laugh a lot.")
OLD = "A swing in the garden"


@pytest.fixture
def writing(db, signed_in):
    case = CaseFactory()
    casework(case)
    section = case.assessment_sections.first()
    return (
        signed_in(worker_on(case)),
        reverse("cases:assessment_section", args=[case.reference, 1, section.pk]),
        section,
    )


def typing(client, place, words, seen=""):
    return client.post(place, {"text": words, "seen": seen}, headers={TYPING: "1"})


def changes_of(section):
    """The ledger's rows about a section's versions."""
    become("owner")
    versions = list(Section.history.filter(id=section.pk).values_list("history_id", flat=True))
    shapes = Shape.objects.filter(table_name=Section.history.model._meta.db_table).values("pk")
    return Change.objects.filter(version__in=versions, shape_key__in=shapes).count()


@pytest.mark.slow
def test_each_saving_is_one_row_of_the_ledger_and_none_is_a_reading(writing, noted):
    """Seen to fail with a reading noted whatever the answer shows."""
    client, place, section = writing
    before, seen = changes_of(section), client.get(place).context["form"]["seen"].value()
    assert len(noted) == 1  # the page that they type into
    noted.clear()
    for words in WORDS:
        seen = typing(client, place, words, seen).json()["seen"]
    assert typing(client, place, WORDS[-1], seen).status_code == 200  # the same words again are no change
    assert changes_of(section) - before == len(WORDS)
    assert not noted


@pytest.mark.slow
def test_without_a_sink_what_is_typed_is_kept_and_nothing_is_shown(writing, noted, monkeypatch):
    client, place, section = writing
    seen = client.get(place).context["form"]["seen"].value()
    monkeypatch.setattr(sinks, "to_database", lambda event: False)
    monkeypatch.setattr(sinks, "to_file", lambda event: False)
    assert typing(client, place, WORDS[0], seen).status_code == 200
    section.refresh_from_db()
    assert section.text == WORDS[0]
    assert client.get(place).status_code == 503
    assert client.post(place, {"text": WORDS[1], "seen": ""}).status_code == 503  # the button shows a page


@pytest.mark.slow
def test_no_answer_to_typing_shows_what_stands_in_the_section(writing, noted):
    """Whoever sends the header for a page must not read by it what is noted for nobody: whatever is wrong with what they send."""
    client, place, _section = writing
    seen = client.get(place).context["form"]["seen"].value()
    assert typing(client, place, OLD, seen).status_code == 200
    for sent in (OLD, "", "x" * 200_000, "Other words"):
        for moment in ("", "yesterday", seen):
            answer = typing(client, place, sent, moment)
            assert answer["Content-Type"] == "application/json"
            assert {*answer.json()} <= {"said", "seen"}
            assert OLD not in answer.content.decode()
            typing(client, place, OLD, "")
