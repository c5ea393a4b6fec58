"""What a referral says of telling the family and of consent, kept with the case that it begins."""

from typing import Any

from django.db import transaction

from access import clock, notice
from access.models import User
from access.slots import Someone
from cases.models import Case, Person
from cases.models.tasks import TaskKind
from cases.operations import tasks
from consent.models.notices import WhyNot
from consent.operations import consents, notices, refusals
from earlyhelp.policy import working_time

WHY_NOT = "told_why_not"  # the answer that says why nobody was told


@transaction.atomic
def keep(case: Case, people: dict[str, Person], answers: dict[str, Any], by: User, *, named: list[Someone]) -> None:
    """One row a person for the telling, but for a child to come; one for the consent; a task where somebody is to be told."""
    told_keys = _told_keys(people, answers)
    how, on = answers.get("told_how") or "", answers.get("told_on")
    for key, person in people.items():
        if person.expected is None:
            notices.write(
                case,
                person=person,
                told=key in told_keys,
                how=how,
                told_on=on,
                told_by=answers.get("told_by") or "",
                why_not=answers.get(WHY_NOT) or "",
                why_words=answers.get("told_why_words") or "",
                by=by,
            )
    if answers["told_told"] != "yes":
        _give_task(case, answers, by)
    if answers.get("told_consent") == "yes":
        _keep_consent(case, people, answers, by, who_answered(answers, named))
    if answers.get("told_consent") == "no":
        _keep_refusal(case, people, answers, by, who_answered(answers, named))


def _keep_refusal(case: Case, people: dict[str, Person], answers: dict[str, Any], by: User, who: Someone) -> None:
    refusals.write(
        case,
        person=people[who.key],
        how=answers.get("told_how") or "",
        asked_on=answers.get("told_on") or clock.today(),
        asked_by=answers.get("told_by") or "",
        by=by,
    )


def _keep_consent(case: Case, people: dict[str, Person], answers: dict[str, Any], by: User, who: Someone) -> None:
    consents.write(
        case,
        person=people[who.key],
        how=answers.get("told_how") or "",
        given_on=answers.get("told_on") or clock.today(),
        by=by,
        explicit=True,
        age=age_then(who, answers),
        judged_by=answers.get("told_judged_by") or "",
        judged_because=answers.get("told_judged_because") or "",
    )


def _told_keys(people: dict[str, Person], answers: dict[str, Any]) -> set[str]:
    return {"yes": set(people), "some": set(answers.get("told_who") or ()), "no": set()}[answers["told_told"]]


def _give_task(case: Case, answers: dict[str, Any], by: User) -> None:
    """Somebody has to tell the family: whoever leads the case, by the policy's clock."""
    policy = notice.policy()
    due = working_time.due(policy.clock("tell_family"), clock.now(), policy.working_time)
    assert due is not None  # nothing pauses it
    why = answers.get("told_why_words") or WhyNot(answers[WHY_NOT]).label
    tasks.give(case, kind=TaskKind.TELL_FAMILY, due_on=due.date(), by=by, what=f"Not told yet: {why}")


def who_answered(answers: dict[str, Any], people: list[Someone]) -> Someone:
    """Whom the answers name; where nobody asked, the last, who is the carer."""
    key = answers.get("told_consent_by") or people[-1].key
    return next(one for one in people if one.key == key)


def age_then(who: Someone, answers: dict[str, Any]) -> int | None:
    """How old they were at least on the day, which is not so long ago: a year younger where it was not today."""
    on = answers.get("told_on")
    return max(who.youngest - 1, 0) if who.youngest and on and on < clock.today() else who.youngest
