"""The way to each operation of cases that asks for a reason: who does it, on what; takes the reason and does it."""

from datetime import date, timedelta

from access import clock
from access.records import uuid7
from cases.models import Member
from cases.operations import (
    access_reviews,
    allocation,
    assessments,
    chronology,
    closure,
    cover,
    documents,
    exclusions,
    flags,
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
from tests.cases.assessing import complete
from tests.cases.handing_in import add as hand_in
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, NoteFactory, TeamFactory, somebody, worker_on
from tests.factories.access_reviews import line_about, review_of
from tests.factories.flags import flag
from tests.factories.quality import QualitySampleFactory
from tests.factories.states import GLASS, asked, broken, keep_out, restriction, shut
from tests.factories.working_day import family_facts


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


def withdraw_document():
    case, worker = at_work()
    document = hand_in(case, worker)
    return worker, lambda because: documents.withdraw(document, because=because, by=worker)


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
    somebody("dpo")  # who hears of it
    return by, lambda because: openings.break_glass(case.reference, because=because.strip() and GLASS, by=by)


def review_hidden_glass():
    case, officer = CaseFactory(), somebody("dpo")
    broken(case)
    shut(case, level="sealed")
    return officer, lambda because: openings.review_hidden(
        openings.hidden_glass()[0], finding="right", because=because, by=officer
    )


def review_glass():
    glass, officer = broken(CaseFactory()), somebody("dpo")
    return officer, lambda because: openings.review(glass, finding="right", because=because, by=officer)


def decide_flag():
    found, officer = flag(somebody()), somebody("dpo")
    return officer, lambda because: flags.decide(found, outcome="fine", because=because, by=officer)


def answer_access_review():
    case = CaseFactory()
    manager, other = worker_on(case, "team_manager"), worker_on(case)
    line = line_about(review_of(case.team), other)
    return manager, lambda because: access_reviews.answer(line, answer="take_away", because=because, by=manager)


def switch_rule():
    return (officer := somebody("dpo")), lambda because: flags.switch(
        "at_night", is_on=False, because=because, by=officer
    )


OF_CASES = {
    "cases.operations.quality.draw": draw_a_sample,
    "cases.operations.quality.end": end_a_sample,
    "cases.operations.exclusions.declare": declare,
    "cases.operations.exclusions.end": end_exclusion,
    "cases.operations.exclusions.exclude": exclude,
    "cases.operations.openings.answer": answer_request,
    "cases.operations.openings.ask": ask,
    "cases.operations.openings.break_glass": break_glass,
    "cases.operations.openings.review": review_glass,
    "cases.operations.openings.review_hidden": review_hidden_glass,
    "cases.operations.restrictions.decide_seal": on_a_restriction(restrictions.decide_seal, yes=True),
    "cases.operations.restrictions.keep_on": on_a_restriction(
        restrictions.keep_on, review_on=date.today() + timedelta(days=30)
    ),
    "cases.operations.restrictions.lift": on_a_restriction(restrictions.lift),
    "cases.operations.restrictions.restrict": restrict,
    "cases.operations.allocation.allocate": allocate,
    "cases.operations.allocation.allocate_many": allocate_many,
    "cases.operations.cover.arrange": arrange_cover,
    "cases.operations.assessments.give_back": give_back,
    "cases.operations.assessments.give_up": give_up,
    "cases.operations.chronology.correct": correct_event,
    "cases.operations.closure.close": close,
    "cases.operations.cover.end": end_cover,
    "cases.operations.joining.separate": separate,
    "cases.operations.access_reviews.answer": answer_access_review,
    "cases.operations.documents.withdraw": withdraw_document,
    "cases.operations.flags.decide": decide_flag,
    "cases.operations.flags.switch": switch_rule,
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
}
