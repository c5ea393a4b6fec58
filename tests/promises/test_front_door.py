"""How a family comes to early help, under the notices that promise something of it. How each was seen to fail stands beside it."""

import html
from datetime import date, timedelta

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.jobs import robot
from access.operations import promises
from access.records import uuid7
from cases.forms.referrals import OriginForm
from cases.models import Case, Referral, ServiceReceived
from cases.models.families import Part
from cases.models.people import Precision
from cases.operations import allocation, eligibility, referrals, triage
from cases.stages import Stage
from sharing.models import DisclosurePerson
from tests.cases.referral_pages import PEOPLE, fill, save, send, start
from tests.conftest import as_, as_robot
from tests.factories import AllocationFactory, CaseFactory, PersonFactory, TeamFactory, somebody, worker_on
from tests.factories.retention import closed_case, disclosure_of, reading, ripe
from tests.factories.working_day import write
from tests.promises.families import words_of
from tests.retention.test_disposal import tick

AFC = "achieving-for-children-early-help-hub"
CAM = "cambridgeshire-early-help"
DUR = "durham-early-help"
RCC = "redcar-cleveland-children-and-families"
RCE = "redcar-cleveland-early-help"
TOLD = {"told_told": "yes", "told_how": "talked", "told_on": None}


def an_open_door(roles=("hub",)):
    return somebody(*roles, team=TeamFactory(is_hub=True))


def taken_down(hub, **origin):
    """A referral that the hub takes down from somebody."""
    came = referrals.Origin(**({"taken_from": "Somebody, 01632 960 001"} | origin))
    child = referrals.SomeoneNamed("Tamsin Invented", Part.CHILD)
    answers = referrals.ReferralAnswers((child,), "1 Street", "", "x", "y", origin=came, told=TOLD)
    with as_(hub):
        return referrals.send(answers, by=hub, key=uuid7())


# --- CAM-06 -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.promise("CAM-06")
def test_nobody_is_asked_for_consent_the_form_says_why_and_nothing_waits_for_one(under, signed_in):
    """Seen to fail with `relied_on` true whatever the notice says, with the explanation left out of the page, and with a stage in
    `ask_consent_before`."""
    policy = under(CAM)
    hub = an_open_door()
    client = signed_in(somebody("referrer"))
    draft = start(client)
    fill(client, draft)
    page = client.get(draft + "told").content.decode()
    assert policy.intake.explanation and policy.intake.explanation in page
    assert "consent_by" not in page and "told_consent" not in page
    send(client, draft)
    case, team = Case.objects.get(), TeamFactory()
    worker = somebody("practitioner", team=team)
    with as_(hub):
        triage.decide(case, decision="meeting", because="x", by=hub)
        case.refresh_from_db()
        assert case.stage == Stage.FOR_MEETING
        allocation.allocate(case, team=team, worker=worker.staff, by=hub, because="x")
    assert Case.objects.get().stage == Stage.OPEN
    worked = signed_in(worker)
    assert worked.get(reverse("consent:record_consent", args=[case.reference])).status_code == 404
    assert policy.intake.explanation in worked.get(reverse("consent:privacy", args=[case.reference])).content.decode()


@pytest.mark.slow
def test_where_consent_is_relied_on_the_form_asks_for_it_and_says_so(under, signed_in):
    policy = under(AFC)
    an_open_door()
    client = signed_in(somebody("referrer"))
    draft = start(client)
    for page in ("people", "match"):
        assert save(client, draft, page, PEOPLE if page == "people" else {}).status_code == 302
    page = client.get(draft + "told").content.decode()
    assert "told_consent" in page and policy.intake.explanation.replace("'", "&#x27;") in page


# --- CAM-02, CAM-05 ---------------------------------------------------------------------------------------------------


@pytest.mark.promise("CAM-02")
def test_a_family_that_needs_a_specialist_service_no_longer_comes_by_stepping_down(under, signed_in):
    """Seen to fail with `also_for` emptied in Cambridgeshire's file, and with it not asked in `informant_choices`."""
    under(CAM)
    hub = an_open_door()
    assert "step_down" in dict(OriginForm().fields["informant"].choices)
    case = taken_down(hub, informant="step_down")
    queue = words_of(signed_in(hub).get(reverse("cases:queue")))
    assert case.reference in queue and "it steps down" in queue


@pytest.mark.slow
def test_another_notice_that_does_not_speak_of_it_has_no_such_source(under):
    under(RCC)
    assert "step_down" not in dict(OriginForm().fields["informant"].choices)
    with pytest.raises(Refused, match="from the list"):
        taken_down(an_open_door(), informant="step_down")


