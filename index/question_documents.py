"""The documents that a question names, by number (张政办发〔2022〕100号) or title (《张掖市应急管理规划》)."""

import re

from index.catalogue import Catalogue

_NUMBER = re.compile(
    r"[一-龥A-Za-z]{1,12}\s?[〔\[(【〈]\s?(?:19|20)\d\d\s?年?\s?[〕\])】〉]\s?第?\s?\d{1,5}\s?号|[一-龥]{2,10}(?:19|20)\d\d年第?\d{1,5}号"
)
# 张政办发100号, 张政办发 2022 100号: as people write a number; taken for one only where a plan has it.
_LOOSE_NUMBER = re.compile(r"[一-龥]{2,8}\s?(?:(?:19|20)\d\d\s?年?)?\s?第?\s?\d{1,5}\s?号")
_NOT_IN_NUMBER = re.compile(r"^.*?(?:请问|查一下|看看|根据|按照|[的是和与跟])")
_QUOTED = re.compile(r"《([^《》]{2,80})》")


def find_documents(question: str, catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the plans named by number or title, the numbers that no plan knows, and the question without its numbers."""
    plan_ids: list[str] = []
    unknown: list[str] = []
    kept = question
    for match in _NUMBER.finditer(question):
        number = _NOT_IN_NUMBER.sub("", match.group())
        found = catalogue.numbered(number)
        if found:
            plan_ids += found
            kept = re.sub(rf"{re.escape(number)}的?", " ", kept)
        elif not catalogue.uses(number):
            unknown.append(number)
    for match in () if plan_ids or unknown else _LOOSE_NUMBER.finditer(question):
        number = _NOT_IN_NUMBER.sub("", match.group())
        if found := catalogue.numbered(number):
            plan_ids += found
            kept = re.sub(rf"{re.escape(number)}的?", " ", kept)
    for match in _QUOTED.finditer(question):
        found = catalogue.quoted(match.group(1))
        if len(found) == 1:
            plan_ids += found
            kept = re.sub(rf"{re.escape(match.group())}的?", " ", kept)
    return tuple(dict.fromkeys(plan_ids or catalogue.titled(question))), tuple(unknown), kept.strip() or question
