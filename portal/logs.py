"""JSON log lines by structlog; tracebacks never carry local variables, which may hold secrets."""

import re

import structlog

SECRET_ADDRESS = re.compile(r"(?<=/feeds/)[0-9a-z]+")
"""The part of a calendar feed's address that opens it."""


def without_secret_addresses(
    logger: object, method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Keep the addresses of calendar feeds out of what is told of requests."""
    event["event"] = SECRET_ADDRESS.sub("…", str(event["event"]))
    return event


def json_formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler: one JSON object a line."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_secret_addresses,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
