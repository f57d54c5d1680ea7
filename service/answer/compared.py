"""What is compared: a question without the words that set places side by side, and which figure it asks for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.plan import Plan
from index.alternatives import groups_of, joined
from index.everyday import official_terms
from index.question_words import without_asking
from index.tokens import cut, fold, is_name_of_thing, is_word, split_word
from service.answer.indicator import asks_for_indicator
from service.answer.material import Material
from service.answer.measures import Amount, amount_of, asks_share, lacks_measure, states_number, states_share
from service.answer.names import Match, grams_of

PLACES = r"(?:地方|地区|城市|规划|文件|方案|区县|县市|市县|区市|市区|市|区|县|地|家)"
# No place is named, but places or plans are what is asked for.
_ACROSS = re.compile(
    rf"(?:哪[些个]|哪?几[个份]?|各个?|每[个份]?|所有|全部|不同|[两二三四五六七八九十\d]+[个份部])(?:的)?{PLACES}(?![域级]|分(?!别)|政府|党委|部门)|[两二三四五]地(?![区方震])|各地|双方|[两二三四五六七八九十]家的?(?:规划|文件|方案)?"
    r"|多少[个份](?:规划|文件|方案|地方|城市)|\bwhich (?:place|plan|city|citie|district|count(?:y|ie)|area)s?\b|\beach (?:plan|place|city|district|county)\b"
    r"|\b(?:all|both|these|those|different|various|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:of )?(?:the )?(?:plans|places|cities|districts|counties)\b",
    re.IGNORECASE,
)
_WHICH_PLACES = re.compile(rf"哪[些几个一]?[个份]?(?:的)?{PLACES}|哪[里儿]|谁|which", re.IGNORECASE)
_ASKS_FIGURE = re.compile(
    r"多少|百分之几|什么数|数字|几[个支座处所名人起]|(?<![频效汇])率(?![先领])|比例|占比|比重|面积|人数|起数|人次|里程|长度|时限|时长|频次|数量(?!级)|目标值|(?:谁|哪一?[个区市县家里地边])的?[^，。？?]{0,12}?(?:多(?!少)|(?<!多)少(?!于))(?=\W|些|一|$)|指标(?:分别|各|都|[，,]|是|为|[？?]|$)|how (?:many|much)|\bnumber of\b|percent|\btargets?\b"
    r"|多还是[^，。？?]{0,12}多(?=\W|些|一|$)|比[^，。？?]{0,12}?多(?=\W|吗|么|不|些|一|$)"
)
# 谁的灾害信息员多 wants things counted: no share of them, and no amount of something else that is measured.
_ASKS_MORE = re.compile(
    r"(?:谁|哪一?[个区市县家里地边])的?[^，。？?]{0,12}?(?:多(?!少)|(?<!多)少(?!于))(?=\W|些|一|$)"
    r"|多还是[^，。？?]{0,12}多(?=\W|些|一|$)|比[^，。？?]{0,12}?多(?=\W|吗|么|不|些|一|$)"
    r"|(?<!事故)(?<!死亡人员)数量(?!级)(?![^，。？?]{0,6}[降增升])"
    r"|(?:各自?|分别|都)有多少(?=\W|$)"
    r"|\bnumber of (?!(?:\w+ ){0,2}(?:death|accident|fatalit|casualt))|\bhow many\b"
)
_MEASURED = re.compile(r"(?<!数)量|额|费|率|比[例重]|占比|面积|里程|长度|资金|投资|投入|经费|储备")
_COUNT = amount_of("多少个")
# How a thing is measured or counted, and no name of it.
_OF_A_MEASURE = re.compile(
    r"人均|户均|年均|平均|人数|人次|起数|[数总]量|总数|个数|面积|长度|里程|时限|时长|频次|比例|占比|比重|目标值?|指标|多少|哪一?[个区市县家里地边]|谁"
)
# The number of an item states nothing: 1.推进基层建设.
_ITEM = re.compile(r"(?:^|(?<=[\s。；;“]))[（(]?\d{1,2}[.．、)）](?!\d)")
# 人数规模 is stated in people, however many levels (两级) a sentence has.
_DIMENSIONS = (
    (re.compile("人数|人次|多少人"), Amount("人", frozenset(("人", "名", "人次", "位")))),
    (re.compile("面积"), amount_of("面积多大")),
    (re.compile("里程|长度"), amount_of("多少公里")),
    (re.compile("时限|时长"), amount_of("多久")),
    (re.compile("频次"), amount_of("多久一次")),
    (re.compile("投资|资金|金额|经费|补贴|补助|费用"), amount_of("多少钱")),
)
_COUNTS_PLANS = re.compile(
    rf"(?:几|多少)[个份家](?:{PLACES})|(?:规划|文件|方案|地方)(?:里|中|当中|之中)?[，,]?(?:一共|总共|共)?有?(?:几|多少)[个份家](?=提到|提及|写到|写了|写明|说到|讲到|谈到|涉及|提出|明确)|how many (?:plans|places|cities|districts)",
    re.IGNORECASE,
)
# What sets side by side and names nothing: 谁的…更高, …有什么不同, 从高到低.
_ASIDE = re.compile(
    r"(?:[由跟和与归靠])?谁的?|(?<=[一-龥])或者?(?=[一-龥])|哪(?:一?[个区市县家里地些边]|几[个家])|对比一?下?|比较一?下?|相比|比起来|写[了明]|给出了?|列出了?|(?:汇总|梳理|归纳|说明|介绍)一下|合计|总计|[合加]起来|呢(?=\W|$)|(?<![多减至缺最])少(?=\W*$)|分别|各自?|都|定了|设定|提出|规定|要求|有?(?:什么|何|啥)?(?:不同|不一样|不相同|区别|差异|差别)|不?(?:一样|相同)(?:吗|么|不(?=\W|$))?|(?:提|写|说|讲|谈)到了?|这一?[项块]|从[高大低小]到[高大低小]|降幅|增幅|幅度"
    r"|更|最|(?<![占])比(?![例重])|[跟和与同](?=[的比]|$)|[高低](?:一?些|(?=\W|$|吗))|(?<!许)多(?!少|[灾种元样])(?:一?些)?|严格?一?些?|[大小少]一些|方面|情况|还是"
    r"|有何|如何|(?:是|都|各)?怎么(?:样|说的?|做的?|定的?|写的?|讲的?|安排的?|处理|办)?|(?:有|是)?(?:什么|啥|哪些)(?:的|呢|吗)*(?=\W|$|要求|规定)"
    r"|哪些内容|(?:有关|相关)的?(?:内容|规定)?(?=\W*$)"
    # 各规划都安排了什么, 三地的说法: that a plan says something, and not what it is about
    r"|(?:安排|打算|说法|做法|表述|提法|部署)(?:了|过|的|得)?(?:什么|哪些|啥|怎么样|如何)?(?:呢|吗)?(?=\W*$)"
)
# 对无人机的应用, 在无人机应用上.
_BEFORE = re.compile(r"[\W的]*(?:对于?(?!口|象|接)|在(?![建线职校])|就(?!业)|关于)")
_MARKS = " ，,。.、？?！!；;：:"
# 城市书房 and 各家医院 are things, and no cities or places.
_PART_OF_NAMES = ("城市", "家")
# Words of one character that only join others; each of them is rare in plans.
_JOINING = "或和谁跟与及同并对由把被让给向从往到各这那按比将以用在为是的地得了着过吗呢吧啊有没不也都就还才又来去能会要"
# How the terms of a question in English say that it compares, and what any of the plans has.
_COMPARING = frozenset(
    (
        "差异",
        "比较",
        "对比",
        "不同",
        "区别",
        "差别",
        "相比",
        "目标",
        "指标",
        "措施",
        "做法",
        "规定",
        "要求",
        "规划",
        "方案",
    )
)


def named_only(material: Material) -> Material:
    """Return the material of the question without the words that only set places side by side."""
    if material.english:
        words = " ".join(joined(group) for group in groups_of(material.query.words) if not _COMPARING.issuperset(group))
        return replace(material, query=replace(material.query, words=words)) if words else material
    text = _without_aside(material.asked)
    return (
        replace(material, query=replace(material.query, text=text, words=_said_words(material, text)))
        if text
        else material
    )


def words_to_search(material: Material) -> str:
    """Return the words of the question that stand in what is compared: 规定 and 要求 stand anywhere."""
    if material.english:
        return material.query.words
    return _known_words(material, _without_aside(material.query.words)) or material.query.words


def _said_words(material: Material, text: str) -> str:
    """Return the words of `text` as the plans asked about have them: 安全生产责任保险 for the 安责险 of another plan."""

    def is_used(word: str) -> bool:
        return any(fold(word) in material.folded(plan) for plan in material.plans)

    return _known_words(material, without_asking(official_terms(text, is_used))) or text


def _known_words(material: Material, text: str) -> str:
    """Return `text` without the words that can tell nothing of a plan: 推 and 跟, which none has and which name no thing.

    A word that no dictionary has (巨灾) may well be the name of one, less what joins it to others (按能, 要建).
    """

    def telling(word: str) -> str:
        if not is_word(word):
            word = word.strip(_JOINING)
        if len(word) < 2:
            return word if word not in _JOINING and material.lexical.has(word) else " "
        known = not is_word(word) or is_name_of_thing(word) or any(map(material.lexical.has, split_word(word)))
        return word if known else " "

    return " ".join("".join(map(telling, cut(text))).split())


def asks_across(text: str) -> bool:
    """Tell whether a question asks across plans without naming a place: 各地, 哪个区, and not 各地质灾害点."""
    return next(_whole(_ACROSS, text), None) is not None


def asks_which_places(text: str) -> bool:
    """Tell whether a question asks which of the places do it: 哪些地方要建, 谁写了."""
    return _WHICH_PLACES.search(text) is not None


def counts_plans(text: str) -> bool:
    """Tell whether a question asks how many plans there are that say something, and not how many 地下商场."""
    return next(_whole(_COUNTS_PLANS, text), None) is not None


def _whole(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches that do not end within a word, or with the first half of the name of a thing."""
    words, at, index = cut(text), 0, 0
    for match in pattern.finditer(text):
        end = match.end()
        while index < len(words) and at + len(words[index]) <= end:
            at += len(words[index])
            index += 1
        following = words[index] if index < len(words) else ""
        if at == end:
            is_part = text.endswith(_PART_OF_NAMES, 0, end) and is_name_of_thing(following)
        else:
            is_part = is_word(following)
        if not is_part:
            yield match


