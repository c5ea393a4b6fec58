from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Forbidden, Refused
from access.records import uuid7
from access.slots import Someone
from cases.models import Case, Member
from cases.models.families import Part
from cases.models.tasks import TaskKind
from cases.operations import allocation, basis, notes, referrals, tasks
from cases.stages import Stage
from consent.forms.told import QUESTIONS
from consent.models import Agreement, Consent, NoticeGiven, Refusal
from consent.operations import agreements, consents, notices, refusals
from earlyhelp.policy.loading import available
from tests.cases.referral_pages import PEOPLE, save, start
from tests.conftest import as_
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    PersonFactory,
    TeamFactory,
    TriageFactory,
    installation,
    somebody,
    worker_on,
)
from tests.factories.consent import AgreementFactory, ConsentFactory, NoticeGivenFactory

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
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))
    TriageFactory(case=case)
    return case


JUDGED = {"judged_by": "Her school nurse", "judged_because": "She said in her own words what it is for."}


def consent_of(case, by, **other):
    with as_(by):
        notices.give(case, person=case.children[0], told=True, how="talked", by=by)
        return consents.record(
            case, person=case.children[0], how="talked", given_on=clock.today(), by=by, **JUDGED | other
        )


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
    draft = start(client)
    save(client, draft, "people", PEOPLE)
    asked = client.get(draft + "told").content.decode()
    assert "told_told" in asked and "told_consent" not in asked
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
    for _ in range(2):
        assert client.post(url, {}).status_code == 302

    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.work_basis) == (Stage.AWAITING_CONSENT, "")
    withdrawn = Consent.objects.get()
    assert (withdrawn.withdrawn_on, withdrawn.withdrawn_recorded_by) == (clock.today(), worker)
    assert withdrawn.history.count() == 2
    with as_(worker), pytest.raises(Refused, match="work has stopped"):
        notes.add(case, kind="visit", happened_on=clock.today(), text="x", by=worker, key=uuid7())
    assert "work has stopped" in client.get(case.get_absolute_url()).content.decode()


def test_a_new_consent_lets_the_work_go_on(achieving):
    case = CaseFactory()
    worker = worker_on(case)
    AllocationFactory(case=case)
    with as_(worker):
        consents.withdraw(consent_of(case, worker), by=worker, because="changed their mind")
    consent_of(case, worker)
    assert Case.objects.get(pk=case.pk).stage == Stage.OPEN


def test_one_of_two_consents_withdrawn_does_not_stop_the_work(achieving):
    case = CaseFactory()
    worker = worker_on(case)
    first = consent_of(case, worker)
    other = add_member(case, Part.CARER)
    with as_(worker):
        notices.give(case, person=other, told=True, how="talked", by=worker)
        consents.record(case, person=other, how="talked", given_on=clock.today(), by=worker, **JUDGED)
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
        ({"told_told": "no", "told_why_not": "other"}, "Write the other reason"),
        ({"told_told": "some", "told_how": "talked", "told_why_not": "unsafe"}, "Choose who has been told"),
        ({"told_told": "some", "told_how": "talked", "told_who": "carer"}, "why the others have not been told"),
        (
            {
                "told_told": "some",
                "told_how": "talked",
                "told_who": "child",
                "told_why_not": "unsafe",
                "told_consent": "yes",
            }
            | {"told_consent_by": "carer"},
            "cannot have consented",
        ),
        ({"told_told": "yes", "told_how": "talked", "told_consent": "yes"}, "Say who consented"),
        (
            {"told_told": "yes", "told_how": "talked"}
            | {"told_on_day": "1", "told_on_month": "1", "told_on_year": "2099"},
            "must not be in the future",
        ),
        ({"told_told": "no", "told_why_not": "other", "told_consent": "yes"}, "cannot have consented"),
    ],
)
def test_answers_that_do_not_fit_are_refused_on_the_page_about_telling(told, sentence, achieving, signed_in):
    TeamFactory(is_hub=True)
    client = signed_in(somebody("referrer"))
    draft = start(client)
    client.post(draft + "people", {"child_name": "A", "carer_name": "B", "address": "x"})
    answer = client.post(draft + "told", {"told_consent": "not_asked"} | told)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_dpo_sees_that_somebody_was_told_and_not_who(case, signed_in):
    worker, child = worker_on(case), case.children[0]
    with as_(worker):
        notices.give(case, person=child, told=True, how="talked", by=worker)
    page = signed_in(somebody("dpo")).get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert "Somebody of the family" in page
    assert child.full_name not in page


