"""People as they are: every field put right, none a must, nothing asked that the notice does not have."""

import datetime
import html
import re

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.models import AccessEvent
from access.records import uuid7
from cases.forms.people import PersonForm, may_ask
from cases.models import Member, Person
from cases.operations import people
from cases.operations.asking import OF_PERSON
from earlyhelp.policy.classes import CLASSES
from tests.conftest import as_
from tests.factories import CaseFactory, PersonFactory, worker_on
from tests.factories.working_day import write


def change(case, by, **answers):
    with as_(by):
        return people.change(case, case.children[0], by=by, because="The family told us.", answers=answers)


def day(name, value):
    return {f"{name}_{part}": getattr(value, part) for part in ("day", "month", "year")}


def test_every_field_of_the_form_belongs_to_a_class_of_information_that_councils_can_cover():
    assert {OF_PERSON[name].what for name in PersonForm.base_fields} <= set(CLASSES)


def test_what_the_notice_does_not_have_is_not_asked_and_nothing_but_a_name_is_needed(case, settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    assert may_ask("school") and not may_ask("ethnicity") and not may_ask("religion") and not may_ask("upn")
    form = PersonForm({"full_name": "Madonna", "born_precision": "day"})
    assert form.is_valid(), form.errors
    assert "religion" not in form.fields


@pytest.mark.regression(26)
@pytest.mark.parametrize(
    ("born", "precision", "words"),
    [
        (datetime.date(2014, 5, 3), "day", "3 May 2014"),
        (datetime.date(2014, 5, 1), "month", "May 2014"),
        (datetime.date(2014, 1, 1), "year", "2014"),
        (None, "day", "not recorded"),
    ],
)
def test_a_date_of_birth_is_shown_as_exactly_as_it_is_known(born, precision, words, case, worker, signed_in):
    change(case, worker, born=born, born_precision=precision)
    for name in ("cases:case", "cases:people"):
        page = signed_in(worker).get(reverse(name, args=[case.reference])).content.decode()
        assert words in page
        if precision != "day":
            assert "1 January 2014" not in page and "1 May 2014" not in page


@pytest.mark.regression(26)
def test_an_unborn_child_is_expected_and_then_born(case, worker):
    change(case, worker, born=None, expected=clock.today())
    with pytest.raises(Refused, match="not both"):
        change(case, worker, born=clock.today(), expected=clock.today())
    change(case, worker, born=clock.today(), expected=None)
    child = case.children[0]
    assert (child.birth, child.age_on(clock.today())) == (f"{clock.today():%-d %B %Y}", 0)


@pytest.mark.slow
@pytest.mark.regression(26)
def test_a_date_of_death_set_in_error_is_taken_back(case, worker, signed_in):
    change(case, worker, died_on=clock.today())
    client, child = signed_in(worker), case.children[0]
    assert "died" in client.get(case.get_absolute_url()).content.decode()
    url = reverse("cases:change_person", args=[case.reference, child.pk])
    answers = {"full_name": child.full_name, "born_precision": "day", "because": "It was a mistake."} | day(
        "born", child.born
    )
    assert client.post(url, answers).status_code == 302
    child.refresh_from_db()
    assert child.died_on is None
    assert child.history.first().history_change_reason == "It was a mistake."


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"born": datetime.date(2999, 1, 1)}, "date of birth must not be in the future"),
        ({"died_on": datetime.date(2999, 1, 1)}, "date of death must not be in the future"),
        ({"born": datetime.date(2014, 1, 1), "died_on": datetime.date(2013, 1, 1)}, "before the date of birth"),
    ],
)
def test_impossible_days_are_refused(answers, words, case, worker):
    with pytest.raises(Refused, match=words):
        change(case, worker, **answers)


