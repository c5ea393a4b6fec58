from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from access import clock, notice
from access.errors import Forbidden, Refused
from access.records import acting, uuid7
from cases.models import Case, Person
from cases.stages import Stage
from consent.operations import consents, notices
from sharing.models import Disclosure, DisclosureDetail, DisclosureItem, DisclosurePerson
from sharing.operations import disclosures
from sharing.operations.disclosures import Circumstances, Words
from sharing.operations.lawfulness import Wanted
from sharing.operations.questions import Answers
from tests.conftest import as_
from tests.factories import CaseFactory, OrganisationFactory, installation, somebody, worker_on
from tests.factories.sharing import DisclosureFactory, answered


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


def record(case, by, recipient, circumstances=None, key=None, weighed="", answers=None, **other):
    """Recorded, with an answer to whatever the notice asks; `answers` where it is about these."""
    asked, circumstances = wanted(case, recipient, **other), circumstances or how()
    with as_(by):
        if answers is None:
            answers = answered(case, asked) if circumstances.decision == "shared" else Answers()
        return disclosures.record(
            case,
            asked,
            circumstances,
            Words(why_needed="To plan his mornings.", described="The morning plan", weighed=weighed),
            by=by,
            key=key or uuid7(),
            answers=answers,
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
    case.received_at = clock.now() - timedelta(days=20)
    case.write(by=installation(), because="a test")
    assert disclosures.is_late(record(case, worker, school, how(shared_on=ten)))
    assert not disclosures.is_late(record(case, worker, school))


NOT_SHARED = {"decision": "not_shared", "method": "none"}


def test_a_decision_not_to_share_is_recorded_with_its_reasons(case, worker, school):
    with pytest.raises(Refused, match="why you decided not to share"):
        record(case, worker, school, how(**NOT_SHARED))
    row = record(case, worker, school, how(**NOT_SHARED), weighed="They can ask him themselves.")
    assert (row.decision, row.method, row.lawful_basis) == ("not_shared", "none", "")
    assert row.detail.weighed == "They can ask him themselves."


def test_a_decision_not_to_share_needs_no_basis_whoever_asked_and_however_the_case_stands(db):
    case = CaseFactory(stage=Stage.CLOSED, closed_on=clock.today())
    police = OrganisationFactory(kind="police")
    row = record(
        case, worker_on(case), police, how(**NOT_SHARED), weighed="No ground fits.", kinds=["health"], involved=False
    )
    assert (row.pair, row.ground, row.special_category) == (None, "", True)


def test_nothing_shared_is_stored_without_a_basis(case, worker, school):
    row = record(case, worker, school)
    kept = {field.attname: getattr(row, field.attname) for field in Disclosure._meta.concrete_fields}
    refused = "disclosure_has_a_basis|is not one that the notice names"
    for missing in ("lawful_basis", "article_6", "source"):
        with as_(worker), pytest.raises(DatabaseError, match=refused), transaction.atomic():
            Disclosure(**kept | {"id": uuid7(), missing: ""}).write(by=worker, because="another way in")


def test_nothing_special_is_stored_without_a_condition(case, worker, school):
    row = record(case, worker, school, kinds=["health"])
    assert (row.special_category, row.article_9, row.schedule_1) == (True, "9(2)(h)", "Part 1, paragraph 2")
    kept = {field.attname: getattr(row, field.attname) for field in Disclosure._meta.concrete_fields}
    with as_(worker), pytest.raises(DatabaseError, match="is not one that the notice names"), transaction.atomic():
        Disclosure(**kept | {"id": uuid7(), "article_9": ""}).write(by=worker, because="another way in")


def test_a_day_to_come_is_refused(case, worker, school):
    with pytest.raises(Refused, match="must not be in the future"):
        record(case, worker, school, how(shared_on=clock.today() + timedelta(days=1)))


def test_sharing_needs_a_way_it_went(case, worker, school):
    with pytest.raises(Refused, match="Say how it was shared"):
        record(case, worker, school, how(method="none"))


def test_somebody_of_another_family_is_refused(case, worker, school):
    with pytest.raises(Refused, match="out of the people of this family"):
        record(case, worker, school, people=CaseFactory().children)


@pytest.mark.parametrize("other", [{"kind": "museum"}, {"kind": "school_nursery", "is_active": False}])
def test_an_organisation_that_is_no_partner_gets_nothing(other, case, worker):
    with pytest.raises(Refused, match="not a partner"):
        record(case, worker, OrganisationFactory(**other), ground="serious_harm")


def test_nobody_records_for_a_case_of_others_or_without_the_right(case, school):
    asked = wanted(case, school)
    for somebody_else in (somebody(), worker_on(case, "dpo"), worker_on(case, "referrer")):
        with as_(somebody_else), pytest.raises((Forbidden, Case.DoesNotExist)):
            disclosures.record(case, asked, how(), Words(why_needed="x"), by=somebody_else, key=uuid7())


def test_nobody_records_in_the_name_of_another(case, worker, school):
    row, colleague = record(case, worker, school), worker_on(case)
    kept = {field.attname: getattr(row, field.attname) for field in Disclosure._meta.concrete_fields}
    with as_(worker), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Disclosure(**kept | {"id": uuid7(), "recorded_by_id": colleague.pk}).write(by=worker, because="blame them")


def test_the_history_says_who_recorded_every_part_of_it_and_why(case, worker, school):
    row = record(case, worker, school)
    for part in (row, row.detail, row.people.get(), row.items.get()):
        version = part.history.get()
        assert (version.history_user, version.history_change_reason) == (worker, "sharing recorded")


def test_row_security_alone_hides_all_of_it_from_a_stranger(case, worker, school):
    record(case, worker, school)
    models = (Disclosure, DisclosureDetail, DisclosurePerson, DisclosureItem)
    with as_(worker):
        assert [model.objects.count() for model in models] == [1, 1, 1, 1]
    with as_(somebody()):
        assert [model.objects.count() for model in models] == [0, 0, 0, 0]
    with as_(somebody("dpo")):  # whom it was about, as a key alone: no person can be read by it
        assert [model.objects.count() for model in models] == [1, 0, 1, 0]
        assert not Person.objects.exists()


@pytest.mark.slow
def test_what_is_late_in_words_is_late_in_the_log(case):
    recorded = clock.now()
    rows = [
        DisclosureFactory(
            case=case, shared_on=clock.today() - timedelta(days=days), recorded_at=recorded - timedelta(days=ago)
        )
        for days in range(21)
        for ago in range(0, min(days, 7) + 1, 2)
    ]
    late = {row.pk for row in rows if disclosures.is_late(row)}
    assert late and len(late) < len(rows)
    assert {row.pk for row in Disclosure.objects.late(True)} == late
    assert {row.pk for row in Disclosure.objects.late(False)} == {row.pk for row in rows} - late


MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(("later", "days"), [(5, 4), (7, 5), (8, 6), (12, 9)])
def test_weekends_are_no_working_days(later, days):
    friday = MONDAY + timedelta(days=4)
    assert disclosures.working_days_between(MONDAY, MONDAY + timedelta(days=later)) == days
    assert disclosures.working_days_between(friday, friday + timedelta(days=2)) == 0


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


@pytest.mark.slow
def test_under_consent_nothing_is_shared_without_it(db, settings):
    settings.COUNCIL = "achieving-for-children-early-help-hub"
    notice.store(notice.policy())
    school = OrganisationFactory(kind="education_school")
    case = CaseFactory(received_at=clock.now() - timedelta(days=9))
    by = worker_on(case)
    ordinary = {"purpose": "allocate_service", "kinds": ["attendance"]}
    with pytest.raises(Refused, match="consent that this needs"):
        record(case, by, school, **ordinary)
    with as_(by):
        notices.give(case, person=case.children[0], told=True, how="talked", by=by)
        judged = {"judged_by": "Her nurse", "judged_because": "She said what it is for."}
        given = consents.record(case, person=case.children[0], how="talked", given_on=clock.today(), by=by, **judged)
    assert record(case, by, school, **ordinary).article_6 == "6(1)(a)"
    with pytest.raises(Refused, match="consent that this needs"):
        record(case, by, school, how(shared_on=clock.today() - timedelta(days=1)), **ordinary)
    with as_(by):
        consents.withdraw(given, by=by, because="changed their mind")
    with pytest.raises(Refused, match="not open"):
        record(case, by, school, **ordinary)
    care = OrganisationFactory(kind="social_care")
    row = record(case, by, care, ground="safeguarding", purpose="allocate_service", kinds=["health"])
    assert (row.article_6, row.article_9, row.schedule_1) == ("6(1)(c)", "9(2)(g)", "Part 2, paragraph 18")
    assert "Children Act 2004" in row.source


def test_a_kind_or_a_person_that_is_sent_twice_is_recorded_once(case, worker, school):
    """The log said “Education; Education”. Seen to fail with what was sent taken as it came."""
    child = case.children[0]
    made = record(case, worker, school, kinds=["education", "education"], people=[child, child])
    assert made.item_kinds == ["education"] and made.people.count() == made.items.count() == 1
