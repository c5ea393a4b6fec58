"""`make pictures`: the main pages of a demo of its own, as they look, into docs/pictures; docs/pages.md shows them. Nobody on them exists."""

import struct
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg
from playwright.sync_api import Page, sync_playwright

from earlyhelp.database.roles import conninfo
from tests.browser import ARGUMENTS, ROOT, Demo, Person, a_demo, chromium

FOLDER = ROOT / "docs" / "pictures"
PAGES = ROOT / "docs" / "pages.md"
WIDE, PHONE = {"width": 1100, "height": 900}, {"width": 390, "height": 844}
TALLEST, LARGEST = 1400, 120_000  # pixels; bytes
DUE, NIGHT, WAITED = (
    "2034-04-03",
    "2034-04-04",
    "2034-04-14",
)  # the year's first records fall due; a night; a week and more
CHILD, CARER, ADDRESS = "Marigold Thistlewood", "Juniper Thistlewood", "12 Invented Row"


@dataclass(frozen=True)
class Picture:
    """A page with its words in docs/pages.md, who opens it, and how one gets there."""

    name: str
    words: str
    role: str
    open: Callable[["Studio", Page], None]
    phone: bool = False


class Studio:
    """A demo that is up, its people at their browsers, and the case that is shown."""

    def __init__(self, demo: Demo, browser: object) -> None:
        self.demo, self.browser = demo, browser
        self.at_work: dict[str, Person] = {}
        self.case = self.ask(
            "SELECT c.reference FROM cases_case c JOIN cases_allocation a ON a.case_id = c.id AND a.until IS NULL"
            " JOIN access_staff s ON s.id = a.worker_id JOIN access_user u ON u.id = s.user_id"
            f" WHERE c.stage = 'open' AND u.email = '{demo.people['practitioner'][0]}' ORDER BY"
            " (SELECT count(*) FROM cases_significantevent e WHERE e.case_id = c.id)"
            " + (SELECT count(*) FROM cases_action p WHERE p.case_id = c.id)"
            " + (SELECT count(*) FROM cases_note n WHERE n.case_id = c.id) DESC, c.reference LIMIT 1"
        )
        self.waiting = self.ask(
            "SELECT reference FROM cases_case WHERE stage = 'received' ORDER BY received_at LIMIT 1"
        )
        self.draft = ""

    def ask(self, statement: str) -> str:
        """One value, as the bootstrap superuser sees it."""
        url = conninfo(self.demo.environment["DATABASE_ADMIN_URL"], dbname="earlyhelp")
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute(statement).fetchone()
        return str(row[0]) if row else ""

    def wait(self, statement: str, seconds: float = 300) -> str:
        """The value once it is there: jobs run when the tick comes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := self.ask(statement):
                return value
            time.sleep(0.5)
        raise AssertionError(f"never came: {statement}")

    def somebody(self, role: str, *, phone: bool = False) -> Page:
        """Their page, signed in; on a telephone if need be."""
        if role not in self.at_work:
            self.at_work[role] = Person(self.demo, self.browser, role, viewport=WIDE).sign_in()
        page = self.at_work[role].page
        page.set_viewport_size(PHONE if phone else WIDE)
        return page


# --- how one gets to each page ------------------------------------------------------------------------------------------


def at(address: str) -> Callable[[Studio, Page], None]:
    """A page by its address; `{case}` and `{waiting}` are the references that are shown."""
    return lambda studio, page: page.goto(address.format(case=studio.case, waiting=studio.waiting)) and None


def fill_in_a_referral(studio: Studio, page: Page) -> None:
    """The page about people, filled in and not saved yet."""
    page.goto("/referrals/new")
    page.get_by_role("button", name="Start").click()
    studio.draft = page.url.rsplit("/", 1)[0]
    page.locator("[name=child_name]").fill(CHILD)
    born = date.today() - timedelta(days=3000)  # somebody of eight
    for part in ("day", "month", "year"):
        page.locator(f"[name=child_born_{part}]").fill(str(getattr(born, part)))
    page.locator("[name=carer_name]").fill(CARER)
    page.locator("[name=address]").fill(ADDRESS)
    page.locator("[name=postcode]").fill("ZZ9 9ZZ")


def check_the_referral(studio: Studio, page: Page) -> None:
    """Every page up to the last."""
    _go_on(page)
    _go_on(page)
    page.locator("[name=told_told][value=yes]").check()
    page.locator("[name=told_how]").first.check()
    _go_on(page)
    page.locator("[name=happening]").fill("Mornings are hard, and she misses the first lesson twice a week.")
    page.locator("[name=going_well]").fill("She reads to her brother every evening.")
    _go_on(page)
    page.locator("[name=help_wanted]").fill("Somebody who plans the mornings with them.")
    _go_on(page)
    page.goto(f"{studio.draft}/check")


def the_assessment(studio: Studio, page: Page) -> None:
    """The newest one of the case."""
    page.goto(f"/cases/{studio.case}/assessment/")
    page.locator("main table th a").first.click()


def a_note(studio: Studio, page: Page) -> None:
    """A visit, being written."""
    page.goto(f"/cases/{studio.case}/notes/new?kind=visit")
    page.locator("[name=text]").fill("We planned the mornings together. She chose the alarm herself.")


def records_fall_due(studio: Studio, page: Page) -> None:
    """Years later: the list is unusually long, so somebody says why it may be made; then it waits for two people."""
    studio.demo.manage("move_clock", DUE)
    studio.wait("SELECT id FROM retention_largeproposal")
    page.goto("/records/")
    page.locator("[name=because]").fill("A whole year falls due at once.")
    page.locator("main form button").last.click()
    studio.demo.manage("move_clock", NIGHT)
    studio.wait("SELECT reference FROM retention_disposalbatch WHERE state = 'proposed'")
    page.goto("/records/")


def a_certificate(studio: Studio, page: Page) -> None:
    """Two people approve, a week goes by, the disposer works."""
    batch = studio.ask("SELECT reference FROM retention_disposalbatch WHERE state = 'proposed'")
    for role in ("records_manager", "records_manager_2"):
        theirs = studio.somebody(role)
        theirs.goto(f"/records/reviews/{batch}/approve")
        theirs.locator("[name=typed]").fill(batch)
        theirs.locator("[name=because]").fill("Read the list: nothing speaks against it.")
        theirs.locator("main form button").last.click()
    studio.demo.manage("move_clock", WAITED)
    key = studio.wait("SELECT id FROM retention_certificate LIMIT 1")
    page.goto(f"/records/certificates/{key}")


def _go_on(page: Page) -> None:
    page.locator("main form button[type=submit], main form button:not([type])").first.click()


PICTURES = [
    Picture("today", "Today: what is due, and one’s lists", "practitioner", at("/")),
    Picture("referral", "Logging a referral: who it is about", "referrer", fill_in_a_referral),
    Picture("check", "Everything once more before a referral is sent", "referrer", check_the_referral),
    Picture("queue", "The queue of the hub, with its clock in working hours", "hub", at("/hub/queue")),
    Picture("decide", "One referral, and the decision beside it", "hub", at("/hub/referrals/{waiting}/")),
    Picture("meeting", "The list for the next meeting", "hub", at("/hub/meeting")),
    Picture("case", "A case, as its lead practitioner sees it", "practitioner", at("/cases/{case}/")),
    Picture("people", "The people of a family", "practitioner", at("/cases/{case}/people")),
    Picture("chronology", "Significant events, apart from what we did", "practitioner", at("/cases/{case}/chronology")),
    Picture("assessment", "The assessment, section by section", "practitioner", the_assessment),
    Picture(
        "plan", "The plan: what will be different, and who does what by when", "practitioner", at("/cases/{case}/plan")
    ),
    Picture("note", "A visit note on a telephone", "practitioner", a_note, phone=True),
    Picture("log", "The disclosure log of the Data Protection Officer", "dpo", at("/dpo/disclosures/")),
    Picture("sums", "The log in pictures, each with its table", "dpo", at("/dpo/disclosures/pictures")),
    Picture(
        "records", "Records that fall due, and the list that waits for two people", "records_manager", records_fall_due
    ),
    Picture("certificate", "A certificate of destruction", "records_manager", a_certificate),
]


def main() -> int:
    """Take them all, one after another, and say how large each is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with a_demo("durham-early-help", scale="1") as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        studio = Studio(demo, browser)
        for picture in PICTURES:
            data = _take(studio, picture)
            print(f"{picture.name}  {len(data) // 1000} kB", flush=True)
            assert len(data) <= LARGEST, f"{picture.name} is larger than {LARGEST} bytes"
            (FOLDER / f"{picture.name}.png").write_bytes(data)
        browser.close()
    PAGES.write_text(_listed())
    return 0