def test_a_wrong_number_is_refused_with_its_reason_and_what_was_typed_is_kept(case, worker, signed_in):
    child = case.children[0]
    url = reverse("cases:change_person", args=[case.reference, child.pk])
    answer = signed_in(worker).post(
        url, {"full_name": "Ada Long", "born_precision": "day", "nhs_number": "943 476 5918", "because": "x"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "no NHS number" in page and "943 476 5918" in page and "Ada Long" in page


def test_the_banner_shows_the_nhs_number_in_groups_the_needs_and_the_alerts(case, worker, signed_in):
    change(case, worker, nhs_number="9434765919", interpreter="Polish")
    with as_(worker):
        people.warn(
            case, words="There is a dog.", review_on=clock.today() + datetime.timedelta(days=9), by=worker, key=uuid7()
        )
    page = signed_in(worker).get(reverse("cases:plan", args=[case.reference])).content.decode()
    assert "943 476 5919" in page and "Polish interpreter" in page and "There is a dog." in page and str(worker) in page


def test_an_alert_past_its_day_says_so_and_ends_with_a_reason(case, worker, signed_in):
    with as_(worker):
        alert = people.warn(
            case, words="A dog.", review_on=clock.today() + datetime.timedelta(days=1), by=worker, key=uuid7()
        )
    alert.review_on = clock.today() - datetime.timedelta(days=1)
    alert.write(by=worker, because="a test")
    client, url = signed_in(worker), reverse("cases:end_alert", args=[case.reference, alert.pk])
    assert "was to be looked at" in client.get(case.get_absolute_url()).content.decode()
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"because": "The dog has moved."}).status_code == 302
    assert "A dog." not in client.get(case.get_absolute_url()).content.decode()


PROTECTED = {"school": "Hidden School", "phone": "07700 900999", "surgery": "Hidden Surgery"}


@pytest.mark.slow
def test_two_who_change_the_same_person_see_both_versions_and_nothing_is_overwritten(case, worker, signed_in):
    child, colleague = case.children[0], worker_on(case)
    url = reverse("cases:change_person", args=[case.reference, child.pk])
    forms = {who: signed_in(who).get(url).context["form"] for who in (worker, colleague)}

    def send(who, form, **typed):
        sent = {name: form[name].value() for name in form.fields if name != "expected"}
        sent = {name: value for name, value in sent.items() if value not in (None, False)}
        return signed_in(who).post(url, sent | day("born", child.born) | {"because": "They told us."} | typed)

    assert send(worker, forms[worker], known_as="Poppy").status_code == 302
    answer = send(colleague, forms[colleague], known_as="Ursa")
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422 and f"{worker.name} has changed this" in page
    assert "Poppy" in page and "Ursa" in page
    assert Person.objects.get(pk=child.pk).known_as == "Poppy"
    again = answer.context["form"]
    assert send(colleague, again, known_as="Ursa").status_code == 302  # in the knowledge of the other’s
    assert Person.objects.get(pk=child.pk).known_as == "Ursa"
    assert child.history.count() == 3


def test_the_same_words_sent_again_are_no_clash(case, worker, signed_in):
    child = case.children[0]
    with as_(worker):
        seen = people.version_of(child)
        people.change(case, child, by=worker, because="x", answers={"interpreter": "Polish"}, seen=seen)
        people.change(case, child, by=worker, because="x", answers={"interpreter": "Polish"}, seen=seen)
        with pytest.raises(Refused, match="nothing was overwritten"):
            people.change(case, child, by=worker, because="x", answers={"interpreter": "Urdu"}, seen=seen)


def test_protected_whereabouts_are_printed_only_after_a_step_that_is_noted(case, worker, signed_in):
    change(case, worker, whereabouts_protected=True, **PROTECTED)
    client, url = signed_in(worker), reverse("cases:people", args=[case.reference])
    page, asked = (client.get(url + extra).content.decode() for extra in ("", "?paper=whole"))
    hidden = re.findall(r'<div class="govuk-summary-list__row eh-not-printed"><dt[^>]*>([^<]+)', page)
    assert {"Address", "Telephone", "School or nursery", "GP surgery"} <= set(hidden)
    assert "row eh-not-printed" not in asked
    assert AccessEvent.objects.filter(kind="protected_print", case_key=case.pk).count() == 1


