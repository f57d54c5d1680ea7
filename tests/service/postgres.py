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


@contextmanager
def served() -> Iterator[str]:
    """Yield the address of a server that is there until the block ends, without the name of a database."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="policyqa-postgres-"))
    user = _user() if os.getuid() == 0 else None  # it refuses to be run by root
    if user:
        shutil.chown(folder, user)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data, log = folder / "data", folder / "log"

    def run(*command: object) -> None:
        done = subprocess.run(
            list(map(str, command)),
            user=user,
            cwd=folder,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")

    run(programs / "initdb", "-D", data, "-U", "policyqa", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    control = (programs / "pg_ctl", "-D", data, "-l", log, "-w")
    run(*control, "-o", _OPTIONS.format(port=port), "start")
    try:
        yield f"postgresql+psycopg://policyqa@127.0.0.1:{port}"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _user() -> str | None:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None
