"""The hub decides about a referral: once or again, each time with a reason. What a decision does stands in RULES."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction

from access import clock, notice, outbox, slots
from access.errors import Refused, need_reason
from access.grants import require
from access.labels import worded
from access.models import User
from access.records import acting, uuid7
from cases.models import Case, Pause, Triage
from cases.models.case import Outcome, Visibility
from cases.models.families import Part
from cases.models.levels import Way
from cases.models.triage import Decision
from cases.operations import endings, grants, joining, levels, services, standing, telling
from cases.stages import WAITING, Stage, check_move


@dataclass(frozen=True)
class Rule:
    """What a decision does: where the case moves, how it ends there, what the decision needs, which stage of the notice it enters."""

    to: Stage | None = None
    outcome: str = ""
    needs: str = ""
    enters: str = ""


RULES: dict[Decision, Rule] = {
    Decision.ADVICE: Rule(Stage.CLOSED, Outcome.ADVICE),
    Decision.SINGLE_SERVICE: Rule(Stage.CLOSED, Outcome.SINGLE_SERVICE, needs="service"),
    Decision.MEETING: Rule(Stage.FOR_MEETING, enters="hub_meeting"),
    Decision.ALLOCATE: Rule(enters="allocation"),  # the next page says to whom
    Decision.ASK: Rule(Stage.ASKED, needs="words"),
    Decision.ATTACH: Rule(Stage.CLOSED, Outcome.ATTACHED, needs="other"),
    Decision.STEP_UP: Rule(),  # first the telephone and the record of sharing; decided again, it closes
    Decision.NO_ACTION: Rule(Stage.CLOSED, Outcome.NO_ACTION),
}
STEPPED_UP = Rule(Stage.CLOSED, Outcome.STEPPED_UP)


@transaction.atomic
def decide(
    case: Case,
    *,
    decision: str,
    because: str,
    by: User,
    not_known: str = "",
    service: str = "",
    other_reference: str = "",
    outside_because: str = "",
    level: str = "",
    level_because: str = "",
    words: str = "",
    seen: str = "",
    key: UUID | None = None,
) -> Triage:
    """Record the hub's decision and do what it says. `words` go to the referrer, as far as the notice lets them hear an outcome.

    `key` becomes the decision's own: the same page sent twice decides once. `level` is asked where the notice has levels of need.
    `seen` is what stood about the referral as the page showed it (`standing`).

    Raises Refused where the case waits for no decision any more, or the decision lacks what it needs; Overtaken where something
    else was decided since the page was opened.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.triage_case", case)
    chosen = Decision(decision)
    other_reference = other_reference.strip().upper()
    if key and (there := case.triages.filter(pk=key).first()):
        return there
    _still_waiting(case)
    standing.need_unchanged(case, seen)
    if chosen is Decision.ASK and (why := telling.nobody_to_ask(case)):
        raise Refused(why, "decision")
    if chosen is Decision.ASK and case.lead is not None:
        raise Refused("Somebody leads this case already: what is not clear is asked in the work itself.", "decision")
    _check(chosen, because, service, other_reference, words)
    if chosen is Decision.SINGLE_SERVICE and waits_for_consent(case, "allocation"):  # it gives the family a service
        raise Refused(
            "The notice asks for consent before any help begins, and none is recorded. Record it first.", "decision"
        )
    _check_level(chosen, level, level_because)
    rule = _rule(case, chosen)
    other = joining.open_case(other_reference) if rule.needs == "other" else None
    if other is not None and case.visibility != Visibility.OPEN:
        raise Refused("This referral is shut to the team of that case. Lift its restriction first.", "decision")
    service = service if rule.needs == "service" else ""
    outside_because = services.reason_outside(service, services.children_of([case])[case.pk], outside_because)
    made = Triage(
        id=key or uuid7(),
        case=case,
        decision=chosen,
        because=because,
        not_known=not_known,
        service=service,
        outside_because=outside_because,
        other_case_key=other.key if other else None,
        other_case_reference=other_reference if other else "",
        decided_by=by,
        decided_at=clock.now(),
    ).write(by=by, because=because)
    _judge(case, made, level, level_because, by)
    _end_pause(case, by)
    _tell(case, chosen, rule, words, by)
    _move(case, _where(case, rule), rule, by, because)
    if other is not None:
        joining.join(case, made, other, by=by)  # after the closing, which ends every grant there is 28 days later
    return made


def _rule(case: Case, chosen: Decision) -> Rule:
    """What the decision does. Decided again, a step-up closes: once it is recorded what social care was told."""
    before = latest(case)
    if chosen is not Decision.STEP_UP or before is None or before.decision != Decision.STEP_UP:
        return RULES[chosen]
    if not any(told(case, before.decided_at) for told in slots.social_care_told.fillings):
        raise Refused(
            "Record first what you told social care: nothing that was shared has been recorded since the decision to step up.",
            "decision",
        )
    return STEPPED_UP


def latest(case: Case) -> Triage | None:
    """The hub's newest decision, or None before the first."""
    return case.triages.select_related("decided_by").order_by("-decided_at", "-pk").first()


def stepping_up(case: Case) -> bool:
    """Whether the newest decision is to step up, and the case is not closed yet."""
    newest = latest(case)
    return newest is not None and newest.decision == Decision.STEP_UP