@pytest.mark.slow
def test_protected_whereabouts_stand_on_the_people_page_alone(case, worker, signed_in):
    child = case.children[0]
    lines = child.addresses.get().lines
    change(case, worker, whereabouts_protected=True, **PROTECTED)
    client = signed_in(worker)
    assert lines in client.get(reverse("cases:people", args=[case.reference])).content.decode()
    for name in ("case", "activity", "chronology", "assessments", "plan", "family_copy", "close", "add_note"):
        page = client.get(reverse(f"cases:{name}", args=[case.reference])).content.decode()
        assert not [word for word in (lines, *PROTECTED.values()) if word in page], name
    assert "whereabouts are protected" in client.get(case.get_absolute_url()).content.decode()


def test_somebody_moves_and_the_past_stays(case, worker, signed_in):
    child, today = case.children[0], clock.today()
    client, url = signed_in(worker), reverse("cases:move", args=[case.reference, child.pk])
    once = client.get(url).context["form"]["once"].value()
    answers = {"lines": "2 New Row", "postcode": "zz9  9zz", "once": once} | day("since", today)
    for _ in range(2):
        assert client.post(url, answers).status_code == 302
    assert child.addresses.count() == 2
    newest = child.addresses.get(until=None)
    assert (newest.lines, newest.postcode) == ("2 New Row", "ZZ9 9ZZ")


def test_somebody_joins_and_leaves_and_stays_in_the_past(case, worker, signed_in):
    key = uuid7()
    with as_(worker):
        for _ in range(2):
            joined = people.add_member(case, part="foster_carer", by=worker, key=key, answers={"full_name": "Aunt May"})
    member = case.family.members.get(person=joined)
    with as_(worker):
        people.end_member(case, member, until=clock.today(), because="moved out", by=worker)
    page = signed_in(worker).get(reverse("cases:people", args=[case.reference])).content.decode()
    assert "Earlier members" in page and "Aunt May" in page


def days_from_now(days):
    return clock.today() + datetime.timedelta(days=days)


@pytest.mark.parametrize(
    ("part", "answers", "field"),
    [
        ("child", {"expected": 60}, "expected"),
        ("carer", {"expected": 60}, "expected"),
        ("unborn", {"born": -2000}, "born"),
        ("unborn", {}, "expected"),
    ],
)
def test_nobody_is_born_and_to_come_at_once(part, answers, field, case, worker):
    """An unborn child of six, and a parent to come who could be seen alone. Seen to fail without the look at the part."""
    answers = {name: days_from_now(days) for name, days in answers.items()}
    with as_(worker), pytest.raises(Refused) as refused:
        people.add_member(case, part=part, by=worker, key=uuid7(), answers={"full_name": "Wren"} | answers)
    assert refused.value.field == field
    with as_(worker):
        known = {"full_name": "Wren", "expected": days_from_now(60)}
        assert people.add_member(case, part="unborn", by=worker, key=uuid7(), answers=known).expected


def test_a_grown_up_does_not_become_one_to_come_by_a_change_nor_an_unborn_child_by_coming_back(case, worker):
    """Seen to fail without the look at the part in `change` and in `return_member`."""
    with as_(worker):
        parent = people.add_member(case, part="carer", by=worker, key=uuid7(), answers={"full_name": "Mum"})
    with as_(worker), pytest.raises(Refused, match="Only an unborn child"):
        people.change(case, parent, by=worker, because="x", answers={"expected": days_from_now(60)})
    with as_(worker):
        member = case.family.members.get(person=parent)
        people.end_member(case, member, until=clock.today(), because="left", by=worker)
    with as_(worker), pytest.raises(Refused, match="Only a child who is to come"):
        people.return_member(case, parent, part="unborn", since=clock.today(), by=worker, because="x")


def test_the_last_member_does_not_leave(case, worker):
    with as_(worker), pytest.raises(Refused, match="at least one member"):
        people.end_member(case, case.family.members.get(), until=clock.today(), because="x", by=worker)


