import pytest

from service.generate.sentences import Claim, Sentence, SentenceReader


def read(draft: str, size: int) -> list[Sentence]:
    reader = SentenceReader()
    pieces = [draft[at : at + size] for at in range(0, len(draft), size)]
    return [sentence for piece in pieces for sentence in reader.feed(piece)] + list(reader.finish())


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("draft", "sentences"),
    [
        ("建站2座[1]。下降15%。[2][3]\n完成", ["建站2座[1]。", "下降15%。[2][3]", "完成"]),
        ("It is 1.5 m[1]. Then 2.[2] End", ["It is 1.5 m[1].", "Then 2.[2]", "End"]),
        ("1. 建站[1]\n2. 储备[2]\n- 宣传[3]", ["建站[1]", "储备[2]", "宣传[3]"]),
        ("**建站**【1】。储备［2］", ["建站[1]。", "储备[2]"]),
        ("建站[1,2]。储备[来源3]。", ["建站[1][2]。", "储备[3]。"]),
        ("<think>用户问[9]。\n想一想。</think>\n\n建站[1]。", ["建站[1]。"]),
        ("<think>没有想完", []),
        ("\n\n。。\n[1]\n", []),
    ],
)
def test_a_draft_is_cut_the_same_however_it_comes(draft: str, sentences: list[str], size: int) -> None:
    assert [each.text for each in read(draft, size)] == sentences


def test_a_sentence_is_not_given_out_before_its_marker() -> None:
    reader = SentenceReader()
    assert list(reader.feed("建站2座。")) == []
    assert list(reader.feed("[1")) == []
    assert [each.text for each in reader.feed("]下一句")] == ["建站2座。[1]"]


def test_a_new_line_after_a_sentence_is_remembered() -> None:
    assert [each.breaks for each in read("一项[1]\n二项[2]。三项[3]。", 4)] == [True, False, False]


def test_claims_end_at_their_markers() -> None:
    assert Sentence("甲建站[1]，乙储备[2][3]，丙宣传。").claims == (
        Claim("甲建站", (1,)),
        Claim("，乙储备，丙宣传。", (2, 3)),
    )
    assert Sentence("建站。").claims == (Claim("建站。", ()),)
