"""Families at each stage under a council's notice, and what a page says in one line."""

import html

from access import clock
from cases.models import Member
from cases.models.families import Part
from cases.stages import Stage
from tests.factories import AllocationFactory, CaseFactory, PersonFactory, ReferralFactory, TeamFactory, worker_on
from tests.factories.working_day import write

AFC = "achieving-for-children-early-help-hub"
DUR = "durham-early-help"
RCC = "redcar-cleveland-children-and-families"
RCE = "redcar-cleveland-early-help"


def received(policy, **kwargs):
    """A referral in the hub's queue, and somebody of the hub."""
    basis = policy.bases[0].code
    case = CaseFactory(stage=Stage.RECEIVED, work_basis=basis, team=TeamFactory(is_hub=True), **kwargs)
    ReferralFactory(case=case)
    return case, worker_on(case, "hub")


def at_work(policy):
    case = CaseFactory(stage=Stage.OPEN, work_basis=policy.bases[0].code)
    worker = worker_on(case)
    AllocationFactory(case=case, worker=worker.staff)
    return case, worker


def carer_of(case, **about):
    carer = PersonFactory(born=None, **about)
    write(Member(family=case.family, person=carer, part=Part.MAIN_CARER, since=clock.today()))
    return carer


def words_of(answer):
    return html.unescape(answer.content.decode())
