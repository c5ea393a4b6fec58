"""Goal E6: what is typed on a page that keeps itself is in the draft, however bad it is, and the draft can be read, checked and sent on."""

import pytest

from access.models import Draft
from access.operations import drafts
from cases.forms.referral_draft import PERSON
from earlyhelp.govuk import DateField
from earlyhelp.govuk.dates import PARTS
from tests.cases.referral_pages import fill, start
from tests.factories import TeamFactory, somebody
from tests.hostile.corpus import UNTYPEABLE, items, kinds_for
from tests.hostile.sending import SENT, as_it_was, encoded, send, shown
from tests.hostile.test_forms import TURN, is_text
from tests.house.ways import under

pytestmark = [pytest.mark.slow, pytest.mark.goal("E6")]
PAGES = ["origin", "people", "people/new", "told", "story", "help"]
TYPING = {"HTTP_X_TYPING": "1"}
SAVED_WHILE_TYPED = ["cases:add_note", "cases:assessment_section"]


def next_of(kind):
    there = [
        one[: len(one) // 4] if kind == "a megabyte" else one for one in items(kind)
    ]  # all boxes of a page hold one
    return there[next(TURN) * 7919 % len(there)]


def boxes_of(name, field):
    """The boxes into which somebody types for this question."""
    return [f"{name}_{part}" for part in PARTS] if isinstance(field, DateField) else [name] if is_text(field) else []


def kept_of(user):
    """Everything that stands in this person's drafts."""
    return [
        value
        for draft in Draft.objects.filter(author=user)
        for page in drafts.content_of(draft).values()
        for typed in ([page, *page.get("asides", ())] if isinstance(page, dict) else [])
        for values in typed.get("typed", {}).values()
        for value in (values if isinstance(values, list) else [values])
    ]


def page_of(user, page):
    """Where it is opened again: somebody new has a page of their own by now."""
    if page != "people/new":
        return page
    (draft,) = Draft.objects.filter(author=user, kind="referral")
    return next(f"people/{one[len(PERSON) :]}" for one in drafts.content_of(draft) if one.startswith(PERSON))


@pytest.mark.parametrize("part", PAGES)
def test_a_draft_keeps_whatever_is_typed(db, signed_in, quietly, part):
    TeamFactory(is_hub=True)
    user = somebody("hub")
    client = signed_in(user)
    draft = start(client)
    fill(client, draft)
    opened = client.get(draft + part)
    assert opened.status_code == 200, part
    form = opened.context["form"]
    boxes = [box for name, field in form.fields.items() for box in boxes_of(name, field)]
    own = opened.context["own"]
    broken = []
    for kind in kinds_for(part):
        typed = {box: next_of(kind) for box in boxes}
        for headers in ({}, TYPING):
            SENT["values"] += len(typed)
            with as_it_was():
                answer = send(client, "POST", draft + part, encoded(own | typed), **headers)
                broken += [f"{kind} {headers}: {fault}" for fault in answer.wrong]
                if answer.status not in ((200,) if headers else (302, 422)):
                    broken.append(f"{kind} {headers}: {answer.status}")
                kept = set(map(str, kept_of(user)))
                if kind not in UNTYPEABLE and not set(typed.values()) <= kept:
                    broken.append(f"{kind} {headers}: not in the draft")
                own_page = page_of(user, part)
                for there in ("", own_page, "check", "match", "help"):
                    after = send(client, "GET", draft + there)
                    broken += [f"{kind}, then {there}: {fault}" for fault in after.wrong]
                    if there == own_page and kind not in UNTYPEABLE:
                        lost = {
                            box: value[:60]
                            for box, value in typed.items()
                            if not shown(value, after.text, one_line=box not in form.fields)
                        }
                        broken += [f"{kind}: {lost} not shown again"] if lost else []
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("name", SAVED_WHILE_TYPED)
def test_what_keeps_itself_takes_whatever_is_typed(db, signed_in, settings, quietly, name):
    way = under(settings, name)
    client = signed_in(way.person)
    form = client.get(way.address).context["form"]
    hidden = {one.name: one.value() or "" for one in form.hidden_fields()}
    broken = []
    for kind in kinds_for(name):
        typed = {field: next_of(kind) for field in form.fields if field not in hidden}
        SENT["values"] += len(typed)
        with as_it_was():
            answer = send(client, "POST", way.address, encoded(hidden | typed), **TYPING)
            broken += [f"{kind}: {fault}" for fault in answer.wrong]
            if answer.status not in (200, 422) or '"said"' not in answer.text:
                broken.append(f"{kind}: {answer.status} {answer.text[:80]}")
            where = answer.response.json().get("here", way.address) if answer.status == 200 else way.address
            broken += [f"{kind}, then: {fault}" for fault in send(client, "GET", where).wrong]
    assert not broken, "\n".join(broken)
