"""The pages of retention: what they say, to whom, and whom they never name."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from access import clock
from access.models import AccessEvent
from retention.models import Certificate, Hold, LargeProposal
from retention.operations import decisions
from tests.conftest import as_robot
from tests.factories import somebody
from tests.factories.retention import (
    approve,
    approved,
    change,
    closed_case,
    days_pass,
    full_case,
    proposed,
    reading,
    readings,
    records_manager,
    ripe,
    work_out,
)
from tests.retention.disposing import hold, names_of, tick

pytestmark = pytest.mark.django_db


def send(signed_in, by, name, *args, **answers):
    return signed_in(by).post(reverse(f"retention:{name}", args=args), answers)


# --- the records page -------------------------------------------------------------------------------------------------------


def test_an_unset_reading_is_amber_and_leads_to_the_readings(read):
    closed_case()
    said = read("records")
    assert "eh-unset" in said
    assert "Why nothing can be due" in said
    assert "On which day did this inquiry end?" in said
    assert "Which year does “plus current year” mean?" in said
    assert reverse("access:readings") in said
    assert "1 closed case is held by the notice, because of an inquiry." in said


def test_with_every_reading_entered_nothing_is_amber(read):
    readings()
    assert "eh-unset" not in read("records")


def test_one_reading_that_is_missing_is_the_one_that_is_named(read):
    reading("inquiry_ended", "2010-01-01", "An inquiry")
    said = read("records")
    assert "Which year does" in said
    assert "On which day" not in said


def test_a_hold_on_everything_is_amber_too(read, manager):
    readings()
    hold(by=manager)
    assert "Every record is held since" in read("records")


@pytest.mark.slow
def test_what_is_due_and_what_falls_due_is_listed_without_names(read):
    readings()
    due, later = full_case(), closed_case(date(2024, 6, 1))
    said = read("records")
    assert due.reference in said
    assert later.reference not in said
    assert "April 2031" in said
    assert not [name for name in names_of(due) if name in said]


@pytest.mark.slow
def test_the_state_of_a_list_is_told_with_its_countdown(read):
    readings()
    closed_case()
    batch = proposed()
    assert "Waits for 2 more people to approve it" in read("records")
    approve(batch)
    assert "Waits for 1 more person to approve it" in read("records")
    approve(batch)
    assert "in 7 days" in read("records")
    days_pass(3)
    assert "in 4 days" in read("records")
    days_pass(5)
    assert "Being destroyed now" in read("records")
    tick()
    assert "Ended: 1 destroyed, 0 kept after all" in read("records")


def test_a_list_that_would_be_too_large_is_asked_about_here(read, signed_in, manager):
    readings()
    for _ in range(6):
        closed_case()
    with as_robot("worker"):
        from retention.operations import proposals

        assert proposals.propose() is None
    assert "it would be unusually large" in read("records")
    assert "unusually large" not in read("records", by=somebody("dpo"))
    assert send(signed_in, somebody("dpo"), "records", because="x").status_code == 403
    assert send(signed_in, manager, "records").status_code == 422
    assert send(signed_in, manager, "records", because="All from the old system.").status_code == 302
    assert LargeProposal.objects.get().answered_by == manager


@pytest.mark.parametrize("role", ["practitioner", "hub", "team_manager", "referrer", "user_administrator"])
@pytest.mark.parametrize("name", ["records", "holds", "certificates"])
def test_nobody_else_opens_these_pages(name, role, read):
    read(name, by=somebody(role), status=403)


def test_opening_them_is_noted(read, manager):
    readings()
    case = closed_case()
    read("records")
    event = AccessEvent.objects.filter(route="retention:records", user_key=manager.pk).latest("machine_at")
    assert event.fields == [case.reference]


# --- a list ------------------------------------------------------------------------------------------------------------------


def test_the_list_shows_reference_class_closed_due_and_rule_and_nobody_s_name(read):
    readings()
    case = full_case()
    batch = proposed()
    said = read("batch", batch.reference)
    for shown in (
        case.reference,
        "Case of Early Help and Think Family Services",
        "1 May 2018",
        "1 April 2025",
        "How long kept, table row 2",
        batch.digest,
    ):
        assert shown in said
    assert not [name for name in names_of(case) if name in said]


def test_a_page_of_a_list_leads_to_the_next(read, monkeypatch):
    from retention.views import disposal

    monkeypatch.setattr(disposal, "PAGE", 2)
    readings()
    for _ in range(3):
        closed_case()
    batch = proposed()
    references = set(batch.items.values_list("case_reference", flat=True))
    first = read("batch", batch.reference)
    assert sum(reference in first for reference in references) == 2
    assert "?after=" in first


def test_two_people_approve_on_the_pages_and_one_is_not_asked_twice(read, signed_in, manager):
    readings()
    closed_case()
    batch = proposed()
    assert "Approve destruction" in read("batch", batch.reference)
    form = signed_in(manager).get(reverse("retention:approve", args=[batch.reference])).context["form"]
    answers = {"seen": form["seen"].value(), "because": "Read it."}
    assert send(signed_in, manager, "approve", batch.reference, typed="DL-1", **answers).status_code == 422
    answers["typed"] = batch.reference.lower()
    assert send(signed_in, manager, "approve", batch.reference, **answers).status_code == 302
    said = read("batch", batch.reference)
    assert f"Approved by {manager}" in said
    assert "Approve destruction" not in said
    again = send(signed_in, manager, "approve", batch.reference, **answers)
    assert again.status_code == 422
    assert "A second person has to approve it too" in again.content.decode()
    assert send(signed_in, records_manager(), "approve", batch.reference, **answers).status_code == 302
    assert decisions.waiting_until(batch) > clock.now() + timedelta(days=6.9)


def test_a_decision_of_somebody_who_left_is_shown_as_one_that_counts_no_more(read):
    readings()
    closed_case()
    batch, leaver = proposed(), records_manager()
    approve(batch, leaver)
    change(leaver.staff, is_active=False)
    said = read("batch", batch.reference)
    assert "which counts no more" in said
    assert "Waits for 2 more people" in said


def test_a_list_is_aborted_on_its_page(read, signed_in, manager):
    readings()
    closed_case()
    batch = approved()
    days_pass(2)
    assert "Abort this list" in read("batch", batch.reference)
    assert send(signed_in, manager, "abort", batch.reference).status_code == 422
    assert send(signed_in, manager, "abort", batch.reference, because="One rang today.").status_code == 302
    said = read("batch", batch.reference)
    assert f"Aborted by {manager}" in said
    assert "Abort this list" not in said


def test_a_dpo_reads_a_list_and_decides_nothing(read, signed_in):
    readings()
    closed_case()
    batch, dpo = proposed(), somebody("dpo")
    said = read("batch", batch.reference, by=dpo)
    assert "Approve destruction" not in said
    assert "Abort" not in said
    read("approve", batch.reference, by=dpo, status=403)
    read("abort", batch.reference, by=dpo, status=403)


def test_a_case_that_is_held_now_is_marked_on_the_list(read, manager):
    readings()
    case = closed_case()
    batch = proposed()
    hold(case, by=manager)
    work_out(case)
    assert "Held now: will be kept" in read("batch", batch.reference)


def test_a_list_that_is_not_there(read):
    read("batch", "DL-NOTHERE", status=404)


# --- certificates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_certificate_says_what_happened_and_names_nobody_of_the_family(read):
    readings()
    case = full_case()
    names = names_of(case)
    batch = ripe()
    tick()
    assert case.reference in read("certificates")
    said = read("certificate", Certificate.objects.get().pk)
    for shown in (
        case.reference,
        "Case of Early Help and Think Family Services",
        "How long kept, table row 2",
        batch.reference,
        batch.digest,
        "Notes",
        "Decisions of the Early Help Triage Team",
        "Addresses",
    ):
        assert shown in said
    for decision in batch.decisions.all():
        assert escape(decision.by.name) in said
    assert not [name for name in names if name in said]


def test_without_certificates_the_page_says_so(read):
    assert "Nothing has been destroyed yet" in read("certificates")


# --- holds ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["records_manager", "dpo"])
def test_a_hold_is_placed_listed_and_released_on_its_pages(role, read, signed_in):
    readings()
    case, who = closed_case(), somebody(role)
    later = clock.today() + timedelta(days=40)
    form = signed_in(who).get(reverse("retention:place_hold")).context["form"]
    answers = {
        "once": form["once"].value(),
        "case_reference": case.reference.lower(),
        "kind": "police",
        "because": "A letter came.",
        "review_on_day": later.day,
        "review_on_month": later.month,
        "review_on_year": later.year,
    }
    assert send(signed_in, who, "place_hold", **{**answers, "case_reference": "EH-0000000"}).status_code == 422
    for _ in range(2):
        assert send(signed_in, who, "place_hold", **answers).status_code == 302
    hold = Hold.objects.get()
    assert (hold.case_key, hold.placed_by) == (case.pk, who)
    assert "A letter came." in read("holds", by=who)
    assert send(signed_in, who, "release_hold", hold.pk).status_code == 422
    assert send(signed_in, who, "release_hold", hold.pk, because="It is over.").status_code == 302
    assert "Nothing is held at the moment" in read("holds", by=who)
    read("release_hold", hold.pk, by=who, status=404)


def test_a_hold_is_looked_at_again_on_a_day_to_come(signed_in, manager):
    today = clock.today()
    answer = send(
        signed_in,
        manager,
        "place_hold",
        once="0190b6a0-0000-7000-8000-000000000001",
        kind="police",
        because="x",
        review_on_day=today.day,
        review_on_month=today.month,
        review_on_year=today.year,
    )
    assert answer.status_code == 422
    assert "must be in the future" in answer.content.decode()
