"""The hub decides about a referral: once or again, each time with a reason. What a decision does stands in RULES."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from access import clock, notice, outbox
from access.errors import Refused, need_reason
from access.grants import require, work_permission
from access.models import Team, User
from access.notifications import notify
from access.records import acting, uuid7
from cases.models import Case, CaseGroupGrant, MatchDecision, Member, Pause, Person, Triage
from cases.models.case import Outcome
from cases.models.families import Part
from cases.models.levels import Way
from cases.models.matches import Same
from cases.models.tasks import TaskKind
from cases.models.triage import Decision
from cases.operations import grants, levels, matches, services, tasks, telling
from cases.operations.times import due_at, left_in_words
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


@dataclass(frozen=True)
class OpenCase:
    """A case that is open, as far as the hub may know it: where a referral may be joined to."""

    key: UUID
    team: int
    lead: int | None


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
    key: UUID | None = None,
) -> Triage:
    """Record the hub's decision and do what it says. `words` go to the referrer, as far as the notice lets them hear an outcome.

    `key` becomes the decision's own: the same page sent twice decides once. `level` is asked where the notice has levels of need.

    Raises Refused where the case waits for no decision any more, or the decision lacks what it needs.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.triage_case", case)
    chosen = Decision(decision)
    other_reference = other_reference.strip().upper()
    if key and (there := case.triages.filter(pk=key).first()):
        return there
    _still_waiting(case)
    if chosen is Decision.ASK and telling.nobody_to_tell(case):
        raise Refused("Whoever told us gave no name, so nobody can be asked.", "decision")
    if chosen is Decision.ASK and case.lead is not None:
        raise Refused("Somebody leads this case already: what is not clear is asked in the work itself.", "decision")
    _check(chosen, because, service, other_reference, words)
    _check_level(chosen, level, level_because)
    rule = STEPPED_UP if chosen is Decision.STEP_UP and stepping_up(case) else RULES[chosen]
    other = _open_case(other_reference) if rule.needs == "other" else None
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
        _join(case, made, other, by, because)  # after the closing, which ends every grant there is 28 days later
    return made


def latest(case: Case) -> Triage | None:
    """The hub's newest decision, or None before the first."""
    return case.triages.select_related("decided_by").order_by("-decided_at", "-pk").first()


def stepping_up(case: Case) -> bool:
    """Whether the newest decision is to step up, and the case is not closed yet."""
    newest = latest(case)
    return newest is not None and newest.decision == Decision.STEP_UP


def waits_for_consent(case: Case, stage: str) -> bool:
    """Whether the notice asks for consent before this stage of the work, and none is there."""
    return stage in notice.policy().intake.ask_consent_before and not case.work_basis


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
        _move(case, Stage.RECEIVED, Rule(), by, "the hub goes on without an answer")
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
        found.append("consent, which the notice asks for before the meeting or the allocation")
    return found


@dataclass(frozen=True)
class PossibleMatch:
    """Somebody of the referral, who may be known already as somebody else; and what was decided about it, if anything.

    `postcode` is theirs; where it is withheld, the other's is too if it is the same, and is no reason that a page names.
    """

    person: Person
    postcode: str
    candidate: matches.Candidate
    decided: MatchDecision | None


def possible_matches(
    case: Case, by: User, *, decided: Iterable[MatchDecision] | None = None, of: UUID | None = None
) -> list[PossibleMatch]:
    """For everybody in the referral, who outside it may be the same person, likeliest first, with what was decided about each.

    `decided` are the decisions, oldest first, where the page has them; `of` is the key of one person where only they are asked about.
    """
    members = case.household
    own = {member.person_id for member in members}
    decided = case.match_decisions.order_by("decided_at") if decided is None else decided
    newest = {(one.person_id, one.other_key): one for one in decided}
    wanted = [member for member in members if of in (None, member.person_id)]
    found = zip(wanted, matches.candidates_of_each(list(map(_asked, wanted)), by), strict=True)
    return [
        _possible(member, candidate, newest.get((member.person_id, candidate.person_key)))
        for member, candidates in found
        for candidate in candidates
        if candidate.person_key not in own
    ]


