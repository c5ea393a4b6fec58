"""Goal E5: a double click, the back button, two tabs, two people at one record. One thing is made, and nobody's words are replaced unseen.

Seen to fail: with `need_unchanged`, `seen` of a person's page or of a section, and the key of a sent draft each taken out.
"""

import random
import re
import threading
import time
from functools import partial
from html import unescape

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from access.forms.once import OnceForm
from tests.cases.referral_pages import fill, start
from tests.conftest import RoleClient, become
from tests.factories import TeamFactory, somebody
from tests.hostile.corpus import WHOLE
from tests.hostile.sending import as_it_was
from tests.house.test_every_form import NOT_COUNTED, ROOMS, TYPED
from tests.house.test_once import pages
from tests.house.ways import filled_in, under

pytestmark = [pytest.mark.slow, pytest.mark.goal("E5")]

CLICKS = 5
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
WRITTEN = ("because", "text", "known_as")  # what somebody writes in their own words
ROUNDS = 40 if WHOLE else 8  # of each of five
EDITED = ["cases:change_person", "cases:assessment_section", "cases:decide", "cases:allocate", "cases:correct_note"]
AFRESH = {"cases:decide", "cases:correct_note"}  # of which there is one, and then no more
FOLLOWS = {"cases.SearchKey"}  # how many there are follows from how somebody happens to be called
KEYED = [name for name, view in pages() if name in TYPED and issubclass(view.form_class, OnceForm)]
CLICKED = TYPED if WHOLE else KEYED
LAST_COUNTS: dict[str, str] = {}  # forms whose second sending may take the place of the first, and why nobody is misled


class OnTheWeb(RoleClient):
    """A browser whose requests commit: what steps into the role is the connection, not a transaction round the test."""

    def request(self, **request):
        self.last = Client.request(self, **request)
        return self.last


def tables():
    ours = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return [model for model in ours if model not in NOT_COUNTED and not model._meta.proxy]


def stands(words):
    """Whether somebody's words are in a record as it is now, or are the reason of one of its versions."""
    with connection.cursor() as cursor:
        for model in tables():
            where = "t.history_change_reason" if model.__name__.startswith("Historical") else "t::text"
            cursor.execute(f'SELECT 1 FROM "{model._meta.db_table}" t WHERE {where} LIKE %s LIMIT 1', [f"%{words}%"])
            if cursor.fetchone():
                return True
    return False


def typed(form, words):
    """Words of one's own in every box that takes any."""
    return {
        field.html_name: f"{words} {n}"[: field.field.max_length]
        for n, field in enumerate(form)
        if not field.is_hidden
        and hasattr(field.field, "max_length")
        and (field.field.max_length or 99) > len(words) + 4
    }


def sent(client, address, answers):
    """Send it; what a page first shows, it has not shown before, and is sent again as it was shown."""
    answer = client.post(address, answers)
    if answer.status_code in (200, 422) and answers.get("seen") == "" and "seen" in answer.context["form"].fields:
        return client.post(address, answers | {"seen": answer.context["form"]["seen"].value()})
    return answer


def taken(client, way, words):
    """Which of the words a form takes, and the answers beside them: some boxes want a number, or nothing where another is filled in."""
    form, answers = filled_in(client, way)
    if mark := client.get(way.address).context.get(
        "seen"
    ):  # what the page was made of, where it is no answer of its form
        answers |= {"seen": mark}
    own = {}
    for name, value in typed(form, words).items():
        with as_it_was():
            own |= {name: value} if sent(client, way.address, answers | own | {name: value}).status_code == 302 else {}
    return own, answers


@pytest.mark.parametrize("name", TYPED)
def test_of_two_tabs_neither_replaces_the_other_unseen(name, db, signed_in, settings):
    way = under(settings, name)
    client = signed_in(way.person)
    ours, one = taken(client, way, "First said")
    theirs, other = taken(client, way, "Second said")
    assert sent(client, way.address, one | ours).status_code == 302
    become("owner")
    kept = {name: value for name, value in ours.items() if stands(value)}
    answer = sent(client, way.address, other | theirs)
    if answer.status_code != 302:
        return
    become("owner")
    lost = {name for name, value in kept.items() if not stands(value)}
    assert bool(lost) == (name in LAST_COUNTS), (
        f"{lost}: let the page carry what stood when it was made (as `seen` in cases/forms/people.py) and ask it in the operation"
    )


