"""A child consents only where somebody judged that they understand what they consent to.

Seen to fail with `need_judgement` asking nobody.
"""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.records import uuid7
from cases.models import Member, Relationship
from cases.models.families import Part
from cases.operations import referrals
from consent.models import Consent
from consent.operations import consents, notices
from tests.conftest import as_
from tests.factories import BECAUSE, CaseFactory, PersonFactory, TeamFactory, installation, somebody, worker_on
from tests.factories.consent import ConsentFactory

JUDGED = {"judged_by": "Her school nurse", "judged_because": "She said in her own words what it is for."}


@pytest.fixture(autouse=True)
def achieving(db, settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    notice.store(notice.policy())


def years_ago(years):
    today = date.today()
    return date(today.year - years, today.month, min(today.day, 28))


def told(case, worker, part=Part.CHILD, **known):
    person = PersonFactory(**known)
    Member(family=case.family, person=person, part=part, since=clock.today()).write(by=installation(), because=BECAUSE)
    with as_(worker):
        notices.give(case, person=person, told=True, how="talked", by=worker)
    return person


def consent(case, person, by, **judged):
    with as_(by):
        return consents.record(case, person=person, how="talked", given_on=clock.today(), by=by, **judged)


AGES = [
    ({"born": years_ago(11)}, Part.CHILD, "judged"),
    ({"born": years_ago(15)}, Part.CHILD, "judged"),
    ({"born": years_ago(16)}, Part.CHILD, "presumed"),
    ({"born": date(date.today().year - 16, 1, 1), "born_precision": "year"}, Part.CHILD, "judged"),
    ({"born": None}, Part.CHILD, "judged"),
    ({"born": years_ago(15)}, Part.MAIN_CARER, "judged"),
    ({"born": years_ago(18)}, Part.CHILD, "grown_up"),
    ({"born": None}, Part.MAIN_CARER, "grown_up"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("known", "part", "rests_on"), AGES)
def test_it_is_asked_of_whoever_may_be_under_sixteen_a_young_parent_too(known, part, rests_on):
    """An age that is not known to the day is the youngest that it may be."""
    case = CaseFactory()
    worker = worker_on(case)
    person = told(case, worker, part, **known)
    if rests_on == "judged":
        for lacking, field in (({}, "judged_by"), ({"judged_by": "Me"}, "judged_because")):
            with pytest.raises(Refused, match="parental responsibility consents") as refused:
                consent(case, person, worker, **lacking)
            assert refused.value.field == field
    made = consent(case, person, worker, **JUDGED)
    assert made.understanding == rests_on
    assert (made.judged_by != "") is (rests_on == "judged")


@pytest.mark.slow
def test_the_refusal_names_who_consents_otherwise_and_the_page_says_what_the_notice_says_first(signed_in):
    case = CaseFactory()
    worker, child = worker_on(case), case.children[0]
    mother = told(case, worker, Part.MAIN_CARER, born=None, full_name="Mo Long")
    Relationship(family=case.family, one=mother, other=child, tie="parent", responsibility="yes").write(
        by=installation(), because=BECAUSE
    )
    with as_(worker):
        notices.give(case, person=child, told=True, how="talked", by=worker)
    client, url = signed_in(worker), reverse("consent:record_consent", args=[case.reference])
    page = client.get(url).content.decode()
    assert page.index("Your explicit consent") < page.index("Who?") < page.index("who judged that they understand")
    today = clock.today()
    answers = {"person": child.pk, "explicit": "yes", "how": "talked", "once": uuid7()}
    answers |= {f"given_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    refused = client.post(url, answers)
    assert refused.status_code == 422 and "consents: Mo Long." in refused.content.decode()
    assert not Consent.objects.exists()
    assert client.post(url, answers | JUDGED).status_code == 302
    kept = client.get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert "as Her school nurse judged: She said in her own words what it is for." in kept


def test_where_nobody_is_young_it_is_not_asked(signed_in):
    case = CaseFactory()
    child = case.children[0]
    child.born = years_ago(30)
    child.write(by=installation(), because=BECAUSE)
    page = signed_in(worker_on(case)).get(reverse("consent:record_consent", args=[case.reference])).content.decode()
    assert "judged" not in page


CHILD = {"full_name": "Young Invented", "part": Part.CHILD}
TOLD = {"told_told": "yes", "told_how": "talked", "told_on": None, "told_consent": "yes"}


@pytest.mark.parametrize("born", [None, years_ago(12)])
def test_a_child_who_is_referred_alone_does_not_consent_unasked(born):
    """Where nobody else is named, the consent is the child's."""
    TeamFactory(is_hub=True)
    referrer, people = somebody("referrer"), (referrals.SomeoneNamed(born=born, **CHILD),)

    def send(**judged):
        answers = referrals.ReferralAnswers(
            people=people, address="x", postcode="", happening="x", help_wanted="y", told=TOLD | judged
        )
        with as_(referrer):
            return referrals.send(answers, by=referrer, key=uuid7())

    with pytest.raises(Refused, match="write who judged") as refused:
        send()
    assert refused.value.field == "told_judged_by"
    case = send(told_judged_by="The school nurse", told_judged_because="He said what it is for.")
    made = Consent.objects.get(case=case)
    assert (made.understanding, made.judged_by) == ("judged", "The school nurse")


def test_the_database_keeps_no_consent_of_a_child_without_the_words():
    case = CaseFactory()
    for lacking in ({"judged_by": "Me"}, {"judged_because": "x"}, {}):
        with pytest.raises(DatabaseError, match="child_consents_only"), transaction.atomic():
            ConsentFactory(case=case, understanding="judged", **lacking)
    worker = worker_on(case)
    with as_(worker), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        row = ConsentFactory.build(case=case, recorded_by=worker, person=case.children[0], notice=notice.version())
        row.write(by=worker, because=BECAUSE)
