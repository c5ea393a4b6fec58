"""Goal A1: everybody, every route, every state of a record: whoever should see it does, and nobody else, by whatever method.

What is expected stands in `tests/access/cells.py` and `pages_by_role.py`, which ask nothing of the program's own rules. Seen to fail with each of these taken
out: the role and the second factor in RouteTable, reading only in CasePage, a page that says 403 where it should not be there, `known`
in sight.py, the duty in RouteTable, what is hidden and what is restricted in earlyhelp_openable(), the ends of grants, the exclusions; a team that stays on
what is shut the database refuses.
"""

import logging
import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.urls import reverse

from access import notice
from access.records import uuid7
from access.roles import ROLES
from access.routes import ROUTES, Reach
from earlyhelp.policy import load
from tests.access.cells import ACROSS, ANSWERED, ASKS, HOLDS, KNOWN, NAMED, ONLY_READ, STATES, world
from tests.access.pages_by_role import EXPECTED
from tests.conftest import RoleClient
from tests.policy.test_covering import DUR, RCE
from tests.regressions.filling import parts_of

PEOPLE = (
    *HOLDS,
    *("who led it once", "who is kept out", "the officer", "the records manager", "the administrator"),
    *("who sent it", "another partner", "a partner who has left", "a colleague who has left"),
    *("a colleague without the second factor", "a colleague who has not accepted the duty", "nobody"),
)
OF_A_CASE = sorted(name for name, route in ROUTES.items() if route.about_case or route.asks)
OTHERS = sorted(name for name in ROUTES if ":" in name and name not in OF_A_CASE and not ROUTES[name].public)
OUT = {
    *("nobody", "a colleague without the second factor", "a colleague who has not accepted the duty"),
    *("a colleague who has left", "a partner who has left"),
}
SHOW = {  # pages that only show: what is opened to be read opens these
    *("cases:case", "cases:people", "cases:activity", "cases:readings", "cases:chronology", "cases:note"),
    *("cases:assessments", "cases:assessment", "cases:compare", "cases:plan", "cases:family_copy"),
    *("cases:documents", "cases:document_file"),
    *("cases:restriction", "cases:exclusions", "cases:requests", "consent:privacy", "sharing:case_disclosures"),
    "retention:case_retention",
}


BEFORE_DUTY = {"access:duty", "access:sessions", "access:stay"}  # the text itself, and one's own sessions


def test_there_are_as_many_cells_as_was_promised():
    cells = len(PEOPLE) * (len(OF_A_CASE) * len(STATES) + len(OTHERS))
    assert cells >= 10_000 and len(PEOPLE) >= 12 and len(STATES) >= 9, cells


# Where the program and the other hand disagree about who gets a page: what is right, and why.
DECIDED = {
    "access:enter_reading": ({"records_manager"}, "how long records are kept is read by whoever keeps them"),
    "access:withdraw_reading": ({"records_manager"}, "the same"),
    "cases:allocate_many": ({"hub", "team_manager"}, "a manager gives out a colleague's cases too"),
    "cases:end_exclusion": (
        {"hub", "team_manager"},
        "the officer keeps somebody out; whoever works with the case lets them in again",
    ),
    "desk:asked": (
        {"dpo", "records_manager"},
        "settings need two people, who read what the notice asks and what is doubtful in it",
    ),
    "desk:doubts": ({"dpo", "records_manager"}, "the same"),
    "desk:promises": ({"dpo", "records_manager"}, "the same"),
    "desk:promise": ({role.code for role in ROLES.values()}, "whoever has to put a promise right sees that one"),
}
ORDER = ("", "open", "own", "all")


def reach(name, roles):
    """How far the furthest of these roles sees on a page: "", open, own or all."""
    who = dict(EXPECTED[name])
    if name in DECIDED:
        who = {role: who.get(role, "open") for role in DECIDED[name][0]}
    return max((who.get(role.code, "") for role in roles), key=ORDER.index, default="")


def test_the_programs_table_is_what_another_hand_wrote_down():
    """Page by page who gets it, and of pages about a case how far they see. Seen to fail with a role added to a row of the table."""
    assert EXPECTED.keys() == {name for name, route in ROUTES.items() if not (route.public or route.signing_in)}
    wrong = {}
    for name in EXPECTED:
        route = ROUTES[name]
        ours = {
            role.code: route.reach([role]).value for role in ROLES.values() if route.reach([role]) is not Reach.NONE
        }
        theirs = {role.code: found for role in ROLES.values() if (found := reach(name, [role]))}
        if ours.keys() != theirs.keys() or (route.about_case and ours != theirs):
            wrong[name] = (ours, theirs)
    assert not wrong
    assert all(set(EXPECTED[name]) != who for name, (who, _) in DECIDED.items()), "no longer in doubt"


