"""The limit of a list page: a bare WSGI program, one prepared statement, one string. No login, no template, no Django."""

import os
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import psycopg

LIST = """
SELECT c.reference, c.stage, t.name, c.changed_at FROM access_membership m,
LATERAL (SELECT * FROM cases_case WHERE team_id = m.group_id ORDER BY changed_at DESC, id DESC LIMIT 25) AS c
JOIN access_team t ON t.group_id = c.team_id WHERE m.user_id = %s ORDER BY c.changed_at DESC, c.id DESC LIMIT 25"""
USER = int(os.environ.get("BENCH_USER", "0"))
_held: list[psycopg.Connection] = []


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The newest 25 cases of one user's teams."""
    if not _held:  # one a worker
        _held.append(psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True, prepare_threshold=0))
    rows = "".join(
        f'<tr><th><a href="/cases/{escape(reference)}/">{escape(reference)}</a></th><td>{escape(stage)}</td>'
        f"<td>{escape(team)}</td><td>{changed:%-d %B %Y}</td></tr>"
        for reference, stage, team, changed in _held[0].execute(LIST, [USER]).fetchall()
    )
    page = f"<!doctype html><html><body><h1>Cases</h1><table>{rows}</table></body></html>".encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))])
    return [page]
