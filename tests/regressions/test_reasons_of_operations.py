"""Every operation that rejects, returns, pauses, ends, moves or destroys refuses a blank reason by itself, whichever page or job calls it."""

import inspect
import pkgutil
from datetime import date, timedelta
from importlib import import_module

import pytest

from access import clock, notice
from access.errors import Refused
from access.models import Light, PromiseState
from access.operations import council_settings, promises
from access.operations import staff as people_at_work
from access.operations.setting_previews import preview
from access.operations.staff import Particulars
from access.records import uuid7
from cases.models import Member
from cases.operations import (
    allocation,
    assessments,
    chronology,
    closure,
    cover,
    exclusions,
    joining,
    levels,
    notes,
    openings,
    people,
    plans,
    quality,
    restrictions,
    settling,
    triage,
)
from cases.stages import Stage
from consent.operations import concerns, notices
from retention.models import LargeProposal
from retention.operations import decisions, holds, large
from sharing.operations import extracts
from tests.cases.test_assessments import complete
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, NoteFactory, TeamFactory, somebody, worker_on
from tests.factories.quality import QualitySampleFactory
from tests.factories.retention import closed_case, proposed, readings, records_manager, write
from tests.factories.settings import a_setting, propose, shown
from tests.factories.sharing import ExtractFactory
from tests.factories.states import GLASS, asked, broken, keep_out, restriction
from tests.factories.working_day import family_facts

LONGER = a_setting("retention_years", "case", "8")
BLANKS = ("", "   ", "\n\t")
ROOMS = ("access.operations", "cases.operations", "consent.operations", "retention.operations", "sharing.operations")

# Operations that take a reason from inside, or for which none may be demanded, with the reason why.
NOT_ASKED = {
    "cases.operations.typed_sections.keep": "as keep_section",
    "cases.operations.typed_sections.keep_typed": "as keep_section",
    "cases.operations.typed_sections.set_aside": "what was typed and not saved is kept as it is",
    "cases.operations.assessments.keep_section": "why health matters, and only where it is written: tests/cases/test_asking.py",
    "cases.operations.reasons.need_substance": "is what asks",
    "cases.operations.reasons.has_substance": "is what asks",
    "access.operations.drafts.remember": "a draft is its author's own",
    "cases.operations.basis.clear": "called by a consent that is withdrawn, whose sentence it gets",
    "cases.operations.basis.set_basis": "called by a consent that is recorded, whose sentence it gets",
    "cases.operations.endings.end_with_the_case": "part of closing and of deciding, which have asked",
    "cases.operations.grants.end_after": "part of closing, which has asked",
    "cases.operations.tasks.begin_again": "part of taking back, which has asked",
    "cases.operations.tasks.end_undone": "part of giving up, which has asked, and of reviews and plans, which say it",
    "cases.operations.grants.end_others": "part of allocating, which has asked",
    "cases.operations.grants.end_cover": "part of allocating, which has asked",
    "cases.operations.grants.give_on_request": "part of answering a request, which has asked",
    "cases.operations.grants.put_on_the_list": "part of allocating, which has asked",
    "cases.operations.grants.end_also": "part of allocating and of taking back, which have asked",
    "cases.operations.grants.go_on": "part of taking back, which has asked",
    "cases.operations.grants.let_stand_in": "part of arranging cover and of allocating, which have asked",
    "cases.operations.grants.let_also": "part of joining and allocating, which have asked",
    "cases.operations.homes.place": "part of adding somebody, moving and correcting, whose sentence it gets",
    "cases.operations.joining.follow": "part of allocating, which has asked",
    "cases.operations.levels.write": "part of judging and deciding, which have asked; a level below the threshold needs none",
    "cases.operations.grants.give_team": "part of sending and allocating, which have asked",
    "retention.operations.disposal_table.with_case": "a line of the table of what goes; nobody does anything by it",
    "retention.operations.disposal_table.with_family": "the same",
    "retention.operations.disposal_table.with_person": "the same",
    "consent.operations.consents.withdraw": "taking consent back must be as easy as giving it: UK GDPR Article 7(3)",
}


# Operations that only the notice of this name has.
UNDER = {"cases.operations.levels.judge": "achieving-for-children-early-help-hub"}


def at_hub():
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))
    return case, worker_on(case, "hub")


def at_work(*roles):
    case = CaseFactory()
    worker = worker_on(case, *(roles or ("practitioner",)))
    AllocationFactory(case=case, worker=worker.staff)
    return case, worker


def decide():
    case, hub = at_hub()
    return hub, lambda because: triage.decide(case, decision="no_action", because=because, by=hub)


def judge_level():
    case, worker = at_work()
    return worker, lambda because: levels.judge(case, level="targeted", because=because, by=worker, key=uuid7())


