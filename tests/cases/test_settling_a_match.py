"""A possible match that the sender was not sure of is settled by whoever has the task."""

from datetime import date

import pytest
from django.urls import reverse

from access import clock
from cases.models import MatchDecision
from cases.models.tasks import TaskKind
from cases.operations import tasks
from tests.conftest import as_
from tests.factories import BECAUSE, AllocationFactory, CaseFactory, PersonFactory, installation, somebody, worker_on


@pytest.fixture
def asked(db):
    """A case with its lead, and a child who may be known already as another."""
    case, other = CaseFactory(), CaseFactory().children[0]
    lead, child = worker_on(case), case.children[0]
    AllocationFactory(case=case, worker=lead.staff)
    other.full_name = child.full_name
    other.write(by=installation(), because=BECAUSE)
    MatchDecision(
        case=case,
        person=child,
        other_key=other.pk,
        decision="not_sure",
        reasons=["name"],
        decided_by=installation(),
        decided_at=clock.now(),
    ).write(by=installation(), because=BECAUSE)
    with as_(lead):
        tasks.give(case, kind=TaskKind.SETTLE_MATCH, due_on=clock.today(), by=lead, about_key=other.pk)
    return case, lead, other


@pytest.mark.slow
@pytest.mark.parametrize("alike", [True, False])
def test_the_task_leads_its_owner_to_a_page_on_which_it_is_done(asked, alike, signed_in):
    """Also where the two are not alike any more. Seen to fail with the page for the hub alone."""
    case, lead, other = asked
    if not alike:
        other.full_name = "Zebedee Quite-Different"
        other.write(by=installation(), because=BECAUSE)
    client = signed_in(lead)
    url = reverse("cases:settle_match", args=[case.reference, case.children[0].pk, other.pk])
    for page in ("/", case.get_absolute_url()):
        assert url in client.get(page).content.decode()
    assert other.full_name in client.get(url).content.decode()
    answer = client.post(url, {"decision": "not_same", "because": "Another mother."})
    assert answer.status_code == 302 and client.get(answer["Location"]).status_code == 200
    assert not case.tasks.filter(done_at=None).exists()


def test_a_pair_that_nobody_thought_of_is_not_there(asked, signed_in):
    case, lead, _ = asked
    stranger = PersonFactory(full_name="Nobody Alike", born=date(2001, 1, 1))
    url = reverse("cases:settle_match", args=[case.reference, case.children[0].pk, stranger.pk])
    assert signed_in(lead).get(url).status_code == 404


def test_to_somebody_of_another_family_the_page_does_not_exist(asked, signed_in):
    case, _, other = asked
    url = reverse("cases:settle_match", args=[case.reference, case.children[0].pk, other.pk])
    assert signed_in(somebody("practitioner")).get(url).status_code == 404
