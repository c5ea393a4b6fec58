"""A family with a row in every walled table, and everybody who may or may not have to do with it: what `walls_asked.py` asks about."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection

from access import clock, notice
from access.grants import view_permission
from access.models import AccessEvent, Draft, DutyAcceptance, Notification, PromiseState, SecurityEvent
from access.records import acting, uuid7
from cases.models import Case, CaseUserGrant, Cover, DrawnCase, FlagRule, Message
from cases.stages import Stage
from earlyhelp.database.walls import WALLS
from retention.models import BatchItem, Certificate, LargeProposal, LedgerEntry
from tests.database.test_second_wall import BY
from tests.factories import BECAUSE, CaseFactory, TeamFactory, give_person, installation, somebody, worker_on
from tests.factories.consent import ConcernFactory, ConsentFactory
from tests.factories.flags import flag
from tests.factories.quality import QualitySampleFactory
from tests.factories.retention import LONG_AGO, approved, change, full_case, readings, write
from tests.factories.settings import a_setting, propose
from tests.factories.sharing import ExtractFactory
from tests.factories.states import asked, broken, keep_out, shut
from tests.retention.disposing import hold

STAGES = {
    "closed": {"stage": Stage.CLOSED, "closed_on": LONG_AGO, "outcome": "needs_met"},
    "open": {"stage": Stage.OPEN, "closed_on": None, "outcome": ""},
}
SENT, RESTRICTED = "just sent", "restricted"


@dataclass
class Family:
    """A case, and rows as JSON by a label: a table's name, and behind a colon what is special about it."""

    case: Case
    rows: dict
    people: dict
    sent: dict = field(default_factory=dict)

    def stages(self):
        """The case closed, open, restricted to its manager; and another that was just sent: each with the rows that are asked for."""
        for stage, values in STAGES.items():
            stand(self.case, **values)
            yield stage, self.rows
        yield SENT, self.sent
        made = shut(self.case, owner=self.people["manager"])
        yield RESTRICTED, self.rows
        lift(made)


def lift(case):
    with acting(installation(), BECAUSE):
        case.restrictions.filter(level="restricted").update(lifted_at=clock.now())


def family():
    readings()
    case = full_case()
    ConsentFactory(case=case, understanding="presumed")
    found = {
        "worker": worker_on(case),
        "manager": worker_on(case, "team_manager"),
        "hub": worker_on(case, "hub"),
        "granted": somebody(team=TeamFactory()),
        "reader": somebody("practitioner", "team_manager", team=TeamFactory()),
        "kept out": worker_on(case, "practitioner", "team_manager", "hub", "dpo", "records_manager"),
        "stranger": somebody("practitioner", "team_manager", "hub", team=TeamFactory()),
        "sender": case.sent_by,
        "officer": somebody("dpo"),
        "records": somebody("records_manager"),
        "admin": somebody("user_administrator"),
        "left": worker_on(case, "team_manager"),
        "breaker": somebody("practitioner", "dpo", team=TeamFactory()),
    }
    give_person(case, found["granted"])
    CaseUserGrant(
        content_object=case, user=found["reader"], permission=view_permission(Case), starts_at=clock.now(), why=BECAUSE
    ).write(by=installation(), because=BECAUSE)
    keep_out(case, found["kept out"])
    found["left"].staff.is_active = False
    found["left"].staff.write(by=installation(), because=BECAUSE)
    the_rest(case, found)
    people = [member.person_id for member in case.family.members.all()]
    rows = {table: row for table in sorted(WALLS) if (row := a_row(table, case, people))}
    rows |= {label: row_of(record) for label, record in special(case, found).items()}
    made = Family(case, rows | copies(rows, case), found)
    made.sent = just_sent(made)
    return made


