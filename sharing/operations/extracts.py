"""Specify what may leave for a study, approve it as somebody else, end it. Nothing is rewritten: what changes is specified anew."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from access import clock, notice, security
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from earlyhelp.database.turns import one_at_a_time
from sharing.models import Extract
from sharing.models.extracts import ExtractQuerySet, Travel
from sharing.operations import studies

SPECIFY, APPROVE = "sharing.specify_extract", "sharing.approve_extract"


@transaction.atomic
def specify(
    study: str,
    *,
    recipient: str,
    purpose: str,
    cohort: str,
    columns: Sequence[str],
    travels: str,
    leaves_on: date,
    because: str,
    by: User,
    destroy_by: date | None = None,
    key: UUID | None = None,
) -> Extract:
    """Specify what may leave for a study of the notice in force; somebody else approves it. One that still waited ends. `key` makes
    sending a page twice one.

    Without `destroy_by` the recipient keeps it as long as the notice allows. Raises Refused for whatever the notice does not name:
    what is passed is what the person saw, so that nothing else is stored where the notice has changed meanwhile.
    """
    require(by, SPECIFY)
    need_reason(because, "Write why the study needs these columns.")
    if key and (there := Extract.objects.filter(pk=key, proposed_by=by).first()):
        return there
    if travels not in Travel.values:
        raise Refused("Choose how it travels.", "travels")
    if leaves_on < clock.today():
        raise Refused("The day on which it leaves must not be in the past.", "leaves_on")
    named = studies.study(study)
    last = destroy_by or (studies.kept_until(named, leaves_on) if named else leaves_on)
    if last is None:
        raise Refused(
            "The notice names no day that is known already, so enter the day by which it is destroyed.", "destroy_by"
        )
    extract = Extract(
        study=study,
        notice=notice.version(),
        recipient=recipient,
        commissioners=list(named.commissioners) if named else [],
        purpose=purpose,
        cohort=cohort,
        columns=list(columns),
        anonymised=studies.anonymised(named) if named else "not_said",
        travels=travels,
        leaves_on=leaves_on,
        destroy_by=last,
        source=named.source if named else "",
        because=because,
        proposed_by=by,
        proposed_at=clock.now(),
        **({"id": key} if key else {}),
    )
    refuse_first(studies.faults(extract))
    extract.number = _next_number(study)
    _take_the_place_of(Extract.objects.filter(study=study).waiting(), extract, by)
    return _write("specified", extract, because, by)


def refuse_first(faults: Any) -> None:
    """Raise the first of them, if there is one."""
    for fault in faults:
        raise fault


def _next_number(study: str) -> int:
    """The number of the study's next specification, which this transaction alone can have."""
    one_at_a_time("sharing.extracts")
    last = Extract.objects.filter(study=study).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _take_the_place_of(earlier: ExtractQuerySet, extract: Extract, by: User) -> None:
    """End those that stood there until now."""
    for one in earlier.for_change():
        _end(one, f"{extract} takes its place.", by)


@transaction.atomic
def approve(extract: Extract, *, because: str, by: User) -> Extract:
    """Say yes to what somebody else specified; the one that was in force until now ends. Refused while anything is missing."""
    require(by, APPROVE)
    need_reason(because)
    extract = Extract.objects.for_change().get(pk=extract.pk)
    if extract.state == "approved" and extract.approved_by_id == by.pk:
        return extract  # sent twice
    if extract.state != "waiting":
        raise Refused(f"{extract} does not wait any more: it has been {extract.state}.")
    if extract.proposed_by_id == by.pk:
        raise Refused("You specified this yourself. Somebody else has to approve it.")
    refuse_first(missing(extract))
    _take_the_place_of(Extract.objects.filter(study=extract.study).in_force(), extract, by)
    extract.approved_by, extract.approved_at = by, clock.now()
    return _write("approved", extract, because, by)


def missing(extract: Extract) -> list[Refused]:
    """Why this cannot be approved: what the notice in force does not name, what the council has not answered, a day that is past."""
    found = list(studies.faults(extract))
    if named := studies.study(extract.study):
        found += [Refused(f"The council has not answered: {asked.question}") for asked in studies.owed(named)]
    if extract.state == "waiting" and extract.leaves_on < clock.today():
        found.append(Refused("The day on which it was to leave has passed: end this one and specify it anew."))
    return found


@transaction.atomic
def end(extract: Extract, *, because: str, by: User) -> Extract:
    """From now on nothing may leave under it; one that waits will not be approved."""
    require(by, APPROVE)
    need_reason(because)
    extract = Extract.objects.for_change().get(pk=extract.pk)
    if extract.state == "ended":
        raise Refused(f"{extract} has ended already.")
    return _end(extract, because, by)


def _end(extract: Extract, because: str, by: User) -> Extract:
    extract.ended_by, extract.ended_at, extract.end_because = by, clock.now(), because
    return _write("ended", extract, because, by)


def _write(event: str, extract: Extract, because: str, by: User) -> Extract:
    """What may leave the service is a security event, whoever decides on it."""
    extract.write(by=by, because=because)
    security.record(f"extract_{event}", by=by, because=f"{extract.study} {extract.number}")
    return extract
