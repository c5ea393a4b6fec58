"""A log of disclosures from a seed: six years of them, few partners with many and many with few, as it is in a council."""

import json
import random
from datetime import date
from typing import Any

from django.db import connection, transaction

from access import notice
from access.identity import look_as
from access.models import AllowedPair, Organisation, User
from access.records import acting, uuid7
from earlyhelp.policy import Policy
from earlyhelp.policy.held import BY_FORCE
from sharing.models import Disclosure
from sharing.operations import questions

BATCH = 100_000
WHY_NOT = "CASE WHEN told THEN 'unsafe' ELSE '' END"
PARTNERS, DAYS = 40, 6 * 365
CHOICES = """CREATE TEMP TABLE choice (place integer PRIMARY KEY, recipient_id uuid, kind text, pair_id bigint, purpose text,
    basis text, article_6 text, article_9 text, schedule_1 text, source text, ground text, special boolean, conditions jsonb,
    takes_part boolean)"""
AUTHORS = "CREATE TEMP TABLE author (place integer PRIMARY KEY, id bigint)"
ABOUT = """CREATE TEMP TABLE about AS SELECT row_number() OVER () AS place, id, reference FROM cases_case;
CREATE UNIQUE INDEX ON about (place); ANALYZE about"""
# Chance is drawn once a row before anything is joined to it. A power of it makes the first choices common and the last rare.
ROWS = """
WITH drawn AS MATERIALIZED (
  SELECT floor(power(random(), 1.5) * %(choices)s)::int AS choice, floor(power(random(), 2) * %(authors)s)::int AS author,
         1 + floor(random() * %(cases)s)::int AS about, %(today)s::date - floor(random() * %(days)s)::int AS on_day,
         CASE WHEN random() < .9 THEN floor(random() * 4) ELSE 8 + floor(random() * 20) END::int AS later,
         random() AS told, random() AS shared, random() AS part
  FROM generate_series(1, %(rows)s))
INSERT INTO sharing_disclosure (id, case_key, case_reference, decision, recipient_id, recipient_kind, notice_id, pair_id,
  purpose, lawful_basis, article_6, article_9, schedule_1, criminal_condition, ground, ground_reference, power, other_power, tests, conditions, source, involved,
  scope, item_kinds, special_category, method, encrypted, shared_on, recorded_at, recorded_by_id, told, why_not_told)
SELECT gen_random_uuid(), a.id, a.reference, CASE WHEN no THEN 'not_shared' ELSE 'shared' END, c.recipient_id, c.kind, %(notice)s,
  c.pair_id, c.purpose, CASE WHEN no THEN '' ELSE c.basis END, CASE WHEN no THEN '' ELSE c.article_6 END,
  CASE WHEN no THEN '' ELSE c.article_9 END, CASE WHEN no THEN '' ELSE c.schedule_1 END, '', c.ground,
  CASE WHEN c.ground = '' THEN '' ELSE 'R' || a.reference END, %(power)s, '', %(tests)s::jsonb, c.conditions, CASE WHEN no THEN '' ELSE c.source END, d.part < .7 OR c.takes_part,
  CASE WHEN d.part < .02 THEN 'whole' ELSE 'part' END, %(kinds)s::jsonb, c.special AND NOT no AND d.part < .6,
  CASE WHEN no THEN 'none' WHEN d.part < .3 THEN 'spoken' ELSE 'secure_email' END, d.part >= .3 AND NOT no, d.on_day,
  d.on_day + d.later + time '15:00', w.id, d.told < .9, CASE WHEN d.told < .9 THEN '' ELSE %(why)s END
FROM drawn d JOIN choice c ON c.place = d.choice JOIN author w ON w.place = d.author JOIN about a ON a.place = d.about,
  LATERAL (SELECT d.shared < .04) AS not_shared(no)"""


def load(rows: int, dice: random.Random, by: User, authors: list[User], today: date) -> None:
    """Write them in bulk, through the same triggers as every write. Cases must be there."""
    choices = _choices(notice.policy(), _partners(by), dice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [dice.random()])
        for statement in (CHOICES, AUTHORS, ABOUT):
            cursor.execute(statement)
        cursor.executemany(f"INSERT INTO choice VALUES ({', '.join(['%s'] * 14)})", choices)
        cursor.executemany("INSERT INTO author VALUES (%s, %s)", [(n, one.pk) for n, one in enumerate(authors)])
        cursor.execute("SELECT count(*) FROM about")
        values = {
            "choices": len(choices),
            "authors": len(authors),
            "cases": cursor.fetchone()[0],
            "today": today,
            "days": DAYS,
            "notice": notice.version().pk,
            "kinds": '["identity"]',
            "power": next((power.code for power in notice.policy().powers), ""),
            "tests": json.dumps(questions.tests(notice.policy())),
            "why": "unsafe",
        }
    for start in range(0, rows, BATCH):
        with transaction.atomic(), acting(by, "made for the bench"), connection.cursor() as cursor:
            look_as(by)
            cursor.execute(ROWS, values | {"rows": min(BATCH, rows - start)})
    with transaction.atomic(), acting(by, "made for the bench"), connection.cursor() as cursor:
        look_as(by)
        cursor.execute(_corrections())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE sharing_disclosure")


def _corrections() -> str:
    """One entry in a hundred is corrected by another one."""
    given = {"id": "gen_random_uuid()", "corrects_id": "id", "told": "NOT told", "why_not_told": WHY_NOT}
    columns = {str(field.column): str(field.column) for field in Disclosure._meta.concrete_fields} | given
    return (
        f"INSERT INTO sharing_disclosure ({', '.join(columns)})"
        f" SELECT {', '.join(columns.values())} FROM sharing_disclosure WHERE random() < .01"
    )


def _partners(by: User) -> list[Organisation]:
    kinds = sorted({kind for kind, _ in notice.policy().allowed_pairs()})
    made = [
        Organisation(
            id=uuid7(), name=f"{kinds[n % len(kinds)].replace('_', ' ').capitalize()} {n}", kind=kinds[n % len(kinds)]
        )
        for n in range(PARTNERS)
    ]
    return [one.write(by=by, because="made for the bench") for one in made]


def _choices(policy: Policy, partners: list[Organisation], dice: random.Random) -> list[tuple[Any, ...]]:
    """What the notice allows to whom on which basis, and now and then a ground, in an order of chance: the first are common."""
    pairs = {(pair.recipient_kind, pair.purpose): pair for pair in AllowedPair.objects.filter(notice=notice.version())}
    of_the_work = [purpose.code for purpose in policy.purposes if purpose.scope != "front_door"]
    made: list[tuple[Any, ...]] = []
    for partner in partners:
        for (kind, purpose), pair in pairs.items():
            if kind != partner.kind or purpose not in of_the_work:
                continue
            held_to = (json.dumps(pair.conditions), policy.recipient(kind).needs_involvement)
            for code in policy.purpose(purpose).bases:
                basis = policy.basis(code)
                said = (code, basis.article_6, basis.article_9, basis.schedule_1, policy.recipient(kind).source)
                made.append((partner.pk, kind, pair.pk, purpose, *said, "", bool(basis.article_9), *held_to))
        reaching = [one for one in policy.grounds if partner.kind in (one.only_to or (partner.kind,))]
        if reaching:
            ground = dice.choice(reaching)
            its_own = (ground.code, BY_FORCE[ground.force], "", "", ground.source, ground.code)
            made.append((partner.pk, partner.kind, None, of_the_work[0], *its_own, False, "[]", False))
    dice.shuffle(made)
    return [(place, *one) for place, one in enumerate(made)]