def waits_for_consent(case: Case, stage: str) -> bool:
    """Whether the notice asks for consent before this stage of the work, or before the hub lets any help begin, and none is there."""
    return not case.work_basis and not {stage, "triage"}.isdisjoint(notice.policy().intake.ask_consent_before)


def told_for(case: Case, decision: Decision) -> str:
    """What whoever sent it reads when this is decided and nobody writes other words."""
    enters = RULES[decision].enters
    return worded(telling.words_for(decision, waits=bool(enters) and waits_for_consent(case, enters)))


@transaction.atomic
def pause(case: Case, *, because: str, by: User) -> Pause:
    """Let the hub's clock stand still, with a reason."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.triage_case", case)
    need_reason(because, "Write why the clock stands still.")
    _still_waiting(case)
    if case.pauses.filter(until=None).exists():
        raise Refused("The clock stands still already.")
    return Pause(case=case, because=because, since=clock.now(), paused_by=by).write(by=by, because=because)


@transaction.atomic
def resume(case: Case, *, by: User) -> Case:
    """Let the clock run again. A case that waited for the referrer is back with the hub."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.triage_case", case)
    _still_waiting(case)
    _end_pause(case, by)
    if case.stage == Stage.ASKED:
        _move(case, Stage.RECEIVED, Rule(), by, "it goes on without an answer")
    return case


def missing(case: Case) -> list[str]:
    """What is not known that a decision may need, in words. Empty is complete."""
    people, found = case.household, []
    for member in people:
        person = member.person
        whose = f"{person}’s" if not person.unnamed else f"“{person}”:"
        if person.unnamed:
            found.append(f"{whose} the name")
        if member.part == Part.CHILD and person.born is None:
            found.append(f"{whose} date of birth")
        if not member.homes:
            found.append(f"{whose} address")
    carers = [one.person for one in people if one.part in (Part.MAIN_CARER, Part.CARER)]
    if not carers:
        found.append("a parent or carer")
    elif not any(carer.phone for carer in carers):
        found.append("a parent’s or carer’s telephone number")
    if waits_for_consent(case, "hub_meeting") or waits_for_consent(case, "allocation"):
        found.append("consent, which the notice asks for first")
    return found


def _still_waiting(case: Case) -> None:
    if case.stage not in WAITING:
        raise Refused("This referral has been decided already. What was decided stands on its page.")


def _check(chosen: Decision, because: str, service: str, other_reference: str, words: str) -> None:
    need_reason(because)
    needs = RULES[chosen].needs
    if needs == "service" and service not in {one.code for one in notice.policy().services if one.by_itself}:
        raise Refused("Choose the service that can help by itself.", "service")
    if needs == "other" and not other_reference:
        raise Refused("Enter the reference of the open case.", "other_reference")
    if needs == "words" and not words.strip():
        raise Refused("Write what you ask the referrer.", "words")


def _check_level(chosen: Decision, level: str, because: str) -> None:
    """Before it is known what is asked, or where it is somebody else's case, there need be no level yet."""
    if not levels.levels() or (not level and chosen in (Decision.ASK, Decision.ATTACH)):
        return
    if levels.chosen(level).above_threshold and chosen is not Decision.STEP_UP:
        need_reason(because, worded(levels.WHY_STAYS), "level_because")


def _judge(case: Case, made: Triage, level: str, because: str, by: User) -> None:
    """The level of need as the hub sees it; above early help with what follows, and why."""
    if not level or not levels.levels():
        return
    way, why = (Way.STEPS_UP, made.because) if made.decision == Decision.STEP_UP else (Way.STAYS, because)
    levels.write(case, level=level, way=way, because=why, by=by, key=uuid5(made.pk, "level"))


def _where(case: Case, rule: Rule) -> Stage | None:
    """The stage that a decision leads to; where the notice waits for consent first, the case waits there."""
    return Stage.AWAITING_CONSENT if rule.enters and waits_for_consent(case, rule.enters) else rule.to


def _move(case: Case, to: Stage | None, rule: Rule, by: User, because: str) -> None:
    case.changed_at = clock.now()
    if to is not None and to != case.stage:
        check_move(case.stage, to)
        case.stage = to
        if to == Stage.CLOSED:
            case.closed_on, case.outcome = clock.today(), rule.outcome
            endings.end_with_the_case(case, on=case.closed_on, because=because, by=by)
    case.write(by=by, because=because)
    if case.stage == Stage.CLOSED:
        grants.end_after(case, clock.now(), by=by, because=because)
        outbox.leave("case.closed", case.pk)


def _end_pause(case: Case, by: User) -> None:
    with acting(by, "the clock runs on"):
        case.pauses.filter(until=None).update(until=clock.now())


def _tell(case: Case, chosen: Decision, rule: Rule, words: str, by: User) -> None:
    """A question, or the outcome, to whoever sent it: in the hub's words, or in the sentence of the decision."""
    if chosen is Decision.ASK:
        telling.ask(case, words, by)
    elif rule.to is not None:
        to_meeting = _where(case, rule) == Stage.FOR_MEETING  # which tells them what it decides
        telling.tell(case, words.strip() or told_for(case, chosen), by, more_follows=to_meeting)
