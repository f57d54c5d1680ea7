"""Understands a question: its language, the places it asks about, what kind of answer it wants, and the words to search.

Place before similarity: plans of different places share whole paragraphs, so the place in the question decides which
plans are searched at all, and a place that no plan covers is recognised as one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from corpus.places import Mention, Place, PlaceLevel, gazetteer
from corpus.plan import Plan
from index.glossary import chinese_terms
from index.tokens import is_ordinary_word, named_divisions, simplify, word_boundaries


class Language(StrEnum):
    """The language a question is asked in, and answered in."""

    ZH = "zh"
    EN = "en"


class Intent(StrEnum):
    """What kind of answer is wanted."""

    FACT = "fact"
    INDICATOR = "indicator"
    LIST = "list"
    TASK = "task"
    AGGREGATE = "aggregate"
    COMPARE = "compare"
    METADATA = "metadata"
    CHAT = "chat"


class Turn(NamedTuple):
    """One earlier message of the conversation; `role` is `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    `text` is what is searched by meaning: the question made whole from the conversation, without the names of covered
    places. `words` is what is searched by words: the same, or the Chinese terms for a question in English.
    `places` are the full names of the covered places that it asks about, `unknown_places` those of the others.
    `plan_ids` are the plans to search, in the order in which the question names their places.
    """

    question: str
    language: Language
    intent: Intent
    text: str
    words: str
    places: tuple[str, ...]
    unknown_places: tuple[str, ...]
    plan_ids: tuple[str, ...]


# In the order in which they are tried; the first that matches names the intent.
_INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        Intent.CHAT,
        re.compile(
            r"^\W*(?:你好|您好|嗨|哈喽|早上好|下午好|晚上好|谢谢|多谢|再见|拜拜|在吗|hi|hello|hey|thanks?|thank you|bye)(?:[啊呀吗呢了啦你您们\W]|大?家|辛苦|how are you|there)*$"
            r"|你是(?:谁|什么|机器人|哪家|ai)|你叫什么|你会(?:什么|做什么|干什么)|你能(?:做|干)什么|who are you|what can you do|your name"
            r"|(?:忽略|无视|忘[记掉])(?:你|以?上|前|之前|所有|一切|全部|面|的)+.{0,6}(?:指令|规则|要求|提示|设定)|系统提示词|提示词|^(?:请|帮我|给我|麻烦)*(?:写|作|编|讲|来)一?[首个篇段]"
            r"|(?:ignore|disregard|forget).{0,30}(?:instructions?|rules?|prompt|above)|system prompt|your (?:prompt|instructions)"
            r"|write (?:me )?a (?:poem|story|joke|song)|tell me a joke|pretend (?:to be|you)|^(?:please )?act as"
            r"|翻译(?:成|为|一下)|translate\b.{0,60}\binto\b"
            r"|(?:今天|明天|后天|现在|这周).{0,6}(?:天气|星期|几号|下雨)|天气(?:怎么样|好不好|好吗)|(?:today|tomorrow|weather like|the weather (?:in|today|now))"
        ),
    ),
    (
        Intent.COMPARE,
        re.compile(
            r"比较|对比|相比|区别|差别|异同|不同之处|哪个(?:更|最)|谁(?:更|最)|分别是|各是|各自|compare|difference|versus|\bvs\b"
        ),
    ),
    (
        Intent.METADATA,
        re.compile(
            r"文号|发文字号|编号是|索引号|谁(?:印发|发布|发文|制定)|发文(?:机关|机构|单位|字号)|印发(?:机关|单位|日期|时间)|发布(?:日期|时间|机构)"
            r"|(?:什么时候|何时|哪天|哪年|几号|几月).{0,6}(?:印发|发布|出台|下发|公布|成文)|(?:印发|发布|出台|下发|公布|成文)(?:于|的)?(?:日期|时间|是?什么时候|是?哪)"
            r"|规划期|有效期|是否有效|公开属性|抄送|document number|issued|published|issuing"
        ),
    ),
    (
        Intent.AGGREGATE,
        re.compile(
            r"(?:多少|几|哪几)(?:项|条|个)(?:任务|工作|重点|举措)|牵头(?:了|的)?(?:多少|几|哪几|哪些)|how many (?:tasks|projects)"
        ),
    ),
    (
        Intent.TASK,
        re.compile(
            r"牵头|责任单位|责任部门|谁(?:来)?(?:负责|管|做|干)|哪个(?:部门|单位|局)|由谁|配合单位|第\s*\d+\s*(?:项|条)|who (?:leads?|is responsible)|responsible for|lead unit"
        ),
    ),
    (Intent.LIST, re.compile(r"哪些|有哪|列出|列举|都有什么|包括什么|哪几|what are the|list|which")),
    (
        Intent.INDICATOR,
        re.compile(
            r"多少|几[个支人名万年天小次处座家公]|指标|目标值|比例|占比|达到|率(?:是|要|为|目标)|下降|提高到|面积|how (?:many|much|long|large)|rate|target|ratio|percent"
        ),
    ),
)

_FOLLOW_UP = re.compile(
    r"^(?:那么?|还有|另外|其中|它们?|他们|这个?|那个|该|具体|再|换成|以及|(?:and|what about|how about|then|who|when)\b)|呢[？?]?$",
    re.IGNORECASE,
)
_LONGEST_FOLLOW_UP = 12
# Words that ask for more of the same; a follow-up with other words has a topic of its own.
_SAME_TOPIC = re.compile(
    r"那么?|还有|另外|其中|它们?|他们|这个?|那个|该|具体|再|换成|以及|数[字值量据]|指标|目标|情况|内容|详细|细节|原文|出处|谁|哪个|哪些|部门|单位"
    r"|负责|牵头|什么|时候|为什么|怎么|如何|多少|几|呢|吗|的|是|有|在|要|和|与|比|相比|年|\d+|\W+"
    r"|\b(?:and|what|about|how|many|much|who|when|then|is|are|the|it|its|that|this|in|for|responsible|exact|number|figure|details?)\b",
    re.IGNORECASE,
)
_OPENING = 300  # characters in which a plan without a known place may name it
# What is left of a follow-up that only exchanges the place: 那丰台呢？ what about Beibei?
_ONLY_PLACE = re.compile(
    r"^(?:那么?|换成|还有|and|what about|how about|in|for|the|district|city|county|[区市县的呢吗是\W_])*$",
    re.IGNORECASE,
)
# Words that ask and say nothing of what is asked.
_ASKING = re.compile(
    r"是什么|什么时候|为什么|什么样|什么|多少|怎么样|怎么办|怎么|如何|哪些|哪个|哪里|哪儿|哪几|几个|有没有|是不是|能不能|请问|请教|想知道|告诉我|介绍一下"
    r"|分别|各是|[吗呢吧啊呀？?！!，,。；;：:]"
)
_LATIN = re.compile(r"[A-Za-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")


_INTENT_CUES = dict(_INTENTS)
# What a question about the document itself is called in documents.
_METADATA_WORDS = (
    (re.compile(r"文号|字号|编号|document number"), "文号 发文编号 发文字号"),
    (re.compile(r"机关|机构|单位|谁|issu(?:ing|ed by)|who"), "发文机构 发布机构 人民政府 印发"),
    (
        re.compile(r"日期|时间|什么时候|何时|哪[天年]|几[号月]|when|date|issued|published"),
        "成文日期 发布日期 生成日期 印发",
    ),
)


class Catalogue:
    """The plans that can be asked about: which place each is for, and which words they use."""

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        self._plans = plans
        self._readings = {plan_id: _readings(plan) for plan_id, plan in plans.items()}
        self._uses = lru_cache(maxsize=4096)(self._search_texts)

    @property
    def plan_ids(self) -> tuple[str, ...]:
        """The ids of all plans."""
        return tuple(self._plans)

    def place_of(self, plan_id: str) -> str:
        """Return the place of a plan as the metadata give it; empty when they give none."""
        place = self._plans[plan_id].metadata.place
        return place.value if place else ""

    def covering(self, places: Iterable[Place]) -> tuple[str, ...]:
        """Return the plans that are for one of `places`."""
        names = {place.full_name for place in places}
        return tuple(plan_id for plan_id, readings in self._readings.items() if not names.isdisjoint(readings))

    def unplaced(self, word: str) -> tuple[str, ...]:
        """Return the plans whose place is not known and whose opening has `word`: a place named there may be theirs."""
        return tuple(
            plan_id
            for plan_id, readings in self._readings.items()
            if not readings and word in self._plans[plan_id].text[:_OPENING]
        )

    def around(self, places: Iterable[Place]) -> tuple[str, ...]:
        """Return the plans that are for a larger place in which one of `places` lies."""
        names = [place.full_name for place in places]
        return tuple(
            plan_id
            for plan_id, readings in self._readings.items()
            if any(name != reading and name.startswith(reading) for name in names for reading in readings)
        )

    def uses(self, word: str, plan_ids: Sequence[str] | None = None) -> bool:
        """Tell whether `word` stands in the text of one of the plans (of all plans by default)."""
        return self._uses(word, tuple(plan_ids) if plan_ids is not None else self.plan_ids)

    def only(self, plan_ids: Sequence[str]) -> "Catalogue":
        """Return the catalogue of some of the plans."""
        return Catalogue({plan_id: self._plans[plan_id] for plan_id in plan_ids})

    def _search_texts(self, word: str, plan_ids: tuple[str, ...]) -> bool:
        return any(word in self._plans[plan_id].text for plan_id in plan_ids)


def understand(question: str, catalogue: Catalogue, history: Sequence[Turn] = ()) -> Query:
    """Return what `question` asks, made whole from `history` when it is a follow-up. Takes about a millisecond."""
    alone = _understand_alone(question, catalogue)
    previous = next((at for at in range(len(history) - 1, -1, -1) if history[at].role == "user"), None)
    if previous is None or alone.intent is Intent.CHAT or not _is_follow_up(alone):
        return alone
    before = understand(history[previous].content, catalogue, history[:previous])
    if before.intent is Intent.CHAT:
        return alone
    return _made_whole(alone, before)


def detect_language(text: str) -> Language:
    """Return English for a text with Latin letters and hardly a Chinese character, Chinese otherwise."""
    chinese = len(_CJK.findall(text))
    return Language.EN if len(_LATIN.findall(text)) > 4 * chinese and not chinese > 3 else Language.ZH


class _Found(NamedTuple):
    plan_ids: tuple[str, ...]
    unknown: tuple[str, ...]
    text: str


def _understand_alone(question: str, catalogue: Catalogue) -> Query:
    plain = simplify(question)
    language = detect_language(question)
    found = _find_places(plain, catalogue)
    plan_ids = found.plan_ids or (() if found.unknown else catalogue.plan_ids)
    places = tuple(dict.fromkeys(filter(None, (catalogue.place_of(plan_id) for plan_id in found.plan_ids))))
    intent = next((intent for intent, cue in _INTENTS if cue.search(plain.lower())), Intent.FACT)
    if len(places) + len(found.unknown) > 1 and intent is not Intent.CHAT:
        intent = Intent.COMPARE
    words = chinese_terms(found.text) if language is Language.EN else _ASKING.sub(" ", found.text).strip() or found.text
    if intent is Intent.METADATA:
        words = " ".join([words, *(more for cue, more in _METADATA_WORDS if cue.search(plain.lower()))])
    return Query(question, language, intent, found.text, words, places, found.unknown, plan_ids)


def _find_places(question: str, catalogue: Catalogue) -> _Found:
    """Return the plans of the covered places in the question, the other places, and the question without the former."""
    mentions = [*gazetteer().find(question), *gazetteer().find_latin(question)]
    boundaries = word_boundaries(question)
    plan_ids: dict[str, None] = {}
    covered: list[Place] = []
    others: list[tuple[Mention, str]] = []
    removed: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: each.span):
        printed = mention.span.of(question)
        plans = catalogue.covering(mention.places) or _inside(mention, printed, catalogue)
        if plans and _is_covered_place(mention, printed, question):
            plan_ids.update(dict.fromkeys(plans))
            covered.extend(mention.places)
            if catalogue.covering(mention.places):
                removed.append(mention)
        elif not plans and (printed.isascii() or _is_place(mention, question, boundaries, catalogue)):
            others.append((mention, printed))
    if not plan_ids:
        plan_ids.update(dict.fromkeys(plan_id for _, printed in others for plan_id in catalogue.unplaced(printed)))
    compared = _INTENT_CUES[Intent.COMPARE].search(question.lower()) is not None
    unknown = [
        _name(mention, printed)
        for mention, printed in others
        if not any(place.within(other) for place in covered for other in mention.places)
        and not (plan_ids and not compared and catalogue.uses(printed, tuple(plan_ids)))
    ]
    if not plan_ids and not unknown:
        names = (question[start:end] for start, end in named_divisions(question))
        unknown = [name for name in names if not catalogue.uses(name)]
    return _Found(tuple(plan_ids), tuple(dict.fromkeys(unknown)), _without(question, removed))


def _inside(mention: Mention, printed: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the plans of the larger place that the mention itself names (张掖市高台县), if their text has the inner one."""
    return tuple(
        plan_id
        for plan_id in catalogue.around(mention.places)
        for place in mention.places
        if _named_outer(printed, place) and catalogue.uses(place.short, (plan_id,))
    )


def _named_outer(printed: str, place: Place) -> bool:
    outer = gazetteer().find(printed.removesuffix(place.name).removesuffix(place.short))
    return any(place != each and place.within(each) for mention in outer for each in mention.places)


def _name(mention: Mention, printed: str) -> str:
    """Return the full name of an uncovered place; the name as printed where several of its level bear it."""
    highest = _highest(mention.places)
    return printed if sum(each.level == highest.level for each in mention.places) > 1 else highest.full_name


def _is_covered_place(mention: Mention, printed: str, question: str) -> bool:
    """Tell a covered place from an ordinary word of the same characters: 和平的避难场所, but not 和平年代 or 世界和平."""
    return mention.full or printed.isascii() or not is_ordinary_word(printed) or _stands_alone(mention, question)


def _is_place(mention: Mention, question: str, boundaries: frozenset[int], catalogue: Catalogue) -> bool:
    """Tell a place name from an ordinary word of the same characters (公安, 通道, 比如, and the 和政 in 部门和政府)."""
    printed = mention.span.of(question)
    if mention.span.start not in boundaries or mention.span.end not in boundaries:
        return False
    if mention.full or len(mention.places[0].short) < len(printed):
        return True
    if _highest(mention.places).level == PlaceLevel.COUNTY and catalogue.uses(printed):
        return False
    return not is_ordinary_word(printed) or _stands_alone(mention, question)


def _stands_alone(mention: Mention, question: str) -> bool:
    """Tell whether a name stands where a place does: at the start or after 和, and before 的, 和, 有 or the end."""
    before, after = question[: mention.span.start], question[mention.span.end :]
    return bool(
        re.search(r"(?:^|[那和与跟及、,，比\s])$", before) and re.match(r"$|[的和与跟及、,，呢有要怎?？\s]", after)
    )


def _is_follow_up(alone: Query) -> bool:
    question = simplify(alone.question).strip()
    if _FOLLOW_UP.search(question):
        return True
    return len(question) <= _LONGEST_FOLLOW_UP and not _own_topic(alone)


def _own_topic(query: Query) -> bool:
    """Tell whether a question says what it is about, beside places and words that ask for more of the same."""
    return len(_SAME_TOPIC.sub("", _without_unknown(query))) > 1


def _made_whole(alone: Query, before: Query) -> Query:
    names_place = bool(alone.places or alone.unknown_places)
    if names_place and _ONLY_PLACE.match(_without_unknown(alone)):
        intent = Intent.COMPARE if alone.intent is Intent.COMPARE else before.intent
        return replace(alone, text=before.text, words=before.words, intent=intent)
    if names_place:
        return alone
    intent = before.intent if alone.intent is Intent.FACT else alone.intent
    text, words = alone.text, alone.words
    if not _own_topic(alone):
        text, words = f"{before.text} {alone.text}", f"{before.words} {alone.words}"
    return replace(
        alone,
        text=text,
        words=words,
        intent=intent,
        places=before.places,
        unknown_places=before.unknown_places,
        plan_ids=before.plan_ids,
    )


def _without_unknown(query: Query) -> str:
    text = query.text
    mentions = [*gazetteer().find(text), *gazetteer().find_latin(text)]
    return _without(text, [mention for mention in mentions if mention.places])


def _without(text: str, mentions: Sequence[Mention]) -> str:
    """Return `text` without the mentions and the 的 or 's after each; `text` itself when nothing else would be left."""
    kept = text
    for mention in sorted(mentions, key=lambda each: each.span, reverse=True):
        kept = kept[: mention.span.start] + re.sub(r"^(?:的|['’]s\b)", "", kept[mention.span.end :])
    return kept.strip() or text


def _readings(plan: Plan) -> frozenset[str]:
    place = plan.metadata.place
    return frozenset(place.alternatives or (place.value,)) if place else frozenset()


def _highest(places: Sequence[Place]) -> Place:
    return min(places, key=lambda place: place.level)