@pytest.mark.promise("CAM-05")
def test_the_hub_sees_which_services_the_family_was_offered_before(under, signed_in):
    """Seen to fail with `services` left out of earlyhelp_earlier, and with each of its three sources."""
    policy = under(CAM)
    offered, alone, other = policy.services[0], next(one for one in policy.services if one.by_itself), "Story mornings"
    now = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))
    hub = worker_on(now, "hub")
    ended = {"stage": Stage.CLOSED, "closed_on": clock.today(), "outcome": "needs_met"}
    before = CaseFactory(family=now.family, work_basis=policy.bases[0].code, **ended)
    worker = worker_on(before)
    AllocationFactory(case=before, worker=worker.staff, service=offered.code)
    received = ServiceReceived(
        case=before,
        other=other,
        provider="The library",
        since=clock.today(),
        recorded_by=worker,
        recorded_at=clock.now(),
    )
    write(received)
    page = words_of(signed_in(hub).get(reverse("cases:decide", args=[now.reference])))
    there = page.split("What happened before")[1].split("</section>")[0]
    assert before.reference in there and "Services: " in there and offered.label in there and other in there
    assert alone == offered or alone.label not in there


# --- DUR-01 -----------------------------------------------------------------------------------------------------------


def child(**facts):
    return PersonFactory.build(**({"born": None, "expected": None, "born_precision": Precision.DAY} | facts))


def years_ago(years):
    today = clock.today()
    return date(today.year - years, today.month, min(today.day, 28)) - timedelta(days=1)


@pytest.mark.promise("DUR-01")
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"expected": "soon"},
            "A child to come: within the ages of the notice (From early pregnancy to the 19th birthday)",
        ),
        ({"born": 10}, "A child of 10: within the ages of the notice (From early"),
        ({"born": 18}, "A child of 18: within the ages of the notice (From early"),
        (
            {"born": 19},
            "on a condition alone (To the 25th birthday, for some young people with a disability). The Early Help Triage Team decides",
        ),
        ({"born": 25}, "A child of 25: outside the ages of the notice (From early pregnancy"),
        ({}, "A child’s age is not known"),
    ],
)
def test_whether_help_is_for_a_child_by_age_is_worked_out_and_said_with_its_reason(under, facts, words):
    """Seen to fail with `by_age` saying nothing, with `until_birthday` included, and with the condition left out of the
    choice."""
    under(DUR)
    soon = clock.today() + timedelta(days=60)
    known = {"expected": soon} if "expected" in facts else {"born": years_ago(facts["born"])} if facts else {}
    (said,) = eligibility.by_age([child(**known)])
    assert words in said


def test_a_child_to_come_is_within_the_ages_only_where_the_notice_begins_before_birth(under):
    """Seen to fail with `unborn` not asked in `is_for`."""
    under(RCE)
    (said,) = eligibility.by_age([child(expected=clock.today() + timedelta(days=60))])
    assert said.startswith("A child to come: outside the ages of the notice (From birth to the 25th birthday)")


@pytest.mark.slow
@pytest.mark.promise("DUR-01")
def test_sender_and_hub_both_read_it_and_nobody_is_refused_for_it(under, signed_in):
    """Seen to fail with the section taken out of each of the two templates."""
    under(DUR)
    hub = an_open_door()
    client = signed_in(somebody("referrer"))
    draft = start(client)
    old = years_ago(30)
    born = {"child_born_day": old.day, "child_born_month": old.month, "child_born_year": old.year}
    fill(client, draft, people=PEOPLE | {name: str(value) for name, value in born.items()})
    assert "A child of 30: outside the ages of the notice" in client.get(draft + "check").content.decode()
    assert send(client, draft).status_code == 302
    case = Case.objects.get()
    page = words_of(signed_in(hub).get(reverse("cases:decide", args=[case.reference])))
    assert "A child of 30: outside the ages of the notice" in page and "Nobody is refused for it" in page


def test_a_notice_that_names_no_ages_says_nothing_of_them(under):
    under(CAM)
    assert eligibility.by_age([child(born=years_ago(30))]) == []


# --- DUR-03 -----------------------------------------------------------------------------------------------------------


@pytest.mark.promise("DUR-03")
def test_the_online_form_is_for_professionals_alone(under, client, signed_in):
    """Seen to fail with `may_come` always true, and with the public let in at the door of the page."""
    under(DUR)
    hub = an_open_door()
    anonymous = client.get(reverse("cases:new_referral"))
    assert anonymous.status_code == 302 and "login" in anonymous.url
    assert signed_in(somebody("dpo")).get(reverse("cases:new_referral")).status_code == 403
    with pytest.raises(Refused, match="Online referral form is for professionals alone"):
        taken_down(hub, informant="parent_or_carer", channel="online")
    typed = {"channel": "online", "informant": "parent_or_carer", "taken_from": "A mother, 01632 960 001"}
    form = OriginForm(typed)
    assert "channel" in form.errors
    for way in ("telephone", "post", "email", "face_to_face"):
        assert taken_down(hub, informant="parent_or_carer", channel=way)
        assert OriginForm(typed | {"channel": way}).is_valid()
    assert {row.channel for row in Referral.objects.all()} == {"telephone", "post", "email", "face_to_face"}