def pause():
    case, hub = at_hub()
    return hub, lambda because: triage.pause(case, because=because, by=hub)


def separate():
    case, hub = at_hub()
    there = CaseFactory()
    with as_(hub):
        triage.decide(case, decision="attach", because="The same.", other_reference=there.reference, by=hub)
    return hub, lambda because: joining.separate(case, because=because, by=hub)


def settle_match():
    case, hub = at_hub()
    wanted = {"person": case.children[0], "other_key": uuid7(), "decision": "not_same", "reasons": ()}
    return hub, lambda because: settling.settle(case, because=because, by=hub, **wanted)


def allocate():
    case, manager = at_work("team_manager")
    colleague = worker_on(case).staff
    return manager, lambda because: allocation.allocate(
        case, team=case.team, worker=colleague, by=manager, because=because
    )


def allocate_many():
    case, manager = at_work("team_manager")
    colleague = worker_on(case).staff
    return manager, lambda because: allocation.allocate_many(
        [case], team=case.team, worker=colleague, by=manager, because=because
    )


def arrange_cover():
    case, manager = at_work("team_manager")
    wanted = {"absent": manager.staff, "covering": worker_on(case).staff, "until": clock.today()}
    return manager, lambda because: cover.arrange(because=because, by=manager, **wanted)


def end_cover():
    case, manager = at_work("team_manager")
    wanted = {"absent": manager.staff, "covering": worker_on(case).staff, "until": clock.today()}
    with as_(manager):
        made = cover.arrange(because="leave", by=manager, **wanted)
    return manager, lambda because: cover.end(made, because=because, by=manager)


def return_member():
    case, worker = at_work()
    parent, today = family_facts(case), clock.today()
    with as_(worker):
        people.end_member(case, Member.objects.get(person=parent), until=today, because="left", by=worker)
    asked = {"part": "carer", "since": today}
    return worker, lambda because: people.return_member(case, parent, because=because, by=worker, **asked)


def hand_over():
    case, worker = at_work()
    dpo = somebody("dpo")
    asked = {"received_on": clock.today(), "channel": "letter", "from_whom": "A neighbour", "what": "Who reads it?"}
    with as_(worker):
        concern = concerns.record(case, by=worker, **asked)
    return dpo, lambda because: concerns.hand_over(concern, owner=worker.staff, because=because, by=dpo)


def close():
    case, worker = at_work()
    return worker, lambda because: closure.close(
        case, on=clock.today(), outcome="needs_met", because=because, by=worker
    )


def change():
    case, worker = at_work()
    return worker, lambda because: people.change(
        case, case.children[0], by=worker, because=because, answers={"full_name": "Somebody Else"}
    )


def end_member():
    case, worker = at_work()
    family_facts(case)
    member = Member.objects.filter(family=case.family).first()
    return worker, lambda because: people.end_member(case, member, until=clock.today(), because=because, by=worker)


def ending(operation, relation):
    def prepared():
        case, worker = at_work()
        family_facts(case)
        row = (case.family if relation == "relationships" else case).__getattribute__(relation).first()
        return worker, lambda because: operation(case, row, because=because, by=worker)

    return prepared


def correct_note():
    case, worker = at_work()
    note = NoteFactory(case=case)
    return worker, lambda because: notes.correct(note, text="", because=because, by=worker, key=uuid7())


def correct_event():
    case, worker = at_work()
    note = NoteFactory(case=case)
    with as_(worker):
        event = chronology.from_note(note, by=worker)
    return worker, lambda because: chronology.correct(
        event, what="", impact="", because=because, by=worker, key=uuid7()
    )


def end_action():
    case, worker = at_work()
    with as_(worker):
        made = plans.add_action(case, what="x", due_on=clock.today(), by=worker, key=uuid7(), owner=worker.staff)
    return worker, lambda because: plans.end_action(made, done=False, because=because, by=worker)


def end_outcome():
    case, worker = at_work()
    with as_(worker):
        made = plans.add_outcome(case, need="x", hoped_for="y", by=worker, key=uuid7())
    return worker, lambda because: plans.end_outcome(made, reached=False, because=because, by=worker)


def give_back():
    case, worker = at_work()
    manager = worker_on(case, "team_manager")
    with as_(worker):
        assessment = assessments.start(case, by=worker)
    complete(assessment, worker)
    with as_(worker):
        assessments.hand_in(assessment, by=worker)
    return manager, lambda because: assessments.give_back(assessment, words=because, by=manager)


def not_told():
    case, worker = at_work()
    return worker, lambda because: notices.give(case, person=case.children[0], told=False, why_not=because, by=worker)


def change_staff():
    admin, other = somebody("user_administrator"), somebody()
    particulars = Particulars(organisation=other.staff.organisation, roles=["practitioner"])
    return admin, lambda because: people_at_work.change(
        other.staff, particulars, is_active=False, because=because, by=admin
    )


