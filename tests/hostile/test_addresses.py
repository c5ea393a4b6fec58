"""Goal E6: bad input in what stands in an address, in headers and cookies, and in the small buttons of a page."""

from itertools import count

import pytest
from django.urls import Resolver404, resolve, reverse

from access.records import uuid7
from access.roles import ROLES
from access.routes import ROUTES
from tests.factories import AllocationFactory, CaseFactory, somebody, worker_on
from tests.factories.states import states
from tests.factories.working_day import casework, family_facts, hub_work
from tests.hostile.corpus import KINDS, WHOLE, items, kinds_for
from tests.hostile.places import HEADERS, LONGEST, METHODS, asked, asks, free_parts, in_address, parts_of, patterns
from tests.hostile.sending import SENT, as_it_was, encoded, send
from tests.house.ways import WAYS, under
from tests.regressions.test_closed_stays_closed import places_of

pytestmark = [pytest.mark.slow, pytest.mark.goal("E6")]

TURN = count(20261128)
PARTS_OF = {name: parts_of(pattern) for name, pattern, _view in patterns()}
ASKING = {name: view for name, _pattern, view in patterns() if asks(view)}
CHUNKS = 8  # tests among which what takes long is shared out
NOT_READY = {"readyz"}  # says 503 where there is no broker, as here
REFUSED = {400, 403, 404, 405, 422, 429}
SMALL = {  # what a page reads of a POST without a form of its own
    "access:sessions": ["end"],
    "access:news_list": ["read"],
    "access:invitation": ["do"],
    "cases:chronology": ["note"],
    "access:stay": ["ehx"],
}


def next_of(kind, longest=LONGEST):
    """An item that fits into an address; a megabyte does not, and what comes in its place is as long as may be."""
    there = [one[: longest // 9] if kind == "a megabyte" else one for one in items(kind)]
    there = [one for one in there if len(in_address(one)) <= longest]
    return there[next(TURN) * 7919 % len(there)]


@pytest.fixture
def case(db):
    case = CaseFactory()
    hub_work(case)
    family_facts(case)
    casework(case)
    states(case)
    return case


@pytest.fixture
def everybody(case, signed_in):
    """Somebody who works with the case and has every role: no page is shut to them."""
    user = worker_on(case, *ROLES)
    AllocationFactory(case=case, team=case.team, worker=user.staff)
    return signed_in(user)


def address_of(name, case):
    there = places_of(case)
    return reverse(name, args=[there.get(part) or SOMETHING.get(part) or uuid7() for part in PARTS_OF[name]])


SOMETHING = {
    "number": "1",
    "token": "x",
    "code": "x",
    "batch": "x",
    "study": "x",
    "pk": "1",
    "group": "x",
    "entry": "x",
}
SOMETHING |= {"what": "x", "provider_id": "council", "uidb36": "1", "key": "x-x"}


def wrong(client, where, *methods, **headers):
    """What is wrong with the answers to each of the methods."""
    for method in methods:
        SENT["values"] += 1
        with as_it_was():
            answer = send(client, method, where, **headers)
        yield from (f"{method} {where[:150]}: {fault}" for fault in answer.wrong)
        if answer.status >= 400 and answer.status not in REFUSED:
            yield f"{method} {where[:150]}: {answer.status}"


@pytest.mark.parametrize("number", range(CHUNKS))
def test_no_part_of_an_address_breaks_a_page(number, case, everybody, quietly):
    """Asked for and sent to, by turns."""
    broken = []
    for name, part in free_parts()[number::CHUNKS]:
        there = address_of(name, case)
        right = str(resolve(there).kwargs[part])
        for kind in kinds_for(f"{name} {part}"):
            methods = ("GET", "POST") if WHOLE else (("GET", "POST")[next(TURN) % 2],)
            before, _, after = there.rpartition(f"/{right}") if there.endswith(right) else there.partition(f"/{right}")
            broken += wrong(everybody, f"{before}/{in_address(next_of(kind))}{after}", *methods)
    assert not broken, "\n".join(broken)


def test_what_is_no_key_leads_nowhere(case, everybody, quietly):
    """Parts that are keys, numbers or short names: every item of every kind either is one and is looked for, or no address."""
    looked_for, broken = 0, []
    for name, pattern, _view in patterns():
        for part in parts_of(pattern):
            there = address_of(name, case)
            right = str(resolve(there).kwargs[part])
            for kind in KINDS:
                where = there.replace(f"/{right}", f"/{in_address(next_of(kind))}", 1)
                try:
                    resolve(where)
                except Resolver404:
                    continue
                if (name, part) not in free_parts():
                    looked_for += 1
                    broken += wrong(everybody, where, "GET")
    for kind in KINDS:
        broken += wrong(everybody, f"/{in_address(next_of(kind))}", "GET", "POST")
    assert not broken, "\n".join(broken)
    assert looked_for > 20


def test_pages_that_read_their_address_are_found(db):
    assert len(ASKING) >= 25, sorted(ASKING)
    assert set(asked(ASKING["sharing:log"])) >= {"after", "purpose", "from_day"}
    assert set(asked(ASKING["cases:allocate"])) >= {"team"}


@pytest.mark.parametrize("name", sorted(ASKING))
def test_nothing_asked_of_a_page_breaks_it(name, db, signed_in, settings, quietly, request):
    if name in WAYS:
        way = under(settings, name)
        client, there = signed_in(way.person), way.address.partition("?")[0]
    else:
        client, case = request.getfixturevalue("everybody"), request.getfixturevalue("case")
        there = address_of(name, case)
    broken, names = [], asked(ASKING[name])
    for number, kind in enumerate(kinds_for(name)):
        alone = names if WHOLE else [names[number % len(names)]]
        for group in (names, *([one] for one in alone)):
            query = "&".join(f"{one}={in_address(next_of(kind, LONGEST // len(group)))}" for one in group)
            broken += wrong(client, f"{there}?{query}", "GET")
    assert not broken, "\n".join(broken)


def test_no_header_or_cookie_breaks_a_page(signed_in, db, quietly):
    client = signed_in(somebody("practitioner"))
    kept = dict(client.cookies.items())
    broken = []
    for kind in KINDS:
        for header in HEADERS:
            value = next_of(kind, 2_000)
            plain = (value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")).decode("latin-1")
            broken += wrong(client, "/", "GET", **{header: plain})
        for cookie in (*kept, "whose", "known", "csrf", "messages"):
            value = next_of(kind, 2_000)
            plain = (value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")).decode("latin-1")
            broken += wrong(client, "/", "GET", HTTP_COOKIE=f"{cookie}={plain}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("number", range(CHUNKS))
def test_no_method_breaks_a_page(number, case, everybody, quietly):
    broken = []
    for name in sorted(ROUTES.keys() - NOT_READY)[number::CHUNKS]:
        broken += wrong(everybody, address_of(name, case), *METHODS)
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("name", SMALL)
def test_no_answer_breaks_a_small_button(name, case, everybody, quietly):
    broken = []
    for kind in KINDS:
        for field in SMALL[name]:
            SENT["values"] += 1
            value = next_of(kind)
            with as_it_was():
                answer = send(everybody, "POST", address_of(name, case), encoded({field: value}))
            broken += [f"{field} {value!r:.60}: {fault}" for fault in answer.wrong]
    assert not broken, "\n".join(broken)