def possible_match(case: Case, by: User, *, of: UUID, other: UUID) -> PossibleMatch | None:
    """One of them: also where the two are not alike any more, as long as somebody was asked about them once."""
    for one in possible_matches(case, by, of=of):
        if one.candidate.person_key == other:
            return one
    decided = case.match_decisions.filter(person=of, other_key=other).order_by("decided_at").last()
    member = next((one for one in case.household if one.person_id == of), None)
    found = matches.candidate_of(other, tuple(decided.reasons), by) if decided and member else None
    return _possible(member, found, decided) if member and found else None


def _possible(member: Member, candidate: matches.Candidate, decided: MatchDecision | None) -> PossibleMatch:
    if "address" not in member.withheld:  # type: ignore[attr-defined]  # `Case.household` has it
        return PossibleMatch(member.person, member.postcode or "", candidate, decided)  # type: ignore[attr-defined]  # and this
    if "postcode" in candidate.reasons:
        others = tuple(one for one in candidate.reasons if one != "postcode")
        candidate = replace(candidate, reasons=others, postcode_area="withheld")
    return PossibleMatch(member.person, "withheld", candidate, decided)


def _asked(member: Member) -> matches.Asked:
    """Somebody of the household, as the matcher is asked about them."""
    person = member.person
    return matches.Asked(
        names=tuple(filter(None, ("" if person.unnamed else person.full_name, person.known_as))),
        born=person.born,
        postcode=member.postcode or "",  # type: ignore[attr-defined]  # `Case.household` has it
        nhs_number=person.nhs_number,
        upn=person.upn,
    )


@transaction.atomic
def settle_match(
    case: Case, *, person: Person, other_key: UUID, decision: str, reasons: tuple[str, ...], because: str, by: User
) -> MatchDecision:
    """Say whether two are the same person: the hub, or later whoever works with the family. Nothing is joined by it: it stands beside
    both, with its reason."""
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    need_reason(because, "Write how you know.")
    if not case.family.members.filter(person=person).exists():
        raise Refused("Choose somebody of this referral.")
    made = MatchDecision(
        case=case,
        person=person,
        other_key=other_key,
        decision=Same(decision),
        reasons=list(reasons),
        because=because,
        decided_by=by,
        decided_at=clock.now(),
    ).write(by=by, because=because)
    if decision != Same.NOT_SURE:
        tasks.settle(case, kind=TaskKind.SETTLE_MATCH, by=by, about_key=other_key)
    return made


@dataclass(frozen=True)
class Waiting:
    """How long the hub has for a decision, in words. `late` is for sorting and for the word that warns."""

    words: str
    late: bool
    due: datetime | None


def clock_of(case: Case, now: datetime, pauses: Iterable[Pause] | None = None) -> Waiting:
    """The hub's clock on one case that waits. Takes its pauses from `case.pauses`, prefetched in lists, where the page has none."""
    pauses = list(case.pauses.all() if pauses is None else pauses)
    spans = [(one.since, one.until) for one in pauses]
    due = due_at("triage", case.received_at, spans)
    if due is None:
        reason = next(one.because for one in pauses if one.until is None)
        return Waiting(f"stands still: {reason}", late=False, due=None)
    return Waiting(left_in_words(due, now), late=due < now, due=due)


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
        need_reason(because, levels.WHY_STAYS, "level_because")


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
        waits = rule.enters and waits_for_consent(case, rule.enters)
        telling.tell(case, words.strip() or (telling.FIRST_CONSENT if waits else telling.WORDS[chosen]), by)


def _open_case(reference: str) -> OpenCase:
    """The open case of this reference. The hub may join to it, and learns no more of it than that it is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, team, lead FROM earlyhelp_open_case(%s)", [reference])
        row = cursor.fetchone()
    if row is None:
        raise Refused("No open case has this reference.", "other_reference")
    return OpenCase(*row)


def _join(case: Case, made: Triage, other: OpenCase, by: User, because: str) -> None:
    """The team of the open case sees the referral, and its lead hears of it."""
    team = Team.objects.get(group_id=other.team)
    CaseGroupGrant(
        permission=work_permission(Case),
        group=team.group,
        content_object=case,
        is_primary=False,
        starts_at=clock.now(),
        why=because[:200],
    ).write(by=by, because=because)
    if other.lead is not None:
        there = Case(pk=other.key, reference=made.other_case_reference)  # the hub may not see the case itself
        notify(User.objects.get(pk=other.lead), "referral.attached", there)
