"""What a collector is told; each case in a process of its own, for there is one provider a process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# Asks a service over the index named by its argument, and prints what would go to a collector.
ASK = """
import json, sys
from pathlib import Path
from fastapi.testclient import TestClient
from opentelemetry import trace
from service.app import create_app
from service.settings import Settings
from tests.service.process import make_answerer

folder = Path(sys.argv[1])
app = create_app(Settings(corpus=folder, index=folder, cache=folder, database_url="sqlite://"), make_answerer(folder))
spans = []
if hasattr(trace.get_tracer_provider(), "add_span_processor"):
    from opentelemetry.sdk.trace import SpanProcessor
    class Kept(SpanProcessor):
        def on_end(self, span):
            spans.append({"name": span.name, "attributes": dict(span.attributes), "service": span.resource.attributes["service.name"]})
    trace.get_tracer_provider().add_span_processor(Kept())
with TestClient(app, base_url="http://localhost") as client:
    assert client.post("/v1/ask", json={"question": "张掖市组建几支综合性救援队伍？"}).status_code == 200
    assert client.get("/v1/search?q=救援队伍").status_code == 200
    assert client.get("/readyz").status_code == 200
print(json.dumps(spans))
"""
COLLECTOR = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_TIMEOUT": "1"}

pytestmark = pytest.mark.slow


def told(index: Path, **given: str) -> list[dict[str, Any]]:
    """The spans of a question, of a search and of a probe."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "POLICYQA_"))}
    root = Path(__file__).parent.parent.parent.parent
    command = [sys.executable, "-c", ASK, str(index)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=root, env={**environment, **given}, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_without_a_collector_nothing_is_told(built_index: Path) -> None:
    assert told(built_index) == []
    assert told(built_index, **COLLECTOR, OTEL_SDK_DISABLED="true") == []


def test_a_collector_is_told_of_requests_and_stages_and_never_what_was_asked(built_index: Path) -> None:
    spans = told(built_index, **COLLECTOR)
    names = {each["name"] for each in spans}
    assert {"POST /v1/ask", "GET /v1/search", "answer understand", "answer retrieve", "answer rank"} <= names
    assert not any("readyz" in name for name in names)
    assert {each["service"] for each in spans} == {"policyqa"}
    asked = next(each["attributes"] for each in spans if each["name"] == "answer")
    assert asked["policyqa.status"] == "answered"
    assert asked["policyqa.intent"]
    assert "救援" not in json.dumps(spans, ensure_ascii=False)
    assert "%E6%95%91" not in json.dumps(spans)
