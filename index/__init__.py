"""Finds passages. No web.

Read `search.py` first (the whole retrieval on one screen), then `build.py` (how an index is made).
"""
