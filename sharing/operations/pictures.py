"""Numbers of the disclosure log for two pictures, and where their bars stand. The table is the truth; the picture is drawn from it."""

from dataclasses import dataclass
from datetime import date

from access import notice
from sharing.models.disclosures import DisclosureQuerySet, MonthlyCountQuerySet

MONTHS, MOST_BASES = 12, 5
NO_BASIS, THE_REST = "Nothing was shared", "All other bases"
LEFT, RIGHT, ROW = 140, 580, 26  # places in the picture, in its own units
MOST_ROWS, TALL_ROW = 12, 44  # where the names are long they stand above their bars
OTHERS = "All other partners"


Numbers = DisclosureQuerySet | MonthlyCountQuerySet  # whatever knows how many of them there are


@dataclass(frozen=True)
class Counted:
    """A table of numbers: its rows' names, its columns' names, the numbers, and the totals of its rows."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: tuple[tuple[int, ...], ...]

    @property
    def totals(self) -> list[int]:
        return [sum(line) for line in self.numbers]

    @property
    def lines(self) -> list[tuple[str, tuple[int, ...], int]]:
        """Name, numbers and total of each row."""
        return list(zip(self.rows, self.numbers, self.totals, strict=True))

    @property
    def in_words(self) -> str:
        """What the table says, in a sentence or two: what somebody who cannot see the picture hears."""
        total = sum(self.totals)
        if not total:
            return "There is no entry."
        most = max(range(len(self.rows)), key=lambda n: self.totals[n])
        return f"{total} entries in all. Most are in {self.rows[most]}: {self.totals[most]}."


@dataclass(frozen=True)
class Piece:
    """One piece of a bar: where it stands, how wide it is, and which pattern fills it."""

    x: float
    width: float
    pattern: int


@dataclass(frozen=True)
class Bar:
    """One row of the picture."""

    name: str
    y: int
    pieces: tuple[Piece, ...]
    total: int
    end: float


def by_month(rows: Numbers, today: date) -> Counted:
    """The entries of the last twelve months by month and basis."""
    months = [_months_before(today, n) for n in range(MONTHS - 1, -1, -1)]
    numbers: dict[tuple[date, str], int] = {}
    for month, code, number in rows.numbers_by_month(months[0]):
        numbers[(month, _basis(code))] = numbers.get((month, _basis(code)), 0) + number
    columns = _columns({name for _, name in numbers})
    return Counted(
        tuple(f"{month:%B %Y}" for month in months),
        columns,
        tuple(tuple(numbers.get((month, name), 0) for name in columns) for month in months),
    )


def by_partner(rows: Numbers) -> Counted:
    """The entries by partner and basis, the partner with the most first."""
    numbers: dict[str, dict[str, int]] = {}
    for partner, code, number in rows.numbers_by_partner():
        line = numbers.setdefault(partner, {})
        line[_basis(code)] = line.get(_basis(code), 0) + number
    columns = _columns({name for line in numbers.values() for name in line})
    partners = sorted(numbers, key=lambda name: (-sum(numbers[name].values()), name))
    return Counted(
        tuple(partners), columns, tuple(tuple(numbers[name].get(column, 0) for column in columns) for name in partners)
    )


def drawn(counted: Counted) -> Counted:
    """The same with no more columns than a picture can tell apart: the rarest are one."""
    if len(counted.columns) <= MOST_BASES:
        return counted
    sums = [sum(column) for column in zip(*counted.numbers, strict=True)]
    kept = sorted(sorted(range(len(sums)), key=lambda n: -sums[n])[: MOST_BASES - 1])
    return Counted(
        counted.rows,
        (*(counted.columns[n] for n in kept), THE_REST),
        tuple((*(line[n] for n in kept), sum(line) - sum(line[n] for n in kept)) for line in counted.numbers),
    )


@dataclass(frozen=True)
class Picture:
    """Bars below each other. `above`: each name stands over its bar, because names of partners are long."""

    bars: list[Bar]
    columns: tuple[str, ...]
    height: int
    above: bool = False


def picture(counted: Counted, *, above: bool = False) -> Picture:
    """What is drawn of a table: no more columns than can be told apart, no more rows than fit a page."""
    shown = drawn(fewer_rows(counted) if above else counted)
    return Picture(bars(shown, above=above), shown.columns, max(1, len(shown.rows)) * _row(above), above)


def fewer_rows(counted: Counted) -> Counted:
    """The same with the rows that have most; the others are one."""
    if len(counted.rows) <= MOST_ROWS:
        return counted
    kept, rest = counted.numbers[: MOST_ROWS - 1], counted.numbers[MOST_ROWS - 1 :]
    others = tuple(map(sum, zip(*rest, strict=True)))
    return Counted((*counted.rows[: MOST_ROWS - 1], OTHERS), counted.columns, (*kept, others))


def bars(counted: Counted, *, above: bool = False) -> list[Bar]:
    """Where the bars stand. The longest reaches to the right; none lies over another's name or number."""
    longest, left = max(counted.totals, default=0) or 1, 0 if above else LEFT
    unit, made = (RIGHT - left) / longest, []
    for place, (name, numbers, total) in enumerate(counted.lines):
        x, pieces = float(left), []
        for pattern, number in enumerate(numbers):
            if number:
                pieces.append(Piece(round(x, 1), round(number * unit, 1), pattern))
                x += number * unit
        made.append(Bar(name, place * _row(above), tuple(pieces), total, round(x, 1)))
    return made


def _row(above: bool) -> int:
    return TALL_ROW if above else ROW


def _basis(code: str) -> str:
    if not code:
        return NO_BASIS
    policy = notice.policy()
    known = {one.code: one.label for one in policy.bases} | {one.code: one.label for one in policy.grounds}
    return known.get(code, code)


def _columns(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names - {NO_BASIS})) + ((NO_BASIS,) if NO_BASIS in names else ())


def _months_before(day: date, number: int) -> date:
    month = day.year * 12 + day.month - 1 - number
    return date(month // 12, month % 12 + 1, 1)
