import threading
import zlib
from contextlib import suppress

import pytest
from pdfminer import pdftypes
from pdfminer.pdftypes import decompress_corrupted

from corpus.errors import CorpusError
from corpus.readers.limits import patience, unpacking


def forever() -> None:
    while True:
        pass


def pdfminer_unpacks(packed: bytes) -> bytes:
    unpacked = vars(pdftypes)["zlib"].decompress(packed)
    assert isinstance(unpacked, bytes)
    return unpacked


def test_a_reader_that_does_not_end_is_ended() -> None:
    with pytest.raises(CorpusError, match=r"a\.pdf takes longer than 0 s to read"), patience("a.pdf", 0.05):
        forever()


def test_a_reader_that_takes_every_failure_for_damage_is_ended_too() -> None:
    def stubborn() -> None:
        while True:
            with suppress(Exception):
                forever()

    with pytest.raises(CorpusError, match="takes longer"), patience("a.pdf", 0.05):
        stubborn()


def test_a_reader_in_time_is_left_alone() -> None:
    with patience("a.txt", 0.2):
        read = sum(range(1000))
    assert read == 499500
    for _ in range(5_000_000):  # whatever comes after may take as long as it likes
        pass


def test_in_another_thread_nothing_is_interrupted_and_nothing_fails() -> None:
    read: list[int] = []

    def work() -> None:
        with patience("a.txt", 0.01):
            read.append(sum(range(3_000_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert read == [sum(range(3_000_000))]


def test_what_pdfminer_unpacks_is_counted_over_all_parts() -> None:
    packed = zlib.compress(b"x" * 600)
    with unpacking("a.pdf", 1200):
        assert [len(pdfminer_unpacks(packed)) for _ in range(2)] == [600, 600]
    with pytest.raises(CorpusError, match="unpacks to more than 0 MB"), unpacking("a.pdf", 1199):
        pdfminer_unpacks(packed) + pdfminer_unpacks(packed)


def test_no_more_is_unpacked_than_is_left() -> None:
    bomb = zlib.compress(bytes(1 << 24))  # 16 MB in 16 KB
    with pytest.raises(CorpusError, match="unpacks"), unpacking("a.pdf", 1000):
        pdfminer_unpacks(bomb)
    with pytest.raises(CorpusError, match="unpacks"), unpacking("a.pdf", 1000):
        decompress_corrupted(bomb)


def test_a_part_that_is_cut_short_is_still_an_error() -> None:
    with unpacking("a.pdf"), pytest.raises(zlib.error):
        pdfminer_unpacks(zlib.compress(b"x" * 600)[:-4])


def test_elsewhere_nothing_is_counted() -> None:
    with unpacking("a.pdf", 10):
        pass
    assert len(pdfminer_unpacks(zlib.compress(b"x" * 600))) == 600
