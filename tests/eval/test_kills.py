import os
import subprocess
import sys
from pathlib import Path


def test_no_kill_of_an_update_leaves_a_mixture_or_loses_a_document() -> None:
    # A process of its own: it makes copies of itself, which a process with threads may not.
    command = [sys.executable, "-m", "eval.bench.kills", "--every", "12", "--random", "2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    killed = [line.split()[1] for line in done.stdout.splitlines() if line.split()[0] in {"add", "remove", "full"}]
    assert sum(map(int, killed)) >= 12, done.stdout
