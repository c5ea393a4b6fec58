"""What may be asked of whom under the notice in force: by the class of a field, and by what somebody is in the family.

What was recorded under another notice stays as it is; only what is written anew has to be covered.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from access import notice, slots
from access.classification import FAMILY, FIELDS, Personal
from access.errors import Refused
from cases.models import Case, Person
from cases.models.families import Part
from earlyhelp.policy.classes import CLASSES
from earlyhelp.policy.covering import Covering, asked_of, covering, may_be_opened
from earlyhelp.policy.information import Category
from earlyhelp.policy.vocabulary import ABOUT

OF_PERSON = FIELDS["cases.Person"]
REASON = "health_because"  # the field that says why health information matters
ABOUT_PART = {
    Part.CHILD: "child",
    Part.UNBORN: "child",
    Part.MAIN_CARER: "adult",
    Part.CARER: "adult",
    Part.FOSTER_CARER: "adult",
    Part.OTHER: "household",
}


def field_of(what: str) -> str:
    """The first field of a person that holds this class; an empty string where none does."""
    return next((name for name, line in OF_PERSON.items() if isinstance(line, Personal) and line.what == what), "")


def about(part: str) -> str:
    """Whom a notice means by somebody with this part in a family."""
    return ABOUT_PART[Part(part)]


class Asking:
    """The answers for one page or one operation: the council's readings are looked up once, and only where they decide.

    `case` is the one that is written on. Without it nobody has consented to anything yet, as in a referral.
    """

    def __init__(self, case: Case | None = None) -> None:
        self.case = case

    @cached_property
    def policy(self) -> Any:
        return notice.policy()

    @cached_property
    def answers(self) -> Mapping[str, str]:
        return notice.answers() if may_be_opened(self.policy) else {}

    @cached_property
    def consented(self) -> bool:
        """Whether an explicit consent is in force on this case. Looked up only where it decides."""
        return self.case is not None and any(in_force(self.case) for in_force in slots.explicit_consent.fillings)

    def covering(self, field: str, whom: str = "") -> Covering | None:
        """What covers a field of a person; None where it is not asked of them. `whom` is a word of ABOUT, or anybody."""
        line = OF_PERSON[field]
        assert isinstance(line, Personal), field
        if whom and whom not in line.about:
            return None
        return covering(self.policy, line.what, whom, self.answers)

    def covering_anybody(self, what: str) -> Covering | None:
        """What covers a class of information, whoever it is about."""
        return covering(self.policy, what, "", self.answers)

    def may_ask(self, field: str, whom: str = "") -> bool:
        """Whether the field may be asked. Why health matters is asked where something of health has to matter."""
        if field == REASON:
            return any(self.may_ask(one, whom) for one in self.reasoned(whom))
        return self.is_listed(field, whom) and not self.waits_for_consent(field, whom)

    def is_listed(self, field: str, whom: str = "") -> bool:
        """Whether the notice covers the field at all, for those who consented or for everybody."""
        if field == REASON:
            return bool(self.reasoned(whom))
        return field not in OF_PERSON or self.covering(field, whom) is not None

    def waits_for_consent(self, field: str, whom: str = "") -> bool:
        """Whether nothing but explicit consent lets the field be asked, and none is in force on this case."""
        return self.needs_consent(field, whom) and not self.consented

    def needs_consent(self, field: str, whom: str = "") -> bool:
        """Whether nothing but explicit consent lets the field be asked."""
        by = self.covering(field, whom) if field in OF_PERSON and field != REASON else None
        return by is not None and by.consent_needed

    def waiting(self, whom: str = "") -> tuple[str, ...]:
        """The fields that are left out until somebody's explicit consent is in force."""
        return tuple(field for field in OF_PERSON if self.waits_for_consent(field, whom))

    def reasoned(self, whom: str = "") -> tuple[str, ...]:
        """The fields that are kept only with the reason why they matter."""
        found = {field: self.covering(field, whom) for field in OF_PERSON if field != REASON}
        return tuple(field for field, by in found.items() if by and by.relevance_needed)

    def of_whom(self, field: str) -> tuple[str, ...]:
        """About whom a field is asked, as words of ABOUT."""
        line = OF_PERSON[field]
        assert isinstance(line, Personal), field
        return tuple(one for one in asked_of(self.policy, line.what, self.answers) if one in line.about)

    def only_of(self, field: str) -> str:
        """Of whom alone a field is asked, for a form that does not know yet whom it is about; empty where it is of everybody."""
        of = self.of_whom(field) if field in OF_PERSON else FAMILY
        return "" if set(of) == set(FAMILY) else f"Asked only of {' and '.join(ABOUT[one] for one in of)}."

    def protected(self) -> tuple[str, ...]:
        """The fields that are special in law or by the word of the notice: whoever reads them is noted with them."""
        found = []
        for field, line in OF_PERSON.items():
            by = self.covering_anybody(line.what) if isinstance(line, Personal) else None
            if isinstance(line, Personal) and (CLASSES[line.what].law != "ordinary" or (by and by.protected)):
                found.append(field)
        return tuple(sorted(found))

    def why(self, field: str, whom: str = "") -> str:
        """Why a field is asked and what it serves, where the notice says so; else an empty string."""
        by = self.covering(field, whom) if field in OF_PERSON and field != REASON else None
        told = next((one for one in by.categories if one.asked_because), None) if by else None
        return self.words_of(told) if told else ""

    def words_of(self, category: Category) -> str:
        """Why a kind of information is asked, and which duty or service it serves."""
        entries = {entry.code: entry.label for entry in (*self.policy.powers, *self.policy.services)}
        serves = "; ".join(entries[code] for code in category.serves if code in entries)
        return f"Why we ask: {category.asked_because} It serves: {serves}." if serves else category.asked_because