def propose_setting():
    manager, on = records_manager(), clock.today()
    with as_(manager):
        seen = preview(LONGER, on).digest
    return manager, lambda because: council_settings.propose(LONGER, on=on, because=because, by=manager, seen=seen)


def decide_on_setting(operation):
    def prepared():
        dpo, change = somebody("dpo"), propose(LONGER)
        with as_(dpo):
            seen = {"seen": shown(change)} if operation is council_settings.approve else {}
        return dpo, lambda because: operation(change, because=because, by=dpo, **seen)

    return prepared


def take_back_setting():
    manager, change = records_manager(), propose(LONGER)
    return manager, lambda because: council_settings.take_back(change, because=because, by=manager)


def give_to():
    dpo = somebody("dpo")
    state = PromiseState(
        notice=notice.version(), code="DUR-01", light=Light.RED, because="a test", checked_at=clock.now()
    )
    write(state)
    return dpo, lambda because: promises.give_to(state, dpo.staff, because=because, by=dpo)


def decision_on_a_list(operation):
    def prepared():
        readings()
        closed_case()
        batch, manager = proposed(), records_manager()
        typed = {"typed": batch.reference} if operation is decisions.approve else {}
        return manager, lambda because: operation(batch, by=manager, because=because, **typed)

    return prepared


def place_hold():
    dpo = somebody("dpo")
    day = clock.today() + timedelta(days=9)
    return dpo, lambda because: holds.place(kind="police", because=because, review_on=day, by=dpo)


def release_hold():
    dpo = somebody("dpo")
    day = clock.today() + timedelta(days=9)
    with as_(dpo):
        hold = holds.place(kind="police", because="x", review_on=day, by=dpo)
    return dpo, lambda because: holds.release(hold, because=because, by=dpo)


def allow_a_large_list():
    manager = records_manager()
    asked = write(LargeProposal(asked_at=clock.now(), size=99, limit=5))
    return manager, lambda because: large.allow(asked, by=manager, because=because)


def on_an_extract(operation):
    def prepared():
        made, manager = ExtractFactory(), records_manager()
        return manager, lambda because: operation(made, because=because, by=manager)

    return prepared


def specify_an_extract():
    (study,), dpo = notice.policy().research, somebody("dpo")
    wanted = {"recipient": study.recipient, "purpose": study.purpose, "cohort": study.cohort, "columns": ["name"]}
    return dpo, lambda because: extracts.specify(
        study.code, travels="transfer", leaves_on=clock.today(), because=because, by=dpo, **wanted
    )


def draw_a_sample():
    dpo, today = somebody("dpo"), clock.uk_date(CaseFactory().received_at)
    wanted = {"received_from": today, "received_to": today, "number": 1, "until": today}
    return dpo, lambda because: quality.draw("quality_assurance", because=because, by=dpo, **wanted)


def end_a_sample():
    made, dpo = QualitySampleFactory(), somebody("dpo")
    return dpo, lambda because: quality.end(made, because=because, by=dpo)


def give_up():
    case, worker = at_work()
    with as_(worker):
        made = assessments.start(case, by=worker)
    return worker, lambda because: assessments.give_up(made, because=because, by=worker)


def restrict():
    case = CaseFactory()
    manager = worker_on(case, "team_manager")
    on = clock.today() + timedelta(days=30)
    wanted = {"level": "restricted", "ground": "danger", "owner": manager, "keeps": [], "review_on": on}
    return manager, lambda because: restrictions.restrict(case, because=because, by=manager, **wanted)


def on_a_restriction(operation, **more):
    def prepared():
        case = CaseFactory()
        made = restriction(case, level="sealed")
        by = somebody("dpo") if operation is restrictions.decide_seal else made.owner
        return by, lambda because: operation(made, because=because, by=by, **more)

    return prepared


def exclude():
    case, other = CaseFactory(), somebody()
    manager = worker_on(case, "team_manager")
    return manager, lambda because: exclusions.exclude(case, user=other, kind="conflict", because=because, by=manager)


def declare():
    case, by = CaseFactory(), somebody()
    return by, lambda because: exclusions.declare(case.reference, kind="conflict", because=because, by=by)


def end_exclusion():
    case = CaseFactory()
    manager, made = worker_on(case, "team_manager"), keep_out(case, somebody())
    return manager, lambda because: exclusions.end(made, because=because, by=manager)


def ask():
    case, by = CaseFactory(), somebody()
    return by, lambda because: openings.ask(case.reference, because=because, by=by)


def answer_request():
    case = CaseFactory()
    manager, request = worker_on(case, "team_manager"), asked(case)
    return manager, lambda because: openings.answer(request, answer="no", because=because, by=manager)


