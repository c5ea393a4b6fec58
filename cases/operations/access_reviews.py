"""Access reviews: opened at night for each team once a quarter is over, answered line by line, signed once, told of where late.

Who answers for a person's place in the team: another manager of the team; where there is none, a user administrator. Who answers for
a single grant: whoever may give and end one on that case. Nobody for their own. What is not answered stays open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from access import clock, notice, security
from access.errors import Forbidden, Refused, need_reason
from access.grants import allows, may, scope
from access.models import AccessAnswer, AccessReview, AccessReviewLine, Membership, ReviewedKind, Staff, Team, User
from access.notifications import notify
from access.operations import staff
from cases.models import Case, CaseUserGrant
from cases.operations import grants
from cases.operations.access_review_facts import Quarter, last_ended, lines_of
from earlyhelp.policy import working_time
from earlyhelp.policy.work import Clock

REVIEW, ADMINISTER, END_GRANTS = "access.review_team", "access.manage_staff", "cases.allocate_case"
# Two weeks of work: a manager who is on leave for one of them can still do it, and what should have gone is gone within the month.
TO_FINISH = Clock(
    code="access_review", label="Access review", amount=10, unit="working_days", source="this program’s own rule"
)


@dataclass(frozen=True)
class Answer:
    """What somebody says to one line of a review; `reason_field` names the box of the reason on the page."""

    line: AccessReviewLine
    answer: str
    because: str = ""
    reason_field: str = "because"


# --- at night ---------------------------------------------------------------------------------------------------------------


def look_through(by: User) -> int:
    """Open the review of the last quarter for each team that has none yet, and tell of those that are late.

    One transaction a team: a night that is cut off goes on where it stopped. Returns how many were opened.
    """
    quarter = last_ended(clock.today())
    opened = sum(open_for(team, quarter, by=by) is not None for team in Team.objects.order_by("name"))
    tell_of_late(by)
    return opened


@transaction.atomic
def open_for(team: Team, quarter: Quarter, *, by: User) -> AccessReview | None:
    """Open the review of one team. None where it has one of that quarter, or had nobody in it by the quarter's end."""
    if AccessReview.objects.filter(team=team, begins=quarter.begins).exists():
        return None
    lines = list(lines_of(team, quarter))
    if not any(
        line.kind == ReviewedKind.MEMBER and line.since and clock.uk_date(line.since) <= quarter.ends for line in lines
    ):
        return None
    now = clock.now()
    due = working_time.due(TO_FINISH, now, notice.policy().working_time)
    assert due is not None  # nothing pauses it
    review = AccessReview(team=team, begins=quarter.begins, ends=quarter.ends, opened_at=now, due_at=due)
    review.write(by=by, because="the quarter is over")
    for line in lines:
        line.review = review
        line.write(by=by, because="the quarter is over")
    for somebody in managers(team) or administrators():
        notify(somebody.user, "access_review.opened")
    return review


def tell_of_late(by: User) -> int:
    """News of each review that is late, once, to whoever is to finish it. Returns of how many."""
    return sum(_tell(review, by) for review in late().filter(late_told_at=None).select_related("team"))


@transaction.atomic
def _tell(review: AccessReview, by: User) -> bool:
    found = AccessReview.objects.for_change().filter(pk=review.pk, signed_at=None, late_told_at=None).first()
    if found is None:
        return False
    found.late_told_at = clock.now()
    found.write(by=by, because="it is late")
    waits = for_administrators().filter(review=review).exists()
    told = {one.user_id: one for one in [*managers(review.team), *(administrators() if waits else [])]}
    for somebody in told.values():
        notify(somebody.user, "access_review.late")
    return True


# --- whose it is ------------------------------------------------------------------------------------------------------------


def managers(team: Team) -> Sequence[Staff]:
    """Managers at work in the team, by name."""
    at_work = Staff.objects.at_work().who_may(REVIEW)
    return list(at_work.filter(user__memberships__group=team.group_id).select_related("user").order_by("user__name"))


def administrators() -> Sequence[Staff]:
    """User administrators at work."""
    return list(Staff.objects.at_work().who_may(ADMINISTER).select_related("user"))


def for_administrators() -> "QuerySet[AccessReviewLine]":
    """Lines about people for whom no other manager of the team answers, in reviews that are not signed."""
    others = Membership.objects.filter(
        group=OuterRef("review__team"),
        user__staff__in=Staff.objects.at_work().who_may(REVIEW),
    ).exclude(user=OuterRef("person"))
    waiting = AccessReviewLine.objects.filter(kind=ReviewedKind.MEMBER, answer="", review__signed_at=None)
    return waiting.filter(~Exists(others))


def waiting_for(person: Staff) -> "QuerySet[AccessReview]":
    """The reviews in which something is left for this person: to answer, or to sign."""
    mine = AccessReview.objects.filter(signed_at=None)
    teams = Membership.objects.filter(user=person.user_id).values("group")
    found = Q(pk__in=[])
    if allows(person, REVIEW):
        found |= Q(team__in=teams)
    elif allows(person, END_GRANTS):
        asked = AccessReviewLine.objects.filter(review=OuterRef("pk"), kind=ReviewedKind.GRANT, answer="")
        found |= Q(Exists(asked), team__in=teams)
    if allows(person, ADMINISTER):
        found |= Q(pk__in=for_administrators().exclude(person=person.user_id).values("review"))
    return mine.filter(found)


def late() -> "QuerySet[AccessReview]":
    """Those that should be signed by now and are not."""
    return AccessReview.objects.filter(signed_at=None, due_at__lt=clock.now())


