"""Log lines as JSON: keys, never names. What an error quotes (a row, an answer) stays out: its kind and place are enough."""

import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog

# What our own lines may carry beside the event. Anything else that a library hangs on a line is left out: it may quote a person.
KEYS = (
    *("attempt", "batch", "case", "error", "job", "left", "message", "part", "position", "seconds", "step", "stored"),
    *("chain", "findings", "first", "lines", "number"),  # of the audit: numbers, digests, names of tables
)
ONE_TIME_KEY = re.compile(r"(/password/reset/key/|/account/invited/)[^/\s]+")


def _errors(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _places(error: BaseException) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]


def _raised(exc_info: Any) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    return exc_info[1] if isinstance(exc_info, tuple) else sys.exc_info()[1]


def without_quotations(logger: Any, name: str, event: Any) -> Any:
    """An error as its kind and the lines it came through, without its words: PostgreSQL's quote the row."""
    event.pop("stack_info", None)
    if not (exc_info := event.pop("exc_info", None)):
        return event
    chain = list(_errors(_raised(exc_info)))
    for error in chain:
        kind = type(error).__name__
        for words in filter(None, (repr(error), str(error))):
            event["event"] = str(event["event"]).replace(words, kind)
    event["exception"] = [{"kind": type(error).__name__, "places": _places(error)} for error in chain]
    return event


def without_what_was_asked(logger: Any, name: str, event: Any) -> Any:
    """Addresses without their questions (somebody may have searched for a name) and without the key of a new password."""
    if "request" in event:
        event["request"] = str(event["request"]).split("?")[0]
    for place in {"event", "request"} & event.keys():
        event[place] = ONE_TIME_KEY.sub(r"\1…", str(event[place]))
    return event


def formatter(**kwargs: Any) -> structlog.stdlib.ProcessorFormatter:
    """The one way a line is written, whoever writes it."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=KEYS),
        ],
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_quotations,
            without_what_was_asked,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


structlog.configure(
    processors=[
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
