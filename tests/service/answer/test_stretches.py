from corpus.plan import Span
from service.answer.stretches import LONGEST_QUOTE, below_heading, credits_of, narrowed, stretches, trimmed


def cut(text: str) -> list[str]:
    return [span.of(text) for span in stretches(text)]


def test_sentences_are_cut_and_a_heading_goes_with_the_first() -> None:
    assert cut("1.强化协同。建立会商机制。加强演练。") == ["1.强化协同。建立会商机制。", "建立会商机制。", "加强演练。"]


def test_a_row_ends_where_the_next_number_stands() -> None:
    assert cut("1\n事故起数\n0\n2\n避难面积\n1.5")[:2] == ["事故起数\n0", "避难面积\n1.5"]


def test_the_clauses_that_are_worth_most_are_kept() -> None:
    text = "加强巡查，" * 40 + "配备消防车，" + "加强巡查，" * 40
    span = trimmed(text, Span(0, len(text)), lambda clause: float("消防车" in clause))
    assert "配备消防车" in span.of(text)
    assert len(span) <= LONGEST_QUOTE


def test_a_long_sentence_below_a_heading_is_not_cut_at_a_comma() -> None:
    long = "在原有办法的基础上，" * 16 + "补贴标准提高到1.5万元。"
    assert cut(f"（一）提高标准。{long}")[0].endswith("补贴标准提高到1.5万元。")
    assert cut(f"（一）提高标准。先按原标准执行；{long}")[0] == "（一）提高标准。先按原标准执行；"


def narrowed_to(word: str, text: str) -> str:
    return narrowed(text, Span(0, len(text)), lambda clause: float(word in clause)).of(text)


def test_the_clause_that_says_it_all_is_kept() -> None:
    text = "对首次申请的给予三万元；对续期的给予一万元；其中夜间开放的另加五千元。"
    assert narrowed_to("续期", text) == "对续期的给予一万元"
    assert narrowed_to("申请", text) == "对首次申请的给予三万元"


def test_a_clause_that_goes_on_or_is_of_a_list_is_quoted_with_the_others() -> None:
    text = "对续期的给予一万元；其中夜间开放的另加五千元。"
    assert narrowed_to("夜间", text) == text
    assert (
        narrowed_to("夜间", "补贴分为：续期的一万元；夜间开放的五千元。")
        == "补贴分为：续期的一万元；夜间开放的五千元。"
    )


def test_what_no_single_clause_says_is_quoted_whole() -> None:
    text = "新建驿站八座；改建驿站三座。"
    assert narrowed(text, Span(0, len(text)), lambda clause: float(len(clause))).of(text) == text


def test_who_is_responsible_stands_with_the_sentence_before() -> None:
    text = "推广夜间门诊。（市卫生健康委、各区政府）2. 增设无障碍车位。（责任单位：市交通局） 公布车位地图。"
    found = cut(text)
    assert found[0] == "推广夜间门诊。（市卫生健康委、各区政府）"
    assert "公布车位地图。" in found
    assert credits_of(text, Span(0, len(found[0]))) == Span(7, len(found[0]))
    assert credits_of("夜校开到每个村（社区）", Span(0, 11)) is None


def test_an_item_of_a_list_is_not_who_is_responsible() -> None:
    assert cut("办理流程如下。（十一）提交申请。") == ["办理流程如下。", "（十一）提交申请。"]


def test_a_heading_is_left_out_where_enough_stands_below_it() -> None:
    text = "3.完善驿站服务。驿站每日开放十二小时并免费提供饮用水。"
    assert below_heading(text, Span(0, len(text))).of(text) == "驿站每日开放十二小时并免费提供饮用水。"
    assert below_heading("3.完善服务。免费饮水。", Span(0, 12)) == Span(0, 12)


def test_a_clause_is_quoted_with_the_exception_behind_it() -> None:
    text = "泳池一般不得转租；确需转租的，应当报街道同意。"
    assert narrowed_to("泳池", text) == text
    assert narrowed_to("街道", text) == text
