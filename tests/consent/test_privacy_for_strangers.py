"""Whoever is not of the case sees and changes nothing of what a family was told and agreed to."""

import pytest
from django.urls import reverse

from consent.models import Agreement, Consent, NoticeGiven
from tests.conftest import as_
from tests.consent.asking import everything
from tests.factories import CaseFactory, somebody, worker_on
from tests.factories.consent import ConsentFactory


@pytest.mark.parametrize("name", ["privacy", "give_notice", "record_agreement", "record_consent"])
def test_to_a_stranger_the_pages_do_not_exist(name, achieving, signed_in):
    case = CaseFactory()
    url = reverse(f"consent:{name}", args=[case.reference])
    assert signed_in(worker_on(case)).get(url).status_code == 200
    assert signed_in(somebody()).get(url).status_code == 404


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_dpo_sees_agreement_and_consent_and_records_none(achieving, signed_in):
    case = CaseFactory()
    everything(case)
    client = signed_in(somebody("dpo"))
    page = client.get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert page.count("Somebody of the family") == 3
    assert case.children[0].full_name not in page and "Withdraw" not in page
    assert client.get(reverse("consent:record_consent", args=[case.reference])).status_code == 404
