"""What somebody has to do, and by when: tasks, actions, reviews and assessments of the cases that they work with."""

from django.db.models import Q
from django.urls import reverse

from access.models import Staff
from access.slots import Due
from cases.models import Action, Assessment, Review, Task
from cases.models.assessments import AssessmentState
from cases.models.tasks import TaskKind
from cases.stages import Stage


def due_for(staff: Staff) -> list[Due]:
    """Everything that is open for this person, soonest first. A closed case asks nothing of anybody."""
    found = [*_tasks(staff), *_actions(staff), *_reviews(staff), *_assessments(staff)]
    return sorted(found, key=lambda one: (one.on, one.reference, one.words))


def _led_by(staff: Staff) -> Q:
    """The case is open and this person leads it."""
    return Q(case__stage=Stage.OPEN, case__allocations__until=None, case__allocations__worker=staff)


def _tasks(staff: Staff) -> list[Due]:
    mine = Q(for_user=staff.user) | (Q(for_user=None) & ~Q(kind=TaskKind.SIGN_OFF) & _led_by(staff))
    if any("cases.sign_assessment" in role.may for role in staff.known_roles):
        teams = staff.user.memberships.values_list("group_id", flat=True)
        mine |= Q(for_user=None, kind=TaskKind.SIGN_OFF, case__team__in=list(teams))
    found = Task.objects.filter(mine, done_at=None).exclude(case__stage=Stage.CLOSED).select_related("case").distinct()
    return [
        Due(task.what or task.get_kind_display(), task.case.reference, task.due_on, where_done(task)) for task in found
    ]


def where_done(task: Task) -> str:
    """The page on which what the task asks for is done."""
    if task.kind == TaskKind.OWN:
        return reverse("cases:finish_task", args=[task.case.reference, task.pk])
    if task.kind in (TaskKind.SIGN_OFF, TaskKind.RETURNED):
        return reverse("cases:assessments", args=[task.case.reference])
    if task.kind == TaskKind.TELL_FAMILY:
        return reverse("consent:privacy", args=[task.case.reference])
    if task.kind == TaskKind.SETTLE_MATCH:
        return reverse("cases:decide", args=[task.case.reference])
    return task.case.get_absolute_url()


def _actions(staff: Staff) -> list[Due]:
    found = Action.objects.filter(owner=staff, done=None, case__stage=Stage.OPEN).select_related("case")
    return [
        Due(one.what, one.case.reference, one.due_on, reverse("cases:plan", args=[one.case.reference])) for one in found
    ]


def _reviews(staff: Staff) -> list[Due]:
    found = Review.objects.filter(_led_by(staff), held_on=None).select_related("case")
    return [
        Due("Review of the plan", one.case.reference, one.due_on, reverse("cases:plan", args=[one.case.reference]))
        for one in found
    ]


def _assessments(staff: Staff) -> list[Due]:
    found = Assessment.objects.filter(_led_by(staff), state=AssessmentState.WRITING).exclude(due_on=None)
    return [
        Due(
            "Assessment to complete",
            one.case.reference,
            one.due_on,
            reverse("cases:assessment", args=[one.case.reference, one.number]),
        )
        for one in found.select_related("case")
        if one.due_on
    ]
