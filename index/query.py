"""Understands a question: its language, the places it asks about, what kind of answer it wants, and the words to search.

Place before similarity: plans of different places share whole paragraphs, so the place in the question decides which
plans are searched at all, and a place that no plan covers is recognised as one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.catalogue import Catalogue
from index.follow_up import make_whole, refers_to_place, stands_alone
from index.glossary import chinese_terms, official_terms
from index.intents import find_intent, find_task_number, is_chat
from index.periods import find_period, find_years
from index.place_spelling import correct_places
from index.question import Correction, Intent, Language, Query, Turn
from index.question_places import find_places
from index.spelling import correct_pinyin, correct_words
from index.tokens import simplify

__all__ = ["Catalogue", "Correction", "Intent", "Language", "Query", "Turn", "detect_language", "understand"]

# Words that ask and say nothing of what is asked.
_ASKING = re.compile(
    r"是什么|什么时候|为什么|什么样|什么|多少|怎么样|怎么办|怎么|如何|哪些|哪个|哪里|哪儿|哪几|几个|有没有|是不是|能不能|请问|请教|想知道|告诉我|介绍一下"
    r"|分别|各是|[吗呢吧啊呀？?！!，,。；;：:]"
)
_LATIN = re.compile(r"[A-Za-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")
# Figures and abbreviations are the same in both languages: 2035, 12345, GDP, 5G.
_SAME_IN_BOTH = re.compile(r"(?<![\w.])(?:\d[\d.,]*\d|\d|[A-Z]{2,}\d*|\d[A-Z])(?!\w)")
_PROPER_NOUN = re.compile(r"(?<=\s)[A-Z][a-z]{4,}\b")
# What a question about the document itself is called in documents.
_METADATA_WORDS = (
    (re.compile(r"文号|字号|编号|document n"), "文号 发文编号 发文字号"),
    (re.compile(r"机关|机构|单位|部门|谁|issu(?:ing|ed by)|who"), "发文机构 发布机构 人民政府 印发"),
    (
        re.compile(r"日期|时间|时候|何时|[哪几][一几]?[天年月日]|几[号月]|when|date|issued|published"),
        "成文日期 发布日期 生成日期 印发",
    ),
)


def understand(question: str, catalogue: Catalogue, history: Sequence[Turn] = ()) -> Query:
    """Return what `question` asks, made whole from `history` when it leaves something out. Takes a millisecond or two."""
    alone = _understand_alone(question, catalogue)
    if alone.intent is Intent.CHAT or not history or stands_alone(alone, catalogue):
        return alone
    before = _before(history, catalogue)
    spoken = _spoken_of(history, catalogue) if refers_to_place(question) and not (before and before.places) else None
    if spoken:
        before = replace(before or alone, places=spoken.places, plan_ids=spoken.plan_ids, unknown_places=())
    return make_whole(alone, before, catalogue) if before else alone


def detect_language(text: str) -> Language:
    """Return English for a text with Latin letters and hardly a Chinese character, Chinese otherwise."""
    chinese = len(_CJK.findall(text))
    return Language.EN if len(_LATIN.findall(text)) > 4 * chinese and not chinese > 3 else Language.ZH


def _before(history: Sequence[Turn], catalogue: Catalogue) -> Query | None:
    """Return the last question of the user that was about the plans, itself made whole."""
    for at in range(len(history) - 1, -1, -1):
        if history[at].role == "user" and not is_chat(simplify(history[at].content).lower().strip()):
            return understand(history[at].content, catalogue, history[:at])
    return None


def _spoken_of(history: Sequence[Turn], catalogue: Catalogue) -> Query | None:
    """Return what the last answer speaks of, when that is one covered place."""
    said = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    query = _understand_alone(said, catalogue)
    return query if len(query.places) == 1 else None


def _understand_alone(question: str, catalogue: Catalogue) -> Query:
    plain = simplify(question)
    language = detect_language(question)
    plain, corrected = correct_places(plain, catalogue)
    found = find_places(plain, catalogue)
    text = found.text
    if language is Language.ZH and not is_chat(plain.lower().strip()):
        text, spelt = correct_pinyin(text, catalogue)
        text, misspelt = correct_words(text, catalogue)
        corrected = (*corrected, *spelt, *misspelt)
    plan_ids = found.plan_ids or (() if found.unknown else catalogue.plan_ids)
    places = tuple(dict.fromkeys(filter(None, (catalogue.place_of(plan_id) for plan_id in found.plan_ids))))
    intent = find_intent(
        f"{plain} {text}" if corrected else plain,
        places=len(places) + len(found.unknown),
        have_tasks=catalogue.have_tasks(plan_ids),
    )
    years = find_years(text)
    return Query(
        question=question,
        language=language,
        intent=intent,
        text=text,
        words=_words(text, language, intent, catalogue),
        places=places,
        unknown_places=found.unknown,
        plan_ids=plan_ids,
        period=find_period(plain),
        years=years,
        years_beyond=_beyond(years, plan_ids, catalogue),
        task_number=find_task_number(plain),
        corrected=corrected,
    )


def _words(text: str, language: Language, intent: Intent, catalogue: Catalogue) -> str:
    if language is Language.EN:
        spelt = (catalogue.vocabulary.spelt(name.lower()) for name in _PROPER_NOUN.findall(text))
        bridged = chinese_terms(text).split()
        # Of the words for one term the plans use some; the others would only count as missing.
        terms = [*([word for word in bridged if catalogue.uses(word)] or bridged), *filter(None, spelt)]
        terms += _SAME_IN_BOTH.findall(text)
        words = " ".join(dict.fromkeys(terms))
    else:
        words = official_terms(_ASKING.sub(" ", text).strip() or text, catalogue.uses)
    if intent is Intent.METADATA:
        words = " ".join([words, *(more for cue, more in _METADATA_WORDS if cue.search(text.lower()))])
    return words


def _beyond(years: Sequence[int], plan_ids: Sequence[str], catalogue: Catalogue) -> tuple[int, ...]:
    last = catalogue.last_year(plan_ids)
    return tuple(year for year in years if last and year > last and not catalogue.uses(str(year), plan_ids))
