"""The clauses of a sentence, between commas, and their groups, between semicolons.

备案率达到90%， | 演练率达到80%； || 持证率达到95%。
"""

import re

from corpus.plan import Span

# The thousands of 15,000 are no clauses, nor the sides of 15:1.
_SEPARATOR = re.compile(r"(?=[，；;：:,])(?:[，；;]|(?<![0-9])[：:]|[：:](?![0-9])|(?<![0-9]),|,(?![0-9]{3}(?![0-9])))")


def cut_clauses(text: str, span: Span) -> tuple[list[Span], list[Span]]:
    """Return the clauses between commas and the groups between semicolons, without the marks that end the sentence."""
    end = span.start + len(span.of(text).rstrip("。！？!?”’』」 \n"))
    clauses: list[Span] = []
    groups: list[Span] = []
    start = group = span.start
    for match in _SEPARATOR.finditer(text, span.start, end):
        clauses.append(Span(start, match.start()).stripped(text))
        if match.group() in "；;":
            groups.append(Span(group, match.start()))
            group = match.end()
        start = match.end()
    last = Span(start, end)
    return [*clauses, last.stripped(text)], [*groups, last if group == start else Span(group, end)]