def need_asked(
    answers: Mapping[str, Any], part: str, *, before: Person | None = None, asking: Asking | None = None
) -> None:
    """Raise Refused where something new is written that the notice does not let be asked of somebody with this part.

    `asking` knows the case and whether somebody consented on it; without it nobody has, as in a referral.
    """
    asking, whom = asking or Asking(), about(part)
    new = [field for field, value in answers.items() if value and _is_new(field, value, before)]
    for field in new:
        if field in OF_PERSON and field != REASON and not asking.may_ask(field, whom):
            raise Refused(not_asked(asking, field, whom), field)
    _need_reason(answers, asking.reasoned(whom), new, before)


def _need_reason(answers: Mapping[str, Any], reasoned: Collection[str], new: list[str], before: Person | None) -> None:
    """Raise Refused where something of health is written, or left standing, without the reason why it matters."""
    had, because = getattr(before, REASON, ""), answers.get(REASON, getattr(before, REASON, ""))
    left = any(answers.get(field, getattr(before, field, "")) for field in reasoned)
    if left and not because.strip() and (had or set(new) & set(reasoned)):
        raise Refused("Write why this matters to the help: only then may something of health be kept.", REASON)


def without_consent(fields: Collection[str]) -> str:
    """Why these fields wait, in a sentence, and what opens them."""
    lines = [OF_PERSON[field] for field in fields]
    labels = list(dict.fromkeys(f"“{CLASSES[line.what].label}”" for line in lines if isinstance(line, Personal)))
    named = " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
    return (
        f"{named} can be recorded only with somebody’s explicit consent: the notice in force has nothing else that allows"
        " it. None is in force on this case. Record the consent first, on the Privacy tab; what is recorded already stays."
    )


def not_asked(asking: Asking, field: str, whom: str) -> str:
    """That a field is not asked of somebody, and of whom it is, or what it waits for."""
    line = OF_PERSON[field]
    assert isinstance(line, Personal), field
    if asking.waits_for_consent(field, whom):
        return without_consent([field])
    of = " and ".join(ABOUT[one] for one in asking.of_whom(field)) or "nobody"
    return f"“{CLASSES[line.what].label}” is not asked of {ABOUT[whom]}: the notice in force lets it be asked of {of}."


def _is_new(field: str, value: Any, before: Person | None) -> bool:
    return before is None or getattr(before, field) != value