def counted():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET ROLE earlyhelp_owner")
    return {
        model._meta.label: model._base_manager.count()
        for model in tables()
        if not model.__name__.startswith("Historical") and model._meta.label not in FOLLOWS
    }


def difference(before, after):
    return {label: after[label] - before[label] for label in after if after[label] != before[label]}


def at_once(*works):
    """Each in a thread of its own, with a connection of its own, begun together; what each gave."""
    gate, given = threading.Barrier(len(works)), [None] * len(works)

    def do(number, work):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE earlyhelp_web")
            gate.wait(30)
            given[number] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def browser(user):
    client = OnTheWeb().sign_in(user)
    client.raise_request_exception = False
    return client


def test_a_referral_that_is_sent_by_five_clicks_is_one(real):
    TeamFactory(is_hub=True)
    user = somebody("referrer")
    client = browser(user)
    draft = start(client)
    fill(client, draft)
    seen = client.get(draft + "check").context["seen"]
    before = counted()
    assert at_once(*[partial(click, client.cookies, draft + "check", {"seen": seen})] * CLICKS) == [302] * CLICKS
    made = difference(before, counted())
    assert made["cases.Case"] == made["cases.Referral"] == 1, made
    for page in ("", "people", "check", "help"):  # by the back button
        assert client.get(draft + page).url.endswith("/sent")
    assert client.post(draft + "check", {"seen": seen}).status_code == 302
    assert difference(before, counted()) == made


def click(cookies, address, answers):
    """One press of the button, in a connection of its own."""
    one = OnTheWeb(raise_request_exception=False)
    one.cookies = cookies
    return one.post(address, answers).status_code


def by_one_click(cookies, address, answers):
    """How many rows of each table one sending makes. It is undone again, so that the same page can be sent in earnest."""
    with transaction.atomic():
        before = counted()
        one = RoleClient(raise_request_exception=False)
        one.cookies = cookies
        assert one.post(address, answers).status_code == 302
        made = difference(before, counted())
        transaction.set_rollback(True)
    return made


@pytest.mark.parametrize("name", CLICKED)
def test_five_clicks_make_what_one_makes(name, real, settings):
    """The rest of them are told that it is done, or meet what it has put out of their sight."""
    way = under(settings, name)
    client = browser(way.person)
    _form, answers = filled_in(client, way)
    first = client.post(way.address, answers) if "seen" in _form.fields else None
    if first is not None and first.status_code in (200, 422):
        answers |= {"seen": first.context["form"]["seen"].value()}
    expected = by_one_click(client.cookies, way.address, answers)
    before = counted()
    got = at_once(*[partial(click, client.cookies, way.address, answers)] * CLICKS)
    assert set(got) <= {302, 403, 404, 422} and 302 in got, got
    assert difference(before, counted()) == expected


def work(way, words, before, between):
    """Somebody opens the page, writes, and sends it: what they were shown and what came of it."""
    client = browser(way.person)
    time.sleep(before)
    form, answers = filled_in(client, way)
    page = unescape(client.last.content.decode())
    answers |= dict(
        HIDDEN.findall(page)
    )  # a test client hears what every thread renders: what is hidden is read from the page itself
    time.sleep(between)
    own = {field: words for field in WRITTEN if field in form.fields}
    return page, client.post(way.address, answers | own).status_code


@pytest.mark.parametrize("name", EDITED)
def test_nothing_is_replaced_that_was_not_on_the_page(name, real, settings):
    """Whoever's words are gone, they stood on the page of whoever replaced them."""
    chance, unseen, told, way = random.Random(name), [], 0, under(settings, name)
    for number in range(ROUNDS):
        way = under(settings, name) if name in AFRESH else way
        both = (f"One said {number}.", f"Other said {number}.")
        waits = {words: [chance.uniform(0, 0.05) for _ in range(2)] for words in both}
        got = at_once(*[partial(work, way, words, *waits[words]) for words in both])
        shown, status = [page for page, _ in got], [code for _, code in got]
        assert set(status) <= {302, 422}, status
        told += 422 in status
        counted()
        for words, other in ((both[0], shown[1]), (both[1], shown[0])):
            if set(status) == {302} and not stands(words) and words not in other:
                unseen.append((words, waits))
    assert not unseen and told
