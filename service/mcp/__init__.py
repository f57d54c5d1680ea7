"""The plans as tools of the Model Context Protocol, at /mcp, for assistants and agents.

`tools.py` says what they do; `endpoint.py` serves them, and loads the protocol's software at the first request only.
"""
