from index.alternatives import Wanted, groups_of, has_alternatives, joined, plain


def _weigh(token: str) -> float:
    return 2.0 if token in {"目录", "2:目录"} else 1.0


def test_alternatives_are_one_piece_of_the_words() -> None:
    words = f"{joined(['清单', '目录'])} 工程"
    assert groups_of(words) == (("清单", "目录"), ("工程",))
    assert has_alternatives(words)
    assert not has_alternatives(plain(words))
    assert plain(words) == "清单 目录 工程"


def test_one_of_several_alternatives_is_enough() -> None:
    wanted = Wanted.build("清单¦目录 工程", _weigh)
    assert wanted.share({"清单", "2:清单", "工程", "2:工程"}) == 1.0
    # The two alternatives weigh 2 and 4, so the group weighs 3 beside the 2 of 工程.
    assert wanted.share({"清单", "2:清单"}) == 0.6
    assert wanted.share(set()) == 0.0


def test_without_alternatives_every_token_counts() -> None:
    wanted = Wanted.build("清单 工程", _weigh)
    assert wanted.share({"清单", "2:清单"}) == 0.5
    assert wanted.tokens == {"清单", "2:清单", "工程", "2:工程"}


def test_words_left_out_are_not_wanted() -> None:
    assert Wanted.build("和 工程", _weigh, without={"和"}).share({"工程", "2:工程"}) == 1.0


def test_nothing_wanted_is_nowhere() -> None:
    assert Wanted.build("", _weigh).share({"工程"}) == 0.0
