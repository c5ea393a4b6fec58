"""The early help assessment: started from the policy's sections, saved as it is typed, handed in, returned or signed off.

What a section holds is saved by whoever works with the case; a manager who did not hand it in signs it off. Row security refuses
a change of what is not being written (cases_section).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from access import clock, notice
from access.errors import Refused, need_reason
from access.grants import require
from access.labels import worded
from access.models import Staff, User
from access.notifications import notify
from cases.models import Assessment, Case, Section
from cases.models.assessments import IN_HAND, AssessmentState, StepKind
from cases.models.tasks import TaskKind
from cases.operations import basis, steps, tasks
from cases.operations.asking import Asking
from cases.operations.colleagues import who_work_on
from cases.operations.due import still_works_on
from cases.operations.own_kinds import need, of_section
from cases.operations.times import due_on
from cases.operations.work import require_open


class ChangedMeanwhile(Refused):
    """Somebody else saved this section since the page was opened. `theirs` is what stands there now."""

    def __init__(self, section: Section) -> None:
        super().__init__(
            f"{section.changed_by} has changed this section since you opened it. Both versions are below: nothing was overwritten.",
            "text",
        )
        self.theirs = section


@transaction.atomic
def start(case: Case, *, by: User) -> Assessment:
    """A new assessment with every section of the policy, one row a child where it is about each child.

    Starts from the words of the last one that was signed off. Raises Refused while another is in hand, and where the notice
    asks for consent first and there is none.
    """
    case = _case(case, by)
    basis.need_consent_before("assessment", case)
    if case.assessments.filter(state__in=IN_HAND).exists():
        raise Refused(worded("{An_assessment} is in hand already. Finish that one first."))
    now = clock.now()
    assessment = Assessment(
        case=case,
        number=(case.assessments.aggregate(Max("number"))["number__max"] or 0) + 1,
        started_at=now,
        started_by=by,
        due_on=due_on("assessment", now),
    ).write(by=by, because="assessment started")
    _add_sections(assessment, case, by, because="assessment started")
    tasks.settle(case, kind=TaskKind.REASSESS, by=by)
    return assessment


def ask_about_everybody(case: Case, *, by: User) -> None:
    """A child who joins while an assessment is being written has a voice in it too."""
    for assessment in case.assessments.filter(state=AssessmentState.WRITING):
        _add_sections(assessment, case, by, because="joined the family")


@transaction.atomic
def keep_section(
    section: Section, *, text: str, complete: bool, seen: datetime | None, by: User, because: str = ""
) -> Section:
    """Save a section as it is typed. `seen` is when it was last changed as the page showed it.

    Raises ChangedMeanwhile where somebody else saved something else since, be it that it is complete, and Refused where nothing is written and it is called complete,
    or where the notice lets this be kept only where it matters and `because` does not say why it does. Forbidden where the section
    asks for a kind that is not theirs to write.
    """
    case = _case(section.case, by)
    _require_state(
        Assessment.objects.get(pk=section.assessment_id, case=case),  # first: what is signed has no row to lock
        AssessmentState.WRITING,
        "It is not being written, so it cannot be changed.",
    )
    section = Section.objects.for_change().select_related("assessment", "changed_by").get(pk=section.pk, case=case)
    need(of_section(section.code), by)
    stands = (section.text, section.complete, section.because)
    if seen is not None and section.changed_at != seen and stands != (text, complete, because):
        raise ChangedMeanwhile(section)
    if complete and not text.strip():
        raise Refused("Write something before you mark the section as complete. “Nothing to say” is an answer.", "text")
    if text.strip() and not because.strip() and reason_needed(section.code):
        raise Refused("Write why this matters to the help: only then may something of health be kept.", "because")
    if stands != (text, complete, because):
        section.text, section.complete, section.because = text, complete, because
        section.changed_at, section.changed_by = clock.now(), by
        section.write(by=by, because="section saved")
    return section


def reason_needed(code: str) -> bool:
    """Whether the notice lets what a section holds be kept only with the reason why it matters."""
    policy = notice.policy()
    asked = next((one for one in policy.assessment_sections if one.code == code), None)
    return asked is not None and any(policy.category(kind).reason_needed == "relevance" for kind in asked.categories)


def whys_of(code: str) -> list[str]:
    """Why the notice asks for what a section holds, each kind with what it serves."""
    asking, policy = Asking(), notice.policy()
    asked = next((one for one in policy.assessment_sections if one.code == code), None)
    kinds = [policy.category(kind) for kind in asked.categories] if asked else []
    return [asking.words_of(kind) for kind in kinds if kind.asked_because]


@transaction.atomic
def hand_in(assessment: Assessment, *, by: User, words: str = "") -> Assessment:
    """Send it for sign-off. Raises Refused while a section is not complete. Handed in again, it fires each next step once."""
    case = _case(assessment.case, by)
    assessment = _locked(assessment)
    if left := asked_in(assessment).filter(complete=False).count():
        raise Refused(f"{left} section{'' if left == 1 else 's'} {'is' if left == 1 else 'are'} not complete yet.")
    steps.move(assessment, AssessmentState.SUBMITTED, StepKind.SUBMIT, words, by)
    tasks.settle(case, kind=TaskKind.RETURNED, about_key=assessment.pk, by=by)
    tasks.give(case, kind=TaskKind.SIGN_OFF, about_key=assessment.pk, due_on=due_on("sign_off", clock.now()), by=by)
    for manager in managers_of(case):
        if manager.user != by:
            notify(manager.user, "assessment.submitted", case)
    return assessment


@transaction.atomic
def give_back(assessment: Assessment, *, words: str, by: User) -> Assessment:
    """Return it to whoever handed it in, with comments."""
    case, assessment = _to_decide(assessment, by)
    need_reason(words, "Write what has to change.", "words")
    writer = _still_at_work(case, _handed_in_by(assessment))
    steps.move(assessment, AssessmentState.WRITING, StepKind.RETURN, words, by)
    _add_sections(assessment, case, by, because="a child joined the family")
    tasks.settle(case, kind=TaskKind.SIGN_OFF, about_key=assessment.pk, by=by)
    tasks.give(
        case,
        kind=TaskKind.RETURNED,
        about_key=assessment.pk,
        for_user=writer,
        due_on=due_on("sign_off", clock.now()),
        by=by,
        news="assessment.returned",
    )
    return assessment


@transaction.atomic
def sign(assessment: Assessment, *, by: User, words: str = "") -> Assessment:
    """Sign it off: from now on it is read-only, and a new version starts from it."""
    case, assessment = _to_decide(assessment, by)
    assessment.signed_at = clock.now()
    writer = _still_at_work(case, _handed_in_by(assessment))
    steps.move(assessment, AssessmentState.SIGNED, StepKind.SIGN, words, by)
    tasks.settle(case, kind=TaskKind.SIGN_OFF, about_key=assessment.pk, by=by)
    if writer is not None:
        notify(writer, "assessment.signed", case)
    return assessment


@transaction.atomic
def give_up(assessment: Assessment, *, because: str, by: User) -> Assessment:
    """Nobody goes on with it, such as one that was started by mistake: what is written stays to be read, and a new one may begin.

    Raises Refused while it waits for sign-off: that ends with the manager's answer.
    """
    case = _case(assessment.case, by)
    need_reason(because, "Write why it is given up.")
    assessment = _locked(assessment)
    _require_state(assessment, AssessmentState.WRITING, "It is not being written, so it cannot be given up.")
    steps.move(assessment, AssessmentState.GIVEN_UP, StepKind.GIVE_UP, because, by)
    tasks.end_undone(case, because="the {assessment} was given up", by=by, about_key=assessment.pk)
    return assessment


def may_sign(assessment: Assessment, by: User) -> bool:
    """Whether this person could sign it off now: a manager, and not the one who handed it in."""
    return assessment.state == AssessmentState.SUBMITTED and _handed_in_by(assessment) != by


def asked_in(assessment: Assessment) -> "QuerySet[Section]":
    """The sections that are asked for: not those about a child who has left the family and of whom nothing was written."""
    here = Q(person=None) | Q(person__in=[child.pk for child in assessment.case.children])
    return assessment.sections.filter(here | ~Q(text=""))


def percent_complete(assessment: Assessment) -> int:
    """How much of it is complete, of the sections that are asked for: 0 to 100, and 100 only when nothing is left."""
    states = list(asked_in(assessment).values_list("complete", flat=True))
    return 100 * sum(states) // len(states) if states else 0


def managers_of(case: Case) -> list[Staff]:
    """The managers who work on the case."""
    return list(who_work_on(case).filter(roles__contains=["team_manager"]))


def _case(case: Case, by: User) -> Case:
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    require_open(case)
    return case


def _to_decide(assessment: Assessment, by: User) -> tuple[Case, Assessment]:
    case = Case.objects.for_change().get(pk=assessment.case_id)
    require(by, "cases.sign_assessment", case)
    require_open(case)
    assessment = _locked(assessment)
    _require_state(assessment, AssessmentState.SUBMITTED, "It is not waiting for sign-off any more.")
    if _handed_in_by(assessment) == by:
        raise Refused(worded("You handed this {assessment} in, so another manager signs it off or returns it."))
    return case, assessment


def _locked(assessment: Assessment) -> Assessment:
    return Assessment.objects.for_change().get(pk=assessment.pk)


def _require_state(assessment: Assessment, state: AssessmentState, otherwise: str) -> None:
    if assessment.state != state:
        raise Refused(otherwise)


def _add_sections(assessment: Assessment, case: Case, by: User, because: str) -> None:
    """A row for each section of the policy that has none, with the words of the last assessment that was signed."""
    before, there = _words_of_the_last(case), set(assessment.sections.values_list("code", "person_id"))
    asked = [
        (section.code, person)
        for section in notice.policy().assessment_sections
        for person in (case.children if section.each_child else [None])
    ]
    for code, person in asked:
        place = (code, person.pk if person else None)
        if place not in there:
            Section(
                case=case,
                assessment=assessment,
                code=code,
                person=person,
                **before.get(place, {}),
                changed_at=clock.now(),
                changed_by=by,
            ).write(by=by, because=because)


def _still_at_work(case: Case, user: User) -> User | None:
    """Whoever handed it in, while they work with the case; else whoever leads it now."""
    if still_works_on(user, case):
        return user
    lead = case.lead
    return lead.worker.user if lead is not None and still_works_on(lead.worker.user, case) else None


def _handed_in_by(assessment: Assessment) -> User:
    return assessment.steps.filter(kind=StepKind.SUBMIT).select_related("by").latest("at").by


def _words_of_the_last(case: Case) -> dict[tuple[str, object], dict[str, str]]:
    last = case.assessments.filter(state=AssessmentState.SIGNED).order_by("-number").first()
    sections = last.sections.all() if last else ()
    return {(row.code, row.person_id): {"text": row.text, "because": row.because} for row in sections}
