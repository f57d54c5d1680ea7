"""The `policyqa` command, as it is installed."""

import gc

from corpus.collector import collector_paused


def main() -> None:
    """Run the command line. What is imported stays: the collector need not go through it, now or later."""
    with collector_paused():
        from service.cli import main as run

        gc.freeze()
    run()


if __name__ == "__main__":
    main()
