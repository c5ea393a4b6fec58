"""What the pages of a case say of how long it is kept, and to whom."""

from datetime import date

import pytest
from django.urls import reverse

from access import clock, slots
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import CaseFactory, somebody, worker_on
from tests.factories.retention import (
    approve,
    change,
    closed_case,
    full_case,
    proposed,
    reading,
    readings,
    records_manager,
    work_out,
)
from tests.retention.disposing import names_of

pytestmark = pytest.mark.django_db


# --- the Keeping tab ---------------------------------------------------------------------------------------------------------------------


def test_the_tab_says_until_when_why_and_under_which_paragraph(read):
    readings()
    case = closed_case(date(2024, 6, 1))
    said = read("case_retention", case.reference, by=worker_on(case))
    assert "This record is kept until 31 March 2031" in said
    assert "The case was closed on 1 June 2024." in said
    assert "How long kept, table row 2" in said


def test_to_a_records_manager_the_tab_names_nobody(read):
    readings()
    case = full_case()
    said = read("case_retention", case.reference)
    assert "Its time has come" in said
    assert not [name for name in names_of(case) if name in said]


def test_a_stranger_gets_no_tab(read):
    case = closed_case()
    read("case_retention", case.reference, by=somebody(), status=404)


def test_an_open_case_is_told_what_closing_today_would_mean(read):
    readings()
    case = CaseFactory()
    said = read("case_retention", case.reference, by=worker_on(case))
    assert "This case is not closed, so no period has begun" in said
    assert "If it closed today, its needs met, this page would say:" in said
    assert "If it closed today" not in read("case_retention", case.reference)


def test_without_a_reading_the_tab_is_amber_and_says_which(read):
    reading("inquiry_ended", "2010-01-01", "An inquiry")
    case = closed_case()
    said = read("case_retention", case.reference)
    assert "There is no date, so nothing is destroyed" in said
    assert "current_year is not entered" in said
    assert "eh-unset" in said


def test_a_hold_and_its_absence_of_a_day_are_told(read):
    case = closed_case()
    said = read("case_retention", case.reference, by=worker_on(case))
    assert "This record is held" in said
    assert "no end has been entered" in said


def test_what_waits_for_a_person_is_told(read):
    readings()
    case = closed_case(outcome="stepped_up")
    change(case.children[0], born=None)
    work_out(case)
    assert "somebody has to settle something" in read("case_retention", case.reference)


def test_a_listed_case_names_its_list_to_those_who_see_lists(read):
    readings()
    case = closed_case()
    batch = proposed()
    assert batch.reference in read("case_retention", case.reference)
    assert batch.reference not in read("case_retention", case.reference, by=worker_on(case))


def test_before_the_clock_is_worked_out_the_tab_says_so(read):
    case = CaseFactory(stage=Stage.CLOSED, closed_on=clock.today(), outcome="needs_met")
    assert "The date is being worked out" in read("case_retention", case.reference)


# --- what other pages show of it ---------------------------------------------------------------------------------------------------------------


def test_after_closing_the_banner_says_until_when(read):
    readings()
    case = closed_case(date(2024, 6, 1))
    assert "Kept until 31 March 2031" in read("case_retention", case.reference, by=worker_on(case))


def test_the_page_that_closes_a_case_says_what_it_means(signed_in):
    readings()
    case = CaseFactory()
    said = signed_in(worker_on(case)).get(reverse("cases:close", args=[case.reference])).content.decode()
    assert "The period is 2 years from then" in said
    assert "until the youngest is 25 instead" in said


def test_a_records_manager_s_today_names_the_lists_that_wait_for_them(manager):
    readings()
    closed_case()
    batch = proposed()
    assert jobs_of(manager) == {"list of records to destroy waits for your approval": 1}
    approve(batch, manager)
    assert jobs_of(manager) == {}
    assert jobs_of(records_manager()) == {"list of records to destroy waits for your approval": 1}
    assert jobs_of(somebody("practitioner")) == {}


def jobs_of(user):
    with as_(user):
        return {
            job.text: job.count
            for jobs in slots.today_jobs.fillings
            if jobs.__module__ == "retention.slots"
            for job in jobs(user.staff)
        }
