"""Which place a plan is for, its level, and what it lies in."""

import re
from collections.abc import Iterable, Sequence

from corpus.margins import plain
from corpus.places import Mention, Place, PlaceLevel, gazetteer
from corpus.plan import Fact, Origin, Span

# Prefectures, leagues and autonomous prefectures stand as high as a city; banners and autonomous counties as a county.
LEVELS = {PlaceLevel.PROVINCE: "省", PlaceLevel.PREFECTURE: "市", PlaceLevel.COUNTY: "区县"}
_NAMED_AT = re.compile(r"(?:^|关于|支持|推进|促进|建设|加快|[《（(、和与 ])$")
# A functional zone lies in the city it names (张掖经开区), but 东湖高新区 does not lie in 东湖区.
# 河北雄安新区 is a small part of 河北省; only the name of a city says where a zone is.
_NEW_AREA = re.compile("[一-龥]{2,4}新区")
_ZONE = re.compile("新区|高新|经开|经济|开发区|示范区|自贸|自由贸易|保税|度假区|园区|工业|科技|新城|生态城|创新区")
# 重庆市渝北区, when it is no division any more; a division has a government.
_MERGED_AWAY = re.compile("[一-龥]{1,3}[区县旗市]")
_FOLLOWS = re.compile(
    '(?:贯彻|落实|实施|执行|根据|依据|依照|按照|遵循|对照|参照|衔接|对接|学习|借鉴|推广)[好了与]?[《〈“"]{0,2}$|与[《〈“"]{0,2}$'
)
_PLAN = re.compile("[^，。；]{0,60}?(?:规划|纲要|计划|方案|意见|办法|条例|措施|决定)")
_NAMES = {"title": "标题", "notice": "通知标题", "issuer": "发文机关"}
# A division that the data lack: it signs for itself. Of 市 there are large ones and such as counties.
_UNLISTED = re.compile("(?P<name>[一-龥]{2,6}?(?:地区|[省市区县州旗盟]))(?:人民政府|行政公署)")
_LEVEL_OF_SUFFIX = {"省": "省", "地区": "市", "州": "市", "盟": "市", "区": "区县", "县": "区县", "旗": "区县"}
_LEAST_MENTIONS = 2  # of a city in the body, before it decides which namesake is meant


def read_place(text: str, head: str, sources: Iterable[tuple[str, Fact | None]]) -> Fact | None:
    """Return the place the plan is for: the first named in its title, otherwise in its notice's title or its issuer.

    A place that the gazetteer has counts before one that it lacks.
    """
    named = list(sources)
    for what, fact in named:
        mentions = [each for each in gazetteer().find(plain(fact.value)) if _is_place(each, fact.value)] if fact else []
        mentions = [each for each in mentions if fact and not _is_followed(each, plain(fact.value))]
        if fact and mentions:
            mention = _innermost(mentions) if what == "issuer" else mentions[0]
            return _place_fact(text, head, fact, mention, f"{_NAMES[what]}中的地名")
    return next((_unlisted_place(text, fact) for what, fact in named if what == "issuer" and fact), None)


def _unlisted_place(text: str, issuer: Fact) -> Fact | None:
    match = _UNLISTED.match(plain(issuer.value))
    if match is None:
        return None
    span = None
    if issuer.span and issuer.span.of(text) == issuer.value:
        span = Span(issuer.span.start, issuer.span.start + len(match["name"]))
    return Fact(match["name"], Origin.INFERRED, span, f"{_NAMES['issuer']}中的地名，行政区划数据里没有")


def describe_place(place: Fact | None) -> tuple[Fact | None, Fact | None]:
    """Return the level of a place and what it lies in, from the gazetteer; both open where the place is open."""
    described = [_describe(name) for name in ((place.alternatives or (place.value,)) if place else ())]
    if place and not any(level for level, _ in described):
        named = next((level for suffix, level in _LEVEL_OF_SUFFIX.items() if place.value.endswith(suffix)), None)
        return Fact(named, Origin.INFERRED, reason="名称的后缀") if named else None, None
    return _concluded(level for level, _ in described), _concluded(parents for _, parents in described)