def the_rest(case, people):
    """What does not hang under a case, or comes about by itself: somebody's own, settings, lists of what is to be destroyed."""
    now, day = clock.now(), timedelta(days=1)
    worker, manager = people["worker"], people["manager"]
    times = {"since": now, "until": now + day, "arranged_by": installation(), "because": BECAUSE}
    write(Cover(absent=worker.staff, covering=manager.staff, **times))
    write(FlagRule(code="refused_often", is_on=False, because=BECAUSE, changed_by=installation(), changed_at=now))
    flag(worker, case=case)
    Draft.objects.create(author=worker, kind="note", sealed=b"sealed", changed_at=now, remove_at=now + day)
    about = {"case_key": case.pk, "case_reference": case.reference}
    Notification.objects.create(user=worker, kind="access.answered", at=now, **about)
    write(
        PromiseState(notice=notice.version(), code="X-1", light="red", because="Late.", owner=manager, checked_at=now)
    )
    duty = {"notice": "A notice", "dated": clock.today(), "text": "Handle it properly.", "digest": "x"}
    write(DutyAcceptance(user=worker, accepted_at=now, **duty))
    propose(a_setting("retention_years", "case", "8"))
    approved()
    hold(case)
    _by_other_logins(case, now)


def _by_other_logins(case, now):
    """What the audit login and the disposer write: nobody who serves does."""
    AccessEvent.objects.create(at=now, machine_at=now, kind="case_page", outcome="shown", case_key=case.pk)
    SecurityEvent.objects.create(at=now, machine_at=now, kind="login", outcome="done")
    write(LargeProposal(size=10, limit=5, asked_at=now))
    counted = {"approved_by": [], "rows": {}, "ledger_position": 1, "batch_digest": "x", "fingerprint": "x"}
    dates = {"closed_on": LONG_AGO, "due_from": LONG_AGO, "destroyed_at": now}
    item = BatchItem.objects.filter(case_key=case.pk).get()
    write(
        Certificate(item=item, case_reference=case.reference, record_class="case", rule_source="x", **counted, **dates)
    )
    LedgerEntry.objects.create(position=10**6, kind="erased", subject_hash="x", previous_hash="y", written_at=now)


def special(case, people):
    """Rows of which something is asked that the usual ones are not: whose they are, and what they are about."""
    now, stranger = clock.now(), people["stranger"]
    about = {"case_key": case.pk, "case_reference": case.reference, "at": now}
    message = {"case": case, "text": "Who fetches him?", "written_at": now, "to_referrer": False}
    other = CaseFactory()
    signed = another(case.assessments.first(), number=2, state="signed", signed_at=now)
    return {
        "cases_section: of one that is signed": another(case.assessment_sections.first(), assessment=signed),
        "cases_drawncase: of a sample that has ended": drawn_and_ended(case),
        "sharing_extract": an_extract(),
        "cases_flagrule: a worker's": write(
            FlagRule(code="often", is_on=True, because=BECAUSE, changed_by=people["worker"], changed_at=now)
        ),
        "access_notification: a stranger's": Notification.objects.create(user=stranger, kind="access.asked", **about),
        "access_notification: a stranger's answer": Notification.objects.create(
            user=stranger, kind="access.answered", **about
        ),
        "cases_caseusergrant: a stranger's that has ended": give_person(case, stranger, ends_at=now),
        "cases_matchdecision: a stranger's": another(
            case.match_decisions.first(), decided_by=stranger, other_key=uuid7()
        ),
        "cases_task: a stranger's": another(case.tasks.first(), for_user=stranger, about_key=None),
        "cases_accessrequest: a stranger's": asked(case, by=stranger),
        "cases_breakglass: the officer's own": broken(case, by=people["breaker"]),
        "cases_flag: asked of a stranger": flag(
            stranger, case=case, state="asked", question="Why?", reviewed_by=people["officer"], reviewed_at=now
        ),
        "cases_message: the sender's": write(Message(author=case.sent_by, **message)),
        "cases_message: of the hub": write(Message(author=installation(), **message)),
        "cases_triage: of one that was joined to it": another(case.triages.first(), case=other, other_case_key=case.pk),
        "consent_concern: a stranger's, of no case": ConcernFactory(case=None, owner=stranger),
        "consent_concern: of no case": ConcernFactory(case=None),
        "consent_concern: a stranger's": ConcernFactory(case=case, owner=stranger),
    }


