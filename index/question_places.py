"""The places and documents that a question names: covered ones lead to their plans, the others are known as unknown."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from corpus.places import Mention, Place, PlaceLevel, gazetteer
from corpus.plan import Span
from index.catalogue import Catalogue
from index.english_places import english_names
from index.glossary import is_english_word
from index.partial_titles import Called
from index.question_documents import find_documents
from index.tokens import (
    cut,
    is_frequent_word,
    is_ordinary_word,
    is_rare_word,
    is_word,
    named_divisions,
    names_place,
    word_boundaries,
)
from index.unheard_places import unheard_of

COMPARED = re.compile(r"比较|对比|相比|区别|差别|异同|不同之处|[和跟与同].{1,12}比|compare|difference|versus|\bvs\b")
# 我市, 咱们区, at the start 区里; 我国 is no place of a plan.
_HERE = re.compile(
    r"(?:(?<![一-龥])|(?<=[在问请对从和与跟到按为由说看查下]))(?:我们|咱们?|俺们?|我|本)(?P<zh>[省市区县州旗盟])(?!长|民政府|委)(?:[里上头](?!程))?|(?:^|(?<=[,，、请问说]))(?P<inside>[省市区县州旗])[里上](?!程)"
    r"|\b(?:our|this)\s+(?P<en>district|city|county|province)\b",
    re.IGNORECASE,
)
_NEVER_INSIDE = "省州盟旗"
_SUFFIX_OF = {"district": "区", "city": "市", "county": "县", "province": "省"}
# 平原地区 is a landscape, 和平年代 a time.
_BEFORE_PLACE = re.compile(
    r"(?:^|[(（那和与跟及、,，。？?；;：:比较在问年咱俺\s]|对比|我们|了解|知道|关于|看看|说说|介绍|告诉我|查一?下)$"
)
_OFFICE = re.compile("[省市区县](?:委(?![员托派])|级)")
_LANDSCAPE = re.compile("地[区带]|区域|年代|时期")
# What may stand between the name of a covered place and the words that are searched.
_AFTER_NAME = re.compile(
    r"^(?:\s+(?:district|city|county|province|prefecture)\b|[省市区县](?=$|[^一-龥]))?(?:的|['’]s\b)?", re.IGNORECASE
)
_AFTER_LATIN = re.compile(
    r"^\s*(?:(?:district|city|county|province|prefecture)\b|[省市区县])?(?:的|['’]s\b)?", re.IGNORECASE
)
_AND = tuple("和与跟同及或、，,")
_SENTENCES_READ = 20
_CHINESE = re.compile("[\u4e00-\u9fff]")
_EMPTY_BRACKETS = re.compile(r"\(\s*(?:district|city|county|province)?\s*\)", re.IGNORECASE)
# The Zhangye plan is a plan; what Zhangye plans to do is none.
_THE_PLAN = re.compile(r"(?<!does )(?<!did )(?<!will )the place plan\b(?! to\b)", re.IGNORECASE)
# What is left of an enumeration of places: in , and?
_DANGLING = re.compile(
    r"(?:\b(?:in|of|for|from|at|across|between|within|among)\b\s*)(?:[,;]\s*|\b(?:and|or)\b\s*)*(?=$|[?.!,;])|(?<=\s),\s*(?:and\b|or\b)?(?=\s*[?.!]|$)",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """What a question names. `text` is the question without the covered places and the documents."""

    plan_ids: tuple[str, ...]
    unknown: tuple[str, ...]
    text: str


def find_places(question: str, catalogue: Catalogue) -> Found:
    """Return the plans of the covered places and of the documents in the question, and the other places."""
    named, unknown_numbers, question = find_documents(question, catalogue)
    home, not_home, question = _find_home(question, catalogue)
    mentions = _named_in(question, catalogue)
    boundaries = word_boundaries(question)
    # 丰台和安徽: what follows is a word of its own, though 和安 is one as well.
    joined = {each.span.end + 1 for each in mentions if question[each.span.end : each.span.end + 1] in _AND}
    boundaries |= joined
    plan_ids: dict[str, None] = dict.fromkeys([*named, *home])
    covered: list[Place] = []
    others: list[tuple[Mention, str]] = []
    removed: list[Mention] = []
    strange = _strange(question, mentions, catalogue)
    for mention in sorted(mentions, key=lambda each: each.span):
        printed = mention.span.of(question)
        if any(each.overlaps(mention.span) for each in strange):
            continue
        plans = catalogue.covering(mention.places) or _inside(mention, question, catalogue)
        is_joined = mention.span.start in joined and mention.span.end in boundaries
        if plans and (is_joined or _is_covered_place(mention, printed, question, boundaries, plans, catalogue)):
            plan_ids.update(dict.fromkeys(plans))
            covered.extend(mention.places)
            # Where any plan may be of the place, its name tells them apart.
            if catalogue.covering(mention.places) and not catalogue.unplaced:
                removed.append(mention)
        elif (
            not plans
            and (is_joined or _is_place(mention, question, boundaries, catalogue))
            and not _may_be_a_person(mention, printed, catalogue)
        ):
            others.append((mention, printed))
    partly = [] if named or others else _called(question, tuple(plan_ids) or catalogue.plan_ids, covered, catalogue)
    called = [each.plan_id for each in partly]
    plan_ids = dict.fromkeys(called or _without_namesakes(plan_ids, named, catalogue))
    if covered and not (named or partly):
        plan_ids.update(dict.fromkeys(catalogue.unplaced_beside(covered)))
    compared = COMPARED.search(question.lower()) is not None
    if plan_ids or strange:
        uncovered = [
            (mention, printed)
            for mention, printed in others
            if not any(place.within(other) for place in covered for other in mention.places)
            and not (plan_ids and not compared and _mentions(catalogue, mention, printed, tuple(plan_ids)))
        ]
    else:
        perhaps = _perhaps_of(others, catalogue)
        plan_ids.update(dict.fromkeys(perhaps or (catalogue.placeless if others else ())))
        uncovered = [] if perhaps else others  # an answer from what is of no place says that the asked one has no plan
    unknown = [*(_name(mention, printed) for mention, printed in uncovered), *(each.of(question) for each in strange)]
    if plan_ids:
        removed += [*(mention for mention, _ in uncovered), *(Mention(each, (), full=True) for each in strange)]
        removed += [mention for mention, _ in others if _is_outer_in_brackets(mention, covered, question)]
    elif not unknown and not catalogue.unplaced:
        unknown = [
            *_unlisted(question, catalogue),
            *english_names(question, [each.span for each in mentions], catalogue),
        ]
    # What a document is called stands in all of it, and is no more what is asked. A place within the title goes with it.
    removed = [each for each in removed if not any(each.span.overlaps(part.span) for part in partly)]
    removed += [Mention(each.span, (), full=True) for each in partly]
    is_english = removed and not _CHINESE.search(question)
    text = _english_without(question, removed) if is_english else without(question, removed)
    if not plan_ids:
        unknown = [*not_home, *unknown]
    return Found(tuple(plan_ids), tuple(dict.fromkeys([*unknown_numbers, *unknown])), text)


def _called(question: str, plan_ids: Sequence[str], covered: Sequence[Place], catalogue: Catalogue) -> list[Called]:
    """Return those of several plans that are called by a part of their title; none where places are compared."""
    several = covered and len({catalogue.place_of(plan_id) for plan_id in plan_ids}) > 1
    return [] if several or len(plan_ids) < 2 else catalogue.called(question, plan_ids)


def _without_namesakes(plan_ids: Iterable[str], named: Sequence[str], catalogue: Catalogue) -> list[str]:
    """Return `plan_ids` without the other plans of the places whose plan is `named` by its title or number."""
    places = {catalogue.place_of(plan_id) for plan_id in named}
    return [each for each in plan_ids if each in named or catalogue.place_of(each) not in places]


def _named_in(question: str, catalogue: Catalogue) -> list[Mention]:
    """Return the places in a question; 新城区 and the like only where a plan is for one and no other place that has one is named."""
    mentions = gazetteer().find(question, generic=True)
    named = [mention for mention in mentions if not mention.generic]
    if any(catalogue.covering(mention.places) for mention in named):
        mentions = named
    else:
        mentions = [mention for mention in mentions if not mention.generic or catalogue.covering(mention.places)]
    listed = [*mentions, *gazetteer().find_latin(question)]
    unlisted = [*catalogue.unlisted.find(question), *catalogue.unlisted.find_latin(question)]
    # 岚谷县 is not the 谷 of 谷城县; but 青山区 is none of 青山县.
    own = [each for each in unlisted if all(len(each.span) >= len(other.span) for other in _over(each, listed))]
    return [*own, *(each for each in listed if not _over(each, own))]


def _over(mention: Mention, others: Sequence[Mention]) -> list[Mention]:
    return [other for other in others if other.span.overlaps(mention.span)]


def without(text: str, mentions: Sequence[Mention]) -> str:
    """Return `text` without the mentions and the 的 or 's after each; `text` itself when nothing else would be left."""
    kept = text
    for mention in sorted(mentions, key=lambda each: each.span, reverse=True):
        after = _AFTER_LATIN if mention.span.of(text).isascii() else _AFTER_NAME
        # 某某区委网信办 is the 区委网信办 of 某某.
        end = mention.span.end - bool(_OFFICE.match(text, mention.span.end - 1))
        kept = kept[: mention.span.start] + after.sub("", kept[end:])
    return (re.sub(r"^[和与跟及、,，\s]+", "", kept) if mentions else kept).strip() or text


