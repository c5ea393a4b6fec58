"""The council of the bench: its teams, who looks, and how it grows."""

import random
from dataclasses import dataclass, field

from django.db import connection

from access import clock
from access.models import Team, User
from bench import disclosures
from bench.people import Invented, invent, load

BATCH = 20_000


@dataclass
class Council:
    """Everybody and everything, made from one seed."""

    dice: random.Random
    by: User
    teams: list[Team]
    hub: User
    worker: User
    dpo: User
    everybody: list[Invented] = field(default_factory=list)

    @classmethod
    def found(cls, teams: int, dice: random.Random) -> "Council":
        """Teams and three people at work, made as the tests make theirs."""
        from tests.factories import TeamFactory, installation, somebody

        made = [TeamFactory() for _ in range(teams)]
        for team in made:
            somebody("practitioner", team=team)  # who leads its cases
        return cls(
            dice=dice,
            by=installation(),
            teams=made,
            hub=somebody("hub", team=made[0]),
            worker=somebody("practitioner", team=made[0]),
            dpo=somebody("dpo"),
        )

    def grow(self, size: int) -> None:
        """Until there are so many people."""
        newcomers = list(invent(size - len(self.everybody), self.dice))
        for start in range(0, len(newcomers), BATCH):
            load(newcomers[start : start + BATCH], self.by, [team.pk for team in self.teams])
        self.everybody += newcomers
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def share(self, number: int, authors: int) -> None:
        """So many disclosures, recorded by so many people."""
        from tests.factories import somebody

        recorders = [somebody(team=self.dice.choice(self.teams)) for _ in range(authors)]
        disclosures.load(number, self.dice, self.by, recorders, clock.today())