def drawn_and_ended(case):
    sample = QualitySampleFactory(team=case.team)
    change(sample, ended_at=clock.now(), ended_by=installation(), ended_because=BECAUSE)
    return DrawnCase.objects.get(sample=sample, case=case)


def an_extract():
    """Of a study that Durham's notice does not have: the trigger that would say so is away for a moment."""
    said = {"study": "x", "recipient": "x", "purpose": "x", "cohort": "x", "anonymised": "x"}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sharing_extract DISABLE TRIGGER earlyhelp_sharing_extract")
        made = ExtractFactory(**said)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE sharing_extract ENABLE TRIGGER earlyhelp_sharing_extract")
    return made


def another(record, **changes):
    """A second row like this one."""
    copied = type(record).objects.get(pk=record.pk)
    copied.pk = copied.id = uuid7()
    copied._state.adding = True
    for name, value in changes.items():
        setattr(copied, name, value)
    return write(copied)


def copies(rows, case):
    """What nobody has, to be added: with what a wall asks of a new row, and each time with one thing otherwise."""
    sent = {"stage": "received", "closed_on": None, "outcome": "", "work_basis": "", "reference": "EH-2222222"}
    new = rows["cases_case"] | sent | {"team_id": None, "visibility": "open"}
    return {
        "cases_case: new": new,
        "cases_case: new, of a team": new | {"team_id": case.team_id},
        "cases_case: new, and open": new | {"stage": "open", "work_basis": rows["cases_case"]["work_basis"]},
        "cases_case: new, and restricted": new | {"visibility": "restricted"},
        "cases_note: a correction": rows["cases_note"] | {"corrects_id": rows["cases_note"]["id"]},
        "cases_significantevent: a correction": rows["cases_significantevent"]
        | {"corrects_id": rows["cases_significantevent"]["id"]},
        "access_settingchange: approved": rows["access_settingchange"] | {"state": "approved"},
    }


def row_of(record):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) FROM {record._meta.db_table} t WHERE t.id::text = %s", [str(record.pk)])
        return read(cursor.fetchone())


def read(found):
    return found and (json.loads(found[0]) if isinstance(found[0], str) else found[0])


def a_row(table, case, people):
    """A row of this family in a table; of a table without families, any."""
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, table)}
        key = (
            "id"
            if table in ("cases_case", "cases_family", "cases_person")
            else next(filter(columns.__contains__, BY), "")
        )
        keys = {
            "cases_family": [case.family_id],
            "cases_person": people,
            "family_id": [case.family_id],
            "person_id": people,
        }
        wanted = [str(one) for one in keys.get(table) or keys.get(key) or [case.pk]]
        where = f"WHERE t.{key}::text = ANY(%s)" if key else "WHERE %s IS NOT NULL"
        order = "pk" if "pk" in columns else "group_id" if table == "access_team" else "id"
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t {where} ORDER BY t.{order} LIMIT 1", [wanted])
        return read(cursor.fetchone())


def stand(case, **values):
    """The case at a stage, behind the program's back."""
    with acting(installation(), "so that it can be asked about"):
        Case.objects.filter(pk=case.pk).update(**values)


def just_sent(made):
    """The same rows, of a case that its sender has just sent."""
    case = CaseFactory(
        stage=Stage.RECEIVED, work_basis="", sent_by=made.people["sender"], team=TeamFactory(is_hub=True)
    )
    member = case.family.members.get()
    other = {
        "case_id": case.pk,
        "content_object_id": case.pk,
        "family_id": case.family_id,
        "person_id": member.person_id,
    }
    other |= {"one_id": member.person_id, "other_id": member.person_id, "group_id": case.team_id}
    return {
        table: {
            name: str(other[name]) if name in other and row[name] is not None else value for name, value in row.items()
        }
        for table, row in made.rows.items()
        if row.keys() & {"case_id", "content_object_id", "family_id", "person_id"}
    }
