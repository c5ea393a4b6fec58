"""What it takes to speak and write with somebody: language, interpreter, format. Shown before each contact, and asked about after it."""

from collections.abc import Iterable

from access.errors import Refused
from cases.models import Case, Person

OURS = "english"


def need_of(person: Person) -> str:
    """What this person needs, in words; empty where nothing is known."""
    foreign = person.language if person.language.strip().casefold() != OURS else ""
    speaks = f"speaks {foreign}" if foreign and foreign.casefold() not in person.interpreter.casefold() else ""
    interpreter = f"{person.interpreter} interpreter" if person.interpreter else ""
    return ", ".join(filter(None, (speaks, interpreter, person.format_needed)))


def needs_among(people: Iterable[Person]) -> str:
    """The needs of several people, each with whose it is."""
    told = ((person.known_as or person.full_name, need_of(person)) for person in people)
    return "; ".join(f"{name}: {need}" for name, need in told if need)


def needs_of(case: Case) -> str:
    """What it takes to speak and write with this family."""
    return needs_among(member.person for member in case.household)


def need_answer(people: Iterable[Person], needs_met: str) -> None:
    """A contact that ignores a need is warned of: Refused until somebody has said how it was met, or why not."""
    if (needed := needs_among(people)) and not needs_met.strip():
        raise Refused(f"{needed}. Write how that was met, or why not.", "needs_met")
