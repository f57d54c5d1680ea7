"""Places that an English question names and no gazetteer has: in Osaka, Osaka's budget, Osaka City."""

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from corpus.plan import Span
from index.catalogue import Catalogue
from index.glossary import chinese_terms

# A proper noun where an English question names its place: in Osaka, Osaka's, Osaka City.
_NAME = r"[A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+){0,2}"
_ENGLISH_PLACE = re.compile(
    rf"\b(?i:in|of|for|at|from|about|near)\s+(?:the\s+)?(?:(?:City|Province|District|County|State)\s+of\s+)?(?P<after>{_NAME})"
    rf"|\b(?i:does|do|did|is|are|was|has|have|will|can|should)\s+(?P<subject>{_NAME})|(?P<before>{_NAME})(?=\s+(?:City|Province|District|County|State|Prefecture)\b)|(?<=\s)(?P<owner>{_NAME})(?=['’]s\b)"
)
_NO_PLACE = re.compile(
    r"china|chinese|prc|five|year|plan|district|city|county|province|municipal|government|people|state|council"
    r"|asia|europe|africa|article|section|chapter|table|box|the|this|that|what|which|who|i"
)


def english_names(question: str, taken: Sequence[Span], catalogue: Catalogue) -> list[str]:
    """Return the proper nouns that stand where an English question names its place, and that no plan knows.

    Nothing is looked for in what is `taken` for something else.
    """
    found: list[str] = []
    for match in _ENGLISH_PLACE.finditer(question):
        kind = match.lastgroup or ""
        name, start, end = match.group(kind), match.start(kind), match.end(kind)
        if any(span.start < end and start < span.end for span in taken):
            continue
        words = [word.lower() for word in re.split(r"[\s-]", name)]
        known = (
            any(_NO_PLACE.fullmatch(word) or word in _names_of_else() for word in words) or chinese_terms(name) != ""
        )
        if not known and not catalogue.uses(name) and not catalogue.vocabulary.sounding("".join(words)):
            found.append(name)
    return found


@lru_cache(maxsize=1)
def _names_of_else() -> frozenset[str]:
    """Return the names of languages, months and days, in small letters."""
    english = Locale("en")
    calendar = (*english.months["format"]["wide"].values(), *english.days["format"]["wide"].values())
    return frozenset(str(name).lower() for name in (*english.languages.values(), *calendar))
