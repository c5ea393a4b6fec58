"""Does the audit hold? The chain from its first row or from where it was last verified, every anchor, every version.

The database hands over digests, never what they are of; links and signatures are computed here (chain.py). Whether the database's
own functions are the program's is asked first: somebody who owns it could have changed what they answer.
"""

from collections.abc import Iterator
from typing import Any

from access.audit import anchors
from access.audit.anchors import Anchor
from access.audit.chain import Link, Walk
from access.audit.findings import Result
from earlyhelp.database import as_built, history, ledger

AT_ONCE = 25_000
ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
WHAT = {  # what earlyhelp_faults() finds
    "unsealed": "the row never got a number: it was put in past the sealer",
    "copied": "a copy of another row of the ledger",
    "of no table": "the row names no table of versions",
    "gone": "a version is gone, and no certificate says why",
    "changed": "a version is not what was written",
    "forged": "a version that no write made",
    "differs": "a record is not what its newest version says",
    "vanished": "a record is gone, and no version says who took it away",
}


def verify(cursor: Any, *, whole: bool) -> Result:
    """Look at everything, or at what came since the last mark. `cursor`: of the default connection, in one state of it."""
    result, fixed = Result(), _anchors()
    if isinstance(fixed, str):
        result.say(None, "", "", fixed)
        fixed = []
    since = 0 if whole else _begin_at_mark(result, fixed)
    for name in as_built.functions_that_differ(cursor, ledger.AUDIT_SQL):
        result.say(None, "", name, "a function of the audit in the database is not the program's")
    for label in history.without_history():
        result.say(None, "", label, "the triggers of its history are missing, off or not the program's")
    for sentence in as_built.faults(cursor):
        result.say(None, "", "", sentence)
    _walk(cursor, result, fixed)
    cursor.execute("SELECT * FROM earlyhelp_faults(%s, %s)", [since, whole])
    for number, table, key, what in cursor.fetchall():
        result.say(number, table, key, WHAT[what])
    result.sort()
    return result


def _anchors() -> list[Anchor] | str:
    try:
        return anchors.read()
    except anchors.AnchorsBroken as error:
        return str(error)


def _begin_at_mark(result: Result, fixed: list[Anchor]) -> int:
    """Go on where the last verification ended. Returns the transaction that it had not come to."""
    for one in reversed(fixed):
        if one.kind == anchors.VERIFIED:
            result.number, result.chain = one.number, bytes.fromhex(one.chain)
            return one.horizon
    return 0


def _walk(cursor: Any, result: Result, fixed: list[Anchor]) -> None:
    cursor.execute("SELECT number, chain, horizon FROM earlyhelp_sealed()")
    last, _, result.horizon = cursor.fetchone() or (0, b"", 0)
    begins_at = result.number
    unsigned_to = min((one.number for one in fixed), default=last)
    walk = Walk(result, {one.number: one for one in fixed if one.number >= begins_at}, unsigned_to)
    if begins_at:
        _still_there(cursor, result)
    walk.go(_links(cursor, begins_at + 1, last))
    walk.end()


def _still_there(cursor: Any, result: Result) -> None:
    """The row that was verified last is the one that the mark speaks of."""
    if [link.chain for link in _links(cursor, result.number, result.number)] != [result.chain]:
        result.say(result.number, "access_seal", "", "the chain up to here is not the one that was verified")


def _links(cursor: Any, first: int, last: int) -> Iterator[Link]:
    for begins in range(first, last + 1, AT_ONCE):
        cursor.execute("SELECT * FROM earlyhelp_sealed_rows(%s, %s)", [begins, min(begins + AT_ONCE - 1, last)])
        yield from sorted(map(Link._make, cursor.fetchall()))
