"""The headings of a plan as a tree, for the list at the side."""

from dataclasses import dataclass, field

from corpus.plan import Plan


@dataclass(frozen=True, slots=True)
class Entry:
    """A titled heading, and those below it; `section` is its position among the sections."""

    section: int
    number: str
    title: str
    below: list["Entry"] = field(default_factory=list)


def outline_of(plan: Plan) -> list[Entry]:
    """Return the titled headings of level 1 with those below them; what is below an untitled one moves up."""
    top: list[Entry] = []
    path: list[list[Entry]] = [top]
    for at, (section, depth) in enumerate(zip(plan.sections, depths_of(plan), strict=True)):
        if section.title:
            del path[depth + 1 :]
            entry = Entry(at, section.number, section.title)
            path[-1].append(entry)
            path.append(entry.below)
    return top


def depths_of(plan: Plan) -> list[int]:
    """Return for each section how many titled sections are around it, so that no level of headings is left out."""
    depths: list[int] = []
    for section in plan.sections:
        parent = section.parent
        depths.append(0 if parent is None else depths[parent] + bool(plan.sections[parent].title))
    return depths