def _english_without(text: str, mentions: Sequence[Mention]) -> str:
    """Return an English `text` without the mentions; a single one becomes `the place`, so that a sentence remains."""
    single = sum(text[each.span.start - 1 : each.span.start] != "(" for each in mentions) == 1
    kept = text
    for mention in sorted(mentions, key=lambda each: each.span, reverse=True):
        before, after = kept[: mention.span.start], kept[mention.span.end :]
        ending = _AFTER_LATIN.match(after)
        owner = "'s" if ending and ending.group().endswith("s") else ""
        instead = f"the place{owner}" if single and not before.endswith("(") else ""
        kept = f"{before}{instead} {_AFTER_LATIN.sub('', after)}"
    kept = _DANGLING.sub("", " ".join(_EMPTY_BRACKETS.sub(" ", kept).split()))
    kept = _THE_PLAN.sub("the plan", kept.replace("the the place", "the place"))
    return re.sub(r"\s+(?=[?.,;!])", "", kept).strip() or text


def _is_outer_in_brackets(mention: Mention, covered: Sequence[Place], question: str) -> bool:
    """Tell whether a mention only says where a covered place lies: the Shenyang in Heping (Shenyang)."""
    around = question[max(0, mention.span.start - 1) : mention.span.end + 1]
    return around[:1] in {"(", ","} and any(place.within(outer) for place in covered for outer in mention.places)


