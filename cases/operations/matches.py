"""Whether somebody is known already: who may be the same person, and why. A match is shown, ranked and explained, and decides nothing.

The database's matcher sees every row and hands over what staff who may locate may know (earlyhelp/database/functions.sql); a
partner is handed nothing. Indexed ways of being alike come first; only where none is good does it compare letters.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from access import clock
from access.grants import may
from access.models import User
from cases.operations.likeness import (
    NUMBERS,
    OF_A_BIRTH_TO_COME,
    OF_A_HOME,
    REASONS,
    SAME_BIRTH,
    SAME_NAME,
    Known,
    of_births,
    of_names,
    of_surnames,
)
from cases.stages import Stage
from earlyhelp.database.questions import rows_of

FIND = "cases.find_family"
ASKED = "asked"  # rows with the names that were asked about, spelt as the keys are
WORTH = 0.80  # shown from here on
GOOD = 0.86  # where the best is below this, letters are compared too
NAME_ALONE = 0.86  # a name without a date of birth must be nearer
# Everybody who is asked about comes as one list, so that a statement is the same for one and for ten, and its plan is kept.
ALIKE = """
SELECT o.place, a.*
FROM jsonb_to_recordset(%s::jsonb) AS o(place integer, names text[], born date, postcode text, nhs_number text, upn text, ni_number text, phone_end text),
     earlyhelp_alike(o.names, o.born, o.postcode, o.nhs_number, o.upn, o.ni_number, o.phone_end) AS a
WHERE earlyhelp_me() = %s"""
BORN_IN_MONTH = """
SELECT o.place, a.* FROM jsonb_to_recordset(%s::jsonb) AS o(place integer, born date), earlyhelp_born_in_month(o.born) AS a"""
ALIKE_IN_LETTERS = """
SELECT o.place, a.* FROM jsonb_to_recordset(%s::jsonb) AS o(place integer, names text[], born date),
       earlyhelp_alike_in_letters(o.names, o.born) AS a"""
Reasons = dict[UUID, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """Whom somebody asks about. `names` are the whole names that the person goes by; the rest may be empty. `born` is the day of
    birth, or the day on which one is expected; `to_month` where it stands for its whole month."""

    names: tuple[str, ...] = ()
    born: date | None = None
    postcode: str = ""
    nhs_number: str = ""
    upn: str = ""
    ni_number: str = ""
    phone_end: str = ""
    to_month: bool = False

    @property
    def empty(self) -> bool:
        """Nothing to go by."""
        numbers = (self.nhs_number, self.upn, self.ni_number, self.phone_end)
        return not (any(self.names) or self.born or self.postcode or any(numbers))


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant, with no more than one who may locate is told. `postcode_area` is the first half of a postcode.

    `age` is in whole years, of somebody who was born and lives. Of a `restricted` record it says the team to ask and nothing
    else, not even what speaks for it. `asked_for_by` is the reference by which one asks to see it.
    """

    person_key: UUID
    case_reference: str
    name: str
    age: int | None
    postcode_area: str
    worker: str
    worker_phone: str
    status: str
    reasons: tuple[str, ...]
    may_open: bool
    expected: date | None = None
    died_on: date | None = None
    asked_for_by: str = ""
    restricted: bool = False

    @property
    def why(self) -> list[str]:
        """The reasons in words."""
        return [REASONS[code] for code in self.reasons]


@dataclass
class Likely:
    """Somebody on the way to being a candidate: the best score so far, and everything that speaks for it."""

    score: float
    reasons: tuple[str, ...]
    known: Known


def candidates(asked: Asked, by: User, *, limit: int = 10) -> list[Candidate]:
    """The people who may be the one asked about, likeliest first, each with its reasons. For partners always none."""
    return candidates_of_each([asked], by, limit=limit)[0]


