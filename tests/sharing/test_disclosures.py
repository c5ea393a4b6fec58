from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.models import Draft
from access.records import acting, uuid7
from cases.stages import Stage
from consent.operations import consents, notices
from sharing.models import Disclosure, DisclosureDetail
from sharing.operations import disclosures
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.lawfulness import Wanted
from tests.conftest import as_
from tests.factories import CaseFactory, OrganisationFactory, somebody, worker_on


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def worker(case):
    return worker_on(case)


@pytest.fixture
def school(db):
    return OrganisationFactory(kind="school_nursery")


def wanted(case, recipient, **other):
    return Wanted(
        **{
            "recipient": recipient,
            "purpose": "support_family",
            "kinds": ["education"],
            "people": case.children,
            "involved": True,
        }
        | other
    )


def how(**other):
    answers = {"decision": "shared", "shared_on": clock.today(), "method": "spoken", "encrypted": False, "told": True}
    return Circumstances(**answers | other)


def record(case, by, recipient, circumstances=None, key=None, **other):
    with as_(by):
        return disclosures.record(
            case,
            wanted(case, recipient, **other),
            circumstances or how(),
            Words(why_needed="To plan his mornings.", described="The morning plan"),
            by=by,
            key=key or uuid7(),
        )


def test_it_keeps_basis_condition_and_the_paragraph(case, worker, school):
    row = record(case, worker, school)
    assert (row.lawful_basis, row.article_6, row.article_9) == ("public_task", "6(1)(e)", "9(2)(h)")
    assert row.source and row.notice.fingerprint == notice.policy().fingerprint
    assert (row.pair.recipient_kind, row.pair.purpose) == ("school_nursery", "support_family")
    assert row.history.first().history_user == worker


@pytest.mark.promise("DUR-05")
def test_a_service_that_takes_no_part_gets_nothing_without_a_ground(case, worker, school):
    with pytest.raises(Refused, match="take part in the support"):
        record(case, worker, school, involved=False)
    row = record(case, worker, school, involved=False, ground="child_welfare")
    assert (row.pair, row.ground) == (None, "child_welfare")


def test_a_purpose_that_the_notice_does_not_allow_is_refused(case, worker, school):
    with pytest.raises(Refused, match="does not allow"):
        record(case, worker, school, purpose="national_research")


@pytest.mark.promise("DUR-06")
def test_a_court_order_needs_its_reference(case, worker, school):
    with pytest.raises(Refused, match="reference"):
        record(case, worker, school, ground="court_order")
    assert record(case, worker, school, ground="court_order", reference="AB 12").ground_reference == "AB 12"


@pytest.mark.promise("DUR-24")
def test_a_partner_named_for_an_age_gets_nobody_of_another(case, worker):
    adviser = OrganisationFactory(kind="personal_adviser")
    with pytest.raises(Refused, match="another age"):
        record(case, worker, adviser, purpose="education_employment_training")


def test_no_pair_that_the_notice_lacks_can_be_stored(case, worker, school):
    with as_(worker), pytest.raises(DatabaseError, match="disclosure_by_pair_or_ground"), transaction.atomic():
        row = record(case, worker, school)
        Disclosure(
            **{
                field.attname: getattr(row, field.attname)
                for field in Disclosure._meta.concrete_fields
                if field.name not in ("id", "pair")
            }
        ).write(by=worker, because="another way in")


def test_a_closed_or_stopped_case_shares_only_on_a_ground(worker, school, db):
    case = CaseFactory(stage=Stage.CLOSED, closed_on=clock.today())
    by = worker_on(case)
    with pytest.raises(Refused, match="not open"):
        record(case, by, school)
    assert record(case, by, school, ground="serious_harm").ground == "serious_harm"


def test_not_told_needs_a_reason(case, worker, school):
    with pytest.raises(Refused, match="why the family was not told"):
        record(case, worker, school, how(told=False))


def test_late_is_more_than_five_working_days(case, worker, school):
    ten = clock.today() - timedelta(days=10)
    assert disclosures.is_late(record(case, worker, school, how(shared_on=ten)))
    assert not disclosures.is_late(record(case, worker, school))


def test_a_decision_not_to_share_is_recorded(case, worker, school):
    row = record(case, worker, school, how(decision="not_shared", method="none"))
    assert (row.decision, row.method) == ("not_shared", "none")


def test_confirming_twice_makes_one(case, worker, school):
    key = uuid7()
    assert record(case, worker, school, key=key) == record(case, worker, school, key=key)
    assert Disclosure.objects.count() == DisclosureDetail.objects.count() == 1


