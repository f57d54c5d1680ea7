"""Makes a follow-up whole: what it leaves out is in the question before it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from corpus.places import gazetteer
from corpus.quantities import read_numeral
from index.catalogue import Catalogue
from index.intents import replace_task_number
from index.question import Intent, Language, Query
from index.question_places import COMPARED, without
from index.tokens import cut, is_name_of_thing, simplify

_CUE = re.compile(
    r"^(?:那么?|还有|另外|除了|此外|能不能|能否|能|会不会|会|可不可以|可以|需不需要|需要|其中|它们?|他们|这个?|该|此|具体|再|换成|以及|而|上述|刚才|所以|(?:and|what about|how about|then|also|its?|their|they|that)\b)|呢[？?]?$",
    re.IGNORECASE,
)
# 换个问题，… announces a subject of its own.
_FRESH = re.compile(
    r"^(?:那)?(?:我)?(?:再)?(?:换(?:一)?个(?:问题|话题)|另(?:外|问)?(?:一)?个问题|(?:another|different|new) question)\W*",
    re.IGNORECASE,
)
_EVERYWHERE = re.compile(
    r"(?:全部|所有|各个?|每[个份]|几[个份]|哪[些几个份])(?:的)?(?:规划|地方|地区|城市|区县|方案|文件)|各地|(?:all|which|other) (?:the )?(?:plans|places|cities|districts)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:其他|其它|别的|另外)(?:的|几个|几家)?(?:规划|地方|地区|城市|区县|[区市县])|\bother (?:plans|places|cities|districts)|elsewhere",
    re.IGNORECASE,
)
# When? By whom? after a question asks the same of it.
_BARE_ASKING = re.compile(
    r"^(?:and |but |so )?(?P<asked>(?:since |by |from )?when|by whom|who(?: by)?|why|where|how (?:many|much|long|often|far))\W*$",
    re.IGNORECASE,
)
_OF_DOCUMENT = {
    "when": "when was the plan issued",
    "who": "who issued the plan",
    "who by": "who issued the plan",
    "by whom": "who issued the plan",
}
# 上一条是哪个文件说的, 出处呢: asks for the document of what was answered.
_ASKS_SOURCE = re.compile(
    r"^(?:那么?)?(?:以?上面?|前面|刚才|这|那)?(?:[一这那]?[条句段个些项]话?|的?(?:内容|答案|回答|数据|数字))?(?:都|又|到底|具体)?(?:的)?"
    r"(?:(?:是|在|来自|出自|源自)?(?:哪一?[个份篇部]|什么)(?:文件|规划|文档|材料|方案)(?:里面?|中|上)?(?:说|写|提到?|讲|规定)?(?:的|了|到)*|出自哪(?:里|儿|个|份).{0,4}|(?:出处|来源)(?:是|在)?(?:什么|哪里|哪儿|哪)?)[呢吗啊]?[？?。]?$"
    r"|^(?:and )?(?:which|what) (?:document|plan|file) (?:says|said|is|was|does) (?:so|that|this|it)\b.{0,20}$|^(?:and )?what(?:'s| is| was) the source\b.{0,12}$",
    re.IGNORECASE,
)
_SOURCE = {Language.ZH: "文件的标题是什么", Language.EN: "what is the document title 标题"}
# What 它 stands for: a thing (它由谁负责) or a place (它的物资).
_OF_THING = re.compile(
    r"^(?:那么?)?(?:这个?|那个?|它们?|其|此|上述|刚才(?:说的|那个)?|(?:这|该|此)(?:[项些条]|个?(?:指标|项目|任务|工程|数字?|目标|单位|系统|平台)))(?=是|属于|算|由|归|要|能|会|有|多|在|什么|怎|为|呢|吗|$)"
    r"|^(?:and )?(?:is|are|was|does|who|when|why|how|where)\b.{0,20}\b(?:it|that|this|they)\b",
    re.IGNORECASE,
)
_OF_PLACE = re.compile(
    r"^(?:那么?)?(?:它|他们|[这那该]个?[区市县地]|那里|那儿|当地)|\b(?:its?|their|there)\b|that (?:city|district|county)",
    re.IGNORECASE,
)
# Words that ask for more of the same; a follow-up with other words has a topic of its own.
_SAME_TOPIC = re.compile(
    r"第\s*[\d一二三四五六七八九十百零两]+\s*(?:项任务|[项条个]|个任务)|什么(?:地方|时候|时间|样|意思)?|为什么|怎么(?:办|样|做)?|如何|哪(?:一?[年天月]|里|儿|个|些|家|几)|几|谁|多(?:少|大|高|长|久|远|快|重)?"
    r"|[一二两三四五六七八九十每]+(?:年|个?月|天|次|户|人)|次(?=[？?]?$)|[两二三几]地|[两二三]者|比起来"
    r"|由?谁来?|是不是|有没有|[这那]么|[这那]样|类似|同样|一样|相同|问一?下|问题|写|提|参加|落实|承担|执行"
    r"|那么?|还有|另外|其中|其他|其它|别的|它们?|他们|这个?|这些|那个|那些|该|具体|再|换成|以及|刚才|上述|上面|除了?|之外|以外|为啥|详细|说说|讲讲|说明|解释|第[一二三四五六七八九十\d]+(?:个|条|项|点|类|种)?|前面|后面|最后|第二|这一|那一|一点儿?|一些|仔细|清楚|列|全部?"
    r"|数[字值量据]|指标|目标|情况|内容|详细|细节|原文|原话|出处|来源|依据|原因|地方|地区|规划|城市|时间|时限|期限|最晚|截止|完成|打算|计划|要求|规定|措施|做法|标准|性质|约束性|预期性|单位|部门"
    r"|负责|牵头|责任|配合|参与|主要|分别|一共|总共|大概|到底|展开|举例|继续|更多|相关|方面|一下|比较|对比|相比|对|高|低|呢|吗|吧|啊|呀|嘛|的|是|有|在|要|会|能|可以|和|与|跟|同|比|也|都|又|就|还|说|讲|建|设|做|干|啥|咋|个|年|\d+|\W+"
    r"|\b(?:and|what|about|how|many|much|who|when|where|why|then|is|are|was|will|does|do|the|it|its|that|this|they|in|for|of|to|by|with|compared?|responsible|lead|exact|number|figure|details?|more|there|place|tell|explain|same|again|else|ones?|any|me|please|bit|little|first|second|third|fourth|fifth|sixth|last|next|which|full|list|all)\b",
    re.IGNORECASE,
)
_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# 第四个具体讲什么, 最后一条呢, what is the third one about. 第12项任务 is a task of the plan, whatever was listed.
_ORDINAL = re.compile(
    rf"^(?:那么?|请|再)?(?:(?:详细|具体)?(?:说说|讲讲|介绍一?下|展开)?(?:其中)?(?:第(?P<nth>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})|最后一)(?:个|条|点|类|种|方面|部分|句)(?!任务|工作))(?:呢|是什么|(?:的)?(?:具体)?(?:内容)?(?:是|讲|说|指|包括|怎么)?(?:了|的)?.{{0,6}})?[？?。]?$"
    rf"|^(?:and )?(?:what (?:is|does|about)|tell me (?:more )?about|explain)?\s*(?:is )?the (?P<en>{'|'.join(_ENGLISH_ORDINALS)}) (?:one|item|point|measure)\b.{{0,20}}$",
    re.IGNORECASE,
)
_ITEM_LINE = re.compile(
    r"^[^\S\n]*(?:\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[-•·—*])\s*(?P<item>.+)$", re.MULTILINE
)
_LONGEST_ITEM = 60
_UNIT_SAID = re.compile(r"牵头(?:单位|部门)?[：:是]?\s*(?P<unit>[一-龥]{2,16}?)(?=[（(；;，,。、\[\s]|$)")
_THAT_UNIT = re.compile(r"^(?:那么?)?(?:[那这该]个?(?:单位|部门|局|委|机构)|它)(?=还?(?:负责|牵头|承担|参与|配合|管))")
_OTHER_TASKS = re.compile(r"(?:什么|哪些|啥)(?:其他|别的)?(?:任务|工作|事情?)?|(?:多少|几)[项件个](?:任务|工作|事)?")
# 下一项呢, 上一条谁牵头: the task beside the one that was asked about.
_BESIDE = re.compile(
    r"^(?:那么?|再)?(?:看看)?(?P<way>[下上前后]一?|接下来的?)(?:个)?(?P<of>项|条|个任务|一?项任务)|\bthe (?P<en>next|previous) (?:one|task|item)\b",
    re.IGNORECASE,
)
_BACK = frozenset(("上", "上一", "前", "前一", "previous"))
# 气象局呢 after 水务局牵头哪几项 asks the same of another unit.
_UNIT = r"[一-龥]{1,12}(?:局|委|办|支队|大队|中心|集团|公司|[部厅院会])"
_ONLY_UNIT = re.compile(rf"^(?:那么?|还有)?(?P<unit>{_UNIT})的?呢?[？?]?$")
_UNIT_WITH_ROLE = re.compile(
    rf"^(?:由|哪些任务由|把)?(?P<unit>{_UNIT})(?=(?:分别|一共|总共|都|要|共)*(?:牵头|负责|承担|配合|参与|主办|协办))"
)
_LEADING = re.compile(
    r"^(?:[这那该]个?[区市县](?:里|的)?|(?:[这那该此]|上述)(?:[项个件些条])?(?:工作|任务|事情?|举措|指标)(?=[由归是谁哪什怎要能会多几])|那么?|还有|另外|其中|它们?的?|他们的?|这个?(?=是))+"
)
_ASKS = re.compile(r"[吗呢吧啊呀嘛？?]|是什么|有?哪些|什么|多少")
# 能通知到每户吗, 会不会罚款: nothing is said to be or to do so.
_WITHOUT_SUBJECT = re.compile(r"^(?:能不能|能否|能|会不会|会|可不可以|可以|需不需要|需要|要不要|有没有)")
_HAS_IT = re.compile("有没有|有无|[有提][到及]?吗|是否[有提]")
_ASKED_OF_IT = re.compile(
    "(?:要|应|将|需要)?(?:达到|实现|建成|定了?)?(?:什么|哪些|多少|几)[个项]?(?:样的)?(?:目标|指标|要求|程度)?"
)
_SIDE_BY_SIDE = re.compile("比起来|[两二]地|[两二]者")
_ISSUED = re.compile("发布|公布|公开|生效|实施|执行|issue|publish|releas")
_LONGEST_TOPIC = 14  # of a follow-up that still leaves something out
_LONGEST_VERB = 2
_SHORTEST_WHOLE = 8  # characters; a shorter follow-up leaves something out
_SENTENCES, _PLANS = 200, 12  # that are looked at to tell what belongs together


def resolve_reference(question: str, said: str) -> str:
    """Return `question` with what it points to in the last answer in its place: an item of a list, or the leading unit.

    第四个具体讲什么 asks about the fourth item that was listed, 那个单位还负责什么 about the unit that was named.
    """
    ordinal = _ORDINAL.match(question)
    if ordinal:
        items = _items(said)
        at = _place_of(ordinal)
        return items[at] if at is not None and at < len(items) and len(items) > 1 else question
    unit = _UNIT_SAID.search(said)
    if unit and _THAT_UNIT.match(question):
        rest = _THAT_UNIT.sub("", question)
        return f"{unit['unit']}{_OTHER_TASKS.sub('哪些任务', rest.replace('还', '', 1))}"
    return question


def _place_of(ordinal: re.Match[str]) -> int | None:
    """Return which item is meant, counted from 0, -1 for the last; None for 第0个, which is none."""
    if ordinal["en"]:
        return _ENGLISH_ORDINALS.index(ordinal["en"].lower())
    printed = ordinal["nth"]
    if not printed:
        return -1
    nth = int(printed if printed.isdecimal() else read_numeral(printed))
    return nth - 1 if nth >= 1 else None


def _items(said: str) -> list[str]:
    """Return the items of an answer: its numbered lines, or what stands between its markers."""
    lines = [match["item"] for match in _ITEM_LINE.finditer(said)]
    items = lines if len(lines) > 1 else re.split(r"(?:\[\d+\])+[；;。]?|\n", said)
    if len([each for each in items if len(each.strip(" 。；;")) > 1]) < 2:
        items = re.split(
            "[、；;]", re.sub(r"^.{0,20}(?:包括|分别是|分别为|有|是)[:：]?|等[^、；;]{0,6}$", "", items[0])
        )
    plain = (re.sub(r"\[\d+\]", "", each).strip(" 。；;：:\n") for each in items)
    return [each[:_LONGEST_ITEM] for each in plain if len(each) > 1]


def stands_alone(query: Query, catalogue: Catalogue) -> bool:
    """Tell whether a question has a place and a subject of its own."""
    return _names_place(query, catalogue) and _has_topic(query)


def refers_to_place(question: str) -> bool:
    """Tell whether a question speaks of a place by a pronoun (它的物资, 该区)."""
    return _OF_PLACE.search(simplify(question).strip()) is not None


def make_whole(alone: Query, before: Query, catalogue: Catalogue, quoted: Sequence[str] = ()) -> Query:
    """Return `alone` with what it leaves out taken from `before`: a place, a subject, or both.

    Of a library that no place divides, the plans `quoted` in the answer are those that a follow-up is about.
    """
    question = simplify(alone.question).strip()
    if (beside := _task_beside(question, before)) is not None:
        rest = _BESIDE.sub("", alone.text, count=1)
        alone = replace(alone, text=rest, words=rest, task_number=beside)
        return _with_topic(
            replace(alone, places=before.places, unknown_places=before.unknown_places, plan_ids=before.plan_ids), before
        )
    alone = untied(alone)
    if _ASKS_SOURCE.search(question) and len(source := _plans_of(before, quoted)) == 1:
        asked = _SOURCE[alone.language]
        return replace(alone, text=asked, words=asked, intent=Intent.METADATA, places=before.places, plan_ids=source)
    fresh = _FRESH.match(question) is not None
    has_topic = _has_topic(alone)
    if _names_place(alone, catalogue):
        if has_topic:
            return alone
        compared = COMPARED.search(question) or _SIDE_BY_SIDE.search(question) or _begins_comparing(question)
        joined = _with_places(alone, before) if compared and before.plan_ids else alone
        return _with_topic(joined, before)
    if _ELSEWHERE.search(question):
        others = tuple(each for each in catalogue.plan_ids if each not in before.plan_ids)
        widened = replace(alone, plan_ids=others or catalogue.plan_ids)
        return widened if has_topic else replace(_with_topic(widened, before), intent=Intent.COMPARE)
    if _EVERYWHERE.search(question):
        return alone if has_topic else replace(_with_topic(alone, before), intent=Intent.COMPARE)
    if whole := _of_other_unit(question, before):
        return replace(before, question=alone.question, text=whole, words=whole)
    short = len(_without_places(alone.text)) <= _SHORTEST_WHOLE and alone.language is Language.ZH
    pronoun = question.isascii() and _OF_THING.search(question) is not None
    elliptical = not fresh and (pronoun or _CUE.search(question) is not None or not has_topic or short)
    if not elliptical and before.unknown_places:
        return alone
    if (
        (pronoun or _CUE.search(question) or not has_topic)
        and len(before.places) < 2
        and _goes_on(alone, quoted, catalogue)
    ):
        before = replace(before, plan_ids=tuple(quoted))
    placed = replace(alone, places=before.places, unknown_places=before.unknown_places, plan_ids=before.plan_ids)
    if len(before.places) > 1:
        placed = replace(placed, intent=Intent.COMPARE)
    elif _asks_of_document(alone, before):
        return placed
    if not has_topic or (elliptical and _OF_THING.search(question)):
        return _with_topic(placed, before)
    return _with_related(placed, before, catalogue) if elliptical else placed


def _asks_of_document(alone: Query, before: Query) -> bool:
    """Tell whether a follow-up asks who issued the plan, or when, after a question about what it says.

    谁发布的 after 预警信息怎么发布 asks about the 预警信息.
    """
    return alone.intent is Intent.METADATA and before.intent is not Intent.METADATA and not _ISSUED.search(before.text)


def _goes_on(alone: Query, quoted: Sequence[str], catalogue: Catalogue) -> bool:
    """Tell whether a follow-up may be about what was quoted: it names nothing, or something that stands there too."""
    if alone.intent is Intent.METADATA:
        return bool(quoted)
    topic = [word for word in cut(alone.words) if len(word) > 1 and not _SAME_TOPIC.fullmatch(word)]
    return bool(quoted) and (not topic or any(catalogue.uses(word, tuple(quoted)) for word in topic))


def _task_beside(question: str, before: Query) -> int | None:
    """Return the number of the task after or before the one that was asked about, where the question asks for it."""
    match = _BESIDE.match(question) or _BESIDE.search(question.lower())
    if match is None or before.task_number is None:
        return None
    back = (match["way"] or match["en"]).lower() in _BACK
    number = before.task_number + (-1 if back else 1)
    return number if number > 0 else None


def _begins_comparing(question: str) -> bool:
    """Tell whether a question begins with a word that compares; the 和 of 和平区 is part of a name."""
    cue = re.match(r"(?:那么?)?[比和跟与同]", question)
    return cue is not None and not any(each.span.start < cue.end() for each in gazetteer().find(question))


def _plans_of(before: Query, quoted: Sequence[str]) -> tuple[str, ...]:
    """Return the plans that the last answer is from: those asked about, or of several those that it quotes."""
    return before.plan_ids if len(before.plan_ids) == 1 else tuple(quoted)


def untied(query: Query) -> Query:
    """Return `query` without the words that tie it to what was said before, or cut it off from that (那, 换个话题)."""
    return replace(query, text=_bare(query.text), words=_bare(query.words))


def _bare(text: str) -> str:
    """Return `text` without the words that tie it to what was said before (那, 它的)."""
    return _LEADING.sub("", _FRESH.sub("", text)).strip() or text


def _names_place(query: Query, catalogue: Catalogue) -> bool:
    return bool(query.places or query.unknown_places or set(query.plan_ids) != set(catalogue.plan_ids))


def _has_topic(query: Query) -> bool:
    """Tell whether a question says what it is about, beside places and words that ask for more of the same."""
    if _BARE_ASKING.match(query.question.strip()):
        return False
    return len(_SAME_TOPIC.sub("", _FRESH.sub("", _without_places(query.text)))) > 1


def _of_other_unit(question: str, before: Query) -> str | None:
    """Return the question before with the unit that a follow-up names in the place of its own; None unless that is all it does."""
    named, asked = _ONLY_UNIT.match(question), _UNIT_WITH_ROLE.match(before.text)
    if named is None or asked is None:
        return None
    return before.text[: asked.start("unit")] + named["unit"] + before.text[asked.end("unit") :]


def _without_places(text: str) -> str:
    mentions = [*gazetteer().find(text), *gazetteer().find_latin(text)]
    kept = without(text, mentions)
    return "" if any(mention.span.of(text) == kept for mention in mentions) else kept


def _with_places(alone: Query, before: Query) -> Query:
    return replace(
        alone,
        places=_joined(before.places, alone.places),
        unknown_places=_joined(before.unknown_places, alone.unknown_places),
        plan_ids=_joined(before.plan_ids, alone.plan_ids),
        intent=Intent.COMPARE,
    )


def _with_topic(alone: Query, before: Query) -> Query:
    """Return `alone` about the subject of `before`; what it asks of it (谁负责) is kept beside the subject."""
    text, words = before.text, before.words
    if before.unknown_places and alone.plan_ids:
        text, words = _without_places(text) or text, _without_places(words) or words
    if _HAS_IT.search(alone.question):
        # 有没有 asks whether there is such a thing, whatever was asked of it before.
        text, words = (_ASKED_OF_IT.sub("", each).strip() or each for each in (text, words))
        before = replace(before, intent=Intent.FACT)
    if alone.years:
        # 2025年呢 after a question for 2023 asks for one of them only.
        text, words = (re.sub(r"20\d\d\s*年?(?:底|末|之?前)*", "", each) for each in (text, words))
    if alone.task_number is not None:
        text, words = (replace_task_number(each, alone.task_number) for each in (text, words))
    asked = ""
    if _OF_THING.search(alone.question) or alone.intent not in {Intent.FACT, Intent.INDICATOR, Intent.COMPARE}:
        asked = _LEADING.sub("", _without_places(alone.text))
    elif re.search("[一-龥]", _SAME_TOPIC.sub("", _without_places(alone.text))):
        asked = _LEADING.sub(
            "", _without_places(alone.text)
        )  # 一年领几次: 领 alone is no subject, but says what is asked
    elif alone.years:
        asked = " ".join(f"{year}年" for year in alone.years)
    if bare := _BARE_ASKING.match(alone.question.strip()):
        said = bare["asked"].lower()
        of_document = _OF_DOCUMENT.get(said) if before.intent is Intent.METADATA else None
        text = of_document or f"{said} {text[:1].lower()}{text[1:]}"
    return replace(
        alone,
        text=f"{text} {asked}".strip(),
        words=f"{words} {_ASKS.sub('', asked) if alone.language is Language.ZH else ''}".strip(),
        intent=before.intent if alone.intent is Intent.FACT else alone.intent,
        years=alone.years or before.years,
        years_beyond=alone.years_beyond or before.years_beyond,
        period=alone.period or before.period,
        task_number=alone.task_number or before.task_number,
    )


def _with_related(alone: Query, before: Query, catalogue: Catalogue) -> Query:
    """Return `alone` with those words of `before` that the plans use together with its own subject.

    那高危行业呢？ after a question about 企业标准化达标率 is about the 达标率 of 高危行业; 那应急物资呢？ leaves it behind.
    """
    intent = before.intent if alone.intent is Intent.FACT else alone.intent
    topic = [word for word in cut(alone.words) if len(word) > 1 and not _SAME_TOPIC.fullmatch(word)]
    if not topic:
        return _with_topic(alone, before)  # 配多少人: no word of it is a subject
    if len("".join(topic)) > _LONGEST_TOPIC or len(alone.plan_ids) > _PLANS:
        return replace(alone, intent=intent)
    key = max(topic, key=len)
    sentences = [
        each for each in islice(catalogue.sentences_with(key, alone.plan_ids), _SENTENCES) if _has(each, topic)
    ]
    # 哪些部门参加: what nothing is called, and no sentence has, is what is asked of the subject before.
    is_verb = len(_SAME_TOPIC.sub("", alone.text)) <= _LONGEST_VERB and not is_name_of_thing(key)
    if not sentences and (is_verb or _WITHOUT_SUBJECT.match(alone.text)):
        return replace(alone, text=f"{before.text} {alone.text}", words=f"{before.words} {alone.words}", intent=intent)
    old = [word for word in dict.fromkeys(cut(before.words)) if len(word) > 1 and not _SAME_TOPIC.fullmatch(word)]
    kept = " ".join(word for word in old if word not in topic and any(word in each for each in sentences))
    return replace(alone, text=f"{alone.text} {kept}".strip(), words=f"{alone.words} {kept}".strip(), intent=intent)


def _has(sentence: str, words: Sequence[str]) -> bool:
    return 2 * sum(word in sentence for word in words) >= len(words)


def _joined(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*one, *other]))
