"""A number on Today is the number of rows behind its link, on all its pages, for everybody who sees it."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.roles import ROLES
from access.slots import today_jobs
from cases.stages import Stage
from sharing.models import Disclosure
from tests.factories import CaseFactory, TeamFactory, give_person, somebody
from tests.factories.sharing import DisclosureFactory

ROW = re.compile(r'<tr class="govuk-table__row">\s*(?:<td|<th scope="row")')
NEXT = re.compile(r'href="([^"]+)" rel="next"')


@pytest.fixture
def at_work(db):
    """A hub team and a team of workers, each with more than a page; cases of others; more than a page of disclosures."""
    hub, team, other = TeamFactory(is_hub=True), TeamFactory(), TeamFactory()
    for _ in range(53):
        CaseFactory(team=hub, stage=Stage.RECEIVED, work_basis="")
    for stage, number in ((Stage.FOR_MEETING, 3), (Stage.ASKED, 2), (Stage.AWAITING_CONSENT, 1)):
        for _ in range(number):
            CaseFactory(team=hub, stage=stage, work_basis="")
    cases = [CaseFactory(team=team) for _ in range(28)]
    CaseFactory(team=team, stage=Stage.CLOSED, closed_on=clock.today(), outcome="moved")
    CaseFactory(team=other)
    for case in cases[:27]:
        DisclosureFactory(case=case)
    DisclosureFactory(case=cases[0], recorded_at=clock.now() - timedelta(days=9))
    return {"hub": hub, "practitioner": team, "team_manager": team}


def rows_behind(client, address):
    """How many rows the list has, page after page."""
    path, number = address.partition("?")[0], 0
    while address:
        page = client.get(address)
        assert page.status_code == 200, address
        html = page.content.decode()
        number += len(ROW.findall(html))
        found = NEXT.search(html)
        address = path + found[1].replace("&amp;", "&") if found else ""
    return number


@pytest.mark.regression(3)
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"records_manager"}))
def test_every_count_of_today_is_the_number_of_rows_behind_its_link(role, at_work, signed_in):
    person = somebody(role, team=at_work.get(role) or TeamFactory())
    if role == "practitioner":
        give_person(CaseFactory(), person)  # one by a grant of their own
    client = signed_in(person)
    jobs = [job for jobs_of in today_jobs.fillings for job in jobs_of(person.staff)]
    assert Counter({job.text: job.count for job in jobs}) == Counter(
        {job.text: rows_behind(client, job.href) for job in jobs}
    )
    assert bool(jobs) == (role in ("hub", "practitioner", "team_manager", "dpo"))


@pytest.mark.regression(4)
def test_what_was_destroyed_or_is_of_others_is_in_no_total(at_work, signed_in):
    manager = somebody("team_manager", team=at_work["team_manager"])
    jobs = {job.text: job.count for jobs_of in today_jobs.fillings for job in jobs_of(manager.staff)}
    assert jobs == {"open cases": 28, "cases in need of a new lead": 28}
    row = DisclosureFactory()
    DisclosureFactory(case_key=row.case_key, corrects=row, content=False)
    page = signed_in(somebody("dpo")).get(reverse("sharing:pictures"))
    assert sum(page.context["by_partner"].totals) == Disclosure.objects.standing().count() == 29
