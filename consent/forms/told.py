"""What the referral asks about telling the family and about consent, and how the answers are kept."""

from typing import Any

from django import forms

from access import clock, notice
from access.errors import Refused
from access.labels import called
from access.models import User
from access.slots import Someone
from cases.models import Case, Person
from cases.models.tasks import TaskKind
from cases.operations import days, tasks
from consent.models.notices import How, WhyNot
from consent.operations import consents, notices, refusals
from consent.operations.competence import HINT, is_young, need_judgement
from earlyhelp.govuk import DateField
from earlyhelp.policy import working_time

ANSWERS = (
    ("yes", "Yes"),
    ("no", "No: they were asked, and do not consent"),
    ("not_asked", "They have not been asked yet"),
)
ASKED = ("yes", "no")  # the answers that somebody of the family gave
WHY_NOT = "told_why_not"


class ToldQuestions:
    """Who of the family knows, and how; why not; and, only where the notice relies on it, whether they consent."""

    def fields(self, people: list[Someone]) -> dict[str, forms.Field]:
        """The questions, as fields of the page about telling the family."""
        named = [(person.key, person.name) for person in people if not person.to_come]
        asked = self._told(named) | self._not_told()
        return asked | (self._consent(people, named) if consents.relied_on() else {})

    def _told(self, named: list[tuple[str, str]]) -> dict[str, forms.Field]:
        some = (("some", "Some of them"),) if len(named) > 1 else ()
        told = forms.ChoiceField(
            label="Has the family been told about this referral and how their information is used?",
            choices=(("yes", "Yes"), *some, ("no", "Not yet")),
            widget=forms.RadioSelect,
            error_messages={"required": "Say whether the family has been told"},
        )
        return {"told_told": told} | (self._who(named) if some else {}) | self._how()

    def _who(self, named: list[tuple[str, str]]) -> dict[str, forms.Field]:
        who = forms.MultipleChoiceField(
            label="If only some, who has been told?",
            choices=named,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        return {"told_who": who}

    def _how(self) -> dict[str, forms.Field]:
        return {
            "told_how": forms.ChoiceField(
                label="If told, how?", choices=How.choices, widget=forms.RadioSelect, required=False
            ),
            "told_on": DateField(label="If told, when?", hint="Leave empty for today", required=False),
            "told_by": forms.CharField(label="If told, by whom?", max_length=120, required=False),
        }

    def _not_told(self) -> dict[str, forms.Field]:
        return {
            WHY_NOT: forms.ChoiceField(
                label="If somebody has not been told yet, why?",
                choices=WhyNot.choices,
                widget=forms.RadioSelect,
                required=False,
            ),
            "told_why_words": forms.CharField(label="If for another reason, which?", max_length=200, required=False),
        }

    def _consent(self, people: list[Someone], named: list[tuple[str, str]]) -> dict[str, forms.Field]:
        grown_up = next((person.key for person in people if person.grown_up), "")
        asked: dict[str, forms.Field] = {
            "told_consent": forms.ChoiceField(
                label=called(
                    "If told, has the parent or carer said clearly that they consent to the {hub} using this information?"
                ),
                help_text=called("Without consent the referral waits at the {hub} until it is given."),
                choices=ANSWERS,
                widget=forms.RadioSelect,
                required=False,
            )
        }
        if any(is_young(one.youngest) for one in people if not one.to_come):
            asked |= self._judged()
        if len(named) > 1:
            asked["told_consent_by"] = forms.ChoiceField(
                label="If they were asked, who answered?",
                choices=named,
                initial=grown_up,
                widget=forms.RadioSelect,
                required=False,
            )
        return asked

    def _judged(self) -> dict[str, forms.Field]:
        return {
            "told_judged_by": forms.CharField(
                label="If a child consented: who judged that they understand it?",
                max_length=120,
                required=False,
                help_text=HINT,
            ),
            "told_judged_because": forms.CharField(
                label="If a child consented: how did they come to that?", max_length=300, required=False
            ),
        }

    def clean(self, answers: dict[str, Any], people: list[Someone]) -> None:
        """Raise Refused where the answers do not fit together."""
        self._check_telling(answers)
        self._check_consent(answers)
        self._check_understanding(answers, people)
        self._check_details(answers)

    def _check_telling(self, answers: dict[str, Any]) -> None:
        told = answers["told_told"]
        if told != "no" and not answers.get("told_how"):
            raise Refused("Say how the family was told.", "told_how")
        if told == "some" and not answers.get("told_who"):
            raise Refused("Choose who has been told.", "told_who")
        if told == "some" and not answers.get(WHY_NOT):
            raise Refused("Say why the others have not been told yet.", WHY_NOT)
        if told == "no" and not answers.get(WHY_NOT):
            raise Refused("Say why the family has not been told yet.", WHY_NOT)

    def _check_consent(self, answers: dict[str, Any]) -> None:
        if answers.get("told_consent") == "" and answers["told_told"] != "no":
            raise Refused("Say whether they consent.", "told_consent")
        if answers.get("told_consent") not in ASKED:
            return
        yes = answers["told_consent"] == "yes"
        untold = f"Somebody who has not been told cannot have {'consented' if yes else 'been asked'}."
        if answers["told_told"] == "no":
            raise Refused(untold, "told_consent")
        if answers.get("told_consent_by") == "":
            raise Refused("Say who consented." if yes else "Say who was asked and said no.", "told_consent_by")
        if answers["told_told"] == "some" and answers.get("told_consent_by", "") not in answers["told_who"]:
            raise Refused(untold, "told_consent_by")

    def _check_understanding(self, answers: dict[str, Any], people: list[Someone]) -> None:
        """A child consents only where somebody judged that they understand it."""
        if answers.get("told_consent") != "yes":
            return
        who = _who_answered(answers, people)
        need_judgement(who.name, _age_then(who, answers), **_judgement(answers), prefix="told_")

    def _check_details(self, answers: dict[str, Any]) -> None:
        other = answers["told_told"] != "yes" and answers.get(WHY_NOT) == WhyNot.OTHER
        if other and not answers.get("told_why_words", "").strip():
            raise Refused("Write the other reason.", "told_why_words")
        if on := answers.get("told_on"):
            days.check_told(on, clock.today(), "told_on")

    def basis(self, answers: dict[str, Any]) -> str:
        """Consent given on the referral is the case's basis from the start."""
        return consents.basis_of(explicit=True) if answers.get("told_consent") == "yes" else ""

    def keep(
        self, case: Case, people: dict[str, Person], answers: dict[str, Any], by: User, *, named: list[Someone]
    ) -> None:
        """One row a person for the telling, but for a child to come; one for the consent; a task where somebody is to be told."""
        told_keys = self._told_keys(people, answers)
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
            self._give_task(case, answers, by)
        if answers.get("told_consent") == "yes":
            self._keep_consent(case, people, answers, by, _who_answered(answers, named))
        if answers.get("told_consent") == "no":
            self._keep_refusal(case, people, answers, by, _who_answered(answers, named))

    def _keep_refusal(
        self, case: Case, people: dict[str, Person], answers: dict[str, Any], by: User, who: Someone
    ) -> None:
        refusals.write(
            case,
            person=people[who.key],
            how=answers.get("told_how") or "",
            asked_on=answers.get("told_on") or clock.today(),
            asked_by=answers.get("told_by") or "",
            by=by,
        )

    def _keep_consent(
        self, case: Case, people: dict[str, Person], answers: dict[str, Any], by: User, who: Someone
    ) -> None:
        consents.write(
            case,
            person=people[who.key],
            how=answers.get("told_how") or "",
            given_on=answers.get("told_on") or clock.today(),
            by=by,
            explicit=True,
            age=_age_then(who, answers),
            judged_by=answers.get("told_judged_by") or "",
            judged_because=answers.get("told_judged_because") or "",
        )

    def _told_keys(self, people: dict[str, Person], answers: dict[str, Any]) -> set[str]:
        return {"yes": set(people), "some": set(answers.get("told_who") or ()), "no": set()}[answers["told_told"]]

    def _give_task(self, case: Case, answers: dict[str, Any], by: User) -> None:
        """Somebody has to tell the family: whoever leads the case, by the policy's clock."""
        policy = notice.policy()
        due = working_time.due(policy.clock("tell_family"), clock.now(), policy.working_time)
        assert due is not None  # nothing pauses it
        why = answers.get("told_why_words") or WhyNot(answers[WHY_NOT]).label
        tasks.give(case, kind=TaskKind.TELL_FAMILY, due_on=due.date(), by=by, what=f"Not told yet: {why}")


def _who_answered(answers: dict[str, Any], people: list[Someone]) -> Someone:
    """Whom the answers name; where nobody asked, the last, who is the carer."""
    key = answers.get("told_consent_by") or people[-1].key
    return next(one for one in people if one.key == key)


def _age_then(who: Someone, answers: dict[str, Any]) -> int | None:
    """How old they were at least on the day, which is not so long ago: a year younger where it was not today."""
    on = answers.get("told_on")
    return max(who.youngest - 1, 0) if who.youngest and on and on < clock.today() else who.youngest


def _judgement(answers: dict[str, Any]) -> dict[str, str]:
    """Who judged that a child understands, and how they came to that."""
    return {name: answers.get(f"told_{name}") or "" for name in ("judged_by", "judged_because")}


QUESTIONS = ToldQuestions()
