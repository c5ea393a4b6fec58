"""What somebody has to do, and by when: tasks, actions, reviews and assessments. All of it is in somebody's tray.

What is due on a case is for whoever leads it; for whoever stands in for them; for the managers of its team where nobody at work
leads it. What was given to one person goes the same way once that person does not work with the case any more.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from access import clock
from access.grants import allows, may, works_with
from access.labels import worded
from access.models import Membership, Staff, User
from access.slots import Due
from cases.models import (
    AccessRequest,
    Action,
    Allocation,
    Assessment,
    Case,
    CaseGroupGrant,
    CaseUserGrant,
    Cover,
    MatchDecision,
    Restriction,
    Review,
    Task,
)
from cases.models.assessments import AssessmentState
from cases.models.case import Visibility
from cases.models.tasks import TaskKind
from cases.stages import Stage
from earlyhelp.database.together import ask_together

MANAGES = "cases.sign_assessment"
WORKS = "cases.work_case"


@dataclass(frozen=True)
class Tray:
    """Whose work lands with one person: their own and that of those for whom they stand in; the cases on which everything does."""

    people: list[Staff]
    teams: list[int]  # that this person manages
    cases: list[UUID]
    now: datetime


def due_for(staff: Staff) -> list[Due]:
    """Everything that is open for this person, soonest first. A closed case asks nothing of anybody."""
    tray = _tray_of(staff)
    tasks, actions, reviews, assessments = _tasks(tray), _actions(tray), _reviews(tray), _assessments(tray)
    restrictions, requests = _restrictions(staff), _requests(staff)
    ask_together(tasks, actions, reviews, assessments, restrictions, requests)
    found = [
        *(_task(one) for one in tasks),
        *(_action(one) for one in actions),
        *(_review(one) for one in reviews),
        *(_assessment(one) for one in assessments),
        *(_restriction(one) for one in restrictions),
        *(_request(one) for one in requests),
    ]
    return sorted(found, key=lambda one: (one.on, one.reference, one.words))


def without_lead(staff: Staff) -> "QuerySet[Case]":
    """The cases of a manager's teams that nobody at work in the team leads: who did has left, moved, is switched off, or has another role.

    One on which work has stopped until the family consents is among them: somebody has to answer for it.
    """
    member = Membership.objects.filter(user=OuterRef("worker__user"), group=OuterRef("case__team"))
    at_work = Staff.objects.who_may(WORKS).filter(pk=OuterRef("worker"), is_active=True)
    shut = Q(case__team=None)  # a record that is shut has no team whose member could lead it
    leads = Allocation.objects.filter(Exists(at_work), shut | Q(Exists(member)), case=OuterRef("pk"), until=None)
    was_led = Exists(Allocation.objects.filter(case=OuterRef("pk"), until=None))
    stopped = Q(was_led, stage=Stage.AWAITING_CONSENT)
    mine = Q(team__in=_managed_by(staff))
    if manages(staff):  # of a record that is shut: those whose restriction this person owns
        owned = Restriction.objects.filter(owner=staff.user_id, lifted_at=None).values("case")
        mine |= Q(pk__in=owned) & ~Q(visibility=Visibility.OPEN)
    return Case.objects.filter(~Exists(leads), mine, Q(stage=Stage.OPEN) | stopped)


def answered_for(staff: Staff, stage: Stage = Stage.OPEN) -> "QuerySet[Case]":
    """The open cases that land with this person, or those at another stage: those that they or whoever they stand in for lead, and
    those that nobody leads."""
    now = clock.now()
    absent = Cover.objects.filter(covering=staff, since__lte=now, until__gt=now).values("absent")
    led = Allocation.objects.filter(Q(worker=staff) | Q(worker__in=absent), until=None).values("case")
    unled = without_lead(staff).values("pk") if manages(staff) else Case.objects.none().values("pk")
    return Case.objects.filter(Q(pk__in=led) | Q(pk__in=unled), stage=stage)


def still_works_on(user: User, case: Case) -> bool:
    """Whether somebody works with this case still, by their role and by grant: then what is said about it is for them."""
    return may(user, WORKS) and works_with(user, case)


def _tray_of(staff: Staff) -> Tray:
    now = clock.now()
    covers = Cover.objects.filter(covering=staff, since__lte=now, until__gt=now).select_related("absent")
    cases = answered_for(staff).only("pk")
    ask_together(covers, cases)
    return Tray([staff, *(cover.absent for cover in covers)], _managed_by(staff), [case.pk for case in cases], now)


def manages(staff: Staff) -> bool:
    """Whether this person answers for the work of their teams."""
    return allows(staff, MANAGES)


def _managed_by(staff: Staff) -> list[int]:
    return staff.teams if manages(staff) else []


def _works_with(user: str, now: datetime) -> Exists:
    """Whoever the column names is at work with families and holds the case, by a team or singly."""
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    single = CaseUserGrant.objects.filter(current, content_object=OuterRef(OuterRef("case")), user=OuterRef("user"))
    teams = CaseGroupGrant.objects.filter(
        current, content_object=OuterRef(OuterRef(OuterRef("case"))), content_object__visibility=Visibility.OPEN
    ).values("group")
    member = Membership.objects.filter(user=OuterRef("user"), group__in=teams)
    at_work = Staff.objects.who_may(WORKS).filter(Exists(member) | Exists(single), user=OuterRef(user), is_active=True)
    return Exists(at_work)


def _tasks(tray: Tray) -> "QuerySet[Task]":
    given = Q(for_user__in=[one.user_id for one in tray.people])
    left = Q(for_user__isnull=False, case__in=tray.cases) & ~_works_with("for_user", tray.now)
    of_the_lead = Q(for_user=None, case__in=tray.cases) & ~Q(kind=TaskKind.SIGN_OFF)
    found = Task.objects.filter(given | left | of_the_lead | _sign_offs(tray), done_at=None)
    return with_whose(found.exclude(case__stage=Stage.CLOSED).select_related("case"))


def _task(one: Task) -> Due:
    return Due(one.what or one.get_kind_display(), one.case.reference, one.due_on, where_done(one))


def _sign_offs(tray: Tray) -> Q:
    """For the managers of the team; where none is at work there, whoever leads the case sees that it waits."""
    in_team = Membership.objects.filter(user=OuterRef("user"), group=OuterRef(OuterRef("case__team")))
    managers = Staff.objects.filter(Exists(in_team), is_active=True, roles__contains=["team_manager"])
    unseen = ~Exists(managers) & Q(case__in=tray.cases)
    return Q(for_user=None, kind=TaskKind.SIGN_OFF) & (Q(case__team__in=tray.teams) | unseen)


def with_whose(tasks: "QuerySet[Task]") -> "QuerySet[Task]":
    """With the person of the family who may be known already, for the tasks that ask whether they are."""
    asked = MatchDecision.objects.filter(case=OuterRef("case"), other_key=OuterRef("about_key"))
    return tasks.annotate(whose=Subquery(asked.order_by("-decided_at").values("person")[:1]))


def where_done(task: Task) -> str:
    """The page on which what the task asks for is done."""
    if task.kind == TaskKind.OWN:
        return reverse("cases:finish_task", args=[task.case.reference, task.pk])
    if task.kind == TaskKind.CLOSE:
        return reverse("cases:close", args=[task.case.reference])
    if task.kind in (TaskKind.SIGN_OFF, TaskKind.RETURNED, TaskKind.REASSESS):
        return reverse("cases:assessments", args=[task.case.reference])
    if task.kind == TaskKind.TELL_FAMILY:
        return reverse("consent:privacy", args=[task.case.reference])
    whose = getattr(task, "whose", None)  # where the list was read `with_whose`
    if task.kind == TaskKind.SETTLE_MATCH and whose:
        return reverse("cases:settle_match", args=[task.case.reference, whose, task.about_key])
    return task.case.get_absolute_url()


def _actions(tray: Tray) -> "QuerySet[Action]":
    left = Q(owner__isnull=False, case__in=tray.cases) & ~_works_with("owner__user", tray.now)
    found = Action.objects.filter(Q(owner__in=tray.people) | left, done=None, case__stage=Stage.OPEN)
    return found.select_related("case")


def _action(one: Action) -> Due:
    return Due(one.what, one.case.reference, one.due_on, reverse("cases:plan", args=[one.case.reference]))


def _reviews(tray: Tray) -> "QuerySet[Review]":
    return Review.objects.filter(case__in=tray.cases, held_on=None).select_related("case")


def _review(one: Review) -> Due:
    return Due("Review of the plan", one.case.reference, one.due_on, reverse("cases:plan", args=[one.case.reference]))


def _restrictions(staff: Staff) -> "QuerySet[Restriction]":
    return Restriction.objects.filter(owner=staff.user_id, lifted_at=None).select_related("case")


def _requests(staff: Staff) -> "QuerySet[AccessRequest]":
    """Colleagues who ask to see a record: for the managers of its team and the hub; of one that is shut, for the owner of its restriction."""
    answers = manages(staff) or "hub" in staff.roles
    owned = Restriction.objects.filter(owner=staff.user_id, lifted_at=None).values("case")
    mine = Q(case__team__in=staff.teams if answers else []) | Q(case__in=owned) & ~Q(case__visibility=Visibility.OPEN)
    return AccessRequest.objects.filter(mine, answered_at=None).exclude(asked_by=staff.user_id).select_related("case")


def _request(one: AccessRequest) -> Due:
    """Due on the day on which it came: somebody waits."""
    where = reverse("cases:requests", args=[one.case.reference])
    return Due("Answer a request to see the record", one.case.reference, clock.uk_date(one.asked_at), where)


def _restriction(one: Restriction) -> Due:
    where = reverse("cases:restriction", args=[one.case.reference])
    return Due("Look at the restriction again", one.case.reference, one.review_on, where)


def _assessments(tray: Tray) -> "QuerySet[Assessment]":
    found = Assessment.objects.filter(case__in=tray.cases, state=AssessmentState.WRITING)
    return found.exclude(due_on=None).select_related("case")


def _assessment(one: Assessment) -> Due:
    assert one.due_on is not None  # what is asked for
    where = reverse("cases:assessment", args=[one.case.reference, one.number])
    return Due(worded("{Assessment} to complete"), one.case.reference, one.due_on, where)
