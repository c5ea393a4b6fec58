"""See a family's record without a grant: ask whoever answers for it, or break the glass and answer for it afterwards."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from access import clock, notice
from access.errors import Refused, need_reason
from access.grants import require, view_permission, work_permission
from access.models import Membership, User
from access.notifications import notify
from access.records import acting, uuid7
from cases.models import AccessRequest, BreakGlass, Case
from cases.models.openings import Answer, Finding
from cases.operations import grants
from cases.operations.answerers import answerers, officers, require_openable
from cases.operations.exclusions import is_excluded
from cases.operations.reasons import need_substance, says_more
from earlyhelp.database.questions import rows_of
from earlyhelp.database.turns import one_at_a_time
from earlyhelp.policy import working_time
from earlyhelp.policy.work import Clock

ANSWER, REVIEW = "cases.restrict_case", "cases.review_break_glass"
TO_REVIEW = Clock(
    code="review_of_break_glass", label="Review", amount=5, unit="working_days", source="this program’s own rule"
)
LONGEST = timedelta(days=183)


@transaction.atomic
def ask(reference: str, *, because: str, by: User, key: UUID | None = None) -> AccessRequest:
    """Ask whoever answers for the case to let one see it, or record in it. `key` makes sending a page twice one request.

    Raises Refused for whoever works with the case already, and while a request of theirs waits: what is new would reach nobody.
    """
    found = require_openable(reference, by)
    need_reason(because)
    if Case.objects.worked_by(by).filter(pk=found.key).exists():
        raise Refused("You work with this record already.")
    if key and (there := AccessRequest.objects.filter(pk=key, asked_by=by).first()):
        return there
    one_at_a_time(f"cases.ask {found.key} {by.pk}")
    if waiting := AccessRequest.objects.filter(case_id=found.key, asked_by=by, answered_at=None).first():
        if waiting.because == because:
            return waiting
        raise Refused("Your request of before waits for its answer. Ring them if something has changed.")
    made = AccessRequest(
        id=key or uuid7(), case_id=found.key, asked_by=by, because=because, asked_at=clock.now()
    ).write(by=by, because=because)
    for somebody in answerers(found.key):
        notify(somebody, "access.asked", found.case)
    return made


@transaction.atomic
def answer(request: AccessRequest, *, answer: str, because: str, by: User, until: date | None = None) -> AccessRequest:
    """Say yes until a day, to read or to record too; or no. Either with a reason that whoever asked is told.

    Raises Refused for one's own request: whoever asked may have come to the team since.
    """
    case = Case.objects.for_change().get(pk=request.case_id)
    require(by, ANSWER, case)
    found: AccessRequest = case.access_requests.for_change().get(pk=request.pk)
    if found.answered_at is not None:
        if (found.answer, found.answer_because, found.until) == (
            answer,
            because,
            until if answer != Answer.NO else None,
        ):
            return found  # the page was sent twice
        raise Refused(f"{found.answered_by} has answered already: {found.get_answer_display().lower()}. That stands.")
    if found.asked_by_id == by.pk:
        raise Refused("You asked this yourself. Somebody else who answers for the record has to answer it.")
    need_reason(because)
    if answer != Answer.NO:
        _give(found, Answer(answer), _last_day(until), because, by)
    found.answer, found.answer_because = Answer(answer), because
    found.answered_by, found.answered_at = by, clock.now()
    found.until = until if answer != Answer.NO else None
    found.write(by=by, because=because)
    notify(found.asked_by, "access.answered", case)
    return found


def _last_day(until: date | None) -> date:
    if until is None:
        raise Refused("Say until when.", "until")
    if not clock.today() <= until <= clock.today() + LONGEST:
        raise Refused(f"The last day must lie within the next {LONGEST.days} days.", "until")
    return until


def _give(request: AccessRequest, to: Answer, until: date, because: str, by: User) -> None:
    case = request.case
    if is_excluded(case, request.asked_by):
        raise Refused("This person cannot be given this case.", "answer")
    permission = work_permission(Case) if to == Answer.WORK else view_permission(Case)
    ends = datetime.combine(until + timedelta(days=1), time.min, clock.UK)
    why = f"asked: {request.because}"
    grants.give_on_request(case, request.asked_by, permission, ends=ends, why=why, by=by, because=because)


@transaction.atomic
def break_glass(reference: str, *, because: str, by: User, key: UUID | None = None) -> BreakGlass:
    """Open the case to read it, for an hour at most. The Data Protection Officer hears of it at once, and somebody reviews it.

    Raises Refused for a reason without substance, for one that says what was said before, for whoever sees the case anyway, and where
    there is no officer who could be told: nobody opens a record unseen.
    """
    found = require_openable(reference, by)
    key = key or uuid7()
    one_at_a_time(f"cases.break_glass {found.key} {by.pk}")
    if there := BreakGlass.objects.filter(pk=key).first():
        return there
    need_substance(because)
    if Case.objects.visible_to(by).filter(pk=found.key).exists():
        raise Refused("You can open this record already.")
    before = BreakGlass.objects.filter(case_id=found.key, user=by).values_list("because", flat=True)
    if any(not says_more(because, one) for one in before):
        raise Refused("You gave this reason before. Say why you need to look again.", "because")
    if not _is_heard(found.key, by):
        raise Refused(
            f"There is no Data Protection Officer who could be told, so nothing is opened. Ring {settings.DUTY_PHONE}."
        )
    moment = clock.now()  # the database sets its own
    times = dict.fromkeys(("opened_at", "ends_at", "machine_at"), moment)
    made = BreakGlass(id=key, case_id=found.key, user=by, because=because, **times)
    made.write(by=by, because=because)
    for officer in officers():
        if officer != by:
            notify(officer, "glass.broken")
    return made


def _is_heard(case_key: UUID, by: User) -> bool:
    """Whether an officer hears of it who could look at it. The database alone knows from whom a case is kept."""
    ((heard,),) = rows_of("SELECT earlyhelp_is_heard(%s, %s)", [by.pk, case_key])
    return bool(heard)


@transaction.atomic
def review(glass: BreakGlass, *, finding: str, because: str, by: User) -> BreakGlass:
    """Somebody outside the line has looked at it. Raises Refused for one's own and for a colleague's of one's team."""
    require(by, REVIEW)
    found = BreakGlass.objects.for_change().get(pk=glass.pk)
    need_reason(because)
    if found.reviewed_at is not None:
        if (found.finding, found.review_because) == (finding, because):
            return found  # the page was sent twice
        raise Refused(
            f"{found.reviewed_by} has looked at it already: {found.get_finding_display().lower()}. That stands."
        )
    if not outside_the_line(found, by):
        raise Refused("Somebody outside the team of whoever opened it has to look at it.")
    found.finding, found.review_because = Finding(finding), because
    found.reviewed_by, found.reviewed_at = by, clock.now()
    return found.write(by=by, because=because)


