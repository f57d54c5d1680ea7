"""The headings of a document that have no number: styled ones (## 总体要求), 前言 and 结语, and run-in ones."""

from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.headings import Family, Heading, Number, read_annex, read_preface, read_run_in, read_styled
from corpus.lines import Line

_TOP_FAMILIES = (Family.PART, Family.CHAPTER, Family.COUNT)
_FEWEST_NUMBERED = 2
_FEWEST_RUN_INS = 2  # in one section; a document that has so many may have sections with a single one
_FEWEST_PAIRED = 3
_LONGEST_SINGLE_RUN_IN = 15


def read_unnumbered_headings(lines: Sequence[Line], numbers: Sequence[Number | None]) -> dict[int, Heading]:
    """Return the headings that only their style marks, by line, or, where the document numbers its headings, 前言 and 结语.

    The first is the title of the document if no other is of its level.
    """
    families = [number.family for number in numbers if number is not None and number.family is not None]
    top = [family for family in families if family in _TOP_FAMILIES]
    if len(top) >= _FEWEST_NUMBERED:
        return dict(_prefaces(lines, numbers, min(top)))
    found = {
        at: heading
        for at, line in enumerate(lines)
        if numbers[at] is None and (heading := read_styled(line.text, line.start)) is not None
    }
    first = min(found, default=None)
    if first is not None and sum(each.family == found[first].family for each in found.values()) == 1:
        del found[first]
    return found


def _prefaces(lines: Sequence[Line], numbers: Sequence[Number | None], top: Family) -> Iterator[tuple[int, Heading]]:
    """Yield 前言 above the first heading of the family `top` and 结语 below the last, each with its line.

    Between two of them the word is a line like others, unless the next one is a first: the list of an annex. Directly
    below the heading of a part (第一编 总体) or an annex, 前言 opens that one.
    """
    values = [number.value if number is not None and number.family is top else None for number in numbers]
    below: list[int | None] = [None] * len(values)  # what the next heading of the family counts
    for at in range(len(values) - 2, -1, -1):
        below[at] = below[at + 1] if values[at + 1] is None else values[at + 1]
    is_above = True
    for at, line in enumerate(lines):
        is_above = is_above and values[at] is None
        opens, closes = is_above or below[at] == 1, below[at] is None or (below[at] == 1 and not is_above)
        of_part = top is Family.PART and at > 0 and values[at - 1] is not None
        of_annex = at > 0 and read_annex(lines[at - 1].text, lines[at - 1].start) is not None
        heading = read_preface(line.text, line.start, opens=opens or of_part or of_annex, closes=closes)
        if heading is not None:
            yield at, heading._replace(family=Family.CHAPTER if of_part else top)


def read_run_ins(lines: Sequence[Line], numbers: Sequence[Number | None]) -> dict[int, Heading]:
    """Return the run-in headings by line: the paragraphs between two numbers open with a short sentence, most of them.

    健全领导指挥体制。推动成立…  /  强化应急管理机构建设。充分发挥…
    """
    found: dict[int, Heading] = {}
    single: dict[int, Heading] = {}
    for paragraphs in _between_numbers(numbers):
        headings = _openings(lines, paragraphs) or _openings(lines, paragraphs, paired=True)
        if len(headings) >= _FEWEST_RUN_INS and 2 * len(headings) > len(paragraphs):
            found |= headings
        elif len(paragraphs) == 1:
            single |= {at: each for at, each in headings.items() if _is_label(each.title)}
    return found | single if len(found) >= _FEWEST_RUN_INS**2 else found


def _openings(lines: Sequence[Line], paragraphs: Sequence[int], *, paired: bool = False) -> dict[int, Heading]:
    """Return the run-in headings among `paragraphs` by line; those of two parts only where they are parallel (坚持…，…)."""
    # A paragraph of one sentence has none.
    longer = (at for at in paragraphs if "。" in lines[at].text[:-1])
    read = ((at, read_run_in(lines[at].text, lines[at].start, paired=paired)) for at in longer)
    headings = {at: heading for at, heading in read if heading is not None}
    if paired:
        openings = Counter(heading.title[:2] for heading in headings.values())
        headings = {at: each for at, each in headings.items() if openings[each.title[:2]] >= _FEWEST_PAIRED}
    return headings


def _is_label(title: str) -> bool:
    """Tell whether a sentence that opens the only paragraph of its section is a heading, not a statement (… 是 …)."""
    return len(title) <= _LONGEST_SINGLE_RUN_IN and "是" not in title


def _between_numbers(numbers: Sequence[Number | None]) -> Iterator[list[int]]:
    """Yield the positions of the lines without a number, those between two numbers together."""
    run: list[int] = []
    for at, number in enumerate(numbers):
        if number is None:
            run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run
