import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.records import uuid7
from cases.models import Case
from cases.models.families import Part
from cases.operations import allocation, notes, referrals
from cases.stages import Stage
from consent.models import Agreement, Consent, NoticeGiven
from consent.operations import agreements, consents, notices
from tests.conftest import as_
from tests.factories import CaseFactory, TeamFactory, somebody, worker_on

AFC = "achieving-for-children-early-help-hub"


@pytest.fixture
def achieving(db, settings):
    settings.COUNCIL = AFC
    return notice.store(notice.policy())


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def waiting(achieving):
    return CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))


def consent_of(case, by, **other):
    with as_(by):
        return consents.record(case, person=case.children[0], how="talked", given_on=clock.today(), by=by, **other)


def test_telling_keeps_who_how_when_and_which_version(case):
    worker = worker_on(case)
    with as_(worker):
        row = notices.give(case, person=case.children[0], told=True, how="leaflet", by=worker)
    assert (row.told_on, row.notice.fingerprint) == (clock.today(), notice.policy().fingerprint)
    assert row.history.first().history_user == worker


def test_the_banner_says_who_has_not_been_told(case, signed_in):
    worker = worker_on(case)
    child = case.children[0]
    client = signed_in(worker)
    url = reverse("consent:privacy", args=[case.reference])
    assert "Not told yet" in client.get(url).content.decode()
    with as_(worker):
        notices.give(case, person=child, told=True, how="talked", by=worker)
    assert "Not told yet" not in client.get(url).content.decode()


def test_not_told_yet_needs_a_reason(case, signed_in):
    client = signed_in(worker_on(case))
    url = reverse("consent:give_notice", args=[case.reference])
    form = {"person": case.children[0].pk, "told": "no", "once": uuid7()}
    answer = client.post(url, form)
    assert answer.status_code == 422
    assert "Say why they have not been told yet" in answer.content.decode()
    assert client.post(url, form | {"why_not": "unsafe"}).status_code == 302
    assert NoticeGiven.objects.get().why_not == "unsafe"


def test_agreement_is_recorded_once_and_is_no_basis(case):
    worker, key = worker_on(case), uuid7()
    with as_(worker):
        for _ in range(2):
            agreements.record(case, person=case.children[0], agreed_on=clock.today(), by=worker, key=key)
    assert Agreement.objects.count() == 1


@pytest.mark.promise("DUR-04")
def test_where_the_notice_does_not_rely_on_consent_none_is_asked_for(case, signed_in):
    worker = worker_on(case)
    client = signed_in(worker)
    assert client.get(reverse("consent:record_consent", args=[case.reference])).status_code == 404
    assert "consent is recorded" not in client.get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert "told_consent" not in client.get(client.post(reverse("cases:new_referral")).url).content.decode()
    with pytest.raises(Refused, match="does not rely on consent"):
        consent_of(case, worker)


@pytest.mark.promise("AFC-08")
def test_consent_opens_the_way_to_allocation(waiting):
    hub, worker = worker_on(waiting, "hub"), somebody("practitioner", team=TeamFactory())
    team = worker.memberships.get().group.team
    with as_(hub), pytest.raises(Refused, match="no consent is recorded"):
        allocation.allocate(waiting, team=team, worker=worker.staff, by=hub, because="x")
    consent_of(waiting, hub)
    with as_(hub):
        allocation.allocate(waiting, team=team, worker=worker.staff, by=hub, because="x")
    case = Case.objects.get(pk=waiting.pk)
    assert (case.stage, case.work_basis) == (Stage.OPEN, "explicit_consent")


@pytest.mark.promise("AFC-08")
def test_withdrawal_stops_the_work_and_keeps_the_record(achieving, signed_in):
    case = CaseFactory()
    worker = worker_on(case)
    consent = consent_of(case, worker)
    client = signed_in(worker)
    url = reverse("consent:withdraw_consent", args=[case.reference, consent.pk])
    assert client.post(url, {"because": "They gave no reason."}).status_code == 302

    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.work_basis) == (Stage.AWAITING_CONSENT, "")
    assert Consent.objects.get().withdrawn_on == clock.today()
    with as_(worker), pytest.raises(Refused, match="work has stopped"):
        notes.add(case, kind="visit", happened_on=clock.today(), text="x", by=worker, key=uuid7())
    assert "work has stopped" in client.get(case.get_absolute_url()).content.decode()


def test_a_new_consent_lets_the_work_go_on(achieving):
    case = CaseFactory()
    worker = worker_on(case)
    from tests.factories import AllocationFactory

    AllocationFactory(case=case)
    with as_(worker):
        consents.withdraw(consent_of(case, worker), by=worker, because="changed their mind")
    consent_of(case, worker)
    assert Case.objects.get(pk=case.pk).stage == Stage.OPEN


def test_one_of_two_consents_withdrawn_does_not_stop_the_work(achieving):
    case = CaseFactory()
    worker = worker_on(case)
    first = consent_of(case, worker)
    from cases.models import Member
    from tests.factories import PersonFactory, installation

    other = PersonFactory()
    Member(family=case.family, person=other, part=Part.CARER, since=clock.today()).write(by=installation(), because="x")
    with as_(worker):
        consents.record(case, person=other, how="talked", given_on=clock.today(), by=worker)
        consents.withdraw(first, by=worker, because="x")
    assert Case.objects.get(pk=case.pk).stage == Stage.OPEN


def test_consent_given_on_the_referral_is_the_basis_from_the_start(achieving):
    TeamFactory(is_hub=True)
    referrer = somebody("referrer")
    answers = referrals.ReferralAnswers(
        people=(referrals.SomeoneNamed("A", Part.CHILD), referrals.SomeoneNamed("B", Part.CARER)),
        address="x",
        postcode="",
        happening="x",
        help_wanted="y",
        told={"told_told": "yes", "told_how": "talked", "told_on": None, "told_consent": "yes"},
    )
    with as_(referrer):
        case = referrals.send(answers, by=referrer, key=uuid7())
    assert Case.objects.get(pk=case.pk).work_basis == "explicit_consent"
    assert Consent.objects.get(case=case).person.full_name == "B"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"told_told": "yes"}, "how the family was told"),
        ({"told_told": "no"}, "why the family has not been told"),
        ({"told_told": "no", "told_why_not": "other", "told_consent": "yes"}, "cannot have consented"),
    ],
)
def test_answers_that_do_not_fit_are_refused_on_the_first_page(told, sentence, achieving, signed_in):
    TeamFactory(is_hub=True)
    client = signed_in(somebody("referrer"))
    people = client.post(reverse("cases:new_referral")).url
    answer = client.post(people, {"child_name": "A", "carer_name": "B", "address": "x", "told_consent": "no"} | told)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_dpo_sees_that_somebody_was_told_and_not_who(case, signed_in):
    worker, child = worker_on(case), case.children[0]
    with as_(worker):
        notices.give(case, person=child, told=True, how="talked", by=worker)
    page = signed_in(somebody("dpo")).get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert "Somebody of the family" in page
    assert child.full_name not in page