def test_a_child_to_come_is_told_nothing(db):
    case = CaseFactory()
    add_member(case, Part.UNBORN, full_name="To come", born=None, expected=clock.today())
    with as_(worker_on(case)):
        assert notices.not_told(case) == case.children[:1]


def add_member(case, part, **person):
    person = PersonFactory(**person)
    Member(family=case.family, person=person, part=part, since=clock.today()).write(by=installation(), because="x")
    return person


def test_stopping_is_as_easy_as_agreeing_and_stops_nothing_else(case, signed_in):
    client = signed_in(worker_on(case))
    url, today = reverse("consent:record_agreement", args=[case.reference]), clock.today()
    day = {"agreed_on_day": today.day, "agreed_on_month": today.month, "agreed_on_year": today.year}
    form = {"person": case.children[0].pk, **day}
    answer = client.post(url, form | {"said": "no_longer", "once": uuid7()})
    assert answer.status_code == 422 and "there is none to end" in answer.content.decode()
    for said in ("agrees", "no_longer", "no_longer"):
        assert client.post(url, form | {"said": said, "once": uuid7()}).status_code == 302
    assert Agreement.objects.get().ended_on == today
    assert "took part until" in client.get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert Case.objects.get(pk=case.pk).stage == Stage.OPEN


def test_an_agreement_does_not_end_before_it_began(case):
    worker = worker_on(case)
    with as_(worker):
        agreement = agreements.record(case, person=case.children[0], agreed_on=clock.today(), by=worker, key=uuid7())
        with pytest.raises(Refused, match="between the day they agreed and today"):
            agreements.end(agreement, by=worker, on=clock.today() - timedelta(days=1))


def test_somebody_agrees_once(case):
    worker = worker_on(case)
    with as_(worker):
        agreements.record(case, person=case.children[0], agreed_on=clock.today(), by=worker, key=uuid7())
        with pytest.raises(Refused, match="recorded already"):
            agreements.record(case, person=case.children[0], agreed_on=clock.today(), by=worker, key=uuid7())


@pytest.mark.promise("AFC-08")
def test_going_along_with_it_is_no_consent(waiting):
    with pytest.raises(Refused, match="Only a clear yes counts"):
        consent_of(waiting, worker_on(waiting, "hub"), explicit=False)


def test_nobody_consents_to_what_they_were_not_told(waiting):
    hub = worker_on(waiting, "hub")
    with as_(hub), pytest.raises(Refused, match="cannot have consented"):
        consents.record(waiting, person=waiting.children[0], how="talked", given_on=clock.today(), by=hub, **JUDGED)


# Seen to fail with the first day of telling not compared.
@pytest.mark.promise("AFC-08")
def test_nobody_has_consented_before_they_were_told(waiting):
    hub, child = worker_on(waiting, "hub"), waiting.children[0]
    with as_(hub):
        notices.give(waiting, person=child, told=True, how="talked", by=hub)
        with pytest.raises(Refused, match="nobody can agree to what they have not been told") as refused:
            consents.record(
                waiting, person=child, how="talked", given_on=clock.today() - timedelta(days=1), by=hub, **JUDGED
            )
        assert refused.value.field == "given_on"
        consents.record(waiting, person=child, how="talked", given_on=clock.today(), by=hub, **JUDGED)


def test_a_closed_case_takes_no_consent(achieving):
    case = CaseFactory(stage=Stage.CLOSED, closed_on=clock.today())
    with pytest.raises(Refused, match="closed"):
        consent_of(case, worker_on(case))


def test_a_consent_is_recorded_once_however_often_it_is_sent(achieving, signed_in):
    case = CaseFactory()
    worker, today = worker_on(case), clock.today()
    with as_(worker):
        notices.give(case, person=case.children[0], told=True, how="talked", by=worker)
    day = {"given_on_day": today.day, "given_on_month": today.month, "given_on_year": today.year}
    form = {"person": case.children[0].pk, "explicit": "yes", "how": "talked", "once": uuid7(), **day, **JUDGED}
    client, url = signed_in(worker), reverse("consent:record_consent", args=[case.reference])
    for _ in range(2):
        assert client.post(url, form).status_code == 302
    assert Consent.objects.get().given_on == today


