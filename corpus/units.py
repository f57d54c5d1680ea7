"""The organisations that a list names, as `Unit`s.

    责任单位:区住建委、区城管委区运管局、工信公安西青分局、消防救援支队各街镇、经开集团

Lists lose their separators and names their ends, so the lists of a document are read twice: first for the names it
uses, then each by those names. 区城管委区运管局 comes apart where a name ends and the next begins with its level,
工信公安西青分局 because both halves stand alone elsewhere. 区应急 is joined to 区应急局 where it can stand for no other.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from corpus.plan import Span, Task, Unit

# 市场监管局 and 市政管理委 do not begin with the level 市; 市北分局 is named for a place.
_AREA = r"(?:国家|[省州旗县]|区(?!域)|市(?!场|容|民(?!政|族|宗)|政(?!府|协|法|务)|[中南北](?![级医心])))"
_LEVEL = re.compile(rf"(?P<area>{_AREA})?(?P<party>委(?!员))?")
_BEGINNING = re.compile(rf"各|{_AREA}")
_ENDING = re.compile(
    r"(?:委员会|人民政府|办公室|分局|[支大总中]队|分?中心|集团|公司|政府|街道|街镇|单位|部门|银行|企业|园区|[新各]区|开发区"
    r"|海关|总部|分行|供销社|(?<!社)会|[局委办部厅院室队所站处署校组联镇乡])$"
)
_LAST = frozenset("会府室局队心团司道镇位门行业园区关部社委办厅院所站处署校组联乡")
_SAME_ENDING = {"委员会": "委", "人民政府": "政府", "办公室": "办"}
# What a name may lose at its end and still be read: 区应急, 区住建, 区委组织.
_LOST = "局委办部厅"

_PART = re.compile(r"(?:[^、，,；;/／|｜。\s（(]++|[（(][^（()）\n]*[）)]|[（(])+")
# A part that needs no trimming: nothing but a name in it.
_PLAIN = re.compile(r"(?:(?![等由请及和与同联])[一-龥])++")
_LINE_BREAK = re.compile(r"[^\S\n]*\n\s*")
# Where one name may end and the next begin without a separator, and what of it is still part of a name (社会各界).
_AFTER_NAME = r"(?:(?<=[局委办部厅院室队所处府镇乡位门联])|(?<=中心|集团|公司|街道)|(?<!社)(?<=会))"
# 规划和自然资源局 is one name, 市教育局和各区政府 are two.
_AND = re.compile(rf"{_AFTER_NAME}(?:以及|及|和|与|会同|联合)(?=各|地方|所在地|有关|相关|其他|{_AREA})")
_JOINT = re.compile(rf"{_AFTER_NAME}(?=(?:各|{_AREA})[^\s（()）]{{2}})")
_BEFORE = re.compile(r"(?:[\s*_:：.．·\-—“”‘’\"'>）)]|[由请](?=[省市区县各]))+")
_BEHIND = "*_:：.．·-—“”‘’\"'（( \t\u3000"
_AND_OTHERS = re.compile(r"等(?:\d+个|[一二三四五六七八九十]+个)?(?:各?(?:有关|相关))?(?:部门|单位|企业)?$")
_REMARK = re.compile(r"[（(][^（()）\n]*[）)]$")
_CHINESE = re.compile(r"[一-龥]")
_LONGEST_NAME = 40
_LONGEST_GLUED = 20

# 区委宣传部, 市政府办公室: what follows such a body without a level of its own belongs to it.
_BODY = re.compile(rf"{_AREA}?(?:委|党委|纪委|工委|政府|人民政府|人大|政协)")
_SUB_UNIT = re.compile(r"(?:[支大总中]队|分局|中心|所|站)$")
_OFFICE = re.compile(r"[局委厅部]$")
_NO_NAME = re.compile(r"(?:有关|相关|其他)?(?:办公室|人民政府|政府|委员会|领导小组|(?:成员|有关|相关)?(?:单位|部门))")
# More names than a document has with one beginning and one end: beyond it abbreviations are not looked for.
_MOST_ALIKE = 20
_PROSE_NAME = re.compile(rf"(?=({_AREA}[一-龥]{{2,8}}?[{_LOST}]))")
# 公安西青分局, 市规划资源局西青分局
_BRANCH = re.compile(r"市?(?P<bureau>[一-龥]{2,8}?)局?[一-龥]{2,3}分局")
_INNER_LEVEL = re.compile(rf"(?<=[一-龥]{{2}}){_AREA}(?=[一-龥]{{2}})")


class _Parts(NamedTuple):
    """区委网信办 is of the area 区, of the party, and at its core 网信办."""

    area: str
    party: bool
    core: str
    ending: str


def _parts(name: str) -> _Parts:
    level = _LEVEL.match(name)
    assert level is not None, "the pattern matches the empty string"
    core = name[level.end() :]
    ending = _ending(core)
    if ending in _SAME_ENDING:
        core = core[: -len(ending)] + _SAME_ENDING[ending]
        ending = _SAME_ENDING[ending]
    return _Parts(level["area"] or "", level["party"] is not None, core, ending)


def _ending(name: str) -> str:
    found = _ENDING.search(name[-4:]) if name[-1:] in _LAST else None
    return found[0] if found else ""


def _bare(printed: str) -> str:
    return "".join(printed.split())


def looks_like_unit(name: str) -> bool:
    """Tell whether `name` by itself reads as an organisation: 市应急局, 各街镇 and 区应急, but not 长期坚持."""
    if not 2 <= len(name) <= _LONGEST_NAME or not _CHINESE.search(name):
        return False
    return bool(_ending(_REMARK.sub("", name)) or _BEGINNING.match(name))


def split_list(text: str, span: Span) -> list[Span]:
    """Return the parts of a list between its separators, names that are glued together still in one.

    市教育局等有关部门和各区政府 gives 市教育局 and 各区政府; the brackets of 各县（市、区）政府 are part of the name.
    """
    found: list[Span] = []
    for part in _rejoined(text, [Span(*match.span()) for match in _PART.finditer(text, span.start, span.end)]):
        if len(part) > 1 and _PLAIN.fullmatch(text, part.start, part.end):
            found.append(part)
            continue
        start = part.start
        for joint in (*_AND.finditer(text, part.start, part.end), None):
            name = _trimmed(text, Span(start, joint.start() if joint else part.end))
            if len(name) > 1 and _CHINESE.search(name.of(text)):
                found.append(name)
            start = joint.end() if joint else start
    return found


def _rejoined(text: str, parts: list[Span]) -> list[Span]:
    """Join what a line break cut: 市发展改 / 革委. A break after a whole name is a separator."""
    if not parts or "\n" not in text[parts[0].start : parts[-1].end]:
        return parts
    joined: list[Span] = []
    for part in parts:
        if (
            joined
            and len(joined[-1]) + len(part) < _LONGEST_NAME
            and _LINE_BREAK.fullmatch(text, joined[-1].end, part.start)
            and not _ending(joined[-1].of(text))
            and _ending(part.of(text))
            and not _BEGINNING.match(text, part.start)
        ):
            joined[-1] = Span(joined[-1].start, part.end)
        else:
            joined.append(part)
    return joined


def _trimmed(text: str, span: Span) -> Span:
    """Return the name at `span` without 由 before it, 等部门 and （remarks） behind it."""
    before = _BEFORE.match(text, span.start, span.end)
    start = before.end() if before else span.start
    name = text[start : span.end]
    if not name.startswith(("各", "有关", "相关")):
        name = _REMARK.sub("", name)
    return Span(start, start + len(_AND_OTHERS.sub("", name.rstrip(_BEHIND))))


class UnitNames:
    """The names of organisations that the lists of one document use."""

    def __init__(self, text: str, lists: Iterable[Span]) -> None:
        self._text = text
        self._lists = {
            each: [piece for part in split_list(text, each) for piece in _at_joints(text, part)] for each in lists
        }
        self._pieces = Counter(piece.of(text) for pieces in self._lists.values() for piece in pieces)
        self._stems: Counter[str] = Counter()
        self._cuts: dict[str, tuple[int, ...]] = {}
        names: Counter[str] = Counter()
        # Shortest first, so that no name known so far is two names in one.
        for piece in sorted(self._pieces, key=len):
            self._cuts[piece] = self._find_cuts(piece)
            for start, end in pairwise((0, *self._cuts[piece], len(piece))):
                name = _bare(piece[start:end])
                if not _is_name(name):
                    continue
                names[name] += self._pieces[piece]
                for stem in _stems(name):
                    self._stems[stem] += self._pieces[piece]
        self._full = _FullNames(text, names)

    def read(self, span: Span) -> tuple[Unit, ...]:
        """Return the units that the list at `span`, one of those given, names, in order, each once."""
        units: dict[str, Unit] = {}
        for each in self._spans(span):
            printed = each.of(self._text)
            if _is_name(printed):
                name = self._full.of(_bare(printed))
                units.setdefault(name, Unit(name, printed, each, inferred=name != printed))
        return tuple(units.values())

    def _spans(self, span: Span) -> Iterator[Span]:
        for piece in self._lists[span]:
            cuts = self._cuts[piece.of(self._text)]
            if not cuts:
                yield piece
            else:
                for start, end in pairwise((0, *cuts, len(piece))):
                    yield Span(piece.start + start, piece.start + end)

    def _find_cuts(self, piece: str) -> tuple[int, ...]:
        """Return where `piece` comes apart into names that stand alone elsewhere.

        Only the first may be new, if it ends as a name does. The fewest new characters win, then the fewest names.
        """
        if len(piece) > _LONGEST_NAME:
            return ()
        # By the end of what is read: new characters, names, cuts.
        best: dict[int, tuple[int, int, tuple[int, ...]]] = {
            end: (end, 1, ()) for end in range(3, len(piece) - 1) if piece[end - 1] in _LAST and _ending(piece[:end])
        }
        best |= {end: (0, 1, ()) for end, _ in self._known_from(piece, 0) if end < len(piece)}
        for start in range(2, len(piece) - 1):
            if start not in best:
                continue
            new, count, cuts = best[start]
            before = piece[cuts[-1] if cuts else 0 : start]
            for end, uses in self._known_from(piece, start):
                if self._may_follow(before, piece[start:end], uses > self._pieces[piece]):
                    reached = (new, count + 1, (*cuts, start))
                    best[end] = min(best.get(end, reached), reached)
        return best[len(piece)][2] if len(piece) in best else ()

    def _known_from(self, piece: str, start: int) -> Iterator[tuple[int, int]]:
        """Yield where a known name ends that begins at `start`, and how often that name is used."""
        level = _LEVEL.match(piece, start)
        begins = {start, level.end("area") if level and level["area"] else start}
        for end in range(start + 2, min(len(piece), start + _LONGEST_GLUED) + 1):
            for begin in begins:
                name = piece[begin:end]
                if name in self._stems and len(name) > 1:
                    yield end, self._stems[name]
                    break

    @staticmethod
    def _may_follow(before: str, name: str, is_common: bool) -> bool:
        if _BODY.fullmatch(before) or _NO_NAME.fullmatch(name):
            return False
        # 市公安局交警支队 is one, unless 交警支队 stands alone more often than behind 市公安局.
        return is_common or not (_OFFICE.search(before) and _SUB_UNIT.search(name))


def _is_name(printed: str) -> bool:
    return 2 <= len(printed) <= _LONGEST_NAME


def _stems(name: str) -> set[str]:
    """Return what may be left of `name` where the level is not said again: 区委网信办, 委网信办, 网信办."""
    level = _LEVEL.match(name)
    assert level is not None, "the pattern matches the empty string"
    return {
        stem
        for stem in (name, name[level.end("area") :] if level["area"] else name, name[level.end() :])
        if len(stem) > 1
    }


def _at_joints(text: str, part: Span) -> Iterator[Span]:
    """Yield what `part` holds between the places where a name ends and the next begins with its level or 各."""
    start = part.start
    for joint in _JOINT.finditer(text, part.start, part.end):
        at = joint.start()
        # 市政府各部门 are the departments of one government.
        if at - start < 2 or (text[at] == "各" and _BODY.fullmatch(text, start, at)):
            continue
        yield Span(start, at)
        start = at
    yield Span(start, part.end) if start > part.start else part


class _FullNames:
    """What each name of a document stands for: the only longer name that it can be short for, else itself."""

    def __init__(self, text: str, names: Counter[str]) -> None:
        self._read = {name: _parts(name) for name in names if not name.startswith(("各", "有关", "相关"))}
        self._full: dict[str, str] = {}
        self._slips = {name for name in self._read if self._is_slip(name, names)}
        self._by_core: dict[str, list[str]] = defaultdict(list)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        self._by_ends: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, parts in self._read.items():
            if parts.ending and name not in self._slips and len(parts.core) > 1:
                self._by_core[parts.core].append(name)
                self._by_ends[parts.core[0], parts.ending].append(name)
                if parts.core[-1] in _LOST:
                    self._by_stem[parts.core[:-1]].append(name)
        self._cores = sorted(self._by_core)
        self._prose = {match[1] for match in _PROSE_NAME.finditer(text)}

    def of(self, name: str) -> str:
        """Return the full name of `name`."""
        if name not in self._full:
            self._full[name] = self._find(name)
        return self._full[name]

    def _is_slip(self, name: str, names: Counter[str]) -> bool:
        # A branch named for its place is not the 区's: 区公安西青分局 once, 公安西青分局 everywhere else.
        parts = self._read[name]
        return parts.ending == "分局" and parts.area in ("区", "县") and names[parts.core] > names[name]

    def _find(self, name: str) -> str:
        parts = self._read.get(name)
        if parts is None or len(parts.core) < 2:
            return name
        if name in self._slips:
            return self.of(parts.core)
        ways: list[Callable[[_Parts], Iterable[str]]] = [lambda short: self._by_core.get(short.core, ())]
        if parts.ending:
            ways.append(self._abbreviated)
        else:
            ways += [lambda short: self._by_stem.get(short.core, ()), self._begun]
        for way in ways:
            longer = [each for each in way(parts) if len(each) > len(name) and _may_stand_for(parts, self._read[each])]
            if longer:
                full = {self.of(each) for each in islice(longer, _MOST_ALIKE)}
                return full.pop() if len(full) == 1 else name
        if parts.area and not parts.ending:
            in_prose = {name + end for end in _LOST} & self._prose
            return in_prose.pop() if len(in_prose) == 1 else name
        return name

    def _begun(self, short: _Parts) -> Iterator[str]:
        """Yield the names that `short` is the beginning of: 区消防 of 区消防救援支队."""
        at = bisect_left(self._cores, short.core)
        for core in self._cores[at : at + _MOST_ALIKE]:
            if core.startswith(short.core):
                yield from self._by_core[core]

    def _abbreviated(self, short: _Parts) -> Iterable[str]:
        """Return the names whose characters `short` picks from, the first and the ending among them: 人社局."""
        alike = self._by_ends.get((short.core[0], short.ending), ())
        if len(alike) > _MOST_ALIKE or not _may_be_short(short):
            return ()
        return [each for each in alike if _picks(short.core, self._read[each].core)]


def _may_stand_for(short: _Parts, full: _Parts) -> bool:
    """Tell whether the levels agree: what `short` says of area and party, `full` says too."""
    return short.area in ("", full.area) and (full.party or not short.party)


def _may_be_short(short: _Parts) -> bool:
    # 政府办 is not short for 政府服务办.
    body = short.core.removesuffix(short.ending)
    return len(body) > 1 and not _BODY.fullmatch(body)


def _picks(short: str, full: str) -> bool:
    """Tell whether `short` is made of characters of `full` in their order: 人社局 of 人力资源和社会保障局."""
    rest = iter(full)
    return all(character in rest for character in short)


def _abbreviates(short: _Parts, full: _Parts) -> bool:
    return (
        short.ending == full.ending
        and short.core[0] == full.core[0]
        and _may_be_short(short)
        and _picks(short.core, full.core)
    )


def matching_units(tasks: Sequence[Task], name: str) -> tuple[str, ...]:
    """Return the `Unit.name`s by which `tasks` know the organisation `name`, in document order; empty where none fits.

    消防救援支队 and 西青区消防救援支队 are both 区消防救援支队, 应急管理局 is 区应急局, 区公安局 is 公安西青分局; 市应急局 is none. Several names
    are returned only where `name` fits them equally well.
    """
    asked = _bare(name)
    forms: dict[str, set[str]] = {}
    for task in tasks:
        for unit in (*task.lead, *task.responsible, *task.supporting):
            forms.setdefault(unit.name, {unit.name}).add(_bare(unit.printed))
    # The place before a level is left out: 西青区应急局 is asked for as 区应急局 too.
    asked_parts = [_parts(asked)] + [_parts(asked[at.start() :]) for at in _INNER_LEVEL.finditer(asked)]
    ways: tuple[Callable[[str], bool], ...] = (
        lambda unit: asked == unit,
        lambda unit: asked in forms[unit],
        lambda unit: any(_are_one(parts, _parts(unit)) for parts in asked_parts),
        lambda unit: _is_branch(unit, asked),
        lambda unit: any(_begins(parts, _parts(unit)) for parts in asked_parts),
    )
    return next((found for way in ways if (found := tuple(unit for unit in forms if way(unit)))), ())


def _are_one(asked: _Parts, unit: _Parts) -> bool:
    """Tell whether either can be short for the other; what only one says of its level does not part them."""
    if not _are_of_one_area(asked, unit):
        return False
    if asked.core == unit.core or _abbreviates(asked, unit) or _abbreviates(unit, asked):
        return True
    short, full = sorted((asked, unit), key=lambda parts: len(parts.core))
    return not short.ending and full.core[:-1] == short.core and full.core[-1] in _LOST


def _is_branch(unit: str, asked: str) -> bool:
    """Tell whether `unit` is what people call `asked` after its bureau: 公安西青分局 is 公安局, 区公安局, 公安分局."""
    branch = _BRANCH.fullmatch(unit)
    return (
        branch is not None and asked[0] not in "市省" and asked.replace("分局", "局").endswith(f"{branch['bureau']}局")
    )


def _begins(asked: _Parts, unit: _Parts) -> bool:
    """Tell whether `asked` is the beginning of `unit`: 消防 of 区消防救援支队."""
    return _are_of_one_area(asked, unit) and not asked.ending and unit.core.startswith(asked.core)


def _are_of_one_area(asked: _Parts, unit: _Parts) -> bool:
    return min(len(asked.core), len(unit.core)) > 1 and (asked.area == unit.area or not (asked.area and unit.area))
