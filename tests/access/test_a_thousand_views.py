"""Every page by people of every kind, and at random those that show a family, a thousand times: a thousand events, each with who, when, what,
why and how it ended. What was refused is one event too, and is not counted among the thousand."""

import random
import re
from datetime import UTC, datetime
from itertools import product

import pytest

from access.models import AccessEvent
from access.readings import PURPOSES
from access.routes import ROUTES
from tests.access.pages_of_ours import OURS, canaries, get
from tests.conftest import become
from tests.factories import TeamFactory, somebody

VIEWS, SEED = 1_000, 7
REFERENCE = re.compile(r"EH-[0-9]{7}")


@pytest.mark.slow
def test_a_thousand_views_are_a_thousand_events(everything, signed_in):
    """Seen to fail: readings without a purpose; a page that noted its reading and then found that there was nothing to show."""
    case, old, worker, places = everything
    people = [
        worker,
        *(somebody(role, team=TeamFactory()) for role in ("practitioner", "hub", "dpo", "records_manager")),
    ]
    browsers = {person: signed_in(person) for person in people}
    views, showed = 0, []
    for person, name in asked_for(people, showed):
        before = datetime.now(UTC)
        answer = get(browsers[person], name, places)
        new = events_of(person, since=before)
        body = answer.content.decode()
        refused = answer.status_code in (403, 404)
        if refused or any(word in body for word in canaries(case, old)):
            if not refused:
                views += 1
                showed.append((person, name))
            assert len(new) == 1, (name, person.staff.roles, [str(one) for one in new])
            (event,) = new
            assert_says(event, person, name, "refused" if refused else "shown", since=before)
            if not refused:
                assert_says_of_what(event, name, body, case)
        else:  # an empty list may be noted too
            assert [(one.route, one.outcome) for one in new] in ([], [(name, "shown")])
        if views == VIEWS:
            break
    become("owner")
    assert AccessEvent.objects.filter(user_key__in=[one.pk for one in people], outcome="shown").count() >= VIEWS


def asked_for(people, showed):
    """Who opens what: everybody every page once, then by chance and without end what `showed` a family before."""
    yield from product(people, OURS)
    dice = random.Random(SEED)
    while True:
        yield dice.choice(showed)


def events_of(person, *, since):
    become("owner")
    return list(AccessEvent.objects.filter(user_key=person.pk, machine_at__gte=since).order_by("machine_at", "pk"))


def assert_says(event, person, name, outcome, *, since):
    assert (event.user_key, event.user_name, event.route, event.outcome) == (person.pk, person.name, name, outcome)
    assert since <= event.machine_at <= datetime.now(UTC)
    assert event.machine_at.utcoffset().total_seconds() == 0
    if outcome == "shown":
        assert event.purpose in PURPOSES.values()
    else:
        assert event.because and not (event.case_key or event.case_reference or event.fields)


def assert_says_of_what(event, name, body, case):
    """A page about a case names it; a list says which it showed: their references, or the keys of its rows."""
    if ROUTES[name].about_case:
        assert (event.case_key, event.case_reference) == (case.pk, case.reference)
        return
    assert event.case_reference or event.fields
    if all(map(REFERENCE.fullmatch, event.fields)):
        assert {*REFERENCE.findall(body)} <= {*event.fields, event.case_reference}
