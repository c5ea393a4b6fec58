"""The machine of disposal: what it destroys, and what another record still needs."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from access import clock
from access.records import acting
from cases.models import Address, Family, Member, Person
from cases.models.families import Part
from cases.stages import Stage
from retention.models import BatchItem, Certificate, LedgerEntry
from retention.operations import disposal
from retention.operations.disposal_table import Fate, order
from sharing.models import Disclosure, DisclosurePerson
from tests.conftest import as_robot, become
from tests.factories import CaseFactory, installation
from tests.factories.retention import (
    DUE_FROM,
    LONG_AGO,
    closed_case,
    disclosure_of,
    full_case,
    past,
    ripe,
    still_there,
    work_out,
    write,
)
from tests.retention.disposing import item_of, tick

pytestmark = pytest.mark.usefixtures("council")


@pytest.mark.slow
def test_after_two_approvals_and_a_week_everything_of_the_case_is_gone():
    case = full_case()
    family, child = case.family_id, case.children[0].pk
    before = {model: model.objects.count() for model, _ in order(Fate.WITH_CASE)}
    assert (
        min(
            count
            for model, count in before.items()
            if model._meta.label not in ("consent.Consent", "retention.Hold", "cases.CaseUserGrant")
        )
        == 1
    )
    ripe()

    tick()

    become("owner")
    for fate, keys in ((Fate.WITH_CASE, case.pk), (Fate.WITH_FAMILY, family), (Fate.WITH_PERSON, child)):
        for model, column in order(fate):
            assert not model.objects.filter(**{column: keys}).exists(), model
            assert not past(model).filter(**{column: keys}).exists(), model


@pytest.mark.slow
def test_the_log_of_sharing_outlives_the_case():
    case = full_case()
    ripe()
    tick()
    assert Disclosure.objects.get(case_key=case.pk).case_reference == case.reference


@pytest.mark.slow
def test_the_certificate_says_what_why_when_and_by_whom_and_names_nobody():
    case = full_case()
    names = [*Person.objects.values_list("full_name", flat=True), *Address.objects.values_list("lines", flat=True)]
    rows = {model._meta.db_table: model.objects.filter(**{by: case.pk}).count() for model, by in order(Fate.WITH_CASE)}
    versions = {
        model._meta.db_table: past(model).filter(**{by: case.pk}).count() for model, by in order(Fate.WITH_CASE)
    }
    batch = ripe()
    tick()
    certificate = Certificate.objects.get(case_reference=case.reference)
    assert (certificate.record_class, certificate.closed_on, certificate.due_from) == ("case", LONG_AGO, DUE_FROM)
    assert certificate.rule_source == "How long kept, table row 2"
    assert certificate.batch_digest == batch.digest
    assert {one["user"] for one in certificate.approved_by} == set(batch.decisions.values_list("by", flat=True))
    assert certificate.ledger_position == LedgerEntry.objects.get().position == 1
    told = json.dumps(certificate.rows)
    assert {table: gone["rows"] for table, gone in certificate.rows.items() if table in rows} == {
        table: count for table, count in rows.items() if count
    }
    assert {table: gone["versions"] for table, gone in certificate.rows.items() if versions.get(table)} == {
        table: count for table, count in versions.items() if count
    }
    assert certificate.rows["cases_person"] == {"rows": 2, "versions": 2}  # the child and the parent
    assert certificate.people_kept == 0
    assert not any(name in told for name in names)


@pytest.mark.slow
def test_the_item_is_destroyed_and_the_list_finished():
    case = closed_case()
    batch = ripe()
    tick()
    assert item_of(case).state == "destroyed"
    batch.refresh_from_db()
    assert batch.state == "finished"
    assert batch.finished_at


@pytest.mark.slow
def test_running_twice_changes_nothing(ledger_file):
    case = closed_case()
    ripe()
    tick()
    before = (Certificate.objects.get().pk, item_of(case).ended_at, ledger_file.read_text())
    tick()
    tick()
    assert (Certificate.objects.get().pk, item_of(case).ended_at, ledger_file.read_text()) == before


@pytest.mark.slow
def test_other_cases_of_the_list_go_on_when_one_fails(monkeypatch):
    bad, good = closed_case(), closed_case()
    ripe()
    erase = disposal.erase

    def fail(case):
        if case.pk == bad.pk:
            raise RuntimeError
        return erase(case)

    monkeypatch.setattr(disposal, "erase", fail)
    tick()
    assert still_there(bad)
    assert not still_there(good)


@pytest.mark.slow
def test_a_claim_whose_process_died_comes_back_after_ten_minutes():
    case = closed_case()
    ripe()
    with as_robot("dispose"):
        disposal.claim(item_of(case))
    tick()
    assert still_there(case)
    with acting(installation(), "time passes"):
        BatchItem.objects.update(claimed_at=datetime.now(UTC) - timedelta(minutes=11))
    tick()
    assert not still_there(case)


@pytest.mark.slow
def test_somebody_of_another_family_stays_with_their_address():
    case, other = full_case(), CaseFactory()
    parent = case.children[0]
    Member(family=other.family, person=parent, part=Part.OTHER, since=clock.today()).write(
        by=installation(), because="a half-brother"
    )
    ripe()
    tick()
    become("owner")
    assert not still_there(case)
    assert Person.objects.filter(pk=parent.pk).exists()
    assert Address.objects.filter(person=parent).exists()
    assert not Member.objects.filter(family=case.family_id).exists()
    assert Certificate.objects.get().people_kept == 1


@pytest.mark.slow
def test_somebody_whom_another_case_shared_about_stays():
    case, other = closed_case(), closed_case(clock.today())
    child = case.children[0]
    write(DisclosurePerson(disclosure=disclosure_of(other), case=other, person=child))
    ripe()
    tick()
    assert not still_there(case)
    assert Person.objects.get(pk=child.pk).full_name == child.full_name
    assert Certificate.objects.get().people_kept == 1


@pytest.mark.slow
def test_a_family_with_a_later_case_stays_and_its_earlier_case_goes():
    first = closed_case()
    later = CaseFactory(family=first.family, stage=Stage.CLOSED, closed_on=clock.today(), outcome="needs_met")
    work_out(first)
    ripe()
    tick()
    assert not still_there(first)
    assert still_there(later)
    assert Family.objects.filter(pk=later.family_id).exists()
    assert Member.objects.filter(family=later.family_id).exists()
    assert later.children