def _cut_out(pattern: re.Pattern[str], text: str) -> str:
    """Return `text` with a blank for every match that is whole."""
    at, kept = 0, []
    for match in _whole(pattern, text):
        kept.append(text[at : match.start()])
        at = match.end()
    return " ".join((*kept, text[at:]))


def _without_aside(text: str) -> str:
    rest = _ASIDE.sub(" ", _cut_out(_ACROSS, text)).strip()
    before = _BEFORE.match(rest)
    return _without_end(rest[before.end() if before else 0 :])


def _without_end(text: str) -> str:
    """Return `text` without marks, 的, 上 and 里 at its end where these are words of their own: not those of 公里 and 线上."""
    words = list(cut(text))
    while words:
        last = words[-1].rstrip(_MARKS)
        if last and last != "的" and not (last in {"上", "里"} and len(words) > 1 and len(words[-2]) > 1):
            break
        words.pop()
    return "".join(words).rstrip(_MARKS)


def asks_indicator(material: Material) -> bool:
    """Tell whether indicators may be what is compared: 有几个规划要求 counts plans, and asks for no figure of theirs."""
    return asks_figure(material) or (not counts_plans(material.asked) and asks_for_indicator(material))


def asks_figure(material: Material) -> bool:
    """Tell whether a figure of each place is asked for."""
    asked = _cut_out(_COUNTS_PLANS, material.asked)
    amount = amount_of(asked)
    return bool(_ASKS_FIGURE.search(asked)) or (amount is not None and amount.is_needed and not amount.is_any)


