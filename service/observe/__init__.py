"""What an operator sees of the service from outside: logs and metrics.

`requests.py` stands around the application: it names each request, times it and writes one line about it. `logs.py` says
how lines look, `metrics.py` what is counted and measured, `tracing.py` what an OpenTelemetry collector is told, `exposition.py` how Prometheus reads it from one or several
processes. No question, no answer and no address of a reader is in a log or a metric.
"""