# --- RCC-24 -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.promise("RCC-24")
def test_being_of_the_same_directorate_opens_no_record(under, signed_in):
    """Seen to fail with the check of `opens_records` taken out of `allocate`, and with the directorate's services left in the choice."""
    policy = under(RCC)
    case = CaseFactory(stage=Stage.FOR_MEETING, work_basis=policy.bases[0].code, team=TeamFactory(is_hub=True))
    hub, team, theirs = worker_on(case, "hub"), TeamFactory(), TeamFactory(services=["social_work"])
    worker, colleague = somebody("practitioner", team=team), somebody("practitioner", team=theirs)
    directorate = [one for one in policy.services if one.offered_by == "directorate"]
    ours = next(one.code for one in policy.services if one.offered_by == "early_help")
    assert len(directorate) == 3
    for asked in (team, theirs):
        page = signed_in(hub).get(reverse("cases:allocate", args=[case.reference]), {"team": asked.pk}).content.decode()
        assert f'value="{ours}"' in page
        assert not [one.code for one in directorate if f'value="{one.code}"' in page]
    with as_(hub):
        for one in directorate:
            with pytest.raises(Refused, match="same directorate opens no record"):
                allocation.allocate(case, team=theirs, worker=colleague.staff, by=hub, because="x", service=one.code)
        allocation.allocate(case, team=team, worker=worker.staff, by=hub, because="x", service=ours)
    assert signed_in(worker).get(case.get_absolute_url()).status_code == 200
    assert signed_in(colleague).get(case.get_absolute_url()).status_code == 404


# --- CAM-18 -----------------------------------------------------------------------------------------------------------


@pytest.mark.promise("CAM-18")
@pytest.mark.parametrize(
    ("role", "shown", "there"),
    [
        ("dpo", "sharing:pictures", "{partner}"),
        ("dpo", "sharing:log_file", "{reference}"),
        ("dpo", "desk:promises", "1 looked at, all as promised."),
        ("records_manager", "retention:records", "{reference}"),
        ("records_manager", "retention:certificates", "{reference}"),
    ],
)
def test_figures_carry_nobodys_name(under, signed_in, role, shown, there):
    """Seen to fail with the people of an entry, as their keys, put into the file of the log (their names the DPO cannot even read);
    and with the pictures, the promises or the records empty: `there` is what a page has of this case."""
    policy = under(CAM)
    reading("period_case", "6")
    case = closed_case(work_basis=policy.bases[0].code)
    disclosure = disclosure_of(case)
    for member in case.household:
        write(DisclosurePerson(disclosure=disclosure, case=case, person=member.person))
    names = [name for member in case.household for name in (member.person.full_name, str(member.person.pk))]
    assert names
    if shown == "desk:promises":
        with as_robot("worker"):
            promises.look_again(robot())
    if shown == "retention:certificates":
        ripe()
        tick()
    text = html.unescape(signed_in(somebody(role)).get(reverse(shown)).content.decode())
    assert there.format(reference=case.reference, partner=disclosure.recipient.name) in text
    assert not [name for name in names if name in text]


# --- E: Cambridgeshire hears of families from all professionals that support them -------------------------------------------


def test_cambridgeshires_hub_may_say_that_somebody_came_whom_the_notice_does_not_list(under, signed_in):
    """“All professionals …, including”: the list is open. Seen to fail with `listing` closed."""
    under(CAM)
    hub = an_open_door()
    offered = dict(OriginForm().fields["informant"].choices)
    assert {"school", "police", "housing", "another"} <= set(offered)
    case = taken_down(hub, informant="another", informant_words="A football coach")
    assert "A football coach" in words_of(signed_in(hub).get(reverse("cases:queue")))
    assert case.referrals.get().informant == "another"


def test_who_they_are_is_asked_of_somebody_else_and_kept_as_typed(under):
    under(CAM)
    typed = {"channel": "telephone", "informant": "another", "taken_from": "Sam, 01632 960 001", "informant_words": " "}
    form = OriginForm(typed)
    assert form.errors["informant_words"] == ["Write who they are."]
    assert form["taken_from"].value() == "Sam, 01632 960 001"


def test_a_closed_list_of_informants_stays_closed(under):
    under(RCC)
    offered = dict(OriginForm().fields["informant"].choices)
    assert "another" not in offered and set(offered) == {
        one.code for one in notice.policy().informants_at("front_door")
    }
    with pytest.raises(Refused, match="from the list"):
        taken_down(an_open_door(), informant="another", informant_words="A football coach")
