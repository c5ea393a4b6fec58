"""The log as the Data Protection Officer reads it: filters, pages, and the reading of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from access import clock
from access.records import uuid7
from sharing.slots import jobs_of
from tests.factories import OrganisationFactory, somebody
from tests.factories.sharing import DisclosureFactory


@pytest.mark.slow
def test_the_log_filters_and_pages_by_what_was_shown_last(case, school, signed_in):
    for _ in range(27):
        DisclosureFactory(case=case, recipient=school)
    other = OrganisationFactory(kind="housing")
    DisclosureFactory(case=case, recipient=other)
    client = signed_in(somebody("dpo"))
    first = client.get(reverse("sharing:log"))
    assert len(first.context["rows"]) == 25
    older = client.get(reverse("sharing:log") + first.context["older"])
    assert len(older.context["rows"]) == 3
    filtered = client.get(reverse("sharing:log"), {"partner": str(other.pk)})
    assert len(filtered.context["rows"]) == 1
    assert client.get(reverse("sharing:log"), {"after": "nonsense"}).status_code == 200
    again = client.get(reverse("sharing:log"), {"partner": str(school.pk)})
    assert "partner=" in again.context["older"]
    assert len(client.get(reverse("sharing:log") + again.context["older"]).context["rows"]) == 2


@pytest.mark.parametrize("role", ["practitioner", "hub", "records_manager", "referrer", "user_administrator"])
def test_nobody_but_the_dpo_opens_the_log(role, signed_in, db):
    assert signed_in(somebody(role)).get(reverse("sharing:log")).status_code == 403


def test_reading_the_tab_notes_which_special_kinds_it_showed(case, worker, noted, signed_in):
    DisclosureFactory(case=case, item_kinds=["education", "health"], special_category=True)
    signed_in(worker).get(reverse("sharing:case_disclosures", args=[case.reference]))
    (event,) = [event for event in noted if event["route"] == "sharing:case_disclosures"]
    assert (event["fields"], event["case_reference"]) == (["health"], case.reference)


def test_reading_the_log_and_an_entry_is_noted_with_what_was_shown(case, noted, signed_in):
    row, dpo = DisclosureFactory(case=case), somebody("dpo")
    client = signed_in(dpo)
    client.get(reverse("sharing:log"))
    client.get(reverse("sharing:disclosure", args=[row.pk]))
    assert [(event["route"], event["fields"], event["user_key"]) for event in noted] == [
        ("sharing:log", [str(row.pk)], dpo.pk),
        ("sharing:disclosure", [str(row.pk)], dpo.pk),
    ]
    assert noted[1]["case_reference"] == case.reference


@pytest.mark.parametrize(
    ("field", "fits", "fits_not"),
    [
        ("partner", {}, {"recipient__kind": "housing"}),
        ("purpose", {"purpose": "assess_needs"}, {}),
        ("basis", {"lawful_basis": "public_task"}, {"ground": "crime", "lawful_basis": "crime"}),
        ("basis", {"ground": "crime"}, {}),
        ("told", {"told": False, "why_not_told": "unsafe"}, {}),
        ("late", {"shared_on": date(2026, 1, 5)}, {}),
    ],
)
def test_each_filter_of_the_log_finds_what_it_names(field, fits, fits_not, db, signed_in):
    wanted, other = DisclosureFactory(**fits), DisclosureFactory(**fits_not)
    chosen = {
        "partner": str(wanted.recipient.pk),
        "purpose": wanted.purpose,
        "basis": wanted.ground or wanted.lawful_basis,
        "told": "no",
        "late": "yes",
    }[field]
    page = signed_in(somebody("dpo")).get(reverse("sharing:log"), {field: chosen})
    assert [stated["row"] for stated in page.context["rows"]] == [wanted]
    assert other.case_reference not in page.content.decode()


@pytest.mark.slow
def test_the_log_is_filtered_by_day(db, signed_in):
    days = [clock.today() - timedelta(days=days) for days in (20, 10, 0)]
    rows = [DisclosureFactory(shared_on=day) for day in days]
    client = signed_in(somebody("dpo"))
    since = {f"from_{part}": getattr(days[1], part) for part in ("day", "month", "year")}
    until = {f"to_{part}": getattr(days[1], part) for part in ("day", "month", "year")}

    def shown(given):
        return [stated["row"] for stated in client.get(reverse("sharing:log"), given).context["rows"]]

    assert shown(since) == [rows[2], rows[1]]
    assert shown(until) == [rows[1], rows[0]]
    assert shown(since | until) == [rows[1]]


def test_a_filter_that_cannot_be_read_shows_nothing_and_says_so(case, signed_in):
    DisclosureFactory(case=case)
    page = signed_in(somebody("dpo")).get(reverse("sharing:log"), {"from_day": "31", "from_month": "2"})
    assert page.context["rows"] == []
    assert "There is a problem" in page.content.decode()


def test_an_entry_outlives_its_case(case, signed_in):
    row = DisclosureFactory(case=case, case_key=uuid7(), content=False)
    page = signed_in(somebody("dpo")).get(reverse("sharing:disclosure", args=[row.pk])).content.decode()
    assert "has been destroyed" in page


def test_today_the_dpo_sees_how_many_were_recorded_this_week(case):
    for days in (0, 3, 8):
        DisclosureFactory(case=case, recorded_at=clock.now() - timedelta(days=days))
    jobs = {role: jobs_of(somebody(role).staff) for role in ("dpo", "practitioner", "records_manager")}
    assert [(job.count, job.href.partition("?")[0]) for job in jobs["dpo"]] == [(2, reverse("sharing:log"))]
    assert jobs["practitioner"] == jobs["records_manager"] == []