def test_what_somebody_said_stays_out_of_the_history_of_the_case(achieving):
    case = CaseFactory()
    worker = worker_on(case)
    consent = consent_of(case, worker)
    with as_(worker):
        consents.withdraw(consent, by=worker, because="Her sister told her to.")
    assert Consent.objects.get().history.first().history_change_reason == "Her sister told her to."
    case = Case.objects.get(pk=case.pk)
    assert "sister" not in "".join(version.history_change_reason for version in case.history.all())


def test_withdrawal_leaves_a_case_alone_that_rests_on_something_else(under):
    case = CaseFactory()  # on what the notice named that was in force then
    under(AFC)
    worker = worker_on(case)
    consent = ConsentFactory(case=case)
    with as_(worker):
        consents.withdraw(consent, by=worker)
    assert (Case.objects.get(pk=case.pk).stage, Consent.objects.get().withdrawn_on) == (Stage.OPEN, clock.today())


def test_somebody_of_the_team_without_the_right_withdraws_nothing(achieving):
    consent = ConsentFactory(case=CaseFactory())
    colleague = worker_on(consent.case, "referrer")
    with as_(colleague), pytest.raises(Forbidden):
        consents.withdraw(consent, by=colleague)


def test_a_referral_tells_the_carer_and_not_the_child_to_come(db):
    TeamFactory(is_hub=True)
    referrer = somebody("referrer")
    to_come = referrals.SomeoneNamed("To come", Part.UNBORN, expected=clock.today())
    answers = referrals.ReferralAnswers(
        people=(to_come, referrals.SomeoneNamed("B", Part.CARER)),
        address="x",
        postcode="",
        happening="x",
        help_wanted="y",
        told={"told_told": "yes", "told_how": "talked", "told_on": None},
    )
    with as_(referrer):
        referrals.send(answers, by=referrer, key=uuid7())
    assert [row.person.full_name for row in NoticeGiven.objects.all()] == ["B"]


def everything(case):
    """A telling, an agreement and a consent of the case's child."""
    return NoticeGivenFactory(case=case), AgreementFactory(case=case), ConsentFactory(case=case)


@pytest.mark.parametrize("name", ["privacy", "give_notice", "record_agreement", "record_consent"])
def test_to_a_stranger_the_pages_do_not_exist(name, achieving, signed_in):
    case = CaseFactory()
    url = reverse(f"consent:{name}", args=[case.reference])
    assert signed_in(worker_on(case)).get(url).status_code == 200
    assert signed_in(somebody()).get(url).status_code == 404


def test_a_stranger_withdraws_nothing(achieving, signed_in):
    consent = ConsentFactory(case=CaseFactory())
    url = reverse("consent:withdraw_consent", args=[consent.case.reference, consent.pk])
    client = signed_in(somebody())
    assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)
    assert Consent.objects.get().withdrawn_on is None


def test_row_security_alone_hides_all_of_it_from_a_stranger(achieving):
    case = CaseFactory()
    everything(case)
    models = (NoticeGiven, Agreement, Consent)
    with as_(worker_on(case)):
        assert [model.objects.count() for model in models] == [1, 1, 1]
    with as_(somebody()):
        assert [model.objects.count() for model in models] == [0, 0, 0]


def test_the_dpo_sees_agreement_and_consent_and_records_none(achieving, signed_in):
    case = CaseFactory()
    everything(case)
    client = signed_in(somebody("dpo"))
    page = client.get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert page.count("Somebody of the family") == 3
    assert case.children[0].full_name not in page and "Withdraw" not in page
    assert client.get(reverse("consent:record_consent", args=[case.reference])).status_code == 404


def test_the_task_to_tell_the_family_is_done_when_nobody_is_left_to_be_told(case):
    worker = worker_on(case)
    with as_(worker):
        tasks.give(case, kind=TaskKind.TELL_FAMILY, due_on=clock.today(), by=worker)
        *others, last = notices.not_told(case)
        for person in others:
            notices.give(case, person=person, told=True, how="talked", by=worker)
        notices.give(case, person=last, told=False, why_not="not_reached", by=worker)
        assert case.tasks.filter(done_at=None).exists()
        notices.give(case, person=last, told=True, how="talked", by=worker)
        done = case.tasks.get()
    assert done.done_at is not None and done.done_by == worker


