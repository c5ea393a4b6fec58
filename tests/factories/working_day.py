"""One row of everything that work with a family leaves behind."""

import datetime
import hashlib
from uuid import uuid4

from access import clock
from access.models import Notification
from access.records import uuid7
from cases.models import (
    Action,
    Alert,
    Assessment,
    AssessmentStep,
    Document,
    DocumentPerson,
    EventPerson,
    FormerName,
    LevelOfNeed,
    MatchDecision,
    Message,
    NotePerson,
    Pause,
    PlanOutcome,
    Professional,
    Relationship,
    Review,
    Section,
    ServiceReceived,
    SignificantEvent,
    StoredFile,
    Task,
    Triage,
)
from cases.models.families import Member, Part
from cases.operations import files
from tests.factories import BECAUSE, NoteFactory, PersonFactory, installation, somebody


def write(row):
    return row.write(by=installation(), because=BECAUSE)


def hub_work(case):
    """What the hub leaves: messages, a decision, a pause, a match that somebody settled."""
    now, by = clock.now(), installation()
    write(Message(case=case, author=by, to_referrer=True, text="Which school?", written_at=now))
    write(Triage(case=case, decision="ask", because="The school is missing.", decided_by=by, decided_at=now))
    write(Pause(case=case, because="The referrer is away.", since=now, paused_by=by))
    write(
        MatchDecision(
            case=case,
            person=case.children[0],
            other_key=uuid7(),
            decision="not_same",
            reasons=["born"],
            decided_by=by,
            decided_at=now,
        )
    )


def family_facts(case):
    """A parent, how they are related, a former name, a professional and an alert."""
    today, by = clock.today(), installation()
    parent = PersonFactory(born=None)
    write(Member(family=case.family, person=parent, part=Part.MAIN_CARER, since=today))
    write(Relationship(family=case.family, one=parent, other=case.children[0], tie="parent", responsibility="yes"))
    write(FormerName(person=parent, full_name="Once Somebody"))
    write(Professional(case=case, name="A teacher", works_for="A school", agrees="yes"))
    write(
        Alert(
            case=case,
            words="There is a dog.",
            made_at=clock.now(),
            made_by=by,
            review_on=today + datetime.timedelta(days=90),
        )
    )
    return parent


def casework(case):
    """A note with people, an event of the chronology, an assessment, a plan, a review, a task and news of it."""
    today, now, by, child = clock.today(), clock.now(), installation(), case.children[0]
    note = NoteFactory(case=case)
    write(NotePerson(case=case, note=note, person=child, present=True, seen=True, seen_alone=True))
    event = write(
        SignificantEvent(
            case=case, happened_on=today, what="A new school.", source="The school", recorded_at=now, recorded_by=by
        )
    )
    write(EventPerson(case=case, event=event, person=child))
    assessment = write(Assessment(case=case, number=1, started_at=now, started_by=by))
    write(
        Section(case=case, assessment=assessment, code="strengths", text="They laugh.", changed_at=now, changed_by=by)
    )
    write(AssessmentStep(case=case, assessment=assessment, kind="submit", by=by, at=now))
    write(
        LevelOfNeed(
            case=case,
            code="targeted",
            label="Targeted",
            number=2,
            above=False,
            because="Mornings are hard.",
            judged_by=by,
            judged_at=now,
        )
    )
    write(
        ServiceReceived(
            case=case,
            person=child,
            other="A reading group",
            provider="The library",
            since=today,
            recorded_by=by,
            recorded_at=now,
        )
    )
    outcome = write(PlanOutcome(case=case, need="Sleep", hoped_for="Eight hours", made_at=now, made_by=by))
    write(Action(case=case, outcome=outcome, what="A chart", owner_words="Mum", due_on=today, made_at=now, made_by=by))
    write(Review(case=case, due_on=today))
    write(Task(case=case, what="Ring the school", for_user=somebody(), due_on=today, made_at=now, made_by=by))
    document(case)
    Notification(user=by, kind="case.allocated", case_key=case.pk, case_reference=case.reference, at=now).save(
        force_insert=True
    )


def document(case, content=b"They would like help in the mornings.", **said):
    """A document with its file on the disk, as if somebody had handed it in."""
    now, place = clock.now(), uuid4()
    of_the_file = {name: said.pop(name) for name in ("kind", "scan", "scanned_at", "found") if name in said}
    said = {"title": "A letter from the school", "dated_on": clock.today(), "uploaded_by": installation()} | said
    made = write(Document(case=case, uploaded_at=now, **said))
    write(DocumentPerson(case=case, document=made, person=case.children[0]))
    of_the_file = {"kind": "txt", "scan": "not_scanned"} | of_the_file
    digest = hashlib.sha256(content).hexdigest()
    write(
        StoredFile(
            case=case,
            document=made,
            place=place,
            sealed_key=files.put(place, content),
            size=len(content),
            digest=digest,
            **of_the_file,
        )
    )
    return made