def asks_more(material: Material) -> bool:
    """Tell whether a question asks of which things there are more, or for their number."""
    return bool(_ASKS_MORE.search(material.asked)) and not _MEASURED.search(material.asked)


def amount_asked(material: Material) -> Amount | None:
    """Return the amount that is asked for of each place; None where it asks for a share, or in no measure's words."""
    return _COUNT if asks_more(material) else amount_of(_cut_out(_COUNTS_PLANS, material.query.text))


def without_measure(text: str) -> str:
    """Return a text without the words that say how a thing is measured or who of several has it: 人数 names nothing."""
    return _OF_A_MEASURE.sub(" ", text)


def states_figure(material: Material, text: str) -> bool:
    """Tell whether a sentence states a figure such as is asked for: a share where it is one, a number in its measure."""
    text = _ITEM.sub(" ", text)
    if asks_share(material.asked):
        return states_share(text)
    if _COUNT and asks_more(material) and not _COUNT.is_stated(text):
        return False
    wanted = [each for asks, each in _DIMENSIONS if asks.search(material.asked)]
    if not all(each is None or each.is_stated(text) for each in wanted):
        # 多少支，人数多少 is answered in part by how many there are.
        amount = amount_of(material.query.text)
        return amount is not None and not amount.is_any and amount.is_stated(text)
    return states_number(text) and not lacks_measure(_cut_out(_COUNTS_PLANS, material.query.text), text)


def share_in_common(material: Material, text: str, best: Match) -> float:
    """Return which share, by weight, `text` has of what the question and its best indicator have in common."""
    return material.names.weight(best.common & grams_of(text)) / (material.names.weight(best.common) or 1.0)


def replace_plans(material: Material, plans: Iterable[Plan]) -> Material:
    """Return the material of some of the plans."""
    return replace(material, plans=tuple(plans))
