"""Somebody not yet born, born this year, or whose birth nobody knows, and a death that was entered by mistake: shown in words
everywhere, found like anybody else, and put right.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from cases.models import Member
from consent.forms.records import NoticeForm
from tests.factories import PersonFactory, installation, worker_on

NAME = "Quillon Starbright"


def in_family(case, part="child", **facts):
    person = PersonFactory(full_name=NAME, **facts)
    Member(family=case.family, person=person, part=part, since=clock.today()).write(by=installation(), because="a test")
    return person


@pytest.fixture
def client(case, signed_in):
    return signed_in(worker_on(case))


def in_words(day):
    return f"{day.day} {day:%B %Y}"


def page(client, case, name="cases:case"):
    return client.get(reverse(name, args=[case.reference])).content.decode()


def banner(client, case):
    """What every page of the case says of the children."""
    html = page(client, case, "cases:plan")
    start = html.index("eh-banner")
    return html[start : html.index("</section>", start)]


def found(client):
    """The line of results for this name."""
    html = client.get(client.post(reverse("cases:search"), {"q": NAME}).url).content.decode()
    (row,) = [row for row in html.partition("<tbody")[2].split("</tr>") if NAME in row]
    return row


def put_right(client, case, person, **answers):
    """The page that changes what is known, with what it shows and these answers."""
    url = reverse("cases:change_person", args=[case.reference, person.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in ("full_name", "born_precision")} | {"because": "It was a mistake."}
    for name in ("born", "expected", "died_on"):
        day = answers.get(name, getattr(person, name))
        if day:
            sent |= {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    person.refresh_from_db()


@pytest.mark.regression(26)
@pytest.mark.parametrize("days", [0, 1, 364])
def test_under_one_year_is_an_age(days, case, client):
    """An age of nought was taken for none and left blank."""
    in_family(case, born=clock.today() - timedelta(days=days))
    assert "(under 1 year)" in banner(client, case)
    assert "under 1 year" in page(client, case, "cases:people")
    assert "Under 1 year" in found(client)


@pytest.mark.regression(26)
def test_a_child_to_come_has_a_day_and_no_age(case, client):
    """Shown by the day on which it is expected: in the banner, among the people, in the search."""
    day = clock.today() + timedelta(days=90)
    in_family(case, "unborn", born=None, expected=day)
    assert "<dt>Unborn child</dt>" in " ".join(banner(client, case).split()).replace("<dt> ", "<dt>")
    assert f"{NAME}, expected {in_words(day)}" in banner(client, case)
    assert f"expected {in_words(day)}" in page(client, case, "cases:people")
    assert f"Expected {in_words(day)}" in found(client)


@pytest.mark.slow
@pytest.mark.regression(26)
def test_once_born_it_is_a_child_like_any_other_and_back_again_if_that_was_wrong(case, client):
    """Who had been born stayed an unborn child for ever: nobody could record that they were told, or count their age."""
    person = in_family(case, "unborn", born=None, expected=clock.today() + timedelta(days=3))
    assert NAME not in dict(NoticeForm(case=case).fields["person"].choices).values()
    put_right(client, case, person, born=clock.today(), expected=None)
    assert "<dt>Child</dt>" in banner(client, case) and "Unborn" not in banner(client, case)
    assert NAME in dict(NoticeForm(case=case).fields["person"].choices).values()
    assert NAME in banner(client, case)[banner(client, case).index("Not told yet") :]
    put_right(client, case, person, born=None, expected=clock.today() + timedelta(days=3))
    assert "Unborn child" in banner(client, case)
    assert case.family.members.get(person=person).history.count() == 3


@pytest.mark.slow
@pytest.mark.regression(26)
def test_a_birth_that_nobody_knows_is_said_to_be_unknown_and_entered_later(case, client):
    """No date is no error: the page says so, the search finds them, and a date is entered when it is known."""
    person = in_family(case, born=None)
    assert f"{NAME}, date of birth not recorded" in banner(client, case)
    assert "Age not known" in found(client)
    put_right(client, case, person, born=clock.today() - timedelta(days=800))
    assert "(2 years)" in banner(client, case) and "2 years" in found(client)


@pytest.mark.slow
@pytest.mark.regression(26)
@pytest.mark.parametrize("facts", [{"born": 900}, {"born": None}])
def test_a_death_that_was_wrong_is_taken_back_everywhere(facts, case, client):
    """A death was passed over where the birth is unknown, and the search went on counting the age of the dead."""
    today = clock.today()
    person = in_family(case, born=today - timedelta(days=facts["born"]) if facts["born"] else None)
    before = banner(client, case), found(client)
    put_right(client, case, person, died_on=today)
    said = f"died {in_words(today)}"
    assert said in banner(client, case) and "2 years" not in banner(client, case)
    assert said in page(client, case)
    assert f"D{said[1:]}" in found(client)
    put_right(client, case, person, died_on=None)
    assert (banner(client, case), found(client)) == before
    assert person.history.first().history_change_reason == "It was a mistake."
