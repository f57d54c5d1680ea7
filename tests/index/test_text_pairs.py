from index.text_pairs import TextPairs


def test_a_word_with_a_pair_that_no_text_has_is_ruled_out() -> None:
    pairs = TextPairs(["应急物资", "储备\U00020000点"])
    assert all(pairs.may_have(word) for word in ("应急", "急物资", "备\U00020000点", "量"))
    assert not pairs.may_have("量子")
    assert not pairs.may_have("应急储备")  # 急储 stands nowhere


def test_pairs_do_not_run_from_one_text_into_the_next() -> None:
    assert not TextPairs(["应急", "物资"]).may_have("急物")


def test_pairs_of_more_texts_are_added() -> None:
    pairs = TextPairs(["应急"]).joined(["物资", "急救"])
    assert all(pairs.may_have(word) for word in ("应急救", "物资"))
    assert not pairs.may_have("救物")


def test_no_texts_have_nothing() -> None:
    assert not TextPairs([]).may_have("应急")