def test_where_consent_is_one_basis_among_others_the_case_keeps_its_own(case, signed_in, settings):
    """Redcar's wider notice: nothing waits for consent, and a consent taken back stops only what rested on it."""
    settings.COUNCIL = "redcar-cleveland-children-and-families"
    notice.store(notice.policy())
    assert not consents.relied_on() and consents.may_be_given()
    worker = worker_on(case)
    child = case.children[0]
    before = (case.stage, case.work_basis)
    with as_(worker):
        notices.give(case, person=child, told=True, how="talked", told_on=clock.today(), by=worker, key=uuid7())
        given = consents.record(case, person=child, how="talked", given_on=clock.today(), by=worker, **JUDGED)
        assert notice.policy().basis(given.basis).article_6 == "6(1)(a)"
        consents.withdraw(given, by=worker)
    case.refresh_from_db()
    assert (case.stage, case.work_basis) == before
    page = signed_in(worker).get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert "Consent is one of the bases" in page


NOT_YET = "No agreement recorded"


def test_the_case_and_today_say_that_the_family_has_still_to_be_asked_until_it_has(case, signed_in):
    """Seen to fail with the filling of the banner taken out, and with that of the work that is due."""
    worker = worker_on(case)
    AllocationFactory(case=case, worker=worker.staff)
    client = signed_in(worker)
    page = reverse("cases:case", args=[case.reference])
    ask = reverse("consent:record_agreement", args=[case.reference])
    before = client.get(page).content.decode()
    assert NOT_YET in before and f'href="{ask}"' in before and "before allocation" in before
    assert f'href="{ask}"' in client.get("/").content.decode()

    with as_(worker):
        agreements.record(case, person=case.children[0], agreed_on=clock.today(), by=worker, key=uuid7())

    assert NOT_YET not in client.get(page).content.decode()
    assert f'href="{ask}"' not in client.get("/").content.decode()


def test_a_family_that_takes_part_no_longer_is_asked_again_and_a_closed_case_is_not(case):
    worker = worker_on(case)
    agreement = AgreementFactory(case=case, person=case.children[0])
    assert not agreements.not_agreed(case)
    with as_(worker):
        agreements.end(agreement, by=worker)
    assert agreements.not_agreed(case)
    case.stage = Stage.CLOSED
    assert not agreements.not_agreed(case)


def test_no_agreement_stops_the_work(case):
    """It is asked for in time and never a condition: nothing in a notice makes help wait for a record of it."""
    worker = worker_on(case)
    with as_(worker):
        notes.add(case, kind="visit", happened_on=clock.today(), text="They were in.", by=worker, key=uuid7())


@pytest.mark.parametrize(
    ("council", "waits"),
    [
        (AFC, True),
        ("redcar-cleveland-children-and-families", False),
    ],
)
def test_the_list_of_consents_says_what_waits_only_where_something_does(db, settings, signed_in, council, waits):
    """Seen to fail with the sentence written whatever the notice says."""
    settings.COUNCIL = council
    notice.store(notice.policy())
    case = CaseFactory()
    page = signed_in(worker_on(case)).get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert "No consent is recorded." in page
    meeting = f"before the {notice.policy().label('hub_meeting')} and before allocation: until there is one"
    assert (meeting in page) is waits
    assert ("waits there" in page) is waits


@pytest.mark.parametrize(("told", "accepted"), [("no", True), ("yes", False)])
def test_whether_they_consent_is_asked_of_a_family_that_was_told(told, accepted, achieving):
    # seen to fail with the question required of everybody: a family that nobody could reach had to be said not to consent
    answers = {"told_told": told, "told_consent": "", "told_how": "talked", "told_why_not": "not_reached"}
    if accepted:
        QUESTIONS.clean(answers, [])
    else:
        with pytest.raises(Refused, match="Say whether they consent"):
            QUESTIONS.clean(answers, [])


# --- a clear "No" ------------------------------------------------------------------------------------------------------


def sent_with(answer, achieving):
    """A referral of a child and a carer whose sender says of the consent: `answer`."""
    hub = TeamFactory(is_hub=True)
    referrer = somebody("referrer")
    people = (
        referrals.SomeoneNamed("Tamsin Invented", Part.CHILD, key="child"),
        referrals.SomeoneNamed("Rory Invented", Part.CARER, key="carer"),
    )
    told = {"told_told": "yes", "told_how": "talked", "told_on": clock.today() - timedelta(days=1), "told_by": "Ada"}
    with as_(referrer):
        case = referrals.send(
            referrals.ReferralAnswers(
                people=people,
                address="1 Invented Street",
                postcode="",
                happening="Mornings.",
                help_wanted="Somebody.",
                told=told | {"told_consent": answer, "told_consent_by": "carer"},
            ),
            by=referrer,
            key=uuid7(),
        )
    return case, somebody("hub", team=hub)


