"""Alembic migrations, applied when a database is opened."""

HEAD = "0002"  # the newest revision; a test compares it with the scripts