def test_nobody_changes_or_removes_a_disclosure(case, worker, school):
    row = record(case, worker, school)
    with as_(worker), acting(worker, "tidying up"):
        for attempt in (
            lambda: Disclosure.objects.filter(pk=row.pk).update(told=False, why_not_told="other"),
            lambda: Disclosure.objects.filter(pk=row.pk)._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                attempt()


def test_under_consent_nothing_is_shared_without_it(db, settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    notice.store(notice.policy())
    school = OrganisationFactory(kind="education_school")
    case = CaseFactory()
    by = worker_on(case)
    ordinary = {"purpose": "allocate_service", "kinds": ["attendance"]}
    with pytest.raises(Refused, match="consent that this needs"):
        record(case, by, school, **ordinary)
    with as_(by):
        notices.give(case, person=case.children[0], told=True, how="talked", by=by)
        given = consents.record(case, person=case.children[0], how="talked", given_on=clock.today(), by=by)
    assert record(case, by, school, **ordinary).article_6 == "6(1)(a)"
    with as_(by):
        consents.withdraw(given, by=by, because="changed their mind")
    with pytest.raises(Refused, match="not open"):
        record(case, by, school, **ordinary)


@pytest.fixture
def answers(case, school):
    today = clock.today()
    return {
        "decision": "shared",
        "recipient": str(school.pk),
        "involved": "yes",
        "people": [str(case.children[0].pk)],
        "kinds": ["education"],
        "described": "The morning plan",
        "purpose": "support_family",
        "why_needed": "To plan his mornings.",
        "method": "spoken",
        "shared_on_day": today.day,
        "shared_on_month": today.month,
        "shared_on_year": today.year,
        "told": "yes",
    }


def test_two_pages_record_it_and_the_dpo_finds_it_without_names(case, worker, answers, signed_in):
    client = signed_in(worker)
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    page = client.get(check).content.decode()
    assert "Article 6(1)(e)" in page and case.children[0].full_name in page
    for _ in range(2):
        assert client.post(check).status_code == 302
    assert Disclosure.objects.count() == 1
    assert not Draft.objects.exists()
    assert (
        "To plan his mornings."
        in client.get(reverse("sharing:case_disclosures", args=[case.reference])).content.decode()
    )

    dpo = signed_in(somebody("dpo"))
    row = Disclosure.objects.get()
    for url in (
        reverse("sharing:log"),
        reverse("sharing:disclosure", args=[row.pk]),
        reverse("sharing:case_disclosures", args=[case.reference]),
    ):
        html = dpo.get(url).content.decode()
        assert case.reference in html
        assert case.children[0].full_name not in html and "plan his mornings" not in html


def test_changing_the_answers_brings_them_back(case, worker, answers, signed_in):
    client = signed_in(worker)
    check = client.post(reverse("sharing:record", args=[case.reference]), answers).url
    back = client.get(client.get(check).context["cancel_url"]).content.decode()
    assert "To plan his mornings." in back and "The morning plan" in back


def test_a_refusal_stands_at_its_question_and_keeps_what_was_typed(case, worker, answers, signed_in):
    answer = signed_in(worker).post(
        reverse("sharing:record", args=[case.reference]), answers | {"purpose": "support_family", "involved": "no"}
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "only when they take part in the support" in html and "To plan his mornings." in html
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["sharing:case_disclosures", "sharing:record"])
def test_to_a_stranger_the_pages_do_not_exist(case, name, signed_in):
    assert signed_in(somebody()).get(reverse(name, args=[case.reference])).status_code == 404


def test_the_log_filters_and_pages_by_what_was_shown_last(case, worker, school, signed_in):
    for _ in range(27):
        record(case, worker, school)
    other = OrganisationFactory(kind="housing")
    record(case, worker, other, purpose="support_family")
    client = signed_in(somebody("dpo"))
    first = client.get(reverse("sharing:log"))
    assert len(first.context["rows"]) == 25
    older = client.get(reverse("sharing:log") + first.context["older"])
    assert len(older.context["rows"]) == 3
    filtered = client.get(reverse("sharing:log"), {"partner": str(other.pk)})
    assert len(filtered.context["rows"]) == 1
    assert client.get(reverse("sharing:log"), {"after": "nonsense"}).status_code == 200


@pytest.mark.parametrize("role", ["practitioner", "hub", "records_manager", "referrer", "user_administrator"])
def test_nobody_but_the_dpo_opens_the_log(role, signed_in, db):
    assert signed_in(somebody(role)).get(reverse("sharing:log")).status_code == 403