def candidates_of_each(asked: Sequence[Asked], by: User, *, limit: int = 10) -> list[list[Candidate]]:
    """The same for several people, in their order: the matcher is asked of all of them at once.

    Whether `by` may know is asked by the matcher itself, each time: that saves a question of its own.
    """
    ranked = _ranked(asked, by, limit)
    told = _told(dict.fromkeys(key for reasons in ranked for key in reasons))
    return [_once([_candidate(key, why, *told[key]) for key, why in one.items() if key in told]) for one in ranked]


def _once(found: list[Candidate]) -> list[Candidate]:
    """A restricted record stands there once, however many of the family fit: their number tells something."""
    first = {one.asked_for_by: one for one in reversed(found) if one.restricted}
    return [one for one in found if not one.restricted or first[one.asked_for_by] is one]


def _ranked(asked: Sequence[Asked], by: User, limit: int) -> list[Reasons]:
    """Keys of the likeliest people for each who is asked about, with their reasons, best first. None where `by` is not the one looking."""
    rows = _alike(asked, by)
    pairs = [[(row[2], row[3]) for row in of_one if row[0] == ASKED] for of_one in rows]
    likely = [_score(*of_one) for of_one in zip(asked, pairs, rows, strict=True)]
    poor = [place for place, found in enumerate(likely) if pairs[place] and _best(found) < GOOD]
    more = _alike_in_letters([asked[place] for place in poor]) if poor else []
    for place, rows_of_one in zip(poor, more, strict=True):
        likely[place] = _score(asked[place], pairs[place], rows_of_one) | likely[place]
    return [_first(found, limit) for found in likely]


def _best(likely: dict[UUID, Likely]) -> float:
    return max((one.score for one in likely.values()), default=0.0)


def _first(likely: dict[UUID, Likely], limit: int) -> Reasons:
    best = sorted(likely.items(), key=lambda pair: (-pair[1].score, str(pair[0])))
    return {key: one.reasons for key, one in best[:limit] if one.score >= WORTH}


def _told(keys: Iterable[UUID]) -> dict[UUID, tuple[list[Any], date]]:
    """What staff who may locate are told of these people, and today. The database asks again whether they may."""
    if not (wanted := list(keys)):
        return {}
    rows = rows_of("SELECT app_now(), l.* FROM earlyhelp_located(%s::uuid[]) AS l", [wanted])
    return {key: (row, clock.uk_date(moment)) for moment, key, *row in rows}


def candidate_of(key: UUID, reasons: tuple[str, ...], by: User) -> Candidate | None:
    """One person whom somebody thought of before, whether or not the matcher still does; None where `by` may not locate them."""
    told = _told([key]) if may(by, FIND) else {}
    return _candidate(key, reasons, *told[key]) if key in told else None


def people_of(reference: str, by: User) -> list[Candidate]:
    """Everybody in the family whose case has this reference."""
    if not may(by, FIND):
        return []
    keys = [key for (key,) in rows_of("SELECT unnest(earlyhelp_people_of(%s))", [reference])]
    told = _told(keys)
    return _once([_candidate(key, ("reference",), *told[key]) for key in keys if key in told])


def _candidate(key: UUID, reasons: tuple[str, ...], row: list[Any], today: date) -> Candidate:
    name, born, expected, died_on, outward, reference, stage, worker, phone, may_open, restricted = row
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born and not died_on else None
    return Candidate(
        person_key=key,
        case_reference="" if restricted else reference,
        name=name,
        age=age,
        postcode_area=outward,
        worker=worker,
        worker_phone=phone,
        status="" if restricted else Stage(stage).worded,
        reasons=() if restricted else _in_the_words_of(reasons, to_come=bool(expected and not born)),
        may_open=may_open,
        expected=expected,
        died_on=died_on,
        asked_for_by=reference,
        restricted=restricted,
    )


def _in_the_words_of(reasons: tuple[str, ...], *, to_come: bool) -> tuple[str, ...]:
    """The reasons; of a child to come, by the day on which it is expected."""
    return tuple(OF_A_BIRTH_TO_COME.get(code, code) for code in reasons) if to_come else reasons