def _describe(name: str) -> tuple[str, str]:
    for place in gazetteer().resolve(name):
        if place.full_name == name and place.level in LEVELS:
            return LEVELS[place.level], "".join(place.lineage)
    outer = [each for each in gazetteer().find(name)[:1] if each.full]  # of a division that was merged away
    return (LEVELS[PlaceLevel.COUNTY], outer[0].places[0].full_name) if outer else ("", "")


def _concluded(candidates: Iterable[str]) -> Fact | None:
    values = tuple(dict.fromkeys(filter(None, candidates)))
    if not values:
        return None
    reason = "行政区划数据" if len(values) == 1 else "行政区划数据，有多种可能"
    return Fact("或".join(values), Origin.INFERRED, reason=reason, alternatives=values if values[1:] else ())


# 青山县 is not 青山区.
_OTHER_SUFFIX = re.compile("[县縣市旗盟州区區](?![域级間间])")


def _is_place(mention: Mention, name: str) -> bool:
    """Tell a place from a word: 乡村振兴 is no 振兴区, so a short form counts only where a place is named."""
    highest = min(place.level for place in mention.places)
    if highest is PlaceLevel.COUNTRY:
        return False
    if highest is PlaceLevel.PROVINCE:
        return _NEW_AREA.match(name, mention.span.end) is None
    if mention.full:
        return True
    if _OTHER_SUFFIX.match(name, mention.span.end):
        return False
    if highest is PlaceLevel.COUNTY and (mention.span.start > 0 or _ZONE.match(name, mention.span.end)):
        return False
    return _NAMED_AT.search(name[: mention.span.start]) is not None


def _is_followed(mention: Mention, name: str) -> bool:
    """Tell whether the place is that of a plan which this one follows: 关于落实《甲省规划》的意见."""
    return _FOLLOWS.search(name[: mention.span.start]) is not None and _PLAN.match(name, mention.span.end) is not None


def _innermost(mentions: Sequence[Mention]) -> Mention:
    """Return, of the places that sign together, the one that lies in all others before it (上海市, 上海市杨浦区)."""
    inner = mentions[0]
    for mention in mentions[1:]:
        if all(any(place.within(outer) for outer in inner.places) for place in mention.places):
            inner = mention
    return inner


def _place_fact(text: str, head: str, fact: Fact, mention: Mention, reason: str) -> Fact:
    span = None
    if fact.span and fact.span.of(text) == fact.value:
        span = Span(fact.span.start + mention.span.start, fact.span.start + mention.span.end)
    merged = _MERGED_AWAY.match(plain(fact.value), mention.span.end)
    if merged and f"{merged.group()}人民政府" in text and len(mention.places) == 1:
        name = mention.places[0].full_name + merged.group()
        wider = Span(span.start, span.end + len(merged.group())) if span else None
        return Fact(name, Origin.INFERRED, wider, f"{reason}，该区划已撤并")
    places = _narrowed(mention.places, head)
    if len(places) > 1:
        told = _named_in_body(places, text)
        if told is not None:
            return Fact(told.full_name, Origin.INFERRED, span, f"{reason}，同名之中正文只提到此地的上级")
        names = tuple(place.full_name for place in places)
        return Fact(places[0].name, Origin.INFERRED, span, f"{reason}，有同名", names)
    return Fact(places[0].full_name, Origin.INFERRED, span, reason)


def _narrowed(places: Sequence[Place], head: str) -> Sequence[Place]:
    """Keep of several namesakes those whose city or province the head of the document names, if it names any."""
    cities = [place for place in places if place.lineage and place.lineage[-1] in head]
    named = cities or [place for place in places if any(outer in head for outer in place.lineage)]
    if named:
        return named
    highest = min(place.level for place in places)
    return [place for place in places if place.level == highest]


def _named_in_body(places: Sequence[Place], text: str) -> Place | None:
    counts = [(text.count(place.lineage[-1]) if place.lineage else 0, place) for place in places]
    named = [(count, place) for count, place in counts if count]
    return named[0][1] if len(named) == 1 and named[0][0] >= _LEAST_MENTIONS else None
