"""What the tests of disposal do with a list: let the machine go on, hold, release, abort, and force it against its rules."""

from datetime import UTC, datetime, timedelta

from access import clock
from access.jobs import robot
from access.records import acting
from cases.models import Address, Person
from retention.models import BatchItem, Decision
from retention.operations import decisions, erasure, holds
from retention.tasks import destroy_approved
from tests.conftest import as_, as_robot, become
from tests.factories.retention import records_manager


def tick():
    with as_robot("dispose"):
        destroy_approved()


def item_of(case):
    return BatchItem.objects.filter(case_key=case.pk).latest("pk")


def why_kept(case):
    item = item_of(case)
    assert item.state == "kept"
    return item.kept_because


def hold(case=None, by=None):
    by = by or records_manager()
    with as_(by):
        return holds.place(
            kind="litigation",
            because="A claim has been announced.",
            review_on=clock.today() + timedelta(days=90),
            by=by,
            case_reference=case.reference if case else "",
        )


def release(placed, by):
    with as_(by):
        return holds.release(placed, because="The claim was withdrawn.", by=by)


def abort(batch):
    manager = records_manager()
    with as_(manager):
        return decisions.abort(batch, by=manager, because="One of them rang today.")


def force(case):
    """A program gone wrong: it claims before the time and asks nothing again."""
    with as_robot("dispose"):
        with acting(robot(), "forced"):
            BatchItem.objects.filter(case_key=case.pk).update(state="destroying", claimed_at=datetime.now(UTC))
            erasure.erase(case)


def decide(batch, digest):
    """An approval that asked nothing."""
    manager = records_manager()
    with as_(manager):
        return Decision(
            batch=batch,
            by=manager,
            kind="approve",
            digest=digest,
            because="x",
            decided_at=datetime(2001, 1, 1, tzinfo=UTC),
        ).write(by=manager, because="x")


def names_of(case):
    become("owner")
    people = Person.objects.filter(memberships__family=case.family_id)
    return [
        *people.values_list("full_name", flat=True),
        *Address.objects.filter(person__in=people).values_list("lines", flat=True),
    ]
