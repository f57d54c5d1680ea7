"""A database at an address: opened at its first use, brought up to date, and reached again when it was away."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from service.database.migrations import HEAD
from service.errors import NotReady

_LOG = logging.getLogger(__name__)
_PATIENCE_S = 20
_MIGRATING = 7_108_115  # any number: PostgreSQL's name of the lock that lets one process at a time migrate
_WRITES = "policyqa_writes"


class DatabaseUnavailable(NotReady):
    """The database cannot be reached, read or written."""


class Database:
    """Sessions with a database. Nothing is opened or created before the first use. Safe to use from several threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Engine | None = None
        self._opening = Lock()

    def open(self) -> None:
        """Reach the database and bring its tables up to date. Raises DatabaseUnavailable."""
        with self._failures("nothing can be remembered"):
            self._opened()

    @contextmanager
    def reading(self, otherwise: str) -> Iterator[Session]:
        """Yield a session to read in. `otherwise` is what a DatabaseUnavailable says cannot be done."""
        with self._failures(otherwise), Session(self._opened()) as session:
            yield session

    @contextmanager
    def writing(self, otherwise: str) -> Iterator[Session]:
        """Yield a session whose changes are kept when the block ends, all or none; writers wait for one another."""
        with self._failures(otherwise):
            writing = self._opened().execution_options(**{_WRITES: True})
            with Session(writing) as session, session.begin():
                yield session

    def close(self) -> None:
        """Let go of the connections; the next use opens new ones."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()

    def _opened(self) -> Engine:
        with self._opening:
            if self._engine is None:
                self._engine = _open(self._url)
            return self._engine

    @contextmanager
    def _failures(self, otherwise: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            _LOG.error("the database %s cannot be opened or written", place(self._url), exc_info=error)
            raise DatabaseUnavailable(
                f"{otherwise}: its database cannot be opened or written; the server's log has the details"
            ) from error


def place(url: str) -> str:
    """Return a database address as a log may show it, without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "without a valid address"


def _open(url: str) -> Engine:
    """Return an engine for a database that has the tables."""
    address = make_url(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    if is_sqlite and address.database and not address.database.startswith((":", "file:")):
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        Path(address.database).touch(mode=0o600)  # what tokens are signed with is in it
    options: dict[str, Any] = {"connect_args": {"timeout": _PATIENCE_S}} if is_sqlite else {"pool_pre_ping": True}
    engine = create_engine(address, hide_parameters=True, **options)  # questions and comments are in no log
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, and hold changes of tables, too
    connection.execute("PRAGMA journal_mode=WAL")  # readers do not wait for a writer
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    # A writer that had begun as a reader could not wait for another writer: it would fail.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    # Imported here because a database that is up to date, which is most of them, needs no Alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    with engine.execution_options(**{_WRITES: True}).begin() as connection, as_file(_scripts()) as scripts:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise SQLAlchemyError(f"the tables are of another release of policyqa: {error}") from error


def _scripts() -> Any:
    return files("service.database").joinpath("migrations")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None
