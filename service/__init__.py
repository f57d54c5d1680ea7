"""Answers people. The only package that knows HTTP.

Read `answer/` first (a question becomes an answer), then `app.py` (the wiring), then `cli.py` (the command line).
"""

from importlib.metadata import version

__version__ = version("policyqa")
