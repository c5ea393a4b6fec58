"""A thing of one case does not open, and does not change, under another case's address: not even for whoever works with both."""

import pytest
from django.urls import get_resolver, reverse

from access import notice
from cases.stages import Stage
from tests.factories import AllocationFactory, CaseFactory, TeamFactory, worker_on
from tests.factories.consent import ConsentFactory
from tests.factories.states import states
from tests.factories.working_day import casework, family_facts, hub_work

# What stands in an address beside the case, and how a case comes by one of it.
THINGS = {
    "person": lambda case: case.children[0].pk,
    "other": lambda case: case.children[0].pk,
    "member": lambda case: case.family.members.first().pk,
    "relationship": lambda case: case.children[0].ties_to.first() or case.children[0].pk,
    "professional": lambda case: case.professionals.first().pk,
    "alert": lambda case: case.alerts.first().pk,
    "event": lambda case: case.significant_events.first().pk,
    "task": lambda case: case.tasks.first().pk,
    "note": lambda case: case.notes.first().pk,
    "section": lambda case: case.assessments.first().sections.first().pk,
    "document": lambda case: case.documents.first().pk,
    "outcome": lambda case: case.plan_outcomes.first().pk,
    "action": lambda case: case.actions.first().pk,
    "service": lambda case: case.services_received.first().pk,
    "restriction": lambda case: case.restrictions.first().pk,
    "exclusion": lambda case: case.exclusions.first().pk,
    "asked": lambda case: case.access_requests.first().pk,
    "consent": lambda case: ConsentFactory(case=case).pk,
}
ELSEWHERE = {
    "draft": "a draft is its author's own: tests/sharing/test_begun.py",
    "number": "assessments are numbered in each case: the same number under another case is that case's own",
}


def addresses():
    """Every page with a case and something else in its address."""
    for room in ("cases", "consent", "sharing", "retention"):
        _prefix, resolver = get_resolver().namespace_dict[room]
        for name in resolver.reverse_dict:
            for (_text, given), *_ in resolver.reverse_dict.getlist(name)[0][:1]:
                if isinstance(name, str) and "reference" in given and len(given) > 1:
                    yield f"{room}:{name}", tuple(one for one in given if one != "reference")


PAGES = sorted(set(addresses()))
HELD = [(name, given) for name, given in PAGES if not set(given) & ELSEWHERE.keys() or "section" in given]


def test_every_such_page_is_asked_here_or_says_where():
    named = {one for _name, given in PAGES for one in given}
    assert not named - THINGS.keys() - ELSEWHERE.keys(), "say in THINGS how a case comes by one of it"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "given"), HELD, ids=[name for name, _given in HELD])
def test_it_does_not_open_and_does_not_change(name, given, db, signed_in, settings):
    if "consent" in given:
        settings.COUNCIL = "achieving-for-children-early-help-hub"
        notice.store(notice.policy())
    if "service" in given:
        settings.COUNCIL = "redcar-cleveland-early-help"
        notice.store(notice.policy())
    team = TeamFactory()
    mine, also_mine = CaseFactory(stage=Stage.OPEN, team=team), CaseFactory(stage=Stage.OPEN, team=team)
    for case in (mine, also_mine):
        hub_work(case)
        family_facts(case)
        casework(case)
        states(case)
    worker = worker_on(mine, "practitioner", "team_manager", "hub")
    AllocationFactory(case=mine, worker=worker.staff)
    AllocationFactory(case=also_mine, worker=worker.staff)
    theirs = {one: 1 if one == "number" else THINGS[one](also_mine) for one in given}
    theirs = {one: getattr(value, "pk", value) for one, value in theirs.items()}
    client = signed_in(worker)
    address = reverse(name, kwargs={"reference": mine.reference} | theirs)
    assert client.get(address).status_code in (404, 405), address
    assert client.post(address, {"because": "x", "text": "x", "words": "x"}).status_code == 404, address
