"""Who of a referral may be known already as somebody else, and what is decided about it. Nothing is joined by it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from access import clock
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from cases.models import Case, MatchDecision, Member, Person
from cases.models.matches import Same
from cases.models.tasks import TaskKind
from cases.operations import matches, tasks


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
        born=person.born or person.expected,
        postcode=member.postcode or "",  # type: ignore[attr-defined]  # `Case.household` has it
        nhs_number=person.nhs_number,
        upn=person.upn,
        ni_number=person.ni_number,
    )


@transaction.atomic
def settle(
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