def test_parental_responsibility_says_how_one_knows(case, worker):
    with as_(worker):
        parent = people.add_member(case, part="main_carer", by=worker, key=uuid7(), answers={"full_name": "Mum"})
    asked = {"one": parent, "other": case.children[0], "tie": "parent", "responsibility": "yes", "by": worker}
    with as_(worker), pytest.raises(Refused, match="how you know"):
        people.relate(case, key=uuid7(), **asked)
    with as_(worker):
        people.relate(case, key=uuid7(), responsibility_source="the birth certificate", **asked)
    with as_(worker), pytest.raises(Refused, match="recorded already"):
        people.relate(case, key=uuid7(), responsibility_source="the birth certificate", **asked)


def test_nobody_of_another_family_is_reached_through_this_case(case, worker, signed_in):
    stranger = PersonFactory()
    for name in ("change_person", "move", "add_former_name"):
        assert signed_in(worker).get(reverse(f"cases:{name}", args=[case.reference, stranger.pk])).status_code == 404
    with as_(worker), pytest.raises(Refused, match="of this family"):
        people.relate(case, one=stranger, other=case.children[0], tie="parent", by=worker, key=uuid7())


def test_a_mistake_is_put_right_on_a_closed_case_and_by_nobody_without_a_grant(case, worker):
    case.stage, case.closed_on, case.outcome = "closed", clock.today(), "needs_met"
    case.write(by=worker, because="a test")
    assert change(case, worker, known_as="Bee").known_as == "Bee"
    child, stranger = case.children[0], worker_on(CaseFactory())
    with as_(stranger), pytest.raises(type(case).DoesNotExist):
        people.change(case, child, by=stranger, because="x", answers={"known_as": "Cee"})


def test_a_professional_says_where_they_work_and_whether_we_may_speak_to_them(case, worker, signed_in):
    client, url = signed_in(worker), reverse("cases:add_professional", args=[case.reference])
    once = client.get(url).context["form"]["once"].value()
    assert client.post(url, {"name": "Nell", "once": once}).status_code == 422
    assert client.post(url, {"name": "Nell", "agrees": "yes", "once": once}).status_code == 422
    assert client.post(url, {"name": "Nell", "agrees": "no", "works_for": "A school", "once": once}).status_code == 302
    assert "Nell, A school" in client.get(reverse("cases:people", args=[case.reference])).content.decode()


def test_only_of_somebody_without_a_name_is_it_said_that_the_name_is_not_known(case, worker, signed_in):
    page = reverse("cases:people", args=[case.reference])
    assert "The name is not known" not in signed_in(worker).get(page).content.decode()
    child = case.children[0]
    child.unnamed = True
    child.write(by=worker, because="a test")
    assert "The name is not known" in signed_in(worker).get(page).content.decode()


def test_two_of_one_name_are_told_apart(case, worker, signed_in):
    """Their sections and their links had the same name, which a screen reader cannot tell apart. Seen to fail before."""
    name = case.children[0].full_name
    twin = PersonFactory(full_name=name)
    write(Member(family=case.family, person=twin, part="child", since=clock.today()))
    page = signed_in(worker).get(reverse("cases:people", args=[case.reference])).content.decode()
    headings = re.findall(r'<h2[^>]* id="person-\d+">(.*?)</h2>', page)
    ours = [html.unescape(one) for one in headings if name in html.unescape(one)]
    assert ours == [f"{name} (1 of 2 with this name)", f"{name} (2 of 2 with this name)"]
    hidden = re.findall(r'<span class="govuk-visually-hidden"> what is known about (.*?)</span>', page)
    assert len(hidden) == len(set(hidden))


def test_the_people_page_shows_an_nhs_number_in_groups_as_the_banner_does(case, worker, signed_in):
    """Seen to fail with its ten digits in a row."""
    change(case, worker, nhs_number="9434765919")
    page = signed_in(worker).get(reverse("cases:people", args=[case.reference])).content.decode()
    assert page.count("943 476 5919") == 2 and "9434765919" not in page
