"""How an English sentence names a place."""

from functools import lru_cache

from corpus.places import gazetteer

_DIVISIONS = {"区": "District", "县": "County", "省": "Province", "州": "Prefecture"}


@lru_cache(maxsize=1024)
def in_english(place: str) -> str | None:
    """Return the name of a place without what it lies in; None for no known place, or one that is read in several ways.

    >>> in_english("北京市丰台区")
    'Fengtai District'
    """
    readings = {reading for each in gazetteer().resolve(place) for reading in gazetteer().readings(each)}
    if len(readings) != 1:
        return None
    return f"{readings.pop().title()} {_DIVISIONS.get(place[-1], '')}".strip()


def in_both(name: str) -> str:
    """Return the name of a place in English with the Chinese one behind it; any other name as it is.

    >>> in_both("北京市丰台区")
    'Fengtai District (北京市丰台区)'
    """
    english = in_english(name)
    return f"{english} ({name})" if english else name
