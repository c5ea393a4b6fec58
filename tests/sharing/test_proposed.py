"""What is filled in before anybody answers: the least, and nothing that only a person can say."""

from html import unescape

import pytest
from django.urls import reverse

from access import clock, notice
from cases.models import Member
from cases.stages import Stage
from consent.operations import notices
from earlyhelp.policy.vocabulary import SOCIAL_CARE
from sharing.models import Disclosure
from tests.conftest import as_
from tests.factories import OrganisationFactory, PersonFactory, TriageFactory, installation, somebody
from tests.factories.sharing import DisclosureFactory
from tests.sharing.confirming import confirm


@pytest.mark.promise("DUR-25")
def test_only_who_it_is_about_is_ticked_beforehand(case, worker, school, signed_in):
    page = signed_in(worker).get(reverse("sharing:record", args=[case.reference]))
    assert page.context["form"]["kinds"].value() == ["identity"]
    html = page.content.decode()
    assert "National Insurance" not in html
    assert school.name in html


def test_a_partner_that_the_notice_does_not_speak_of_is_no_choice(case, worker, signed_in):
    museum = OrganisationFactory(kind="museum", name="The museum of toys")
    gone = OrganisationFactory(kind="housing", is_active=False, name="Housing as it was")
    html = signed_in(worker).get(reverse("sharing:record", args=[case.reference])).content.decode()
    assert museum.name not in html and gone.name not in html


def test_with_somebody_who_takes_part_five_of_eight_answers_are_there(case, worker, teacher, signed_in):
    client = signed_in(worker)
    tab = client.get(reverse("sharing:case_disclosures", args=[case.reference]))
    assert tab.context["taking_part"] == [(str(teacher.pk), f"{teacher.name}, class teacher: {teacher.organisation}")]
    form = client.get(reverse("sharing:record", args=[case.reference]), {"to": teacher.pk}).context["form"]
    groups = ("decision", "recipient", "people", "kinds", "purpose", "told", "method", "shared_on")
    assert [name for name in groups if form[name].value()] == [
        "decision",
        "recipient",
        "people",
        "kinds",
        "purpose",
        "shared_on",
    ]
    assert (form["purpose"].value(), form["kinds"].value()) == ("support_family", ["identity", "education"])
    assert [name for name, field in form.fields.items() if field.required] == [
        "decision",
        "recipient",
        "people",
        "kinds",
        "described",
        "purpose",
        "why_needed",
        "told",
        "shared_on",
    ]


def told_of_the_notice(case, worker):
    with as_(worker):
        for person in notices.not_told(case):
            notices.give(case, person=person, told=True, how="talked", by=worker)


def proposed_told(client, case, to):
    page = client.get(reverse("sharing:record", args=[case.reference]), {"to": to.pk})
    return page.context["form"]["told"].value()


def test_that_they_know_of_this_sharing_is_filled_in_only_where_it_is_on_record(case, worker, teacher, signed_in):
    """Everybody had once been told of the notice, and each sharing said “Family told: yes”. Seen to fail so, and with the kinds,
    the purpose or the newest of them left out of what is looked for."""
    told_of_the_notice(case, worker)
    client, school = signed_in(worker), teacher.organisation
    assert proposed_told(client, case, teacher) is None
    kinds = ["identity", "education"]
    DisclosureFactory(case=case, recipient=school, item_kinds=["identity"])
    DisclosureFactory(case=case, recipient=school, item_kinds=kinds, purpose="assess_needs")
    DisclosureFactory(case=case, item_kinds=kinds)  # another school
    assert proposed_told(client, case, teacher) is None
    before = DisclosureFactory(case=case, recipient=school, item_kinds=kinds)
    assert proposed_told(client, case, teacher) == "yes"
    DisclosureFactory(case=case, recipient=school, item_kinds=kinds, told=False, why_not_told="unsafe", corrects=before)
    assert proposed_told(client, case, teacher) is None


def test_nobody_is_ticked_where_there_are_brothers_and_sisters(case, worker, signed_in):
    Member(family=case.family, person=PersonFactory(), part="child", since=clock.today()).write(
        by=installation(), because="made for a test"
    )
    form = signed_in(worker).get(reverse("sharing:record", args=[case.reference])).context["form"]
    assert not form["people"].value()


@pytest.mark.slow
def test_who_takes_part_is_recorded_as_involved_and_by_name(case, worker, teacher, answers, signed_in):
    del answers["involved"]
    client = signed_in(worker)
    check = client.post(reverse("sharing:record", args=[case.reference]), answers | {"recipient": str(teacher.pk)}).url
    confirm(client, check)
    row = Disclosure.objects.get()
    assert row.involved and row.recipient == teacher.organisation
    assert row.detail.recipient_person == teacher.name


def test_another_partner_has_to_be_chosen(case, worker, teacher, answers, signed_in):
    answer = signed_in(worker).post(
        reverse("sharing:record", args=[case.reference]), answers | {"recipient": "another"}
    )
    assert answer.status_code == 422 and "Choose the partner" in answer.content.decode()


def test_the_check_page_says_what_goes_beyond_the_least(case, worker, answers, signed_in):
    client, url = signed_in(worker), reverse("sharing:record", args=[case.reference])
    least = client.get(client.post(url, answers).url).content.decode()
    assert "More than is usually needed" not in least
    more = client.get(client.post(url, answers | {"kinds": ["education", "housing"]}).url).content.decode()
    assert "More than is usually needed for this: housing records" in more


def test_why_what_tells_where_somebody_is_was_not_proposed_is_said(case, worker, signed_in):
    """Nothing said it. Seen to fail without the sentence; where nobody is protected there is none."""
    page, why = reverse("sharing:record", args=[case.reference]), "Not ticked beforehand, because whereabouts"
    assert why not in signed_in(worker).get(page).content.decode()
    child = case.children[0]
    child.whereabouts_protected = True
    child.write(by=installation(), because="a test")
    shown = unescape(signed_in(worker).get(page).content.decode())
    labels = {kind.code: kind.label for kind in notice.policy().categories}
    assert why in shown and labels["contact_details"] in shown[shown.index(why) :][:300]


def test_that_they_know_is_never_filled_in_for_social_care(case, worker, signed_in, under):
    """Seen to fail with social care asked about like every other partner."""
    least = under("achieving-for-children-early-help-hub").minimum(SOCIAL_CARE)
    told_of_the_notice(case, worker)
    care = OrganisationFactory(kind=SOCIAL_CARE)
    kinds, basis = list(least.categories), "explicit_consent"
    DisclosureFactory(case=case, recipient=care, item_kinds=kinds, purpose=least.purpose, lawful_basis=basis)
    assert proposed_told(signed_in(worker), case, care) is None


def test_a_step_up_asks_whether_they_know(case, worker, signed_in):
    told_of_the_notice(case, worker)
    hub = somebody("hub", team=case.team)
    case.stage = Stage.RECEIVED
    case.write(by=installation(), because="a test")
    TriageFactory(case=case, decision="step_up")
    OrganisationFactory(kind=SOCIAL_CARE)
    form = signed_in(hub).get(reverse("sharing:record", args=[case.reference])).context["form"]
    assert form["method"].value() == "spoken" and form["told"].value() is None
