"""A PostgreSQL of the tests' own, on loopback, where Debian's is installed."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories= -p {port}"


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs, None when it is not installed, or may not be run."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found and (os.getuid() or _user()) else None


class Server:
    """A server that is there from `start` to `stop`; its `address` is without the name of a database."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.address = f"postgresql+psycopg://policyqa@127.0.0.1:{self._port}"
        self._folder, self._user, data = folder, user, folder / "data"
        self._run(
            programs / "initdb", "-D", data, "-U", "policyqa", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        self._control = (programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w")

    def start(self) -> None:
        """Start it, with all that it kept."""
        self._run(*self._control, "-o", _OPTIONS.format(port=self._port), "start")

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self._run(*self._control, "-m", "fast", "stop")

    def _run(self, *command: object) -> None:
        done = subprocess.run(
            list(map(str, command)),
            user=self._user,
            cwd=self._folder,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")


@contextmanager
def served() -> Iterator[Server]:
    """Yield a server that has been started, and is stopped and removed when the block ends."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="policyqa-postgres-"))
    user = _user() if os.getuid() == 0 else None  # it refuses to be run by root
    if user:
        shutil.chown(folder, user)
    server = Server(programs, folder, user)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _user() -> str | None:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None
