"""A family over time: addresses in their order, who came back, days that cannot be, relationships that cannot both hold."""

import datetime
from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import acting, uuid7
from cases import contacts
from cases.models import Address, Member, Relationship
from cases.models.families import Part
from cases.operations import days, people
from tests.conftest import as_
from tests.factories import BECAUSE, CaseFactory, PersonFactory, installation
from tests.factories.retention import days_pass

DAY = timedelta(days=1)
NEW = {"lines": "2 New Row", "postcode": "ZZ1 1AA"}


def write(row):
    return row.write(by=installation(), because=BECAUSE)


def boxes(name, value):
    return {f"{name}_{part}": getattr(value, part) for part in ("day", "month", "year")}


def lived(child, *spells):
    with acting(installation(), BECAUSE):
        child.addresses.all().delete()
    for lines, since, until in spells:
        write(Address(person=child, lines=lines, since=since, until=until))


def moved(case, worker, since, until=None):
    with as_(worker):
        people.move(case, case.children[0], since=since, until=until, by=worker, key=uuid7(), **NEW)
    return {one.lines: (one.since, one.until) for one in case.children[0].addresses.all()}


def year(number):
    return datetime.date(number, 1, 1)


def test_an_earlier_address_takes_its_place_in_the_past_and_the_present_one_stays(case, worker):
    """Seen to fail with the move as it was: it ended the present address before it had begun."""
    lived(case.children[0], ("1 Old", year(2015), year(2020)), ("3 Now", year(2020), None))
    assert moved(case, worker, since=year(2018)) == {
        "1 Old": (year(2015), year(2018)),
        "2 New Row": (year(2018), year(2020)),
        "3 Now": (year(2020), None),
    }


def test_a_later_address_ends_the_one_before(case, worker):
    lived(case.children[0], ("3 Now", year(2020), None))
    assert moved(case, worker, since=year(2023)) == {"3 Now": (year(2020), year(2023)), "2 New Row": (year(2023), None)}


def test_a_time_elsewhere_leaves_the_present_address_alone(case, worker):
    lived(case.children[0], ("3 Now", year(2015), None))
    assert moved(case, worker, since=year(2018), until=year(2019))["3 Now"] == (year(2015), None)


def test_where_nobody_said_since_when_an_earlier_address_needs_its_last_day(case, worker, signed_in):
    """What the referral said of today is not ended by what was years ago."""
    child = case.children[0]
    lines = child.addresses.get().lines
    url = reverse("cases:move", args=[case.reference, child.pk])
    client, answers = signed_in(worker), NEW | {"once": uuid7()} | boxes("since", year(2019))
    refused = client.post(url, answers)
    assert refused.status_code == 422 and "It stays the present one" in refused.content.decode()
    assert client.post(url, answers | boxes("until", year(2021))).status_code == 302
    assert child.addresses.get(until=None).lines == lines
    page = client.get(reverse("cases:people", args=[case.reference])).content.decode()
    assert page.index(lines) < page.index("2 New Row") and "until 1 January 2021" in page


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (year(2999), None, "must not be in the future"),
        (year(2019), year(2018), "between the first one and today"),
        (year(2019), year(2999), "between the first one and today"),
        (year(2019), year(2021), "at another address from 1 January 2020"),
    ],
)
def test_days_of_an_address_that_cannot_be_are_refused(since, until, words, case, worker):
    lived(case.children[0], ("3 Now", year(2020), None))
    with pytest.raises(Refused, match=words):
        moved(case, worker, since, until)


@pytest.fixture
def earlier(case):
    """A brother who left a week ago."""
    brother, today = PersonFactory(full_name="Linus Away"), clock.today()
    write(Member(family=case.family, person=brother, part=Part.CHILD, since=today - 30 * DAY, until=today - 7 * DAY))
    return brother


def test_a_child_who_comes_back_is_the_same_child_with_a_new_place(case, worker, earlier, signed_in):
    client, people_page = signed_in(worker), reverse("cases:people", args=[case.reference])
    url = reverse("cases:return_member", args=[case.reference, earlier.pk])
    assert url in client.get(people_page).content.decode()
    answers = {"part": "child", "because": "The care order ended."} | boxes("since", clock.today() - DAY)
    for _ in range(2):
        assert client.post(url, answers).status_code == 302
    places = Member.objects.filter(person=earlier).order_by("since")
    assert [one.until for one in places] == [clock.today() - 7 * DAY, None]
    assert earlier in case.children
    page = client.get(people_page).content.decode()
    assert url not in page and "Earlier members" in page


def test_nobody_comes_back_before_they_left_or_in_the_future(case, worker, earlier):
    for day in (clock.today() - 8 * DAY, clock.today() + DAY):
        with as_(worker), pytest.raises(Refused, match="between then and today"):
            people.return_member(case, earlier, part="child", since=day, by=worker, because="x")


