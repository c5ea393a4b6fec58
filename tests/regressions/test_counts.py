"""A number on Today is the number of rows behind its link, on all its pages, for everybody who sees it."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock, notice
from access.models import Light, PromiseState
from access.roles import ROLES
from access.slots import today_jobs
from cases.operations import allocation
from cases.stages import Stage
from retention.models import DisposalBatch
from sharing.models import Disclosure
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, TeamFactory, give_person, installation, somebody, worker_on
from tests.factories.consent import ConcernFactory
from tests.factories.retention import approve, closed_case, proposed, readings, ripe, still_there
from tests.factories.settings import a_setting, propose
from tests.factories.sharing import DisclosureFactory, ExtractFactory

pytestmark = pytest.mark.slow

ROW = re.compile(r'<tr class="govuk-table__row">\s*(?:<td|<th scope="row")')
LINE = re.compile(r'<article class="eh-event">')  # where a list is no table
ONE = {"desk:promise"}  # a page of the one thing that is counted
NEXT = re.compile(r'href="([^"]+)" rel="next"')


@pytest.fixture
def at_work(db):
    """A hub team and a team of workers, each with more than a page; cases of others; more than a page of disclosures; and what waits
    for whoever looks across cases: concerns, a specification for research, a setting, red promises, lists of records to destroy."""
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
    waiting_across_cases()
    return {"hub": hub, "practitioner": team, "team_manager": team}


def waiting_across_cases():
    """Two or three of each, and beside them one that does not wait, or not any more."""
    today = clock.today()
    received = today - timedelta(days=60)
    late = {"case": None, "received_on": received, "answer_by": received + timedelta(days=30)}
    answered = {"acknowledged_on": today, "answer": "Nobody.", "answered_on": today}
    for state in (late, late, late | answered, {"case": None}, late | answered | {"closed_on": today}):
        ConcernFactory(**state)
    later(ExtractFactory(), ended_at=clock.now(), ended_by=installation(), end_because="Not needed.")
    later(ExtractFactory(), approved_at=clock.now(), approved_by=somebody("records_manager"))
    ExtractFactory()
    propose(a_setting("clock", "triage", "2"))
    for light, promise in zip((Light.RED, Light.RED, Light.GREEN), notice.policy().promises, strict=False):
        stands(promise.code, light)
    readings()
    for _ in range(2):
        closed_case()
        proposed()


def later(row, **values):
    """What somebody did with a row after it was made."""
    for name, value in values.items():
        setattr(row, name, value)
    return row.write(by=installation(), because="a test")


def stands(code, light):
    """What the night found of a promise."""
    return PromiseState(
        notice=notice.version(), code=code, light=light, because="Found.", checked_at=clock.now()
    ).write(by=installation(), because="a test")


def rows_behind(client, address):
    """How many rows the list has, page after page; of the part of the page alone that the address leads to."""
    address, _, part = address.partition("#")
    path, number = address.partition("?")[0], 0
    while address:
        page = client.get(address)
        assert page.status_code == 200, address
        if page.resolver_match.view_name in ONE:
            return 1
        html = page.content.decode()
        shown = (
            html if not part else html.partition(f'<section aria-labelledby="{part}">')[2].partition("</section>")[0]
        )
        number += len(ROW.findall(shown)) + len(LINE.findall(shown))
        found = NEXT.search(html)
        address = path + found[1].replace("&amp;", "&") if found else ""
    return number


LOOKING = ("hub", "practitioner", "team_manager", "dpo", "records_manager")  # roles for whom something waits


def looking(role, at_work):
    """Somebody of a role, of the team whose work it is; with what they did themselves already, and what was given to them by name."""
    person = somebody(role, team=at_work.get(role) or TeamFactory())
    if role == "practitioner":
        give_person(CaseFactory(), person)  # one by a grant of their own
    if role == "team_manager":
        later(PromiseState.objects.filter(light=Light.RED).first(), owner=person)
    if role == "dpo":
        propose(a_setting("clock", "tell_family", "3"), by=person)  # their own, which waits for others
    if role == "records_manager":
        propose(a_setting("retention_years", "case", "8"), by=person)
        approve(DisposalBatch.objects.first(), by=person)  # and this now waits for another one
    return person


@pytest.mark.regression(3)
@pytest.mark.parametrize("role", ROLES)
def test_every_count_of_today_is_the_number_of_rows_behind_its_link(role, at_work, signed_in):
    """The number was of one question and the list of another: of other stages, of one page alone, of what others may see, of what is
    closed, of what one proposed oneself. Seen to fail with the links of late concerns and of lists leading to all of them.
    """
    person = looking(role, at_work)
    client = signed_in(person)
    jobs = [job for jobs_of in today_jobs.fillings for job in jobs_of(person.staff)]
    assert Counter({job.text: job.count for job in jobs}) == Counter(
        {job.text: rows_behind(client, job.href) for job in jobs}
    )
    assert bool(jobs) == (role in LOOKING)


@pytest.mark.regression(3)
def test_everything_that_puts_a_count_on_today_has_one_here(at_work):
    """Or what is compared above would be nothing with nothing. Seen to fail with what waits across cases left out."""
    found = {filling for role in LOOKING for filling in counting(looking(role, at_work))}
    assert found == set(today_jobs.fillings)


def counting(person):
    with as_(person):
        return [filling for filling in today_jobs.fillings if any(job.count for job in filling(person.staff))]


@pytest.mark.regression(4)
def test_what_was_destroyed_or_is_of_others_is_in_no_total(at_work, signed_in):
    """Sums went over every record there was, whoever looked, and an entry that was corrected counted twice."""
    manager = somebody("team_manager", team=at_work["team_manager"])
    jobs = {job.text: job.count for jobs_of in today_jobs.fillings for job in jobs_of(manager.staff)}
    assert jobs == {"open cases": 28, "cases in need of a new lead": 28}
    row = DisclosureFactory()
    DisclosureFactory(case_key=row.case_key, corrects=row, content=False)
    page = signed_in(somebody("dpo")).get(reverse("sharing:pictures"))
    assert sum(page.context["by_partner"].totals) == Disclosure.objects.standing().count() == 29


@pytest.mark.regression(4)
def test_a_caseload_is_of_what_is_worked_on_by_whoever_is_at_work(db, signed_in):
    """Closed cases and colleagues who had left went on counting beside a name, and other teams' work stood in one's own sums."""
    case = CaseFactory()
    manager, worker, gone = worker_on(case, "team_manager"), worker_on(case), worker_on(case)
    AllocationFactory(case=case, worker=worker.staff)
    closed = {"stage": Stage.CLOSED, "closed_on": clock.today(), "outcome": "moved"}
    for other in (CaseFactory(team=case.team, **closed), CaseFactory()):
        AllocationFactory(case=other, worker=worker.staff if other.stage == Stage.CLOSED else worker_on(other).staff)
    AllocationFactory(case=CaseFactory(team=case.team), worker=gone.staff)
    gone.staff.is_active = False
    gone.staff.write(by=installation(), because="has left")
    with as_(manager):
        loads = allocation.loads(case.team)
    assert {user: (load.families, load.children) for user, load in loads.items()} == {
        manager.pk: (0, 0),
        worker.pk: (1, 1),
    }
    page = signed_in(manager).get(reverse("cases:team")).content.decode()
    assert worker.name in page and gone.name not in page


@pytest.mark.regression(4)
def test_what_is_destroyed_leaves_every_total(db, signed_in):
    """After disposal the record is in no list and in no number, neither of the team that had it nor of the records manager."""
    from retention.operations import disposal
    from tests.conftest import as_robot, become

    readings()
    case = closed_case()
    manager, keeper = worker_on(case, "team_manager"), somebody("records_manager")
    closed = reverse("cases:cases") + "?show=closed"
    assert rows_behind(signed_in(manager), closed) == 1
    ripe()
    with as_robot("dispose"):
        for item in disposal.claimable():
            disposal.claim(item)
            disposal.destroy(item)
    become("owner")
    assert not still_there(case)
    assert rows_behind(signed_in(manager), closed) == 0
    assert case.reference not in signed_in(keeper).get(reverse("retention:records")).content.decode()
