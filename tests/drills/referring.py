"""Referrals as somebody sends them page by page, and what the database and the letters hold of each afterwards."""

import email
import re
import uuid
from collections import Counter
from collections.abc import Iterable

import psycopg

from earlyhelp.database.roles import conninfo
from tests.browser import Demo
from tests.cases.referral_pages import WHOLE
from tests.drills.visitor import Answer, Visitor

# What one referral of `typed` is made of: tables, how each row is found from the referral's key, and how many there are of it.
PARTS = """
    SELECT r.id::text, r.happening, c.id IS NOT NULL, c.family_id IS NOT NULL,
           (SELECT count(*) FROM cases_member m WHERE m.family_id = c.family_id),
           (SELECT count(*) FROM cases_member m JOIN cases_person p ON p.id = m.person_id WHERE m.family_id = c.family_id),
           (SELECT count(*) FROM access_notification n WHERE n.case_key = c.id AND n.kind = 'referral.acknowledged'),
           (SELECT count(*) FROM access_outboxmessage o WHERE o.about = c.id)
    FROM cases_referral r LEFT JOIN cases_case c ON c.id = r.case_id WHERE r.id = ANY(%s::uuid[])"""
WHOLE_ROW = (True, True, 2, 2, 1, 2)  # a case, a family, two people in it, one line of news, two messages for after it
NEWS = """
    SELECT n.id::text FROM access_notification n JOIN cases_referral r ON r.case_id = n.case_key
    WHERE n.kind = 'referral.acknowledged' AND r.id = ANY(%s::uuid[])"""
WAITING = """
    SELECT count(*) FROM access_outboxmessage o WHERE done_at IS NULL AND about IN (
        SELECT case_id FROM cases_referral WHERE id = ANY(%s::uuid[])
        UNION SELECT n.id FROM access_notification n JOIN cases_referral r ON r.case_id = n.case_key WHERE r.id = ANY(%s::uuid[]))"""


def story(number: int) -> str:
    """Words that are this referral's alone, long enough to be cut in two."""
    return (
        f"Mornings are hard, told for the drill as number {number}. "
        + "It has been so since the summer. " * 20
        + "The end."
    )


def typed(number: int) -> dict[str, dict[str, str]]:
    """What is typed on each page of the referral with this number."""
    child = WHOLE["people"] | {"child_name": f"Tamsin Drill{number}", "carer_name": f"Rory Drill{number}"}
    return WHOLE | {"people": child, "story": WHOLE["story"] | {"happening": story(number)}}


def begin(visitor: Visitor) -> str:
    """Start a draft. Returns its key, which becomes the referral's own."""
    first = visitor.post("/referrals/new", {"once": str(uuid.uuid4())})
    assert first.status == 302, first
    return first.path.split("/")[2]


def save(visitor: Visitor, key: str, page: str, answers: dict[str, str]) -> None:
    """Save a page of a draft that was not saved before."""
    saved = visitor.post(f"/referrals/{key}/{page}", answers | {"stamp": "0", "number": "0"})
    assert saved.status == 302, (page, saved.status, re.findall(r"error-message[^<]*<[^<]*<[^<]*", saved.text))


def prepare(visitor: Visitor, number: int) -> str:
    """Type a referral up to its check page. Returns the key of its draft."""
    key = begin(visitor)
    for page, answers in typed(number).items():
        save(visitor, key, page, answers)
    return key


def begin_story(visitor: Visitor, number: int) -> str:
    """A draft of which one page is typed: whoever finds families is asked nothing about those that sound alike. The page's path."""
    key = begin(visitor)
    save(visitor, key, "story", typed(number)["story"])
    return f"/referrals/{key}/story"


def seen(visitor: Visitor, key: str) -> str:
    """The mark of what the check page shows, without which it is not sent; empty where the referral was sent already."""
    return visitor.get(f"/referrals/{key}/check").fields.get("seen", "")


def send(visitor: Visitor, key: str, mark: str) -> Answer:
    return visitor.post(f"/referrals/{key}/check", {"seen": mark})


def was_sent(answer: Answer) -> bool:
    """Whether the answer says that it was."""
    return answer.status == 302 and answer.path.endswith("/sent")


def asked(demo: Demo, statement: str, *values: object) -> list[tuple]:
    """Rows of the demo's own database, over a connection that is this question's alone."""
    url = conninfo(demo.environment["DATABASE_ADMIN_URL"], dbname="earlyhelp")
    with psycopg.connect(url, connect_timeout=5) as connection:
        return connection.execute(statement, values).fetchall()


def stored(demo: Demo, numbers: dict[str, int]) -> tuple[set[str], set[str]]:
    """Of the referrals with these keys and numbers: which are stored whole, word for word, and which in part or more than once."""
    rows = asked(demo, PARTS, list(numbers))
    good = {key for key, words, *parts in rows if words == story(numbers[key]) and tuple(parts) == WHOLE_ROW}
    twice = {key for key, times in Counter(key for key, *_ in rows).items() if times > 1}
    return good - twice, {key for key, *_ in rows} - good | twice


def waiting(demo: Demo, keys: Iterable[str]) -> int:
    """How many messages that were left with these referrals are not worked off yet."""
    return asked(demo, WAITING, list(keys), list(keys))[0][0]


def letters(demo: Demo, keys: Iterable[str]) -> Counter[str]:
    """How many letters went out for the news of each of these referrals, by the key of the news; those without one count as 0."""
    news = {key for (key,) in asked(demo, NEWS, list(keys))}
    sent = Counter(one for one in every_letter(demo) if one in news)
    return Counter({key: sent[key] for key in news})


def every_letter(demo: Demo) -> Iterable[str]:
    """The key that each letter bears in its Message-ID."""
    for path in (demo.state / "mail").glob("*.log"):
        for one in path.read_text().split("-" * 79):
            if key := email.message_from_string(one.lstrip())["Message-ID"]:
                yield key.strip("<>").split("@")[0]
