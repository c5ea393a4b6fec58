"""What the notice in force says of its studies, what the council still owes an answer on, and what an extract may not say."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from access import notice
from access.errors import Refused
from access.labels import worded
from earlyhelp.policy.notice import Reading
from earlyhelp.policy.sharing import Research
from earlyhelp.policy.vocabulary import COHORTS, COLUMNS
from earlyhelp.policy.years import anniversary, said
from sharing.models import Extract
from sharing.operations.study_words import ANONYMISED


def study(code: str) -> Research | None:
    """The study that the notice in force names so, or None."""
    return next((one for one in notice.policy().research if one.code == code), None)


def owed(study: Research) -> list[Reading]:
    """The questions about the study that the council has not answered: nothing leaves before it has."""
    answered = {reading.key for reading in notice.readings()}
    return [notice.policy().reading(key) for key in study.readings if key not in answered]


def anonymised(study: Research) -> str:
    """Who takes the names away, and when: as the notice says, or as the council reads it; `not_said` until it does."""
    if study.anonymised != "not_said":
        return study.anonymised
    answers = {reading.key: reading.value for reading in notice.readings()}
    return next((answers[key] for key in study.readings if answers.get(key) in ANONYMISED), "not_said")


def kept_until(study: Research, leaves_on: date) -> date | None:
    """The last day on which the recipient may have what leaves then. None where the notice counts from no day that is known here."""
    years = study.destroy_after_years if study.destroy_from == "receipt" else None
    return anniversary(leaves_on, years) if years else None


def column(code: str) -> str:
    """A column in words; one that the program has no word for by its code."""
    return worded(COLUMNS.get(code, code.replace("_", " ")))


def cohort(code: str) -> str:
    return worded(COHORTS[code]) if code in COHORTS else code


def purpose(code: str) -> str:
    return next((one.label for one in notice.policy().purposes if one.code == code), code)


def _as_it_is(word: str) -> str:
    return word


def not_named(what: str, value: str, named: Iterable[str]) -> str:
    """The sentence for a value that the notice does not have: the value, and those that it has."""
    return f"The notice names no {what} “{value}” for this study. It names: {'; '.join(named) or 'none'}."


def faults(extract: Extract) -> Iterator[Refused]:
    """What the extract says and the notice in force does not: each with the value at fault and those allowed."""
    named = study(extract.study)
    if named is None:
        there = "; ".join(one.study for one in notice.policy().research) or "none"
        yield Refused(f"The notice in force names no study “{extract.study}”. It names: {there}.")
        return
    yield from _other(named, extract)
    yield from _columns(named, extract.columns)
    yield from _too_long(named, extract)


def _other(named: Research, extract: Extract) -> Iterator[Refused]:
    """Recipient, purpose, families and on whose behalf are the study's own, and no other; so is the way of taking the names away."""
    single: tuple[tuple[str, str, str, Callable[[str], str]], ...] = (
        ("recipient", "recipient", named.recipient, _as_it_is),
        ("purpose", "purpose", named.purpose, purpose),
        ("cohort", "families", named.cohort, cohort),
        ("anonymised", "way of taking the names away", anonymised(named), lambda code: ANONYMISED.get(code, code)),
    )
    for field, what, allowed, words in single:
        if (value := getattr(extract, field)) != allowed:
            yield Refused(not_named(what, words(value), [words(allowed)]), field)
    for one in extract.commissioners:
        if one not in named.commissioners:
            yield Refused(not_named("commissioner", one, named.commissioners))


def _columns(named: Research, chosen: list[str]) -> Iterator[Refused]:
    if not chosen:
        yield Refused("Choose at least one column.", "columns")
    for code in chosen:
        if code not in named.columns:
            yield Refused(not_named("column", column(code), map(column, named.columns)), "columns")


def _too_long(named: Research, extract: Extract) -> Iterator[Refused]:
    last = kept_until(named, extract.leaves_on)
    if last and extract.destroy_by > last:
        years = named.destroy_after_years
        yield Refused(
            f"{said(extract.destroy_by)} is too late. The notice allows {years} years after it is received:"
            f" {said(last)} at the latest.",
            "destroy_by",
        )
    if extract.destroy_by <= extract.leaves_on:
        yield Refused("The day by which it is destroyed must be after the day on which it leaves.", "destroy_by")
