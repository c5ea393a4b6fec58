"""People who belong to nobody, from a seed: many of few names and few of many, as names are; and what people mistype."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from string import ascii_lowercase
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from faker.providers.person.en_GB import Provider

from access import notice
from access.identity import look_as
from access.models import User
from access.records import acting, uuid7
from cases.models import Person

STARTS = [
    "bal",
    "bre",
    "cor",
    "dun",
    "el",
    "far",
    "gar",
    "hal",
    "ing",
    "jar",
    "kel",
    "lor",
    "mar",
    "nor",
    "ock",
    "pem",
    "ras",
    "sel",
    "tor",
    "ul",
    "ves",
    "wil",
    "yar",
    "zan",
    "ash",
]
MIDDLES = ["a", "e", "i", "o", "u", "an", "er", "in", "or", "ul", "ed", "il"]
ENDS = [
    "by",
    "combe",
    "dale",
    "ford",
    "ham",
    "ley",
    "man",
    "mere",
    "ney",
    "rick",
    "son",
    "ster",
    "ton",
    "wick",
    "wood",
    "worth",
    "ski",
    "ova",
    "inder",
    "eke",
]
SOUNDS = (("ph", "f"), ("c", "k"), ("ie", "y"), ("ck", "k"), ("ee", "ea"), ("s", "z"), ("th", "t"))
EIGHTEEN_YEARS = 6570


@dataclass(frozen=True)
class Invented:
    """Somebody of the bench."""

    key: UUID
    name: str
    born: date


def surnames() -> list[str]:
    made = {(start + middle + end).capitalize() for start in STARTS for middle in MIDDLES for end in ENDS}
    return list(Provider.last_names) + sorted(made)


def invent(size: int, dice: random.Random) -> Iterator[Invented]:
    """`size` people: common names are common, 8 in 100 surnames are double-barrelled, ages nought to eighty."""
    last, first = surnames(), sorted(set(Provider.first_names))
    weights = list(accumulate(1 / (place + 20) for place in range(len(last))))
    for _ in range(size):
        name = dice.choices(last, cum_weights=weights)[0]
        if dice.random() < 0.08:
            name += "-" + dice.choices(last, cum_weights=weights)[0]
        age = dice.randrange(EIGHTEEN_YEARS) if dice.random() < 0.6 else dice.randrange(29_200)
        yield Invented(uuid7(), f"{dice.choice(first)} {name}", date(2026, 6, 1) - timedelta(days=age))


def load(people: list[Invented], by: User, teams: list[int], *, family_of: int = 4) -> None:
    """Write them as families of so many with a case each: in bulk, through the same triggers as every write."""
    with transaction.atomic(), acting(by, "made for the bench"), connection.cursor() as cursor:
        look_as(by)
        cursor.execute("CREATE TEMP TABLE newcomer (id uuid, name text, born date, family uuid) ON COMMIT DROP")
        family = uuid7()
        with cursor.copy("COPY newcomer FROM STDIN") as copy:
            for place, one in enumerate(people):
                family = uuid7() if place % family_of == 0 else family
                copy.write_row((one.key, one.name, one.born, family))
        for statement in (FAMILIES, people_statement(), MEMBERS):
            cursor.execute(statement)
        cursor.execute(
            CASES,
            {
                "teams": teams,
                "many": len(teams),
                "by": by.pk,
                "notice": notice.base().fingerprint,
                "basis": notice.policy().bases[0].code,
            },
        )
        cursor.execute(LEADS, [by.pk])
        cursor.execute(REVIEWS)


FAMILIES = "INSERT INTO cases_family (id, made_on) SELECT DISTINCT family, date '2026-01-01' FROM newcomer"
MEMBERS = (
    "INSERT INTO cases_member (id, family_id, person_id, part, since)"
    " SELECT gen_random_uuid(), family, id, 'child', date '2026-01-01' FROM newcomer"
)
CASES = (
    "INSERT INTO cases_case (id, reference, family_id, stage, team_id, sent_by_id, notice_fingerprint, work_basis,"
    " received_at, changed_at, outcome, visibility) SELECT gen_random_uuid(), left(md5(family::text), 12), family,"
    " CASE WHEN chance < .6 THEN 'open' ELSE 'received' END, (%(teams)s::integer[])[1 + floor(random() * %(many)s)::int],"
    " %(by)s, %(notice)s, CASE WHEN chance < .6 THEN %(basis)s ELSE '' END, moment, moment, '', 'open'"
    " FROM (SELECT family, random() AS chance, now() - random() * interval '400 days' AS moment"
    "       FROM (SELECT DISTINCT family FROM newcomer) AS f) AS g"
)
OPEN = (
    "FROM cases_case c JOIN (SELECT DISTINCT family FROM newcomer) AS n ON n.family = c.family_id AND c.stage = 'open'"
)
LEADS = (  # a case that is open is led by somebody of its team
    "INSERT INTO cases_allocation (id, case_id, team_id, worker_id, service, outside_because, decided_by_id, because, since)"
    f" SELECT gen_random_uuid(), c.id, c.team_id, lead.id, '', '', %s, 'made for the bench', c.received_at {OPEN},"
    " LATERAL (SELECT s.id FROM access_staff s JOIN access_membership m ON m.user_id = s.user_id AND m.group_id = c.team_id"
    "   ORDER BY md5(c.id::text || s.id::text) LIMIT 1) AS lead"
)
REVIEWS = (
    "INSERT INTO cases_review (id, case_id, due_on, progress, family_view, decided)"
    f" SELECT gen_random_uuid(), c.id, c.received_at::date + 90, '', '', '' {OPEN}"
)
GIVEN = {"id": "id", "full_name": "name", "born": "born", "born_precision": "'day'"}


def people_statement() -> str:
    """Every column of a person is named: whatever the table grows by is empty here."""
    columns = {str(field.column): GIVEN.get(str(field.column), _empty(field)) for field in Person._meta.concrete_fields}
    return f"INSERT INTO cases_person ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM newcomer"


def _empty(field: Any) -> str:
    if field.null:
        return "NULL"
    return "false" if field.get_internal_type() == "BooleanField" else "''"


def mistyped(one: Invented, dice: random.Random) -> tuple[str, date]:
    """What somebody types who heard of this person: a name nearly right, a date of birth right in 55 of 100."""
    return _name(one.name, dice), _born(one.born, dice)


def mistyped_badly(one: Invented, dice: random.Random) -> tuple[str, date]:
    """Both names with a letter wrong anywhere, which is rare: heard badly, or read from a poor copy."""
    return " ".join(_blow(word, dice) for word in one.name.split(" ", 1)).title(), _born(one.born, dice)


def _blow(word: str, dice: random.Random) -> str:
    at, letter = dice.randrange(len(word)), dice.choice(ascii_lowercase)
    return dice.choice(
        (word[:at] + letter + word[at + 1 :], word[:at] + word[at + 1 :], word[:at] + letter + word[at:])
    )


def _name(name: str, dice: random.Random) -> str:
    first, last = name.split(" ", 1)
    if "-" in last and dice.random() < 0.5:
        last = dice.choice(last.split("-"))
    kind = dice.random()
    if kind < 0.35:
        last = _slip(last, dice)
    elif kind < 0.5:
        first = _slip(first, dice)
    elif kind < 0.7:
        last = _alike(last)
    return f"{last} {first}" if kind > 0.9 else f"{first} {last}"


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, max(2, len(word) - 1))
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
        )
    )


def _alike(word: str) -> str:
    for one, other in SOUNDS:
        if one in word:
            return word.replace(one, other, 1)
    return word


def _born(born: date, dice: random.Random) -> date:
    kind = dice.random()
    if kind < 0.55:
        return born
    if kind < 0.67 and born.day <= 12:
        return date(born.year, born.day, born.month)
    if kind < 0.8:
        return born + timedelta(days=dice.randrange(-28, 29))
    if kind < 0.9:
        return born + timedelta(days=dice.choice((-365, 365)))
    return date(born.year, 7, 1)  # worked out from an age
