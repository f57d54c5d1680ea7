import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from service.observe.logs import LogFormat, log_config


@pytest.fixture
def configured() -> Iterator[None]:
    """Put the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def written(capsys: pytest.CaptureFixture[str], log_format: LogFormat) -> str:
    """What is written of a failure in a request."""
    logging.config.dictConfig(log_config(log_format))
    log = logging.getLogger("service.somewhere")
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        log.debug("too small to be written")
        log.info("%d plans", 3, extra={"route": "/v1/plans"})
        try:
            question = "张掖市的秘密问题"
            raise ValueError("damaged")
        except ValueError:
            log.exception("unexpected failure at %s", "/v1/ask")
        assert question
    return capsys.readouterr().err


@pytest.mark.usefixtures("configured")
def test_every_line_is_one_json_object_with_the_request_it_belongs_to(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = map(json.loads, written(capsys, LogFormat.JSON).splitlines())
    assert first["timestamp"].endswith("Z")
    assert {name: first[name] for name in ("event", "level", "logger", "request_id", "route")} == {
        "event": "3 plans", "level": "info", "logger": "service.somewhere", "request_id": "r-1", "route": "/v1/plans",
    }  # fmt: skip
    assert second["event"] == "unexpected failure at /v1/ask"
    assert (second["exception"][0]["exc_type"], second["exception"][0]["exc_value"]) == ("ValueError", "damaged")


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("log_format", list(LogFormat))
def test_a_traceback_does_not_show_what_variables_hold(
    capsys: pytest.CaptureFixture[str], log_format: LogFormat
) -> None:
    shown = written(capsys, log_format)
    assert "damaged" in shown
    assert "r-1" in shown
    values = [line for line in shown.splitlines() if "秘密" in line and "question = " not in line]
    assert values == []
