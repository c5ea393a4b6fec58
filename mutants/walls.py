"""Changes of the walls: each gone, each without one of its conditions; and what many of them are made of, changed in all at once."""

import re
from collections.abc import Iterator
from dataclasses import replace

from earlyhelp.database.policies import policies
from earlyhelp.database.walls import WALLS
from mutants.changes import Mutant
from mutants.sql import without_each

VERBS = ("see", "add", "change", "end")
# What sight.py puts into many walls: said, what is looked for, what stands there instead.
EVERYWHERE = (
    ("whoever is kept out is not asked for", r" AND \w+\.id <> ALL\(\(SELECT earlyhelp_excluded\(\)\)::uuid\[\]\)", ""),
    ("no team", r"\w+\.team_id = ANY\(\(SELECT earlyhelp_my_teams\(\)\)::integer\[\]\)", "false"),
    ("no single grant", r"\w+\.id = ANY\(\(SELECT earlyhelp_my_(?:cases|work)\(\)\)::uuid\[\]\)", "false"),
    ("a grant to read is one to write", r"earlyhelp_my_work\(\)", "earlyhelp_my_cases()"),
    ("what does not exist for me is seen by role", r"\(SELECT earlyhelp_hidden\(\)\)::uuid\[\]", "'{}'::uuid[]"),
    ("what is shut is seen by name", r"\(SELECT earlyhelp_barred\(\)\)::uuid\[\]", "'{}'::uuid[]"),
    ("whatever the stage", r"c\.stage = 'open' AND ", ""),
    ("versions are seen without their row", r"FOR SELECT TO earlyhelp_web USING \(EXISTS \(SELECT 1 FROM \w+ live WHERE .*\)\)$",
     "FOR SELECT TO earlyhelp_web USING (true)"),
)  # fmt: skip


def mutants() -> Iterator[Mutant]:
    """Of every wall and verb of the web login, then of what they are made of."""
    for table, wall in WALLS.items():
        for verb in VERBS:
            text = getattr(wall, verb)
            if text in ("", "false"):
                continue
            for changed, said in [("true", "the whole wall → true"), *without_each(text, _is_its_own)]:
                if changed != "true" or said.startswith("the whole"):
                    other = replace(wall, **{verb: changed})  # type: ignore[arg-type]  # the four verbs are texts
                    before, after = policies(table, wall), policies(table, other)
                    yield Mutant(f"{table}.{verb}", said, statements=_put_up(before, after))
    for said, pattern, instead in EVERYWHERE:
        before = {name: made for table, wall in WALLS.items() for name, made in policies(table, wall).items()}
        after = {name: (target, re.sub(pattern, instead, text)) for name, (target, text) in before.items()}
        yield Mutant("walls.all", said, statements=_put_up(before, after))


def _is_its_own(inside: str) -> bool:
    """Not what a function of sight.py says in every wall: that is changed for all of them at once."""
    return (
        not inside.upper().startswith("SELECT") and " IS NULL OR " not in inside and "earlyhelp_my_teams" not in inside
    )


def _put_up(before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    """The policies that differ, as they are `after`."""
    differ = [(name[:63], target, text) for name, (target, text) in after.items() if before.get(name) != (target, text)]
    return tuple(
        f'DROP POLICY "{name}" ON {target}; CREATE POLICY "{name}" ON {target} {text}' for name, target, text in differ
    )
