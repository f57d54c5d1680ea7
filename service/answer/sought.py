"""What kind of thing a question asks for (a number, a date, a reason, a sort of something), and whether a text states one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.tokens import simplify
from service.answer.measures import Amount, amount_of, states_number

_BODY = re.compile(
    r"[局委办厅院](?![员托派公理事法校内])|[支大中]队|部门|单位|政府|机构|企业|集团|公司|街镇|乡镇|街道|社区|小组|指挥部|委员会|办公室|各级|各地|各有关|[市区县州省]长|主任|负责人|责任人|第一人|人员|中心|学校|协会|主体|者"
)
_ASKS_WHO = re.compile(
    r"(?:由|归|是|找)?谁(?:来|去)?(?:牵头|负责|管|承担|主管|实施|组织)|(?:哪个|哪家|什么)(?:部门|单位)(?:来)?(?:牵头|负责|管|承担|主管)"
)
_WHEN = re.compile(
    r"哪一?[年天]|哪几?个?月|几月|什么时[候间]|何时|几时|最晚|年限|多久|\bwhen\b|\b(?:what|which) (?:year|month)\b",
    re.IGNORECASE,
)
_STATES_DATE = re.compile(
    r"(?:1[89]|20)\d\d\s{0,3}年|(?<!\d)\d{1,12}\s{0,3}(?:月|天|日|小时|分钟)|年底|每(?:半?年|季度?|[月周天日])"
)
_WHY = re.compile(r"为什么|为啥|为何|原因|\bwhy\b", re.IGNORECASE)
_STATES_REASON = re.compile(r"由于|因|导致|难|不足|不够|不强|薄弱|滞后|短板|复杂|风险")
# 什么样的指挥制度, 哪五种感知手段: what is wanted is a sort of this.
_SORT = re.compile(
    r"(?:什么样的?|(?<!为)什么|(?<!为)啥|哪[种类样]|何种|怎样的|哪(?!一?[年天月里儿])[一二两三四五六七八九十几\d]*(?:个|项|支|家|条|方面|大|类|级|种|些|座|处)?(?:方面的?)?|(?:几|多少)[个项支家条类大级种座处]?)"
    r"(?P<behind>[一-龥]{1,8})"
    r"|(?P<before>[一-龥]{2,4})(?:是|有|包括|分别是|叫|为)(?:什么|哪些|哪[几\d一二三四五六七八九十]|啥)"
)
_SORT_ENDS = re.compile(r"[的是在有要被把由和与及吗呢来做提上]")
_MEANING = re.compile(
    r"(?:^|[，,])(?:什么|啥)(?:是|叫做?)(?P<term>[一-龥]{2,12})\W*$"
    r"|(?:^|[，,的里中“\"《])(?P<before>[一-龥]{2,12}?)[”\"》]?"
    r"(?:(?:指的?)?是(?:什么|啥)(?:意思|概念|东西)|(?:是指|指的是|指)(?:什么|啥)|是怎么一?回事"
    r"|是一?[种个](?:什么|啥)[一-龥]{0,6}|是(?:什么|怎)样的一?[种个]?[一-龥]{1,6})\W*$"
)
_BEFORE_TERM = re.compile("[的里中]")
_TELLING = 3  # characters at the end of such a word, as in 应急指挥官制度 for 指挥制度

# Fitted on the dev half of the questions, and on documents made for nothing here: the weights of a linear ranking of the
# sentences of the hits, see `extract.py`. That a body is named tells nothing: sentences of plans always name one.
NUMBER, MEASURE, DATE, REASON, SORT = 0.25, 0.4, 0.4, 0.3, 0.1
MEANING = 1.0  # a sentence that opens 应急管理是 is the answer to 什么是应急管理, whatever else there is


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question asks for. `sorts` are the words that it uses for one, `term` is what it wants explained."""

    amount: Amount | None
    date: bool
    reason: bool
    sorts: tuple[str, ...]
    term: str = ""

    def stated_in(self, text: str) -> float:
        """Return what `text` is worth for stating the kind of thing that is asked for; 0 where it states none."""
        worth = 0.0
        if self.amount:
            worth += NUMBER * states_number(text) + MEASURE * (not self.amount.is_any and self.amount.is_stated(text))
        worth += DATE * (self.date and states_date(text))
        worth += REASON * (self.reason and _STATES_REASON.search(text) is not None)
        worth += MEANING * bool(self.term and _explains(self.term, text))
        return worth + SORT * max((_named(sort, text) for sort in self.sorts), default=0.0)


def _explains(term: str, text: str) -> bool:
    """Tell whether a text says what a term means: X是…, “X”，是指…, or what X is short for."""
    said = re.escape(term)
    return re.search(rf"{said}[”\"’）)]?[，,]?(?:是(?!否)|指)|简称[为：:“\"]{{0,2}}{said}", text) is not None


def states_date(text: str) -> bool:
    """Tell whether a text states a date, or how long or how often something is."""
    return _STATES_DATE.search(text) is not None


def asks_who(question: str) -> bool:
    """Tell whether a question asks who does something: 谁牵头, 哪个部门管."""
    return _ASKS_WHO.search(question) is not None


def names_body(text: str) -> bool:
    """Tell whether a text names somebody who may be in charge: an office, a unit, a person by his post."""
    return bool(_BODY.search(text))


@lru_cache(maxsize=1024)
def sought_by(question: str) -> Sought:
    """Return what `question` asks for.

    >>> sought_by("实行什么样的指挥制度").sorts
    ('指挥制度',)
    """
    plain = simplify(question)
    meant = _MEANING.search(plain)
    asked = () if meant else _SORT.finditer(plain)
    sorts = (_SORT_ENDS.split(match["behind"] or match["before"])[0] for match in asked)
    return Sought(
        amount=amount_of(question),
        date=_WHEN.search(plain) is not None,
        reason=_WHY.search(plain) is not None,
        sorts=tuple(filter(None, sorts)),
        term=_BEFORE_TERM.split(meant["term"] or meant["before"])[-1] if meant else "",
    )


def _named(sort: str, text: str) -> float:
    """Return how much of the end of a word stands in `text`: 1 for three characters or the whole, 0 for none."""
    longest = next((len(sort) - at for at in range(len(sort)) if sort[at:] in text), 0)
    share = min(longest, _TELLING) / min(len(sort), _TELLING)
    return share if longest > 1 or len(sort) == 1 else share / 2
