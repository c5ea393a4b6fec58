"""Closed cases whose time has come, readings, lists and decisions, for the tests of retention."""

from datetime import date, timedelta

from django.db import connection

from access import clock, notice
from access.models import CouncilReading
from cases.models import Case
from cases.models.case import Outcome
from cases.stages import Stage
from consent.models import Agreement, NoticeGiven, Refusal
from retention.models import DisposalBatch
from retention.operations import clocks, decisions, proposals
from retention.operations.disposal_table import versions_of
from sharing.models import Disclosure, DisclosureDetail, DisclosureItem, DisclosurePerson, DisclosureReason
from tests.conftest import as_, as_robot, become
from tests.factories import (
    BECAUSE,
    AllocationFactory,
    CaseFactory,
    OrganisationFactory,
    ReferralFactory,
    installation,
    somebody,
)
from tests.factories.consent import ConcernFactory
from tests.factories.flags import flag
from tests.factories.quality import QualitySampleFactory
from tests.factories.states import states
from tests.factories.working_day import casework, family_facts, hub_work

LONG_AGO = date(2018, 5, 1)  # six years and the financial year: to go from 1 April 2025
DUE_FROM = date(2025, 4, 1)


def days_pass(days: float) -> None:
    """Move business time on, as the owner moves a demo's clock."""
    become("owner")
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_move_clock(app_now() + %s, 'a test')", [timedelta(days=days)])


def reading(key, value, subject=""):
    """What the council says where its notice is silent."""
    return CouncilReading(
        key=key,
        subject=subject,
        value=value,
        decided_by=installation(),
        decided_on=clock.today(),
        because=BECAUSE,
    ).write(by=installation(), because=BECAUSE)


def readings():
    """Everything that Durham's dates need; the inquiry ended so long ago that it keeps nothing."""
    return [reading("current_year", "financial"), reading("inquiry_ended", "2010-01-01", "An inquiry")]


def closed_case(on=LONG_AGO, *, allocated=True, outcome=Outcome.NEEDS_MET, **kwargs):
    """A case that was helped and closed on a day; with its clock worked out."""
    case = CaseFactory(stage=Stage.CLOSED, closed_on=on, outcome=outcome, **kwargs)
    if allocated:
        AllocationFactory(case=case, since=clock.now() - timedelta(days=1), until=clock.now())
    work_out(case)
    return case


def work_out(case):
    """The clock of a case and of its family's other cases, as the worker keeps it."""
    with as_robot("worker"):
        clocks.refresh(case.pk)
    return case.clocks.get()


def full_case(on=LONG_AGO, **kwargs):
    """A closed case with something in every table that hangs under a case."""
    case = closed_case(on, **kwargs)
    child, now = case.children[0], clock.now()
    casework(case)
    hub_work(case)
    family_facts(case)
    states(case)
    flag(somebody(), case=case, rule="same_surname")
    ReferralFactory(case=case)
    told = {"case": case, "person": child, "recorded_at": now}
    write(NoticeGiven(notice=notice.version(), told=False, why_not="unsafe", given_by=installation(), **told))
    write(Agreement(agreed_on=on, recorded_by=installation(), **told))
    write(Refusal(notice=notice.version(), how="talked", asked_on=on, recorded_by=installation(), **told))
    ConcernFactory(case=case, received_on=on, acknowledged_on=on, answer="Nobody.", answered_on=on, closed_on=on)
    if notice.policy().purposes_of("assurance"):
        QualitySampleFactory(team=case.team)
    disclosure = disclosure_of(case)
    write(DisclosureDetail(disclosure=disclosure, case=case, why_needed="To help with housing."))
    write(DisclosurePerson(disclosure=disclosure, case=case, person=child))
    write(DisclosureItem(disclosure=disclosure, case=case, kind="identity", described="A name."))
    write(DisclosureReason(disclosure=disclosure, case=case, about="test", code="relevant", words="They house him."))
    return case


def past(model):
    """The versions of a record; none for what keeps none."""
    found = versions_of(model)
    return model._base_manager.none() if found is None else found


def disclosure_of(case):
    """An entry of the log of sharing: it outlives the case."""
    policy, pair = notice.policy(), notice.version().pairs.first()
    basis = policy.basis(policy.purpose(pair.purpose).bases[0])
    return write(
        Disclosure(
            case_key=case.pk,
            case_reference=case.reference,
            decision="shared",
            recipient=OrganisationFactory(kind=pair.recipient_kind),
            recipient_kind=pair.recipient_kind,
            notice=pair.notice,
            pair=pair,
            purpose=pair.purpose,
            lawful_basis=basis.code,
            article_6=basis.article_6,
            article_9=basis.article_9,
            schedule_1=basis.schedule_1,
            involved=True,
            source="a paragraph",
            power=policy.powers[0].code if policy.powers else "",
            tests=list(policy.sharing.tests),
            conditions=pair.conditions,
            item_kinds=["identity"],
            method="secure_email",
            shared_on=case.closed_on,
            recorded_at=clock.now(),
            recorded_by=installation(),
            told=True,
        )
    )


def write(record):
    return record.write(by=installation(), because=BECAUSE)


def change(record, **values):
    """Change a record behind the program's back, as the owner."""
    become("owner")
    for name, value in values.items():
        setattr(record, name, value)
    return write(record)


def records_manager(**kwargs):
    return somebody("records_manager", **kwargs)


def proposed() -> DisposalBatch:
    """Tonight's list."""
    with as_robot("worker"):
        batch = proposals.propose()
    return DisposalBatch.objects.get(pk=batch.pk)


def approve(batch, by=None, **kwargs):
    """One approval, by a records manager of its own unless somebody is named."""
    by = by or records_manager()
    with as_(by):
        return decisions.approve(batch, by=by, because="Read it.", typed=batch.reference, **kwargs)


def approved() -> DisposalBatch:
    """Tonight's list, approved by two people; the wait begins."""
    batch = proposed()
    for _ in range(2):
        approve(batch)
    return batch


def ripe() -> DisposalBatch:
    """The same, a week later."""
    batch = approved()
    days_pass(7.01)
    return batch


def still_there(case: Case) -> bool:
    become("owner")
    return Case.objects.filter(pk=case.pk).exists()
