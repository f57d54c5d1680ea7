"""Tells the figures that say how much there is or shall be from those that belong to a name.

新建100公里防火道路: counts        3.8米直径运载火箭, 4米以上落差路段: a name, and which, not how many
"""

import re

from corpus.phrases import ACT, ends_with_from
from corpus.plan import Operator, Span
from corpus.quantities import Quantity

_NOT_COUNTED = re.compile("方面|责任|必须|至上|环节|阶段|原则|层面|维度|步骤|要点|关键|机遇|问题|意识|自信|维护")
_NOT_BEFORE = tuple('“‘《"「每')  # 每10万人拥有消防站数
_LIMIT = re.compile("禁止|严禁|不得")
_REACHES_PER = re.compile("(?:提高|提升|增加|降低|减少)[到至]每[^，,]{1,6}$")  # 规模提高到每秒186立方米
_PURPOSE = re.compile("规模|需[求要]|用量|储备")
_RATE = re.compile("[一-龥]{1,8}率")
_REACHED = re.compile("达|.*[到至]")  # 受教育年限提高到11.3年
IS_MEASURED = re.compile(
    "(?:[率数量重度]|比例|占比|标准|水平|面积|规模|[容总产储用]量|库容|里程|长度|能力|总额|人员|人次|强度|损失|收入|产值)$"
)
# So many characters before a figure may hold its verb.
_REACH = 200
_NEAR = 12


def counts(text: str, quantity: Quantity, clause: Span, *, follows: bool, is_past: bool) -> bool:
    """Tell whether a figure of `clause` says how much there is or shall be; `follows` another of it that does."""
    before = text[max(clause.start, quantity.span.start - _REACH) : quantity.span.start]
    after = text[quantity.span.end : min(clause.end, quantity.span.end + _NEAR)]
    if before.endswith(_NOT_BEFORE) or _NOT_COUNTED.match(after) or ends_with_from(before):
        return False
    if quantity.is_share:
        return True
    if quantity.is_duration and _RATE.match(after):
        return False  # 2小时内报告率达到100%
    if quantity.is_duration:
        if quantity.operator in (None, Operator.EQUAL):
            is_reached = _REACHED.match(text, quantity.span.start, quantity.figure.start) is not None
            return is_reached or _PURPOSE.search(after) is not None or before.endswith("提前")
        return True
    if quantity.unit.endswith("岁") and not before.rstrip("达到提高至").endswith("寿命"):
        return False  # 年龄不超过60周岁的专家
    acts = follows or "其中" in before or ACT.search(before) or _LIMIT.search(before) or _REACHES_PER.search(before)
    # 4米以上落差路段, 高度大于54米的建筑: which, not how many
    if (after.startswith("的") and quantity.operator) or (quantity.has_suffix and not quantity.has_prefix):
        return bool(acts) or not after or after.startswith("的比例")
    if quantity.operator is not None or quantity.is_count or quantity.is_money:
        return True
    # 3.8米直径运载火箭 is what it is called; 新建100公里防火道路, 防火隔离带100公里
    is_attribute = after[:1] not in {"", "、", "和", "与", "及", "的"} and not ACT.search(before[-2:])
    return bool(acts or is_past or IS_MEASURED.search(before)) and not is_attribute
