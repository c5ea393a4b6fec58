"""Goal A5: a right that was taken away is gone. Nobody who asks afterwards gets anything, however close to it they come.

Two hundred races: somebody opens a case again and again while another takes their right to it, in a database with real commits. Nothing is
queued for anybody in this program: a file is made while its reader waits, under the rights of that moment. Seen to fail with
the answer of `holdings` kept for a second.
"""

import random
import threading
import time

import pytest
from django.db import connection
from django.test import Client

from access.operations import staff
from access.operations.staff import Particulars
from cases.operations import allocation, exclusions
from tests.conftest import RoleClient, as_
from tests.factories import CaseFactory, TeamFactory, somebody

pytestmark = [pytest.mark.slow, pytest.mark.goal("A5")]
ROUNDS = 40  # of each of five
AFTERWARDS = 3  # requests that begin after it was taken


class OnTheWeb(RoleClient):
    """A browser whose requests commit: what steps into the role is the connection, not a transaction round the test."""

    request = Client.request


def moved(case, person, team):
    manager, other = somebody("team_manager", team=team), somebody(team=TeamFactory())
    to = other.memberships.get().group.team
    return manager, lambda: allocation.allocate(case, team=to, worker=other.staff, by=manager, because="They moved.")


def kept_out(case, person, team):
    manager = somebody("team_manager", team=team)
    return manager, lambda: exclusions.exclude(case, user=person, kind="conflict", because="A cousin.", by=manager)


def change(*roles, in_team=False, is_active=True):
    def prepared(case, person, team):
        admin = somebody("user_administrator")
        said = Particulars(person.staff.organisation, roles, [team] if in_team else [])
        return admin, lambda: staff.change(person.staff, said, is_active=is_active, because="Changed.", by=admin)

    return prepared


TAKEN = {
    "the case goes to another team": moved,
    "they are kept out of it": kept_out,
    "another role": change("records_manager", in_team=True),
    "out of the team": change("practitioner"),
    "the account is switched off": change("practitioner", in_team=True, is_active=False),
}


def open_again(client, url, answers, enough):
    """Until enough is seen: when each request began, and what came."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE earlyhelp_web")
        while not enough.is_set():
            begun = time.monotonic()
            answers.append((begun, client.get(url).status_code))
    finally:
        connection.close()


def wait_for(true):
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.mark.parametrize("how", TAKEN)
def test_nothing_opens_after_it_was_taken(how, real):
    chance, opened_before = random.Random(how), 0
    for _ in range(ROUNDS):
        team = TeamFactory()
        case, person = CaseFactory(team=team), somebody(team=team)
        by, take = TAKEN[how](case, person, team)
        answers, enough = [], threading.Event()
        client = OnTheWeb().sign_in(person)
        thread = threading.Thread(target=open_again, args=(client, case.get_absolute_url(), answers, enough))
        thread.start()
        try:
            wait_for(lambda seen=answers: seen)
            time.sleep(chance.uniform(0, 0.02))
            with as_(by):
                take()
            taken = time.monotonic()
            wait_for(lambda seen=answers, since=taken: sum(begun > since for begun, _ in seen) >= AFTERWARDS)
        finally:
            enough.set()
            thread.join()
        opened_before += answers[0][1] == 200
        assert not [status for begun, status in answers if begun > taken and status == 200]
    assert opened_before == ROUNDS
