"""Log lines as JSON: keys, never names."""

from typing import Any

import structlog

_chain: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
_render = structlog.processors.JSONRenderer()


def as_json(logger: Any, name: str, event: Any) -> Any:
    """The last step of the standard library's handler: an event with its context as one line."""
    event.pop("_from_structlog", None)
    for step in _chain:
        event = step(logger, name, event)
    event.pop("_record", None)
    return _render(logger, name, event)


structlog.configure(
    processors=[*_chain[:2], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