def is_reviewed(key: UUID) -> bool:
    """Whether somebody has looked at this opening, of those that the one who is looking may see."""
    return BreakGlass.objects.filter(pk=key).exclude(reviewed_at=None).exists()


@dataclass(frozen=True)
class HiddenGlass:
    """An opening of a record that is sealed now: who and when. Neither its reference nor the reason, which is the family's."""

    pk: UUID
    user_id: int
    user: str
    opened_at: datetime
    hidden: bool = True


def hidden_glass() -> list[HiddenGlass]:
    """Openings of records that do not exist for the one who is looking, an officer: a seal ends no review. Oldest first."""
    return [HiddenGlass(*row) for row in rows_of("SELECT id, who, name, opened_at FROM earlyhelp_hidden_glass()", [])]


@transaction.atomic
def review_hidden(glass: HiddenGlass, *, finding: str, because: str, by: User) -> None:
    """The same as `review`, of an opening whose record is sealed by now. A function of the database writes it."""
    require(by, REVIEW)
    need_reason(because)
    if not outside_the_line(glass, by):
        raise Refused("Somebody outside the team of whoever opened it has to look at it.")
    with acting(by, because), connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_review_hidden_glass(%s, %s, %s)", [glass.pk, Finding(finding), because])


def outside_the_line(glass: BreakGlass | HiddenGlass, by: User) -> bool:
    """Neither whoever opened it, nor of one of their teams."""
    theirs = Membership.objects.filter(user=glass.user_id).values("group")
    return glass.user_id != by.pk and not Membership.objects.filter(user=by, group__in=theirs).exists()


def review_by(glass: BreakGlass | HiddenGlass) -> datetime:
    """When the five working days are over in which it has to be looked at."""
    due = working_time.due(TO_REVIEW, glass.opened_at, notice.policy().working_time)
    assert due is not None  # nothing pauses it
    return due
