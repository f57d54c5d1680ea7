from corpus.plan import Plan
from service.pages.outline import Entry, outline_of


def titles(entries: list[Entry]) -> list[object]:
    return [(entry.title, titles(entry.below)) if entry.below else entry.title for entry in entries]


def test_the_outline_has_every_title_below_its_own(minqin: Plan) -> None:
    assert titles(outline_of(minqin)) == [
        ("发展环境", [("工作成效", ["防灾能力增强", "队伍壮大"])]),
        "主要目标",
        ("重点任务", [("健全物资保障体系", [("物资储备工程", ["新建县级储备库1座", "补充防沙物资"])]), "加强宣传教育"]),
    ]
