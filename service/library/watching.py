"""Documents that come into the corpus, change there and go by themselves."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

from corpus.documents import State, state_of

_LOG = logging.getLogger(__name__)


class FolderWatch:
    """Notices changes of a corpus that its index does not follow yet."""

    def __init__(self, corpus: Path, changed: Callable[[], None]) -> None:
        """`changed` is called when the index should follow."""
        self._corpus = corpus
        self._changed = changed
        self._followed: State | None = None
        self._last: State | None = None
        self._stirred = threading.Event()
        self._stirred.set()  # what changed while no service ran is noticed, too
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End watching."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def follows(self, state: State) -> None:
        """Note what the index follows."""
        self._followed = state

    def look(self) -> None:
        """Call `changed` when the corpus has changed and has come to rest: call this every second, between updates."""
        if not self._stirred.is_set():
            return
        self._stirred.clear()
        try:
            self._look()
        except BaseException:
            self._stirred.set()  # it is still to be followed
            raise

    def _look(self) -> None:
        now = state_of(self._corpus)
        if now == self._followed:
            return
        if now != self._last:  # a copy may still be under way
            self._last = now
            self._stirred.set()
            return
        self._changed()
        self._followed = now  # if it cannot be followed, then not again until it changes

    def _watch(self) -> None:
        try:
            self._corpus.mkdir(parents=True, exist_ok=True)
            for _ in watchfiles.watch(self._corpus, stop_event=self._stopped, raise_interrupt=False):
                self._stirred.set()
        except OSError as error:
            _LOG.error("the folder %s cannot be watched (%s): its changes are not noticed", self._corpus, error)