def test_nobody_of_another_family_comes_back(case, worker, signed_in):
    other = CaseFactory().children[0]
    url = reverse("cases:return_member", args=[case.reference, other.pk])
    assert signed_in(worker).get(url).status_code == 404


def test_nobody_leaves_before_they_joined(case, worker):
    joined = PersonFactory(born=None)
    member = write(Member(family=case.family, person=joined, part=Part.CARER, since=clock.today()))
    with as_(worker), pytest.raises(Refused, match="cannot have left before"):
        people.end_member(case, member, until=clock.today() - DAY, because="x", by=worker)


BIRTHS = [
    ("born", DAY, "must not be in the future"),
    ("born", -121 * 366 * DAY, "Check the year"),
    ("expected", days.AHEAD + DAY, "check it"),
    ("expected", -days.BACK - DAY, "enter the date of birth"),
]


@pytest.mark.parametrize(("name", "off", "words"), BIRTHS)
def test_a_birth_on_a_day_that_cannot_be_is_refused_wherever_it_is_asked(name, off, words, case, worker, draft_page):
    day = clock.today() + off
    answers = {"born": None, "expected": None, name: day}
    with as_(worker), pytest.raises(Refused, match=words):
        people.change(case, case.children[0], by=worker, because="x", answers=answers)
    assert words in draft_page(boxes(f"child_{name}", day))


def test_a_birth_that_was_recorded_before_does_not_stand_in_the_way(case, worker):
    """A child who is late, or of whom nobody has written down that it was born."""
    child = case.children[0]
    child.born, child.expected = None, clock.today() - days.BACK - DAY
    write(child)
    with as_(worker):
        people.change(
            case, child, by=worker, because="x", answers={"known_as": "Bump", "born": None, "expected": child.expected}
        )
    assert case.children[0].known_as == "Bump"


@pytest.fixture
def draft_page(signed_in):
    """The referral's page about people, as it answers what was typed."""
    from tests.factories import somebody

    client = signed_in(somebody("practitioner"))
    start = client.post(reverse("cases:new_referral"), {"once": uuid7()})
    key = start["Location"].strip("/").split("/")[1]
    url = reverse("cases:referral_people", args=[key])
    typed = {"child_name": "A", "address": "1 Row", "carer_name": "B"}
    return lambda answers: client.post(url, typed | answers).content.decode()


def related(case, worker, one, other, tie, **known):
    with as_(worker):
        return people.relate(case, one=one, other=other, tie=tie, by=worker, key=uuid7(), **known)


@pytest.fixture
def mother(case):
    mother = PersonFactory(full_name="Mo Long", born=None)
    write(Member(family=case.family, person=mother, part=Part.CARER, since=clock.today()))
    return mother


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ("parent", "parent", "cannot be the other way round"),
        ("parent", "grandparent", "cannot be the other way round"),
        ("guardian", "parent", "cannot be the other way round"),
        ("sibling", "sibling", "recorded already"),
        ("partner", "partner", "recorded already"),
    ],
)
def test_a_relationship_that_turns_another_round_is_refused(first, then, words, case, worker, mother):
    """Seen to fail with the ties compared in one direction alone."""
    child = case.children[0]
    related(case, worker, mother, child, first)
    with pytest.raises(Refused, match=words):
        related(case, worker, child, mother, then)
    assert Relationship.objects.filter(family=case.family).count() == 1


def test_sources_that_disagree_about_parental_responsibility_are_said_to(case, worker, mother, signed_in):
    child, client = case.children[0], signed_in(worker)
    url = reverse("cases:people", args=[case.reference])
    related(case, worker, mother, child, "parent", responsibility="yes", responsibility_source="the birth certificate")
    assert "is not clear" not in client.get(url).content.decode()
    related(case, worker, mother, child, "guardian", responsibility="no", responsibility_source="her word")
    page = client.get(url).content.decode()
    assert f"Whether Mo Long has parental responsibility for {child} is not clear" in page
    assert "yes (the birth certificate), but no (her word)" in page


@pytest.mark.parametrize("typed", ["sw1a1aa", "M1 1AE", " zz9  9zz ", "GIR 0AA", "CR2 6XH"])
def test_a_british_postcode_is_put_in_order_and_not_doubted(typed):
    assert not contacts.doubt_postcode(typed)
    assert contacts.postcode(typed) == f"{''.join(typed.upper().split())[:-3]} {''.join(typed.upper().split())[-3:]}"


@pytest.mark.parametrize("typed", ["LS1", "75008", "ZZ9 9CI", "nonsense"])
def test_what_is_no_british_postcode_is_doubted(typed):
    assert "whole UK postcode" in contacts.doubt_postcode(typed)


