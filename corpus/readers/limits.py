"""What reading one document may cost: a small file can claim to be gigabytes, and keep a reader busy for hours."""

import signal
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from corpus.errors import CorpusError

# Of processor time. A plan of three hundred pages takes a tenth of it.
LONGEST_S = 180.0
# A PDF of three hundred pages unpacks to some 15 MB, and its fonts to as much again.
MOST_UNPACKED_BYTES = 256 * 1024 * 1024


class _TooLong(BaseException):
    """No reader may take this for a damaged file and go on."""


class _TooLarge(BaseException):
    """Nor this."""


@contextmanager
def patience(name: str, longest_s: float = LONGEST_S) -> Iterator[None]:
    """Raise CorpusError when the block takes longer than that of processor time.

    Only the main thread can be interrupted, which is where the command line and the process that updates the library read.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, longest_s)
    try:
        yield
    except _TooLong:
        raise CorpusError(
            f"{name} takes longer than {longest_s:.0f} s to read, no plan does: save it again, or save it as text"
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def unpacking(name: str, most_bytes: int | None = None) -> Iterator[None]:
    """Raise CorpusError when what pdfminer unpacks in the block is more than that, all parts together."""
    from pdfminer import pdftypes

    most_bytes = MOST_UNPACKED_BYTES if most_bytes is None else most_bytes
    # It unpacks whatever it is given; this is the one place where it does.
    vars(pdftypes)["zlib"] = _Zlib
    held = _left.set([most_bytes])
    try:
        yield
    except _TooLarge:
        raise CorpusError(
            f"{name} unpacks to more than {most_bytes / 1e6:.0f} MB, no plan is that large: print it anew"
        ) from None
    finally:
        _left.reset(held)


_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


class _Unpacker:
    """zlib's, which stops where nothing is left of what may be unpacked."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj()

    @property
    def eof(self) -> bool:
        return self._unpacker.eof

    def decompress(self, data: bytes) -> bytes:
        left = _left.get()
        if left is None:
            return self._unpacker.decompress(data)
        unpacked = self._unpacker.decompress(data, left[0] + 1)
        left[0] -= len(unpacked)
        if left[0] < 0:
            raise _TooLarge
        return unpacked


class _Zlib:
    """What pdfminer takes for the module zlib."""

    error = zlib.error
    decompressobj: Any = _Unpacker

    @staticmethod
    def decompress(data: bytes) -> bytes:
        unpacker = _Unpacker()
        unpacked = unpacker.decompress(data)
        if not unpacker.eof:
            raise zlib.error("incomplete or truncated stream")
        return unpacked