def break_glass():
    case, by = CaseFactory(), somebody()
    return by, lambda because: openings.break_glass(case.reference, because=because.strip() and GLASS, by=by)


def review_glass():
    glass, officer = broken(CaseFactory()), somebody("dpo")
    return officer, lambda because: openings.review(glass, finding="right", because=because, by=officer)


ASKED = {
    "cases.operations.quality.draw": draw_a_sample,
    "cases.operations.quality.end": end_a_sample,
    "cases.operations.exclusions.declare": declare,
    "cases.operations.exclusions.end": end_exclusion,
    "cases.operations.exclusions.exclude": exclude,
    "cases.operations.openings.answer": answer_request,
    "cases.operations.openings.ask": ask,
    "cases.operations.openings.break_glass": break_glass,
    "cases.operations.openings.review": review_glass,
    "cases.operations.restrictions.decide_seal": on_a_restriction(restrictions.decide_seal, yes=True),
    "cases.operations.restrictions.keep_on": on_a_restriction(
        restrictions.keep_on, review_on=date.today() + timedelta(days=30)
    ),
    "cases.operations.restrictions.lift": on_a_restriction(restrictions.lift),
    "cases.operations.restrictions.restrict": restrict,
    "access.operations.promises.give_to": give_to,
    "access.operations.council_settings.approve": decide_on_setting(council_settings.approve),
    "access.operations.council_settings.propose": propose_setting,
    "access.operations.council_settings.refuse": decide_on_setting(council_settings.refuse),
    "access.operations.council_settings.take_back": take_back_setting,
    "access.operations.staff.change": change_staff,
    "cases.operations.allocation.allocate": allocate,
    "cases.operations.allocation.allocate_many": allocate_many,
    "cases.operations.cover.arrange": arrange_cover,
    "cases.operations.assessments.give_back": give_back,
    "cases.operations.assessments.give_up": give_up,
    "cases.operations.chronology.correct": correct_event,
    "cases.operations.closure.close": close,
    "cases.operations.cover.end": end_cover,
    "cases.operations.joining.separate": separate,
    "cases.operations.levels.judge": judge_level,
    "cases.operations.notes.correct": correct_note,
    "cases.operations.people.change": change,
    "cases.operations.people.end_alert": ending(people.end_alert, "alerts"),
    "cases.operations.people.end_member": end_member,
    "cases.operations.people.end_professional": ending(people.end_professional, "professionals"),
    "cases.operations.people.end_relationship": ending(people.end_relationship, "relationships"),
    "cases.operations.people.return_member": return_member,
    "cases.operations.plans.end_action": end_action,
    "cases.operations.plans.end_outcome": end_outcome,
    "cases.operations.triage.decide": decide,
    "cases.operations.triage.pause": pause,
    "cases.operations.settling.settle": settle_match,
    "consent.operations.concerns.hand_over": hand_over,
    "consent.operations.notices.give": not_told,
    "retention.operations.decisions.abort": decision_on_a_list(decisions.abort),
    "retention.operations.decisions.approve": decision_on_a_list(decisions.approve),
    "retention.operations.holds.place": place_hold,
    "retention.operations.holds.release": release_hold,
    "retention.operations.large.allow": allow_a_large_list,
    "sharing.operations.extracts.approve": on_an_extract(extracts.approve),
    "sharing.operations.extracts.end": on_an_extract(extracts.end),
    "sharing.operations.extracts.specify": specify_an_extract,
}


@pytest.mark.regression(10)
@pytest.mark.parametrize("name", ASKED)
def test_the_operation_refuses_a_blank_reason_and_takes_a_real_one(name, db, settings):
    """The page's form was the only thing that asked; the operation itself took an empty reason."""
    settings.COUNCIL = UNDER.get(name, settings.COUNCIL)
    notice.store(notice.policy())
    by, run = ASKED[name]()
    for nothing in BLANKS:
        with as_(by), pytest.raises(Refused) as refused:
            run(nothing)
        assert refused.value.field in ("because", "words", "why_not"), refused.value.sentence
    with as_(by):
        run("unsafe" if name.endswith("notices.give") else "There is a reason.")


@pytest.mark.regression(10)
def test_a_new_operation_with_a_reason_is_asked_for_it_here():
    """An operation that takes a reason and stands in neither list could take an empty one unseen."""
    there = {
        f"{module}.{name}"
        for room in ROOMS
        for module in (f"{room}.{one.name}" for one in pkgutil.iter_modules(import_module(room).__path__))
        for name, found in inspect.getmembers(import_module(module), inspect.isfunction)
        if found.__module__ == module
        and not name.startswith("_")
        and {"by", "because"} <= set(inspect.signature(found).parameters)
    }
    left = there - set(ASKED) - set(NOT_ASKED)
    assert not left, f"add how it is called to ASKED, or why it may be blank to NOT_ASKED, for {sorted(left)}"
