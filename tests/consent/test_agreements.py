"""Agreement to take part: recorded once, as easy to end as to give, and no basis of the work."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models import Case
from cases.operations import notes
from cases.stages import Stage
from consent.models import Agreement
from consent.operations import agreements
from tests.cases.referral_pages import PEOPLE, save, start
from tests.conftest import as_
from tests.consent.asking import consent_of
from tests.factories import AllocationFactory, worker_on
from tests.factories.consent import AgreementFactory


def test_agreement_is_recorded_once_and_is_no_basis(case):
    worker, key = worker_on(case), uuid7()
    with as_(worker):
        for _ in range(2):
            agreements.record(case, person=case.children[0], agreed_on=clock.today(), by=worker, key=key)
    assert Agreement.objects.count() == 1


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.promise("AFC-08")
def test_going_along_with_it_is_no_consent(waiting):
    with pytest.raises(Refused, match="Only a clear yes counts"):
        consent_of(waiting, worker_on(waiting, "hub"), explicit=False)


NOT_YET = "No agreement recorded"


@pytest.mark.slow
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
