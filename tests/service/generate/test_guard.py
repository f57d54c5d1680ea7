import pytest

from service.answer.model import Answer
from service.generate.guard import Guard
from service.generate.sentences import Sentence


@pytest.mark.parametrize(
    "text",
    [
        "储备的应急物资可以保障4万至6万人、15天基本生活[1]。",
        "全区储备物资，能保障4-6万人[1]。",
        "火灾死亡人数下降12%[2]。",
        "生产安全事故死亡人数下降10%[2]，新建小型消防站2座[3]。",
        "将新建两座小型消防站，配备18辆消防车[3]。",
        "应急资金由区财政局统一管理，严禁挪用[4]。",
        "消防水源完好率在95%以上[5]。",
        "人均应急避难场所面积1.5平方米[7]。",
        "Deaths in work safety accidents fall by 10%[2].",
        "It is forbidden to divert emergency funds[4].",
        "The reserves of emergency supplies support 4-6万 people for 15 days[1].",
    ],
)
def test_what_the_cited_quotes_say_is_kept(extracted: Answer, text: str) -> None:
    assert Guard(extracted).faults(Sentence(text)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("储备的应急物资可以保障7万人[1]。", "number 7"),
        ("储备的应急物资可以保障4-6人[1]。", "figure 6"),
        ("储备的应急物资可以保障4-6万人、15个月基本生活[1]。", "figure 15月"),
        ("人均应急避难场所面积1.5公顷[7]。", "figure 1.5公顷"),
        ("新建小型消防站三座[3]。", "numeral 三"),
        ("死亡人数下降百分之十五[2]。", "numeral 百分之十五"),
        ("死亡人数下降一半[2]。", "share 一半"),
        ("The reserves support 40,000–60,000 people[1].", "number 40,000"),
        ("The reserves support 4-6 million people[1].", "figure 6million"),
        ("Three fire stations are built[3].", "number Three"),
        ("火灾死亡人数下降10%[2]。", "figure 10 belongs to something else"),
        ("人均应急避难场所面积0.9平方米[7]。", "belongs to something else"),
        ("生产安全事故死亡人数上升10%[2]。", "turn up"),
        ("Deaths in work safety accidents increase by 10%[2].", "turn up"),
        ("可以挪用应急资金，应急资金由区财政局统一管理[4]。", "left out not"),
        ("消防水源完好率为95%[5]。", "left out least"),
        ("消防水源完好率不超过95%[5]。", "negation 不超过"),
        ("应急资金由区应急局统一管理，严禁挪用[4]。", "organisation"),
        ("应急资金由市财政局统一管理，严禁挪用[4]。", "organisation"),
        ("兰州市储备应急物资，可以保障4-6万人[1]。", "place 兰州市"),
        ("Lanzhou stores emergency supplies for 15 days[1].", "place Lanzhou"),
        ("全区计划修建一条高速铁路[3]。", "supported to"),
        ("The plan builds an airport[3].", "supported to"),
        ("The emergency management targets are 95% and 95%[5].", "belongs to something else"),
        ("新建小型消防站2座[1]。", "number 2"),
        ("生产安全事故死亡人数下降10%[3]，新建小型消防站2座[2]。", "number 10%"),
        ("新建小型消防站2座[9]。", "marker 9"),
        ("新建小型消防站2座。", "no marker"),
        ("新建小型消防站2座，详见 www.example.com[3]。", "address"),
        ("广播已经全部升级完成[6]。", "supported to"),
    ],
)
def test_what_they_do_not_say_is_a_fault(extracted: Answer, text: str, fault: str) -> None:
    assert any(fault in each for each in Guard(extracted).faults(Sentence(text))), Guard(extracted).faults(
        Sentence(text)
    )


def test_a_sentence_without_a_marker_is_given_the_one_that_proves_it(extracted: Answer) -> None:
    proved = Guard(extracted).proved(Sentence("新建小型消防站2座。"))
    assert proved == Sentence("新建小型消防站2座。[3]")


def test_nothing_is_marked_that_the_extracted_answer_does_not_use(extracted: Answer) -> None:
    assert Guard(extracted).proved(Sentence("消防水源完好率不低于95%。")) is None