def of_team(user: User, team: Team) -> bool:
    """Whether somebody answers for the people of this team: a manager of it, or a user administrator where it has none at work."""
    return staff.manages(user, team) or (may(user, ADMINISTER) and not managers(team))


def to_answer(review: AccessReview, by: User) -> list[AccessReviewLine]:
    """The lines of a review that are open and this person's to answer, in their order. A grant that has ended meanwhile is not."""
    if review.signed_at is not None:
        return []
    rows = review.lines.filter(answer="").exclude(kind=ReviewedKind.LEAVER).exclude(person=by)
    lines = list(rows.select_related("person", "given_by").order_by("id"))
    given, people = _grants_of(by, lines), _people_of(review, by)
    return [line for line in lines if (line.grant_key in given if line.grant_key else line.person_id in people)]


def _grants_of(by: User, lines: Iterable[AccessReviewLine]) -> set[UUID]:
    """The grants among those of the lines that are still there, on cases on which this person may give and end them."""
    keys = {line.grant_key: line.case_key for line in lines if line.grant_key and line.case_key}
    if not keys or not may(by, END_GRANTS):
        return set()
    worked = scope(by, Case.objects.filter(pk__in=keys.values()), to_work=True)
    there = CaseUserGrant.objects.filter(pk__in=keys, content_object__in=worked)
    return set(there.values_list("pk", flat=True))


def _people_of(review: AccessReview, by: User) -> set[int]:
    """The accounts for whose place in the team this person answers, among those that are still in it."""
    there = set(Membership.objects.filter(group=review.team_id).values_list("user", flat=True))
    if staff.manages(by, review.team):
        return there
    if not may(by, ADMINISTER):
        return set()
    return there & set(for_administrators().filter(review=review).values_list("person", flat=True))


def waits(review: AccessReview) -> int:
    """How many lines have no answer yet, whoever may see them. What is moot is not among them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_access_review_waits(%s)", [review.pk])
        return cursor.fetchone()[0]


# --- by whoever reviews -------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer_several(review: AccessReview, answers: Sequence[Answer], *, by: User) -> int:
    """Answer some lines of a review; the others stay open. All of them or, where one is refused, none. Returns how many."""
    if not any(may(by, action) for action in (REVIEW, ADMINISTER, END_GRANTS)):
        raise Forbidden(REVIEW)
    if not answers:
        raise Refused("Answer at least one, or come back later: what is not answered stays open.")
    for one in answers:
        answer(one.line, answer=one.answer, because=one.because, by=by, reason_field=one.reason_field)
    return len(answers)


@transaction.atomic
def answer(
    line: AccessReviewLine, *, answer: str, because: str, by: User, reason_field: str = "because"
) -> AccessReviewLine:
    """Keep it, or take it away with a reason: the place in the team or the grant ends now. Answered once; sent twice, answered once."""
    review = AccessReview.objects.select_related("team").get(pk=line.review_id)
    found = next((one for one in to_answer(review, by) if one.pk == line.pk), None)
    if found is None:
        return _not_open(line, by)
    if answer == AccessAnswer.TAKE_AWAY:
        need_reason(because, f"Write why {found.person.name} is to lose it.", reason_field)
    found = AccessReviewLine.objects.for_change().select_related("person").get(pk=found.pk)
    if found.answer:
        return found  # somebody else was faster
    found.answer, found.answered_by, found.answered_at = answer, by, clock.now()
    found.because = because if answer == AccessAnswer.TAKE_AWAY else ""
    found.write(by=by, because=because or "it is still needed")
    if answer == AccessAnswer.TAKE_AWAY:
        _take_away(found, review.team, by)
    return found


def _not_open(line: AccessReviewLine, by: User) -> AccessReviewLine:
    """What was answered meanwhile, or is moot by now, stays as it stands. Else it is not this person's to answer."""
    there = AccessReviewLine.objects.filter(pk=line.pk).select_related("review").first()
    if there is None or (not there.answer and there.review.signed_at is None and not _moot(there)):
        raise Forbidden(REVIEW)
    return there


def _moot(line: AccessReviewLine) -> bool:
    if line.kind == ReviewedKind.GRANT:
        return not CaseUserGrant.objects.filter(pk__in=[line.grant_key]).exists()
    return not Membership.objects.filter(group=line.review.team_id, user=line.person_id).exists()


def _take_away(line: AccessReviewLine, team: Team, by: User) -> None:
    if line.kind == ReviewedKind.MEMBER:
        staff.take_out(line.person, team, because=line.because, by=by)
    elif line.grant_key is not None:
        grants.end_one(line.grant_key, by=by, because=line.because)


@transaction.atomic
def sign(review: AccessReview, *, by: User) -> AccessReview:
    """Finish a review: from now on it stands as it is. Raises Refused while something in it is not answered."""
    if not of_team(by, review.team):
        raise Forbidden(REVIEW)
    found = AccessReview.objects.for_change().select_related("team").get(pk=review.pk)
    if found.signed_at is not None:
        return found  # somebody else has signed it, or the page was sent twice
    if left := waits(found):
        raise Refused(
            f"Not everything is answered: {left} left. What is not yours another manager or a user administrator answers."
        )
    found.signed_by, found.signed_at = by, clock.now()
    found.write(by=by, because="everything in it is answered")
    gone = found.lines.filter(answer=AccessAnswer.TAKE_AWAY).count()
    kept = found.lines.filter(answer=AccessAnswer.KEEP).count()
    security.record(
        "access_reviewed", by=by, because=f"{found.team.name}, {found.quarter}: {kept} kept, {gone} taken away"
    )
    return found
