"""What an access review shows: asked at night, once, for one team, and kept as it stood then.

Nothing is counted here of a record that is shut, or that somebody is kept out of: a number without its row tells of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from access import clock
from access.models import AccessReviewLine, ReviewedKind, Team

# A grant of the last fortnight is not asked about: a family may be met for the first time a week later, and people go on leave.
YOUNG = timedelta(days=14)


@dataclass(frozen=True)
class Quarter:
    """Three months of the calendar year."""

    begins: date
    ends: date

    @property
    def begins_at(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.begins, time.min, clock.UK)


def last_ended(today: date) -> Quarter:
    """The last quarter that is over on this day."""
    begins = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    ends = begins - timedelta(days=1)
    return Quarter(date(ends.year, ends.month - 2, 1), ends)


OPEN_TO_ALL = (
    "{case}.visibility = 'open' AND {case}.id NOT IN (SELECT x.case_id FROM cases_exclusion x WHERE x.ended_at IS NULL)"
)
CURRENT = "g.starts_at <= %(now)s AND (g.ends_at IS NULL OR g.ends_at > %(now)s)"
SINGLE = f"""FROM cases_caseusergrant g JOIN cases_case c ON c.id = g.content_object_id
    WHERE g.user_id = m.user_id AND g.came_from <> 'break_glass' AND {CURRENT} AND {OPEN_TO_ALL.format(case="c")}"""

MEMBERS = f"""
SELECT m.user_id AS person_id, s.roles,
  (SELECT min(h.history_date) FROM access_historicalmembership h WHERE h.id = m.id AND h.history_type = '+') AS since,
  (SELECT max(e.at) FROM access_securityevent e WHERE e.user_key = m.user_id AND e.kind = 'sign_in' AND e.outcome = 'done') AS signed_in_at,
  (SELECT count(*) FROM cases_allocation a JOIN cases_case c ON c.id = a.case_id
   WHERE a.worker_id = s.id AND a.until IS NULL AND c.team_id = m.group_id AND c.stage <> 'closed' AND {OPEN_TO_ALL.format(case="c")}) AS leads,
  (SELECT count(DISTINCT c.id) {SINGLE}) AS grants,
  (SELECT e.at FROM access_accessevent e JOIN cases_case d ON d.id = e.case_key
   WHERE e.user_key = m.user_id AND e.outcome = 'shown' AND {OPEN_TO_ALL.format(case="d")}
     AND (d.team_id = m.group_id OR d.id IN (SELECT c.id {SINGLE})) ORDER BY e.at DESC LIMIT 1) AS opened_at,
  CASE WHEN NOT s.is_active THEN (SELECT min(h.history_date) FROM access_historicalstaff h WHERE h.id = s.id AND NOT h.is_active
    AND h.history_date > coalesce((SELECT max(on_.history_date) FROM access_historicalstaff on_ WHERE on_.id = s.id AND on_.is_active), '-infinity')) END AS off_at
FROM access_membership m JOIN access_staff s ON s.user_id = m.user_id JOIN access_user u ON u.id = m.user_id
WHERE m.group_id = %(team)s ORDER BY u.name, m.id"""  # noqa: S608 - made of this module's own words

LEAVERS = """
SELECT h.user_id AS person_id, s.roles, max(h.history_date) AS left_at,
  CASE WHEN NOT s.is_active THEN (SELECT max(o.history_date) FROM access_historicalstaff o WHERE o.id = s.id AND NOT o.is_active) END AS off_at
FROM access_historicalmembership h JOIN access_staff s ON s.user_id = h.user_id JOIN access_user u ON u.id = h.user_id
WHERE h.group_id = %(team)s AND h.history_type = '-' AND h.history_date >= %(begins)s
  AND NOT EXISTS (SELECT FROM access_membership m WHERE m.user_id = h.user_id AND m.group_id = h.group_id)
GROUP BY h.user_id, s.id, u.name ORDER BY u.name, h.user_id"""

# What a restriction's list or a broken glass opened has its own review: 0015.
UNUSED = f"""
SELECT g.user_id AS person_id, g.starts_at AS since, g.ends_at AS until, g.why, g.came_from, g.id AS grant_key, c.id AS case_key,
  c.reference AS case_reference,
  (SELECT h.history_user_id FROM cases_historicalcaseusergrant h JOIN access_user u ON u.id = h.history_user_id AND u.robot = ''
   WHERE h.id = g.id AND h.history_type = '+' ORDER BY h.history_date LIMIT 1) AS given_by_id
FROM cases_caseusergrant g JOIN cases_case c ON c.id = g.content_object_id
WHERE c.team_id = %(team)s AND c.visibility = 'open' AND g.came_from IN ('involvement', 'cover', 'request')
  AND {CURRENT} AND g.starts_at < %(young)s
  AND NOT EXISTS (SELECT FROM access_accessevent e
                  WHERE e.case_key = c.id AND e.user_key = g.user_id AND e.outcome = 'shown' AND e.at >= %(begins)s)
ORDER BY c.reference, g.id"""  # noqa: S608 - made of this module's own words

ASKED = {ReviewedKind.MEMBER: MEMBERS, ReviewedKind.LEAVER: LEAVERS, ReviewedKind.GRANT: UNUSED}


def lines_of(team: Team, quarter: Quarter) -> Iterator[AccessReviewLine]:
    """The lines of a team's review as it stands now, not written yet: its members, who left since the quarter began, unused grants."""
    now = clock.now()
    asked = {"team": team.group_id, "now": now, "begins": quarter.begins_at, "young": now - YOUNG}
    for kind, question in ASKED.items():
        for row in _rows(question, asked):
            yield AccessReviewLine(kind=kind, **row)


def _rows(question: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
