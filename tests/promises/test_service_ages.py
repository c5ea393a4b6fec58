"""RCE-27: a service is for the ages that the notice names; outside them somebody says why."""

import datetime

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models import Allocation, Person, Referral
from cases.operations import allocation, services
from cases.operations.services import Wanted
from cases.stages import Stage
from tests.cases.referral_pages import fill, save, send, start
from tests.conftest import as_
from tests.factories import CaseFactory, PersonFactory, TeamFactory, TriageFactory, somebody, worker_on
from tests.factories.working_day import write
from tests.promises.families import RCE, at_work, carer_of, received, words_of

PRESCHOOL = "preschool_send"


@pytest.mark.slow
@pytest.mark.promise("RCE-27")
def test_a_service_outside_its_ages_is_offered_with_the_reason_and_choosing_it_needs_one(under, signed_in):
    """Seen to fail with reason_outside returning nothing, and with the hints taken out of cases/forms/services.py."""
    policy = under(RCE)
    case, hub = received(policy)  # a child of school age
    TriageFactory(case=case)
    team = TeamFactory()
    worker = somebody("practitioner", team=team)
    client = signed_in(hub)
    page = f"{reverse('cases:allocate', args=[case.reference])}?team={team.pk}"
    age = case.children[0].age_on(clock.today())
    assert f"Outside its ages: under 5 only; here the age is {age}." in words_of(client.get(page))
    answers = {"service": PRESCHOOL, "worker": worker.staff.pk, "because": "Near."}
    refused = client.post(page, answers)
    assert refused.status_code == 422 and "Write why you choose it all the same." in words_of(refused)
    assert client.post(page, answers | {"outside_because": "His school starts late."}).status_code == 302
    made = Allocation.objects.get()
    assert made.outside_because == made.history.first().outside_because == "His school starts late."
    theirs = signed_in(worker)
    for place in (case.get_absolute_url(), reverse("cases:activity", args=[case.reference])):
        assert "Outside its ages: His school starts late." in words_of(theirs.get(place))


@pytest.mark.slow
@pytest.mark.promise("RCE-27")
def test_whoever_sends_a_referral_sees_every_service_and_says_why_one_outside_its_ages(under, signed_in):
    """Seen to fail with services outside their ages left out of the page, as they were."""
    under(RCE)
    TeamFactory(is_hub=True)
    client = signed_in(somebody("referrer"))
    draft = start(client)
    fill(client, draft)
    assert "Outside its ages: under 5 only; here the age is" in words_of(client.get(draft + "help"))
    helped = {"help_wanted": "Somebody.", "services": [PRESCHOOL]}
    assert "Write why you choose a service outside its ages" in words_of(save(client, draft, "help", helped))
    assert save(client, draft, "help", helped | {"outside_because": "Not at school yet."}).status_code == 302
    send(client, draft)
    assert Referral.objects.get().outside_because == "Not at school yet."


@pytest.mark.promise("RCE-27")
def test_the_hub_and_the_lead_are_asked_the_same(under):
    policy = under(RCE)
    born = clock.today().replace(year=clock.today().year - 40)
    case, worker = at_work(policy)
    person = carer_of(case)
    Person.objects.filter(pk=person.pk)
    wanted = {"provider": "Us", "since": clock.today(), "service": PRESCHOOL}
    with as_(worker):
        with pytest.raises(Refused, match="under 5 only"):
            services.begin(case, Wanted(**wanted), by=worker, key=uuid7())
        made = services.begin(case, Wanted(**wanted, outside_because="As agreed."), by=worker, key=uuid7())
        assert made.outside_because == "As agreed."
        small = PersonFactory.build(born=clock.today())
        assert services.reason_outside(PRESCHOOL, [small], "left over") == ""
    assert services.outside(policy.service(PRESCHOOL), [services.ages_of(born)]) == "under 5 only; here the age is 40"


def test_several_are_allocated_with_one_reason_that_is_kept_where_it_is_needed(under):
    policy = under(RCE)
    hub_team = TeamFactory(is_hub=True)
    older, younger = (
        CaseFactory(stage=Stage.FOR_MEETING, work_basis=policy.bases[0].code, team=hub_team) for _ in range(2)
    )
    small = younger.children[0]
    small.born = clock.today()
    write(small)
    hub, team = worker_on(older, "hub"), TeamFactory()
    worker = somebody("practitioner", team=team).staff
    given = {"team": team, "worker": worker, "by": hub, "because": "x", "service": PRESCHOOL}
    with as_(hub):
        (offer,) = [one for one in services.offers_for([older, younger]) if one.service.code == PRESCHOOL]
        assert older.reference in offer.outside and younger.reference not in offer.outside
        with pytest.raises(Refused, match=older.reference):
            allocation.allocate_many([older, younger], **given)
        allocation.allocate_many([older, younger], outside_because="Late starters.", **given)
    kept = {one.case_id: one.outside_because for one in Allocation.objects.all()}
    assert kept == {older.pk: "Late starters.", younger.pk: ""}


@pytest.mark.parametrize(
    ("born", "expected", "precision", "ages"),
    [
        ("2021-06-01", None, "day", range(5, 6)),
        ("2021-06-02", None, "day", range(4, 5)),
        ("2021-01-01", None, "year", range(4, 6)),
        ("2021-06-01", None, "month", range(4, 6)),
        (None, "2026-09-01", "day", range(1)),
        (None, None, "day", services.ANY_AGE),
    ],
)
def test_an_age_is_as_exact_as_the_birth_is_known(born, expected, precision, ages, monkeypatch):
    monkeypatch.setattr("access.clock.today", lambda: datetime.date(2026, 6, 1))
    day = datetime.date.fromisoformat
    assert services.ages_of(born and day(born), expected and day(expected), precision) == ages


def test_nobody_is_outside_where_no_age_is_known(under):
    service = under(RCE).service(PRESCHOOL)
    assert services.outside(service, []) == services.outside(service, [services.ANY_AGE]) == ""
    assert services.outside(service, [range(9, 10), range(3, 4)]) == ""
