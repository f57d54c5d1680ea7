from corpus.library import parse_plan
from service.answer.article import _articles
from service.answer.tokens import fold_in_place
from tests.service.answer.conftest import Ask


def test_the_article_that_is_named_is_quoted_whole(ask_rules: Ask) -> None:
    assert ask_rules("补贴办法第二条怎么规定的？") == [
        "第二条 申请补贴应当提交下列材料：[1]",
        "（一）补贴申请表；[1]",
        "（二）证书复印件。[1]",
    ]


def test_an_article_ends_where_the_next_chapter_begins(ask_rules: Ask) -> None:
    assert ask_rules("贵州省的办法第三条讲什么") == ["第三条 每人每年享受补贴不超过三次。它们由市州按月公布。[1]"]


def test_an_article_in_english(ask_rules: Ask) -> None:
    assert ask_rules("What does article 1 say?")[0] == "Plan for 贵州省: “第一条 为规范补贴管理，制定本办法。”[1]"


def test_articles_are_found_in_traditional_characters() -> None:
    text = "第一條 目的。\n第二條 申請。\n第三條 施行。"
    plan = parse_plan("p", "p.txt", text)
    assert [(number, span.of(text)) for number, span in _articles(plan, fold_in_place(text))][1] == (2, "第二條 申請。")
