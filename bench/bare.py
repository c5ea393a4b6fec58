"""The limit of a list page: a bare WSGI program, one prepared statement, one string. No login, no template, no Django.

`/cases/` has the cells of the product's list; `/narrow/` four cells of the case itself.
"""

import os
from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from typing import Any

import psycopg

NEWEST = """
FROM access_membership m,
LATERAL (SELECT * FROM cases_case WHERE team_id = m.group_id ORDER BY changed_at DESC, id DESC LIMIT 25) AS c
JOIN access_team t ON t.group_id = c.team_id WHERE m.user_id = %s ORDER BY c.changed_at DESC, c.id DESC LIMIT 25"""
NARROW = f"SELECT c.reference, c.stage, t.name, c.changed_at {NEWEST}"
CELLS = f"""
SELECT c.reference, ARRAY(SELECT p.full_name FROM cases_member f JOIN cases_person p ON p.id = f.person_id
    WHERE f.family_id = c.family_id AND f.part IN ('child', 'unborn') AND f.until IS NULL ORDER BY p.born, p.expected, f.id),
  c.stage, (SELECT u.name FROM cases_allocation a JOIN access_staff s ON s.id = a.worker_id JOIN access_user u ON u.id = s.user_id
    WHERE a.case_id = c.id AND a.until IS NULL LIMIT 1),
  (SELECT r.due_on FROM cases_review r WHERE r.case_id = c.id AND r.held_on IS NULL LIMIT 1), c.changed_at {NEWEST}"""
USER = int(os.environ.get("BENCH_USER", "0"))
_held: list[psycopg.Connection] = []


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The newest 25 cases of one user's teams."""
    if not _held:  # one a worker
        _held.append(psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True, prepare_threshold=0))
    statement = NARROW if environ["PATH_INFO"] == "/narrow/" else CELLS
    rows = "".join(
        f'<tr><th><a href="/cases/{escape(reference)}/">{escape(reference)}</a></th>{"".join(map(_cell, cells))}</tr>'
        for reference, *cells in _held[0].execute(statement, [USER]).fetchall()
    )
    page = f"<!doctype html><html><body><h1>Cases</h1><table>{rows}</table></body></html>".encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))])
    return [page]


def _cell(value: Any) -> str:
    if isinstance(value, date):  # or a moment
        return f"<td>{value:%-d %B %Y}</td>"
    return f"<td>{escape(', '.join(value) if isinstance(value, list) else value or 'none')}</td>"