def gets(name, person, roles, state):
    """Whether this person gets this page of a case in this state."""
    far = reach(name, roles)
    if person in OUT or person == "who is kept out" or state == "destroyed":
        return False
    if name in ASKS:
        more = ANSWERED if {"team_manager", "hub"} & {role.code for role in roles} else set()
        return far != "" and state in KNOWN | more | (HOLDS.get(person, set()) & NAMED)
    if far == "all":
        return state in ACROSS
    if person in ONLY_READ and name not in SHOW:
        return False
    return far == "own" and state in HOLDS.get(person, set())


LACKS = {  # there is nothing of the kind on these cases, or not under this notice, whoever asks
    *("cases:discard_note", "cases:compare", "cases:settle_match", "cases:separate", "sharing:check"),
    *(
        "cases:add_service",
        "cases:end_service",
        "cases:judge_level",
        "consent:record_consent",
        "consent:withdraw_consent",
    ),
}


ASKS_FOR_A_THING = {
    "cases:chronology"
}  # what is sent names an event; an empty form names none, and there is none of no name


def signed_in(person, user):
    """Their browser; of whoever may not come in, one that tries."""
    client = RoleClient()
    if user is None:
        return client
    if person == "a colleague without the second factor":
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client
    return client.sign_in(user)


def outcome(answer):
    """Whether the page, or what it does, was given."""
    to_sign_in = answer.status_code == 302 and answer.url.startswith(
        (*map(reverse, ("account_login", "mfa_activate_totp", "mfa_index", "access:duty")),)
    )
    return not (to_sign_in or answer.status_code in (401, 403, 404))


def of_cases(client, person, roles, made):
    """Cells of pages about a case that came out otherwise than they should, by GET and by POST."""
    absent = set()
    for state, place in made.places.items():
        for name in OF_A_CASE:
            address = reverse(name, args=[place.parts.get(part, uuid7()) for part in parts_of(name)])
            answer, expected = client.get(address), gets(name, person, roles, state)
            lacks = expected and name in LACKS
            if outcome(answer) != expected and not lacks:
                yield name, state, answer.status_code
            elif not expected:
                absent.add(bare(answer))
            again, may_send = posted(client, address), expected and (person not in ONLY_READ or name in ASKS)
            if outcome(again) != may_send and not lacks and not (expected and name in ASKS_FOR_A_THING):
                yield name, state, f"POST {again.status_code}"
            if not expected and names_in(answer, place):
                yield name, state, "names somebody"
    if person not in OUT | ONLY_READ and len(absent) > 1:
        yield "what is not there and what is not theirs look different", str(len(absent)), str(absent)[:3000]


def posted(client, address):
    """What an empty form is answered; whatever it did is as if it had not been."""
    mark = transaction.savepoint()
    try:
        return client.post(address)
    finally:
        transaction.savepoint_rollback(mark)


def of_others(client, made, person, roles):
    """Pages about no case: none opens to whom it is not for, by whatever method; each opens to whom it is for, where it is about nothing
    that could be missing; and none names anybody of a family that is not theirs."""
    hidden = [place for state, place in made.places.items() if state not in HOLDS.get(person, set())]
    for name in OTHERS:
        parts, wanted = made.places["open"].parts, parts_of(name)
        address = reverse(name, args=[parts.get(part, uuid7()) for part in wanted])
        answer, expected = client.get(address), person not in OUT and reach(name, roles) != ""
        if person == "a colleague who has not accepted the duty":
            expected = name in BEFORE_DUTY
        if not expected:
            if outcome(answer):
                yield name, "of no case", answer.status_code
            if outcome(again := posted(client, address)):
                yield name, "of no case", f"POST {again.status_code}"
        elif not wanted and not outcome(answer):
            yield name, "of no case", answer.status_code
        if any(names_in(answer, place) for place in hidden):
            yield name, "of no case", "names somebody"


def names_in(answer, place):
    text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
    return any(name in text for name in place.names)


def bare(answer):
    """What an answer says, without what differs each time anyway."""
    text = re.sub(r"[0-9a-zA-Z_-]{24,}", "", answer.content.decode())
    return answer.status_code, text, sorted(set(answer.headers) - {"Set-Cookie"})[0]


@pytest.fixture
def all_of_it(db, monkeypatch):
    """Without the program's log, which writes where each refusal was raised: thousands of them take minutes. The notice states a
    duty of staff here, as three of the five do: everybody has accepted it but the one who has not.
    """
    stated = replace(load(DUR), wordings=load(RCE).wordings)
    monkeypatch.setattr(notice, "load", lambda name: stated)
    logging.disable(logging.CRITICAL)
    yield world()
    logging.disable(logging.NOTSET)


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_is_theirs_and_nothing_else(person, all_of_it):
    user = all_of_it.people[person]
    client, roles = signed_in(person, user), user.staff.known_roles if user and person not in OUT else []
    wrong = {}
    for name, where, what in (
        *of_cases(client, person, roles, all_of_it),
        *of_others(client, all_of_it, person, roles),
    ):
        wrong.setdefault((name, what), []).append(where)
    assert not wrong, "\n".join(f"{name} {what}: {', '.join(where)}" for (name, what), where in wrong.items())
