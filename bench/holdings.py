"""Three people who hold few cases, many, and a great many, while the council's cases grow around them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from access.grants import work_permission
from access.identity import look_as
from access.models import Team, User
from access.records import acting
from bench.people import invent, load
from cases.models import Case

BATCH = 20_000
OF_A_TEAM = 2_000
FEW, SINGLY = 5, 20  # of whoever holds 25: of a small team, and one by one
TEAMS_OF_MANY, SINGLY_OF_MANY = 50, 250
# What these rows are written without, so that a million of them take minutes. No list reads versions or what a search finds by; a team
# that the database would copy from its grant to its case stands there already.
LEFT_OUT = {
    "history_insert": ("family", "person", "member", "case", "allocation", "review", "casegroupgrant", "caseusergrant"),
    "keys_insert": ("person",),
    "earlyhelp_cases_casegroupgrant": ("casegroupgrant",),
}
GROUP_GRANTS = """INSERT INTO cases_casegroupgrant (id, permission_id, group_id, content_object_id, is_primary, starts_at, ends_at, why)
SELECT gen_random_uuid(), %s, c.team_id, c.id, true, c.received_at, NULL, 'made for the bench' FROM cases_case c
WHERE NOT EXISTS (SELECT FROM cases_casegroupgrant g WHERE g.content_object_id = c.id)"""
USER_GRANTS = """INSERT INTO cases_caseusergrant (id, permission_id, user_id, content_object_id, starts_at, ends_at, why, came_from)
SELECT gen_random_uuid(), %s, %s, c.id, c.received_at, NULL, 'made for the bench', 'involvement'
FROM (SELECT id, received_at FROM cases_case WHERE team_id <> ALL(%s) ORDER BY id LIMIT %s) AS c"""


@dataclass
class Holders:
    """Everybody whose list is measured: they hold as much when the council has grown as before."""

    dice: random.Random
    by: User
    cases: int = 0
    held: dict[str, User] = field(default_factory=dict)

    def grow(self, cases: int, newcomer: str) -> None:
        """Until there are so many cases; `newcomer` (25, 2000 or 100000) is somebody who begins with them."""
        if newcomer:
            begin, single = {
                "25": (self._few, SINGLY),
                "2000": (self._many, 0),
                "100000": (self._a_great_many, SINGLY_OF_MANY),
            }[newcomer]
            user, teams = begin()
            self.held[newcomer] = user
        while self.cases < cases:
            number = min(BATCH, cases - self.cases)
            self._load(number, self._teams(max(1, number // OF_A_TEAM)))
        with connection.cursor() as cursor:
            if newcomer and single:
                self._singly(user, teams, single)
            cursor.execute("VACUUM ANALYZE")

    def _few(self) -> tuple[User, list[Team]]:
        teams = self._teams(1)
        self._load(FEW, teams)
        return self._of(teams), teams

    def _many(self) -> tuple[User, list[Team]]:
        teams = self._teams(1)
        self._load(OF_A_TEAM, teams)
        return self._of(teams), teams

    def _a_great_many(self) -> tuple[User, list[Team]]:
        teams = self._teams(TEAMS_OF_MANY)
        for start in range(0, TEAMS_OF_MANY, 10):
            self._load(10 * OF_A_TEAM, teams[start : start + 10])
        return self._of(teams), teams

    def _of(self, teams: list[Team]) -> User:
        """Somebody who belongs to all of them."""
        from access.models import Membership
        from tests.factories import somebody

        made = somebody("practitioner", team=teams[0])
        for team in teams[1:]:
            Membership(user=made, group=team.group).write(by=self.by, because="made for the bench")
        return made

    def _teams(self, number: int) -> list[Team]:
        """New ones, each with somebody who leads."""
        from tests.factories import TeamFactory, somebody

        made = [TeamFactory() for _ in range(number)]
        for team in made:
            somebody("practitioner", team=team)
        return made

    def _load(self, number: int, teams: list[Team]) -> None:
        """So many cases of families with one child, shared out among these teams, each with its team's grant."""
        with _left_out():
            load(list(invent(number, self.dice)), self.by, [team.pk for team in teams], family_of=1)
            with transaction.atomic(), acting(self.by, "made for the bench"), connection.cursor() as cursor:
                look_as(self.by)
                cursor.execute(GROUP_GRANTS, [work_permission(Case).pk])
        self.cases += number

    def _singly(self, user: User, teams: list[Team], number: int) -> None:
        """Grants of one's own on cases of other teams."""
        with transaction.atomic(), acting(self.by, "made for the bench"), connection.cursor() as cursor:
            look_as(self.by)
            cursor.execute(USER_GRANTS, [work_permission(Case).pk, user.pk, [team.pk for team in teams], number])


@contextmanager
def _left_out() -> Iterator[None]:
    """Without those triggers."""
    for verb in ("DISABLE", "ENABLE"):
        with connection.cursor() as cursor:
            for trigger, tables in LEFT_OUT.items():
                for table in tables:
                    cursor.execute(f"ALTER TABLE cases_{table} {verb} TRIGGER {trigger}")
        if verb == "DISABLE":
            yield