@pytest.mark.parametrize(("answer", "said"), [("no", True), ("not_asked", False)])
def test_a_clear_no_on_the_referral_is_kept_as_an_answer_and_the_case_waits_as_before(
    answer, said, achieving, signed_in
):
    """Seen to fail with a “Yes” kept alone: a “No” looked as if nobody had asked."""
    case, hub = sent_with(answer, achieving)
    client, day = signed_in(hub), clock.today() - timedelta(days=1)
    pages = [
        client.get(reverse(name, args=[case.reference])).content.decode()
        for name in ("cases:decide", "consent:privacy")
    ]
    assert (f"Rory Invented was asked for consent on {day:%-d %B %Y} and said no" in pages[0]) is said
    asked = f"was asked on {day:%-d %B %Y} by Ada and said no"
    assert (asked in " ".join(pages[1].split()), "Nobody has been asked" in pages[1]) == (said, not said)
    assert list(Refusal.objects.values_list("person__full_name", "asked_on", "asked_by")) == (
        [("Rory Invented", day, "Ada")] if said else []
    )
    case = Case.objects.get(pk=case.pk)
    assert case.work_basis == "" and not Consent.objects.exists()
    with as_(hub), pytest.raises(Refused, match="no consent is recorded"):
        basis.for_allocation(case)


def test_a_no_that_comes_later_is_recorded_once_by_whoever_asked_and_a_later_yes_opens_the_gate(waiting, signed_in):
    """Seen to fail with the page that knows a yes and a going along alone."""
    worker = worker_on(waiting)
    client, url = signed_in(worker), reverse("consent:record_consent", args=[waiting.reference])
    child, today = waiting.children[0], clock.today()
    day = {f"given_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    typed = {"person": str(child.pk), "explicit": "said_no", "how": "talked", "once": str(uuid7()), **day}
    for _ in range(2):
        assert client.post(url, typed).status_code == 302
    kept = Refusal.objects.get()
    assert (kept.person, kept.asked_on, kept.asker, kept.recorded_by) == (child, today, worker.name, worker)
    assert Case.objects.get(pk=waiting.pk).work_basis == ""
    version = kept.history.first()
    assert (version.history_user, version.history_change_reason) == (worker, "asked for consent; the answer was no")

    consent_of(waiting, worker)
    assert Case.objects.get(pk=waiting.pk).work_basis != ""
    html = client.get(reverse("consent:privacy", args=[waiting.reference])).content.decode()
    assert "said no: they do not consent" in html and "consented on" in html
    answer = client.post(url, typed | {"once": str(uuid7())})
    assert answer.status_code == 422 and "withdraw it on the privacy page" in answer.content.decode()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [({"told_consent_by": ""}, "Say who was asked and said no"), ({"told_told": "no"}, "cannot have been asked")],
)
def test_a_no_names_who_said_it_and_comes_from_somebody_who_was_told(more, sentence, achieving):
    people = [Someone("child", "Tamsin", grown_up=False), Someone("carer", "Rory", grown_up=True)]
    told = {"told_told": "yes", "told_how": "talked", "told_why_not": "unsafe", "told_consent": "no"}
    with pytest.raises(Refused, match=sentence):
        QUESTIONS.clean(told | {"told_consent_by": "carer"} | more, people)


@pytest.mark.parametrize("council", available())
def test_a_no_is_kept_only_where_the_notice_lets_somebody_be_asked(council, under, signed_in):
    """Under a notice that does not name consent the page is not there, and nothing is written."""
    policy = under(council)
    case = CaseFactory()
    worker, asked = worker_on(case), any(one.article_6 == "6(1)(a)" for one in policy.bases)
    page = signed_in(worker).get(reverse("consent:record_consent", args=[case.reference]))
    assert (page.status_code == 200) is asked
    if not asked:
        with as_(worker), pytest.raises(Refused, match="does not rely on consent"):
            refusals.record(case, person=case.children[0], how="talked", asked_on=clock.today(), by=worker)