@pytest.mark.parametrize(
    "typed", ["", "01632 960 123", "(01632) 960123", "+44 1632 960123", "0033 1 23 45 67 89", "01632 960123 ext 12"]
)
def test_a_telephone_number_that_looks_right_is_not_doubted(typed):
    assert not contacts.doubt_phone(typed)


@pytest.mark.parametrize("typed", ["01632", "1632 960123", "ask her mum", "+4", "01632 960 1234 5"])
def test_a_telephone_number_that_looks_wrong_is_doubted(typed):
    assert "whole telephone number" in contacts.doubt_phone(typed)


def test_what_is_doubted_is_kept_as_typed_once_somebody_says_that_it_is_right(case, worker, signed_in):
    child, client = case.children[0], signed_in(worker)
    url = reverse("cases:move", args=[case.reference, child.pk])
    answers = {"lines": "Rue de Rien", "postcode": "75008", "once": uuid7()} | boxes("since", clock.today())
    assert "as_typed" not in client.get(url).content.decode()
    refused = client.post(url, answers)
    assert refused.status_code == 422 and "75008" in refused.content.decode()
    assert client.post(url, answers | {"as_typed": "on"}).status_code == 302
    assert child.addresses.get(until=None).postcode == "75008"


def test_what_was_typed_on_a_referral_and_kept_stays_kept(draft_page):
    doubted = draft_page({"postcode": "75008", "carer_phone": "12"})
    assert "whole UK postcode" in doubted and "whole telephone number" in doubted and "as_typed" in doubted
    assert "There is a problem" not in draft_page({"postcode": "75008", "carer_phone": "12", "as_typed": "on"})


def test_a_note_is_of_what_has_happened_and_a_clock_may_be_a_little_fast(case, worker, signed_in):
    """Seen to fail with the time not looked at."""
    if (clock.now() + timedelta(minutes=20)).date() != clock.today():
        days_pass(1 / 24)  # too near to midnight for a time of this day to lie ahead
    now = clock.now()
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference])
    answers = {"kind": "call", "text": "Rang.", "once": uuid7()} | boxes("happened_on", now.date())
    later = client.post(url, answers | {"happened_at": f"{now + timedelta(minutes=15):%H:%M}"})
    assert later.status_code == 422 and "The time it happened must not be in the future" in later.content.decode()
    assert client.post(url, answers | {"happened_at": f"{now + timedelta(minutes=2):%H:%M}"}).status_code == 302


SAME = "Olu Adeyemi"


def called_the_same(case):
    """The child of the case, its father and a grandfather who left, all of one name; and a mother with her own."""
    child = case.children[0]
    child.full_name = SAME
    child.write(by=installation(), because=BECAUSE)
    for name, born, part, until in (
        (SAME.upper(), datetime.date(1985, 2, 1), Part.CARER, None),
        (SAME, None, Part.OTHER, clock.today()),
        ("Ngozi Adeyemi", datetime.date(1986, 7, 9), Part.MAIN_CARER, None),
    ):
        person = PersonFactory(full_name=name, born=born)
        write(Member(family=case.family, person=person, part=part, since=year(2020), until=until))


def choices_of(form, name):
    return {str(words) for _, words in form.fields[name].choices}


def test_two_of_one_name_are_told_apart_wherever_somebody_chooses_among_the_family(case, worker, signed_in):
    """Two lines said the same. Seen to fail with the names alone, on the pages that tick and on those that choose one."""
    called_the_same(case)
    client = signed_in(worker)
    left = f"{SAME}, other member, date of birth not recorded (left on {clock.today():%-d %B %Y})"
    apart = {f"{SAME}, child, born 3 May 2015", f"{SAME.upper()}, parent or carer, born 1 February 1985"}
    for page, field, here in (
        ("cases:add_note", "present", apart | {left, "Ngozi Adeyemi"}),
        ("cases:add_event", "people", apart | {left, "Ngozi Adeyemi"}),
        ("sharing:record", "people", apart | {left, "Ngozi Adeyemi"}),
    ):
        form = client.get(reverse(page, args=[case.reference])).context["form"]
        assert choices_of(form, field) == here, page
    named = {f"{SAME}, born 3 May 2015", f"{SAME.upper()}, born 1 February 1985", "Ngozi Adeyemi"}
    for page, field in (
        ("cases:relate", "one"),
        ("consent:record_agreement", "person"),
    ):
        form = client.get(reverse(page, args=[case.reference])).context["form"]
        assert named <= choices_of(form, field), page


def test_a_name_that_one_of_them_has_stands_alone(case, worker, signed_in):
    """Seen to fail with the birth beside every name: no more is shown than is needed to choose."""
    form = signed_in(worker).get(reverse("cases:add_note", args=[case.reference])).context["form"]
    assert choices_of(form, "present") == {case.children[0].full_name}
