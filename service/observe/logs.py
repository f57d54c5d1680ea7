"""How lines of the log look: one JSON object each, or one line for people. Other code logs as Python always does."""

import logging
from enum import StrEnum
from typing import Any

import structlog
from structlog.processors import (
    ExceptionRenderer,
    JSONRenderer,
    StackInfoRenderer,
    TimeStamper,
    format_exc_info,
)
from structlog.stdlib import (
    ExtraAdder,
    PositionalArgumentsFormatter,
    ProcessorFormatter,
    add_log_level,
    add_logger_name,
)
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger


class LogFormat(StrEnum):
    """Who reads the log."""

    TEXT = "text"  # people
    JSON = "json"  # programs


def log_config(log_format: LogFormat, level: str = "INFO") -> dict[str, Any]:
    """Return what `logging.config.dictConfig` and `uvicorn.Config` take; worker processes get the same from uvicorn."""
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": {"()": make_formatter, "log_format": log_format}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        # They write a line for each request of their own, with its address, or for each part of theirs that is there.
        "loggers": dict.fromkeys(
            ("alembic.runtime.plugins", "httpx", "httpx2", "httpcore", "httpcore2", "mcp", "openai"), quiet
        ),
    }


def make_formatter(log_format: LogFormat) -> logging.Formatter:
    """Return the formatter of every line: level, logger, time, the request that it belongs to, and what was said."""
    is_json = log_format is LogFormat.JSON
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        add_log_level,
        add_logger_name,
        ExtraAdder(),
        _without_colours,
        TimeStamper(fmt="iso", utc=True),
        StackInfoRenderer(),
    ]
    # Local variables hold questions: a traceback names files, lines and functions only.
    raised: Processor = ExceptionRenderer(ExceptionDictTransformer(show_locals=False)) if is_json else format_exc_info
    last: Processor = (
        JSONRenderer(ensure_ascii=False) if is_json else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    return ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[ProcessorFormatter.remove_processors_meta, PositionalArgumentsFormatter(), raised, last],
    )


def _without_colours(_: WrappedLogger, __: str, said: EventDict) -> EventDict:
    said.pop("color_message", None)  # uvicorn says the same once more for terminals
    return said
