"""What is to happen in the invented year, in the order of its days: deeds that are written down, and come to pass."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from access import clock
from earlyhelp.demo.calendar import Calendar

YEAR = timedelta(days=364)
OPENS, AT_WORK = 9, 8  # o'clock, hours
Deed = Callable[[], None]


class Diary:
    """The deeds of a year. A deed may write later ones down."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.calendar = Calendar()
        self.begins = self.calendar.begin(YEAR)  # staff and teams are there from then on
        self.deeds: list[tuple[datetime, int, Deed]] = []
        self.order = count()

    @property
    def ends(self) -> datetime:
        """The machine's own time, at which the invented year is over."""
        return self.calendar.ends

    def at(self, when: datetime, deed: Deed) -> None:
        """A deed of one moment."""
        heapq.heappush(self.deeds, (when, next(self.order), deed))

    def on(self, day: date, deed: Deed) -> None:
        """A deed of one morning: of the first, or of the last hour, where that day lies outside the year."""
        morning = datetime.combine(day, time(OPENS), clock.UK)
        self.at(min(max(morning, self.begins), self.ends - timedelta(hours=1)), deed)

    def after(self, moment: datetime, days: float, deed: Deed) -> None:
        """So many days later, within working hours of a weekday. What would lie in the future is left out: it has not happened."""
        day = (moment + timedelta(days=days)).replace(hour=OPENS, minute=0, second=0, microsecond=0)
        day += timedelta(days=max(0, day.weekday() - 4)) if day.weekday() > 4 else timedelta()
        when = day + timedelta(minutes=self.chance.randint(0, AT_WORK * 60))
        if when < self.ends:
            self.at(when, deed)

    def later(self, days: float, deed: Deed) -> None:
        """About so many days from now."""
        self.after(clock.now(), days * self.chance.uniform(0.6, 1.4), deed)

    def live(self, say: Callable[[str], None]) -> None:
        """Let everything come to pass, the months told as they begin, and be at the machine's own time again."""
        month = ""
        while self.deeds:
            moment, _, deed = heapq.heappop(self.deeds)
            self.calendar.go_to(moment)
            if f"{moment:%B %Y}" != month:
                month = f"{moment:%B %Y}"
                say(f"  {month}")
            deed()
        self.calendar.catch_up()
