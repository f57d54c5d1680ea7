"""OpenTelemetry, where its standard variables name a collector: off otherwise.

FastAPI makes the spans and the metrics of requests; here are the spans of an answer's stages, and what must not be told.
"""

import logging
import os
import time
from functools import cache
from typing import TYPE_CHECKING

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from starlette.types import Scope

from service.answer.model import Answer

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import Span, TracerProvider

_LOG = logging.getLogger(__name__)
_NAME = "policyqa"
_ENDPOINTS = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
)
_QUIET = frozenset(("/healthz", "/readyz", "/metrics"))
_OFF: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
_QUERY = "url.query"
# One after the other, as the answerer goes through them.
_STAGES = ("understand", "retrieve", "rank", "answer")


def telemetry() -> TelemetryConfig:
    """Return what FastAPI is to tell, and to whom, as the environment says."""
    if not any(map(os.environ.get, _ENDPOINTS)) or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return _OFF
    try:
        provider = _provider()
    except ImportError:
        _LOG.warning('OTEL_* names a collector, but OpenTelemetry is not installed: pip install "policyqa[otel]"')
        return _OFF
    # Its logs would hold what was sent.
    return {"tracer_provider": provider, "logs": False, "auto_configure": True, "exclude": _is_quiet}


def trace_stages(answer: Answer) -> None:
    """Add a span for each stage of an answer that was just made to the request that is being traced, if one is."""
    if not trace.get_current_span().is_recording():
        return
    tracer = trace.get_tracer(_NAME)
    begun_ns = time.time_ns() - int(answer.timings_ms.get("total", 0.0) * 1e6)
    said = {"policyqa.status": answer.status.value, "policyqa.intent": answer.query.intent.value}
    with tracer.start_as_current_span("answer", start_time=begun_ns, attributes=said):
        for stage in _STAGES:
            took_ns = int(answer.timings_ms.get(stage, 0.0) * 1e6)
            tracer.start_span(f"answer {stage}", start_time=begun_ns).end(begun_ns + took_ns)
            begun_ns += took_ns


@cache
def _provider() -> "TracerProvider":
    """Return the provider of this process, to which FastAPI adds the exporter. Raises ImportError without the extra `otel`."""
    # Here, because most installations have no collector.
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

    class WithoutQuestions(SpanProcessor):
        """Takes from a span what a reader asked, and the token that a link carried."""

        def on_start(self, span: "Span", parent_context: "Context | None" = None) -> None:  # noqa: ARG002
            if span.attributes and _QUERY in span.attributes:
                span.set_attribute(_QUERY, "")

    named = "OTEL_SERVICE_NAME" in os.environ or SERVICE_NAME in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    provider = TracerProvider(resource=Resource.create({} if named else {SERVICE_NAME: _NAME}))
    provider.add_span_processor(WithoutQuestions())
    trace.set_tracer_provider(provider)
    return provider


def _is_quiet(scope: Scope) -> bool:
    return scope.get("path") in _QUIET
