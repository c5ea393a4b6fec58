"""How long this record is kept, in words for people: on the case's banner and tab, and before it is closed."""

from dataclasses import dataclass, field
from datetime import date

from access import clock
from cases.models import Case
from cases.stages import Stage
from earlyhelp.policy.dates import Answer
from earlyhelp.policy.years import said
from retention.models import BatchItem, Clock
from retention.models.disposal import ItemState
from retention.operations import clocks, facts
from retention.operations.promises import Promises

NOT_CLOSED = "This case is not closed, so no period has begun"
BEING_WORKED_OUT = "The date is being worked out. It is here within a minute."
SHORT = {
    "held": "Held: not destroyed, whatever its date",
    "needs_person": "No date yet: a fact is missing",
    "no_rule": "No date: nothing is destroyed",
}
HEADINGS = {
    "held": "This record is held",
    "needs_person": "There is no date yet: somebody has to settle something",
    "no_rule": "There is no date, so nothing is destroyed",
}


@dataclass
class Keeping:
    """The Keeping tab: one line that answers the question, the reasons, and the paragraph that they come from."""

    heading: str
    because: list[str] = field(default_factory=list)
    source: str = ""
    record_class: str = ""
    unset: bool = False  # a setting of the council is missing


def keeping(case: Case, *, across: bool = False) -> Keeping:
    """Until when this case is kept, why, and under which paragraph, whatever state it is in.

    `across`: for somebody without a grant, who sees nothing of an open case from which to work out what closing would mean.
    """
    if case.stage != Stage.CLOSED:
        return Keeping(NOT_CLOSED) if across else _if_it_closed_today(case)
    row = case.clocks.order_by("pk").first()
    if row is None or row.state == "open":
        return Keeping(BEING_WORKED_OUT)
    found = Keeping(
        _heading(row),
        list(row.because),
        row.rule_source,
        facts.class_in_words(row.record_class),
        row.state == "no_rule",
    )
    found.because += _what_next(row)
    return found


def _heading(row: Clock) -> str:
    if row.held or row.state != "dated" or row.keep_until is None:
        return HEADINGS["held" if row.held else row.state]
    return f"This record is kept until {said(row.keep_until)}"


def _what_next(row: Clock) -> list[str]:
    """For a record whose time has come: what happens before it goes."""
    if row.held or row.dispose_from is None or row.dispose_from > clock.today():
        return []
    listed = BatchItem.objects.filter(case_key=row.case_id, state__in=[ItemState.LISTED, ItemState.DESTROYING])
    if item := listed.select_related("batch").first():  # seen by those who may see lists
        return [f"It is on list {item.batch.reference}."]
    return ["Its time has come. It goes only after two people have approved the list that it is on, and seven days."]


def _if_it_closed_today(case: Case) -> Keeping:
    known = facts.if_closed(case, clock.today())
    answer = clocks.answer_for(known, Promises.in_force())
    would = ["If it closed today, its needs met, this page would say:", *answer.because]
    return Keeping(
        NOT_CLOSED,
        would,
        answer.source,
        facts.class_in_words(known.record_class),
        answer.state == "no_rule",
    )


def short(case: Case) -> str:
    """The banner's line about a closed case; empty for one that is not closed."""
    if case.stage != Stage.CLOSED:
        return ""
    row = case.clocks.order_by("pk").first()
    if row is None or row.state == "open":
        return "The date is being worked out"
    if row.held:
        return SHORT["held"]
    return f"Kept until {said(row.keep_until)}" if row.keep_until else SHORT[row.state]


def preview(case: Case, on: date, outcome: str = "") -> list[str]:
    """What closing on a day with an outcome would mean, before it is done; with no outcome yet, what a step up would change too."""
    promises = Promises.in_force()
    answer: Answer = clocks.answer_for(facts.if_closed(case, on, outcome), promises)
    sentences = [*answer.because, f"The rule: {answer.source}."]
    for rule in () if outcome else promises.rules(facts.CHILDREN_IN_NEED):
        sentences.append(
            "If it closes because a child stepped up to social care, the record is kept until the youngest is"
            f" {rule.keep.years} instead, where that is later ({rule.source})."
        )
    return sentences