def _take(studio: Studio, picture: Picture) -> bytes:
    page = studio.somebody(picture.role, phone=picture.phone)
    picture.open(studio, page)
    page.wait_for_load_state()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    size = page.viewport_size
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    taken = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": height})
    return smaller(taken)


def _listed() -> str:
    lines = ["# Pages", "", "Taken from a demo by `make pictures`; do not edit. Nobody on them exists."]
    for picture in PICTURES:
        lines += ["", f"## {picture.words}", "", f"![{picture.words}](pictures/{picture.name}.png)"]
    return "\n".join(lines) + "\n"


# --- a picture of a page has few colours: a palette of them makes it a third of the size ----------------------------------------


def smaller(picture: bytes) -> bytes:
    """The same picture with the 256 colours that it has most of."""
    width, rows = _rows(picture)
    counted = Counter(pixel for row in rows for pixel in row)
    palette = [colour for colour, _ in counted.most_common(256)]
    place = {colour: number for number, colour in enumerate(palette)}
    for colour in counted.keys() - place.keys():
        place[colour] = min(range(len(palette)), key=lambda number: _apart(palette[number], colour))
    lines = b"".join(b"\0" + bytes(place[pixel] for pixel in row) for row in rows)
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _apart(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _rows(picture: bytes) -> tuple[int, list[list[bytes]]]:
    """The width, and the pixels row by row as three bytes each, of a PNG as browsers write them: 8 bits, not interlaced."""
    chunks = list(_chunks(picture))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    each = {2: 3, 6: 4}[kind]
    assert depth == 8
    data = zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT"))
    before, rows = bytearray(width * each), []
    for line in range(height):
        start = line * (width * each + 1)
        before = _unfiltered(data[start], bytearray(data[start + 1 : start + 1 + width * each]), before, each)
        rows.append([bytes(pixel[:3]) for pixel in (before[n : n + each] for n in range(0, len(before), each))])
    return width, rows


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        yield picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        place += length + 12


def _unfiltered(kind: int, line: bytearray, above: bytearray, each: int) -> bytearray:
    """A line of a PNG without the filter that was put on it to pack it better."""
    for n in range(len(line)):
        left, up, corner = (line[n - each], above[n], above[n - each]) if n >= each else (0, above[n], 0)
        line[n] = (line[n] + (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]) & 255
    return line


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


if __name__ == "__main__":
    sys.exit(main())
