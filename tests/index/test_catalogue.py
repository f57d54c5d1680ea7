import pytest

from corpus.library import parse_plan
from corpus.sidecar import Sidecar
from index.catalogue import Catalogue
from index.store import SearchIndex


@pytest.fixture(scope="module")
def catalogue(search_index: SearchIndex) -> Catalogue:
    return Catalogue(search_index.plans)


def test_knows_the_place_of_each_plan(catalogue: Catalogue) -> None:
    places = [catalogue.place_of(plan_id) for plan_id in catalogue.plan_ids]
    assert places == ["重庆市北碚区", "北京市丰台区", "甘肃省张掖市"]


def test_knows_which_words_the_plans_use(catalogue: Catalogue) -> None:
    assert catalogue.uses("高台")
    assert catalogue.uses("高台", ["zhangye"])
    assert not catalogue.uses("高台", ["fengtai", "beibei"])
    assert not catalogue.uses("量子")


@pytest.mark.parametrize("number", ["张政办发〔2022〕100号", "张政办发[2022]100号", "张政办发（2022）第100号"])
def test_a_plan_is_known_by_its_number(catalogue: Catalogue, number: str) -> None:
    assert catalogue.numbered(number) == ("zhangye",)


def test_a_plan_is_known_by_its_title(catalogue: Catalogue) -> None:
    assert catalogue.titled("《丰台区应急管理“十四五”规划》的目标") == ("fengtai",)
    assert catalogue.quoted("丰台区应急管理规划") == ()
    assert catalogue.quoted("北碚区应急管理十四五规划") == ("beibei",)


def test_the_only_document_of_its_kind_is_known_by_it(catalogue: Catalogue) -> None:
    plans = {name: parse_plan(name, name, f"张掖市消防{name}\n一、甲") for name in ("任务分工", "工作要点")}
    assert Catalogue(plans).titled("任务分工里有谁") == ("任务分工",)
    assert Catalogue(plans).titled("怎样任务分工") == ()
    assert catalogue.titled("应急规划里有谁") == ()


def test_home_is_the_only_place_of_its_level(catalogue: Catalogue) -> None:
    assert catalogue.at_home("市") == ("zhangye",)
    assert catalogue.at_home("区") == ()
    assert catalogue.only(["beibei"]).at_home("区") == ("beibei",)


def test_the_last_year_is_the_one_of_the_periods(catalogue: Catalogue) -> None:
    assert catalogue.last_year(["zhangye"]) == 2025


def test_sentences_are_given_whole(catalogue: Catalogue) -> None:
    assert list(catalogue.sentences_with("高台", ["zhangye"])) == ["每年开展安全宣传活动5次，打通高台县的农村宣传通道"]


def test_a_restricted_catalogue_still_knows_the_words_of_all(catalogue: Catalogue) -> None:
    assert "预警" in catalogue.only(["zhangye"]).vocabulary


def test_a_sidecar_gives_the_place() -> None:
    plan = parse_plan("a", "a.txt", "一、总体要求\n坚持人民至上。", Sidecar(place="辽宁省沈阳市和平区"))
    assert Catalogue({"a": plan}).place_of("a") == "辽宁省沈阳市和平区"


def test_a_number_without_its_year_names_the_only_plan_that_has_it(catalogue: Catalogue) -> None:
    assert catalogue.numbered("张政办发100号") == ("zhangye",)
    plans = {str(year): parse_plan(str(year), "a", f"张掖市规划\n张政发〔{year}〕7号\n一、甲") for year in (2021, 2022)}
    assert Catalogue(plans).numbered("张政发7号") == ()
    assert Catalogue(plans).numbered("张政发〔2022〕7号") == ("2022",)


def test_words_are_found_in_a_plan_in_traditional_script() -> None:
    text = "應急物資儲備規劃\n一、總體要求\n張掖市儲備應急物資；建設２０個避難場所。\n"
    plan = parse_plan("a", "a.txt", text)
    catalogue = Catalogue(dict.fromkeys("abcd", plan))
    assert catalogue.uses("储备应急物资")
    assert catalogue.uses("应急物资", ["a"])
    assert catalogue.uses("應急物資", ["a"])
    assert catalogue.uses("20个", ["a"])
    assert not catalogue.uses("疫苗", ["a"])
    assert list(catalogue.sentences_with("避难", ["a"])) == ["建设20个避难场所"]


def test_a_place_is_found_in_a_plan_in_traditional_script() -> None:
    plan = parse_plan("a", "a.txt", "應急物資儲備規劃\n一、總體要求\n張掖的倉庫儲備物資。\n")
    assert Catalogue({"a": plan}).unplaced_with(["张掖"]) == ("a",)


def test_words_are_collected_from_the_whole_of_many_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.catalogue._SAMPLE", 400)
    text = "某市应急规划\n" + "一、总体要求，按照部署，落实责任。\n" * 10 + "严厉打击私挖乱采。\n" * 10
    plans = {name: parse_plan(name, name, text) for name in "abcdefghij"}
    assert "打击" in Catalogue(plans).vocabulary


def test_of_plans_that_are_the_same_everything_is_taken_over() -> None:
    text = "{place}应急规划\n一、总体要求\n严厉打击私挖乱采，严厉打击{word}。\n"
    plans = {
        name: parse_plan(name, f"{name}.txt", text.format(place=place, word=word))
        for name, place, word in (("a", "张掖市", "盗伐"), ("b", "酒泉市", "电鱼"), ("c", "兰州市", "走私走私"))
    }
    before = Catalogue({name: plans[name] for name in "ab"})
    assert before.uses("电鱼")
    wanted = {name: plans[name] for name in "bc"}
    after, anew = Catalogue.after(before, wanted), Catalogue(wanted)
    assert after.plan_ids == anew.plan_ids
    for word in ("打击", "走私", "盗伐", "电鱼"):
        assert after.uses(word) == anew.uses(word)
        assert (word in after.vocabulary) == (word in anew.vocabulary)
    for pinyin in ("daji", "zousi", "daofa", "yanli"):
        assert after.vocabulary.sounding(pinyin) == anew.vocabulary.sounding(pinyin)
    assert after.vocabulary.heard("私挖乱彩") == "私挖乱采"


def test_what_plans_had_that_are_gone_is_forgotten() -> None:
    catalogue = Catalogue({"a": parse_plan("a", "a", "张掖市规划\n量子计算")})
    for name in "bc":  # as many are gone as are there, then more
        catalogue = Catalogue.after(catalogue, {name: parse_plan(name, name, f"张掖市规划\n应急{name}")})
        catalogue.uses("应急")
    assert not catalogue._pairs.may_have("量子")
    assert catalogue._pairs.may_have("应急c")