def _perhaps_of(others: Sequence[tuple[Mention, str]], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the plans without a known place that may be of an uncovered one: those that name it.

    Where no document at all says whose it is, each may be of any place.
    """
    if not others:
        return ()
    names = {name for mention, printed in others for name in (printed, *(place.short for place in mention.places))}
    # English names of countries are not always translated in one way (New Zealand is 新西兰 and 纽西兰).
    if all(printed.isascii() and _highest(mention.places).level is PlaceLevel.COUNTRY for mention, printed in others):
        return catalogue.unplaced
    anywhere = catalogue.placeless if catalogue.placeless == catalogue.plan_ids else ()
    return catalogue.unplaced_with(names) or anywhere


def _find_home(question: str, catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the plans meant by 我市 or 本区, or what is meant by 我州 where none is for any, and the question without those words."""
    match = _HERE.search(question)
    if match is None:
        return (), (), question
    suffix = match["zh"] or match["inside"] or _SUFFIX_OF[match["en"].lower()]
    home = catalogue.at_home(suffix)
    if not home:
        # A county asks of the plan of its city, a district is often called a city; a province is neither.
        elsewhere = suffix in _NEVER_INSIDE and not catalogue.unplaced and not catalogue.has_place_of(suffix)
        return (), (match.group(),) if elsewhere else (), question
    kept = question[: match.start()] + re.sub(r"^的", "", question[match.end() :])
    return home, (), kept.strip() or question


def _inside(mention: Mention, question: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the plans of the larger place whose text has the inner one that is mentioned.

    Where the larger place is named (张掖市高台县) that is enough; an inner place alone must stand with the subject that
    is asked about, or the plan would be taken for one of the inner place.
    """
    printed = mention.span.of(question)
    subject = {word for word in cut(question.replace(printed, " ")) if len(word) > 1 and is_word(word)}
    return tuple(
        plan_id
        for plan_id in catalogue.around(mention.places)
        for place in mention.places
        if catalogue.uses(place.short, (plan_id,))
        and (
            _named_outer(printed, place)
            or any(word in line for line in catalogue.sentences_with(place.short, (plan_id,)) for word in subject)
        )
    )


def _named_outer(printed: str, place: Place) -> bool:
    outer = gazetteer().find(printed.removesuffix(place.name).removesuffix(place.short))
    return any(place != each and place.within(each) for mention in outer for each in mention.places)


def _mentions(catalogue: Catalogue, mention: Mention, printed: str, plan_ids: tuple[str, ...]) -> bool:
    names = {place.short for place in mention.places} if printed.isascii() else {printed}
    return any(catalogue.uses(name, plan_ids) for name in names)


def _name(mention: Mention, printed: str) -> str:
    """Return the full name of an uncovered place; the name as printed where several of its level bear it."""
    highest = _highest(mention.places)
    return printed if sum(each.level == highest.level for each in mention.places) > 1 else highest.full_name


def _is_covered_place(
    mention: Mention,
    printed: str,
    question: str,
    boundaries: frozenset[int],
    plans: Sequence[str],
    catalogue: Catalogue,
) -> bool:
    """Tell a covered place from an ordinary word of the same characters: 和平的避难场所, but not 和平年代 or 世界和平.

    和平重点工程有哪些 begins with the place, since plans have the word that follows, and its own not behind 和平.
    """
    if mention.full or printed.isascii() or not is_ordinary_word(printed) or _stands_alone(mention, question):
        return True
    if not _BEFORE_PLACE.search(question[: mention.span.start]):
        return False
    if not is_frequent_word(printed) and mention.span.end in boundaries:
        return True  # 大理买药: only a part of a longer word (大理石) would be none
    words = cut(question[mention.span.end :])
    following = "".join(words[: 1 + (bool(words) and len(words[0]) == 1)])
    behind = f"{printed}{following}"
    return len(following) > 1 and catalogue.uses(following) and not catalogue.uses(behind, tuple(plans))


def _is_place(mention: Mention, question: str, boundaries: frozenset[int], catalogue: Catalogue) -> bool:
    """Tell a place name from an ordinary word of the same characters (公安, 通道, 比如, and the 和政 in 部门和政府)."""
    printed = mention.span.of(question)
    county = _highest(mention.places).level == PlaceLevel.COUNTY
    if county and not mention.full and _LANDSCAPE.match(question, mention.span.end):
        return False
    if printed.isascii():
        if not mention.full and is_english_word(printed if mention.span.start else printed.lower()):
            return False
        return mention.full or not (county and any(catalogue.uses(place.short) for place in mention.places))
    if mention.span.start not in boundaries or mention.span.end not in boundaries:
        return False
    if mention.full or len(mention.places[0].short) < len(printed):
        return True
    if county and _is_said(printed, catalogue):
        return False
    if not is_ordinary_word(printed) or _stands_alone(mention, question):
        return True
    # 合肥森林防火怎么搞: no plan has the word in its other sense.
    is_opening = _BEFORE_PLACE.search(question[: mention.span.start]) is not None
    is_name = is_rare_word(printed) if county else is_opening or not is_frequent_word(printed)
    return is_name and not _is_said(printed, catalogue)


def _is_said(word: str, catalogue: Catalogue) -> bool:
    """Tell whether a plan has `word`: 形成安全 has no 成安."""
    if not catalogue.uses(word):
        return False
    sentences = islice(catalogue.sentences_with(word, catalogue.plan_ids), _SENTENCES_READ)
    return any(_stands_in(word, sentence) for sentence in sentences)


def _stands_in(word: str, sentence: str) -> bool:
    boundaries = word_boundaries(sentence)
    starts = (match.start() for match in re.finditer(re.escape(word), sentence))
    return any(at in boundaries and at + len(word) in boundaries for at in starts)


def _may_be_a_person(mention: Mention, printed: str, catalogue: Catalogue) -> bool:
    """Tell whether a Latin name is as likely someone's as a county's or a town's abroad: Li Xiang, Stanley.

    It does not matter while every plan has a place, for then a question is about one.
    """
    if mention.full:
        return False
    levels = {place.level for place in mention.places}
    return bool(catalogue.unplaced) and printed.isascii() and levels <= {PlaceLevel.COUNTY, PlaceLevel.COUNTRY}


def _stands_alone(mention: Mention, question: str) -> bool:
    """Tell whether a name stands where a place does: at the start or after 和, and before 的, 和, 有 or the end."""
    before, after = question[: mention.span.start], question[mention.span.end :]
    return bool(
        _BEFORE_PLACE.search(before)
        and re.match(
            r"$|[的和与跟及、,，呢有要怎咋各都更高低谁想还会能可让准给?？\s]|分别|哪|多[少多]|第?[\d一二三四五六七八九十]|[这那](?:边|里|儿|头|块|面|疙瘩|旮旯|嘎达)|打算|准备|计划|是不|什么|啥",
            after,
        )
    )


def _strange(question: str, mentions: Sequence[Mention], catalogue: Catalogue) -> list[Span]:
    """Return the divisions that the gazetteer does not have, each with the city named in front of it.

    It knows neither 渝北区, nor an 江北区 that lies in 重庆市.
    """
    found: list[Span] = []
    divisions = [Span(*each) for each in named_divisions(question)]
    unknown = [each for each in divisions if not any(each.overlaps(mention.span) for mention in mentions)]
    for span in (*unknown, *(mention.span for mention in mentions if mention.full)):
        outer = next((each for each in mentions if each.span.end == span.start), None)
        if outer is not None and _highest(outer.places).level in (PlaceLevel.PROVINCE, PlaceLevel.PREFECTURE):
            if not catalogue.covering(outer.places):
                found.append(Span(outer.span.start, span.end))
        elif span in unknown and not catalogue.uses(span.of(question).removesuffix("地区")):
            found.append(span)
    taken = [*found, *(mention.span for mention in mentions)]
    found += [each for each in unheard_of(question, catalogue) if not any(map(each.overlaps, taken))]
    return found


def _unlisted(question: str, catalogue: Catalogue) -> list[str]:
    """Return the place at the start that only jieba's dictionary knows: a city abroad (大阪), or the country itself."""
    first = next(iter(cut(question)), "")
    if re.match("(?:中国|全国)的", question):
        return [first]
    known = not names_place(first) or first[-1] in "区村镇路街桥" or gazetteer().resolve(first)
    return [] if known or catalogue.uses(first) else [first]


def _highest(places: Sequence[Place]) -> Place:
    return min(places, key=lambda place: place.level)
