"""Who opened a case: each page for the Data Protection Officer, a summary for those who work with the family."""

import pytest
from django.urls import reverse

from access.models import AccessEvent
from access.routes import ROUTES
from cases.views.readings import PAGES
from tests.factories import CaseFactory, somebody, worker_on


def address(case):
    return reverse("cases:readings", args=[case.reference])


def test_the_dpo_sees_who_opened_which_page_and_which_special_kinds_it_showed(case, signed_in):
    worker = worker_on(case)
    signed_in(worker).get(reverse("cases:people", args=[case.reference]))
    page = signed_in(somebody("dpo")).get(address(case))
    assert page.context["events"][1]["who"] == worker.name
    assert page.context["events"][1]["what"] == "Opened: people"
    assert page.context["events"][0]["what"] == "Opened: who opened it"
    assert case.children[0].full_name not in page.content.decode()


def test_those_who_work_with_the_family_see_a_summary(case, signed_in):
    worker = worker_on(case)
    client = signed_in(worker)
    for _ in range(2):
        client.get(case.get_absolute_url())
    page = client.get(address(case))
    assert [(one["user_name"], one["times"]) for one in page.context["people"]] == [(worker.name, 3)]
    assert "events" not in page.context


@pytest.mark.slow
def test_it_pages_by_what_was_shown_last_and_never_shows_another_case(case, signed_in):
    worker, other = worker_on(case), CaseFactory()
    client = signed_in(worker)
    for _ in range(51):
        client.get(case.get_absolute_url())
    signed_in(worker_on(other)).get(other.get_absolute_url())
    dpo = signed_in(somebody("dpo"))
    first = dpo.get(address(case))
    assert len(first.context["events"]) == 50
    older = dpo.get(address(case), {"after": first.context["older"]})
    assert len(older.context["events"]) == 2
    foreign = AccessEvent.objects.get(case_key=other.pk)
    for odd in (foreign.pk, "nonsense"):
        assert len(dpo.get(address(case), {"after": odd}).context["events"]) == 50


@pytest.mark.parametrize("role", ["practitioner", "hub", "referrer", "records_manager", "user_administrator"])
def test_to_a_stranger_it_does_not_exist(role, case, signed_in):
    assert signed_in(somebody(role)).get(address(case)).status_code == 404


def test_every_page_that_has_a_name_of_its_own_is_a_page():
    assert set(PAGES) <= set(ROUTES)
