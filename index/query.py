"""Understands a question: its language, the places it asks about, what kind of answer it wants, and the words to search.

Place before similarity: plans of different places share whole paragraphs, so the place in the question decides which
plans are searched at all, and a place that no plan covers is recognised as one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.bridged import bridged
from index.catalogue import Catalogue
from index.courtesy import without_courtesy
from index.dialect import in_common_words
from index.everyday import official_terms
from index.follow_up import make_whole, refers_to_place, resolve_reference, stands_alone, untied
from index.frame import without_frame
from index.intents import find_intent, find_task_number, is_chat
from index.periods import find_period, find_years, plain_years
from index.place_nicknames import exchange_nicknames
from index.place_spelling import correct_places
from index.question import Correction, Intent, Language, Query, Turn
from index.question_places import find_places
from index.question_words import without_asking
from index.spelling import correct_pinyin, correct_runs, correct_words
from index.tokens import simplify

__all__ = ["Catalogue", "Correction", "Intent", "Language", "Query", "Turn", "detect_language", "understand"]

_LONGEST_QUESTION = 500  # characters of a past question that are read: no more may be asked at a time
_LONGEST_ANSWER = 1000  # characters of it that are looked at
_MOST_SEARCHED = 300  # plans: their texts are read in a few milliseconds
_UNBROKEN = re.compile(r"\w{8,24}")  # a stretch of a quote by which it is found
_LATIN = re.compile(r"[A-Za-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")
# What a question about the document itself is called in documents.
_METADATA_WORDS = (
    (re.compile(r"文号|字号|编号|document (?:n|ref)|(?:reference|file) n"), "文号 发文编号 发文字号"),
    (re.compile(r"有效|失效|废止|过期|作废|valid|in force"), "有效性 废止日期 有效期"),
    (re.compile(r"发给|下发到|主送|抄送|印发给"), "印发给你们 有关单位 各部门"),
    (
        re.compile(r"哪一?年到哪一?年|几几?年到几几?年|规划期|起止|期限|管到|years? (?:does|do)|planning period|cover"),
        "规划期 年",
    ),
    (re.compile(r"公开|disclos"), "公开 主动公开"),
    (
        re.compile(r"机关|机构|单位|部门|(?<!给)谁|issu(?:ing|ed by)|who"),
        "发文机构 发布机构 人民政府 印发",
    ),
    (
        re.compile(r"日期|时间|时候|何时|(?<!到)[哪几][一几]?[天年月日](?!到)|几[号月]|when|date|issued|published"),
        "成文日期 发布日期 生成日期 印发",
    ),
)


def understand(question: str, catalogue: Catalogue, history: Sequence[Turn] = ()) -> Query:
    """Return what `question` asks, made whole from `history` when it leaves something out. Takes a millisecond or two."""
    meant = simplify(question).strip()
    if not is_chat(meant.lower()):
        meant = without_courtesy(meant)
    if history:
        meant = resolve_reference(meant, _last_answer(history))
    query = _in_conversation(_understand_alone(meant, catalogue), catalogue, history)
    return replace(query, question=question, language=detect_language(question))


def _in_conversation(alone: Query, catalogue: Catalogue, history: Sequence[Turn]) -> Query:
    if alone.intent is Intent.CHAT or not history:
        return alone
    if stands_alone(alone, catalogue):
        return untied(alone)
    before = _before(history, catalogue)
    spoken = None
    if refers_to_place(alone.question) and not (before and before.places):
        spoken = _spoken_of(history, catalogue)
    if spoken:
        before = replace(before or alone, places=spoken.places, plan_ids=spoken.plan_ids, unknown_places=())
    return make_whole(alone, before, catalogue, _quoted_in(_last_answer(history), catalogue)) if before else alone


def detect_language(text: str) -> Language:
    """Return English for a text with Latin letters and hardly a Chinese character, Chinese otherwise."""
    chinese = len(_CJK.findall(text))
    return Language.EN if len(_LATIN.findall(text)) > 4 * chinese and not chinese > 3 else Language.ZH


def _before(history: Sequence[Turn], catalogue: Catalogue) -> Query | None:
    """Return the last question of the user that was about the plans, itself made whole."""
    for at in range(len(history) - 1, -1, -1):
        asked = history[at].content[:_LONGEST_QUESTION]
        if history[at].role == "user" and not is_chat(simplify(asked).lower().strip()):
            return understand(asked, catalogue, history[:at])
    return None


def _last_answer(history: Sequence[Turn]) -> str:
    return next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")


def _quoted_in(answer: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the plans that have what an answer quotes first; of a large library none is looked for."""
    if len(catalogue.plan_ids) > _MOST_SEARCHED:
        return ()
    first = answer[:_LONGEST_ANSWER].partition("[1]")[0]
    quote = max(_UNBROKEN.findall(first), key=len, default="")
    return tuple(each for each in catalogue.plan_ids if catalogue.uses(quote, (each,))) if quote else ()


def _spoken_of(history: Sequence[Turn], catalogue: Catalogue) -> Query | None:
    """Return what the last answer speaks of, when that is one covered place."""
    query = _understand_alone(_last_answer(history)[:_LONGEST_QUESTION], catalogue)
    return query if len(query.places) == 1 else None


def _understand_alone(question: str, catalogue: Catalogue) -> Query:
    plain = plain_years(simplify(question))
    language = detect_language(question)
    plain = in_common_words(plain)
    plain, called = exchange_nicknames(plain, catalogue)
    plain, misspelt_places = correct_places(plain, catalogue)
    corrected = (*called, *misspelt_places)
    found = find_places(plain, catalogue)
    plan_ids = found.plan_ids or (() if found.unknown else catalogue.plan_ids)
    text = without_frame(found.text, catalogue.last_year(plan_ids))
    if language is Language.ZH and not is_chat(plain.lower().strip()):
        text, spelt = correct_pinyin(text, catalogue)
        text, misspelt = correct_words(text, catalogue)
        text, misheard = correct_runs(text, catalogue)
        corrected = (*corrected, *spelt, *misspelt, *misheard)
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
        words=_words(text, language, intent, catalogue, plan_ids),
        places=places,
        unknown_places=found.unknown,
        plan_ids=plan_ids,
        period=find_period(plain),
        years=years,
        years_beyond=_beyond(years, plan_ids, catalogue),
        task_number=find_task_number(plain),
        corrected=corrected,
    )


def _words(text: str, language: Language, intent: Intent, catalogue: Catalogue, plan_ids: tuple[str, ...]) -> str:
    if language is Language.EN:
        words = bridged(text, catalogue, plan_ids)
    else:
        words = without_asking(official_terms(text, lambda word: catalogue.uses(word, plan_ids)))
    if intent is Intent.METADATA:
        words = " ".join([words, *(more for cue, more in _METADATA_WORDS if cue.search(text.lower()))])
    return words


def _beyond(years: Sequence[int], plan_ids: Sequence[str], catalogue: Catalogue) -> tuple[int, ...]:
    last = catalogue.last_year(plan_ids)
    return tuple(year for year in years if last and year > last and not catalogue.uses(str(year), plan_ids))