def _alike(asked: Sequence[Asked], by: User) -> list[list[tuple[Any, ...]]]:
    found = _of_each([replace(one, born=None) if _month_alone(one) else one for one in asked], ALIKE, by.pk)
    months = [place for place, one in enumerate(asked) if _month_alone(one)]
    more = _of_each([asked[place] for place in months], BORN_IN_MONTH) if months else []
    for place, rows in zip(months, more, strict=True):
        found[place] += rows
    return found


def _month_alone(one: Asked) -> bool:
    """Whether no name is asked about: with one, whoever was born near enough is found by days."""
    return one.to_month and not any(one.names)


def _alike_in_letters(asked: Sequence[Asked]) -> list[list[tuple[Any, ...]]]:
    with transaction.atomic():  # the threshold of likeness ends with it
        return _of_each(asked, ALIKE_IN_LETTERS)


def _of_each(asked: Sequence[Asked], statement: str, *values: Any) -> list[list[tuple[Any, ...]]]:
    """The rows of each who is asked about, by their places. Of whom nothing is known nothing is asked."""
    found: list[list[tuple[Any, ...]]] = [[] for _ in asked]
    told = [_as_row(place, one) for place, one in enumerate(asked) if not one.empty]
    for place, *row in rows_of(statement, [json.dumps(told), *values]) if told else ():
        found[place].append(tuple(row))
    return found


def _as_row(place: int, asked: Asked) -> dict[str, Any]:
    names = [name for name in asked.names if name.strip()]
    return vars(asked) | {"place": place, "names": names, "born": asked.born and asked.born.isoformat()}


def _score(asked: Asked, pairs: list[tuple[str, str]], rows: list[tuple[Any, ...]]) -> dict[UUID, Likely]:
    """The best of each person's names against each name asked about; what they share besides adds to it."""
    shared: dict[UUID, set[str]] = {}
    surnames: defaultdict[UUID, set[str]] = defaultdict(set)
    for hit, key, _, surname, *_ in rows:
        if hit in NUMBERS:
            shared.setdefault(key, set()).add(hit)
        surnames[key].add(surname)
    likely: dict[UUID, Likely] = {}
    whom = Whom(asked, pairs, all(first == last for first, last in pairs))
    for key, *what in {
        row[1:] for row in rows if row[0] != ASKED
    }:  # several ways find the same name: it is looked at once
        one = whom.likely(Known(*what), shared.get(key, ()), surnames[key])
        if key not in likely or one.score > likely[key].score:
            likely[key] = one
    return likely


class Whom(NamedTuple):
    """Who is asked about, their names spelt as keys are, and whether each of these is one word. Held against dozens, each time."""

    asked: Asked
    pairs: list[tuple[str, str]]
    one_word: bool

    def likely(self, known: Known, shared: Collection[str], surnames: set[str]) -> Likely:
        """How likely somebody is meant. `surnames` are all of theirs, `shared` the numbers and places."""
        name, of_name = self._name(known, surnames)
        birth, of_birth = of_births(self.asked.born, known, to_month=self.asked.to_month)
        if not self.pairs:
            score = birth if self.asked.born else 0.6
        elif self.asked.born is None:
            score = name if name >= NAME_ALONE or (of_name == "name_part" and self.one_word) else name - 0.3
        else:
            score = max(0.6 * name + 0.4 * birth, name - 0.2)  # a date may be wrong altogether
        if shared:
            if self.pairs and not self.one_word and of_name not in SAME_NAME and of_birth not in SAME_BIRTH:
                shared = set(shared) - OF_A_HOME  # a father is not his child for having its surname and its front door
            score += sum(NUMBERS[code] for code in shared)
        reasons = tuple(code for code in (of_name, of_birth, *sorted(shared)) if code)
        return Likely(score if reasons else 0.0, reasons, known)

    def _name(self, known: Known, surnames: set[str]) -> tuple[float, str]:
        ways = [of_names(pair, known) for pair in self.pairs]
        if len(surnames) > 1:
            ways += [of_surnames(pair, surnames) for pair in self.pairs]
        return max(ways, default=(0.0, ""))
