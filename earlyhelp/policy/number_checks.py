"""What must be true of the numbers in a council's file: ages, and the numbering of its promises."""

from __future__ import annotations

import re
from typing import Any

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.where import Source, Where

PROMISE = re.compile(r"[A-Z]{2,5}-\d\d")  # a promise's code begins with letters of its notice's own
PROMISES = re.compile(r"([A-Z]{2,5})-01 to \1-(\d\d)")


def check_promises(policy: Policy, source: Source) -> None:
    """The file holds the promises that it says it holds: none is missing, and none is another notice's."""
    council = Where(source, "council")
    held = PROMISES.fullmatch(policy.council.promises)
    if held is None or held[2] == "00":
        raise council.error("promises says from which to which, such as “DUR-01 to DUR-30”", "promises")
    wanted = [f"{held[1]}-{number:02}" for number in range(1, int(held[2]) + 1)]
    there = [promise.code for promise in policy.promises]
    for number, code in enumerate(there):
        if code not in wanted:
            raise Where(source, "promise", number, code).error(
                f"is none of this file’s promises, which are {policy.council.promises}", "code"
            )
    for code in wanted:
        if code not in there:
            raise Where(source, "promise", code=code).error(f"is missing: the file holds {policy.council.promises}")


def check_span(_policy: Policy, entry: Any, where: Where) -> None:
    """From an age, up to a birthday: a nought is no upper age."""
    _is_age(entry.from_age, "from_age", where)
    _is_age(entry.until_birthday, "until_birthday", where)
    if entry.until_birthday and entry.until_birthday <= entry.from_age:
        raise where.error(f"until_birthday {entry.until_birthday} does not come after from_age", "until_birthday")


def check_ages(entry: Any, where: Where) -> None:
    """From an age to an age, both included."""
    for key in ("min_age", "max_age"):
        _is_age(getattr(entry, key) or 0, key, where)
    if entry.min_age is not None and entry.max_age is not None and entry.max_age < entry.min_age:
        raise where.error(f"max_age {entry.max_age} is below min_age {entry.min_age}", "max_age")


def check_start(record: str, starts: str, where: Where) -> None:
    """What a class of record has a day of."""
    possible = words.STARTS_OF.get(record, set())
    if starts not in possible:
        raise where.error(
            f"a record of the class “{record}” has no “{starts}”: it can start from {', '.join(sorted(possible))}",
            "starts",
        )


def _is_age(age: int, key: str, where: Where) -> None:
    if age not in words.AGES:
        raise where.error(f"{key} {age} is not an age between 0 and {words.AGES.stop - 1}", key)
