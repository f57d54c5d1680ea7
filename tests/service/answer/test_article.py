from tests.service.answer.conftest import Ask


def test_the_article_that_is_named_is_quoted_whole(ask_rules: Ask) -> None:
    assert ask_rules("补贴办法第二条怎么规定的？") == [
        "贵州省：第二条 申请补贴应当提交下列材料：[1]",
        "（一）补贴申请表；[1]",
        "（二）证书复印件。[1]",
    ]


def test_an_article_ends_where_the_next_chapter_begins(ask_rules: Ask) -> None:
    assert ask_rules("贵州省的办法第三条讲什么") == ["第三条 每人每年享受补贴不超过三次。它们由市州按月公布。[1]"]


def test_an_article_in_english(ask_rules: Ask) -> None:
    assert ask_rules("What does article 1 say?")[0] == "Plan for 贵州省: “第一条 为规范补贴管理，制定本办法。”[1]"
