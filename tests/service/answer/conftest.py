"""Tiny documents with records: a table, metadata and a box of tasks; tasks under units; tasks with deadlines; articles."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index
from index.embedding_cache import EmbeddingCache
from index.query import Catalogue, understand
from index.search import Hit, Searcher
from index.store import load_index
from service.answer.answerer import Answerer
from service.answer.citations import PassageMap
from service.answer.material import Material
from service.answer.names import IndicatorNames
from tests.conftest import KeywordEmbedder, write_plans

JIUQUAN = """\
酒泉市人民政府办公室关于印发酒泉市应急管理“十四五”规划的通知

酒政办发〔2021〕15号

各县（市、区）人民政府：

《酒泉市应急管理“十四五”规划》已经市政府同意，现印发给你们。

酒泉市人民政府办公室
2021年9月8日

酒泉市应急管理“十四五”规划

一、工作成效
“十三五”期间，全市生产安全事故死亡人数下降21%。
二、主要指标
到2025年，实现以下指标。
表1 应急管理主要指标
序号\t指标名称\t目标值\t指标性质
1\t生产安全事故死亡人数\t下降10%\t约束性
2\t人均应急避难场所面积（平方米）\t1.5\t预期性
3\t地震预警信息发布时效\t5-10\t预期性
三、重点工程
（一）应急指挥中心建设工程
升级指挥大厅，接入各县视频。
（二）物资储备库建设工程
新建储备库3座，满足4万人需要。
（三）消防站建设工程
新建乡镇消防站6座。
四、保障措施
严禁挪用应急资金。规划实施情况由市应急局每年评估一次，评估报告报市政府，并向社会公布。

抄送：市委办公室，市人大常委会办公室。
"""

HEXI = """\
河西区应急管理“十四五”规划任务分工

一、任务分工
1.健全物资储备制度。每年更新储备目录。
牵头单位：区应急局
责任单位：区财政局、区消防救援支队
2.建设消防站。新建小型消防站2座，2023年底前建成。
牵头单位：区消防救援支队
责任单位：区应急局、各街道
3.开展防灾宣传。推动应急知识进社区。
牵头单位：区应急
责任单位：区教育局、各街道
"""

HEDONG = """\
天津市河东区人民政府关于印发河东区“十四五”消防规划任务分工的通知

一、任务分工
1．修编消防规划。完成城区消防规划修编。
牵头单位：区规划局
责任单位：区消防救援支队
完成时限：2022年6月
2．补建消火栓。2023—2025年每年补建消火栓50具。
牵头单位：区城管委
责任单位：区供水公司
完成时限：2023年12月
3．开展消防宣传。消防知识进社区。
牵头单位：区委宣传部
责任单位：区教育局
完成时限：2024年6月
"""

GUIZHOU = """\
贵州省人力资源和社会保障厅关于印发《贵州省技能补贴管理办法》的通知
2022年8月15日

贵州省技能补贴管理办法

第一章 总则
第一条 为规范补贴管理，制定本办法。
第二条 申请补贴应当提交下列材料：
（一）补贴申请表；
（二）证书复印件。
第三条 每人每年享受补贴不超过三次。它们由市州按月公布。

第二章 附则
第四条 本办法由省厅负责解释。
"""

ALIKE = {
    "jinchang": """\
金昌市应急管理规划

一、任务
改造危旧房屋，治理电动自行车火灾。发布气象灾害预警，做好管道施工安全，加强灾害防御。
""",
    "baiyin": """\
白银市应急管理规划

一、任务
做好台风防御，整治轨道交通安全，组建无人机救援队。
""",
}

WUWEI = {
    "wuwei": """\
武威市“十四五”消防救援规划

一、总体要求
（一）指导思想
坚持人民至上，建设消防救援队伍。
（二）基本原则
——坚持预防为主。消除火灾隐患。
——坚持科学救援。提升救援能力。
（三）规划目标
到2025年，消防救援能力显著提升。火灾起数下降10%。
二、主要任务
（一）建设消防站
新建消防站3座。
（二）补建消火栓
补建消火栓50具。
三、保障
各县区要重视主要目标、重点任务、基本原则。
""",
}

TRADITIONAL = """\
應急管理規劃

一、任務
養老院要配備滅火器，整治電動自行車火災。
單位地區生產總值事故死亡率下降百分之十。
"""

SIDE_BY_SIDE = {
    "luzhou": """\
泸州市人民政府办公室关于印发泸州市养老服务“十四五”规划的通知

泸市府办发〔2021〕31号

各区县人民政府，市级各部门：

现印发给你们，请认真执行。

泸州市人民政府办公室
2021年6月3日

泸州市养老服务“十四五”规划

一、发展基础
（一）主要成效
1.机构增多。全市有养老机构90家。
2.队伍壮大。培训护理员800人次。
（二）存在问题
护理人才不足。
二、发展目标
（一）总体目标
到2025年，养老服务体系更加健全。
（二）具体目标
——居家养老更便利。建成助餐点60个。
——机构养老更优质。2023年底前完成评级。
表1 养老服务主要指标
序号\t指标\t2020年\t2025年\t属性
1\t护理型床位占比（%）\t38\t55\t约束性
2\t养老护理员岗前培训率（%）\t80\t100\t预期性
注：护理型床位包括医养结合床位和失能照护床位。
三、养老服务重点工程
（一）床位扩容工程
2022年底前新增床位900张。
（二）智慧平台工程
到2023年接入机构50家。
四、保障措施
（一）加强领导。建立联席会议制度。
（二）保障资金。福利彩票公益金投入不低于55%。
""",
    "tianshui": """\
天水市水务局关于印发《天水市“十四五”水利规划》的通知

天水务发〔2022〕9号

各县区水务局：

现印发给你们。

天水市水务局
2022年2月8日

天水市“十四五”水利规划

一、主要指标
表1 主要指标
序号\t指标\t2025年\t属性
1\t农村自来水普及率（%）\t96\t预期性
2\t护理岗前培训人数（人）\t30\t预期性
二、重大工程
（一）水库工程
2022年底前下闸蓄水。
（二）灌区工程
改造灌区9处。
（三）供水工程
铺设管网300公里。
三、保障措施
（一）落实资金。争取上级资金。
（二）强化科技。共建平台2个。
""",
}

# Targets for two years in one row, a table of works without numbers, a box of works, and who does and who watches.
PINGLIANG = """\
平凉市人民政府关于印发平凉市“十四五”托育服务规划的通知

平政发〔2022〕6号

2022年3月1日

平凉市“十四五”托育服务规划

一、发展目标
到2025年，托育服务更加普惠。托位使用率由2015年的41%提高到2020年的52%。
到2035年，幼有所育全面实现。每千人口托位数达到9个。
表1 主要指标
类别\t指标\t2020年\t2023年目标\t2025年目标\t属性
供给能力\t每千人口托位数（个）\t1.2\t3\t4.6\t预期性
供给能力\t普惠托位占比（%）\t40\t50\t65\t约束性
安全保障\t备案托育机构占比（%）\t70\t80\t90\t约束性
二、主要任务
1.新建托育机构。建设托育综合服务中心。（牵头单位：市卫生健康委；配合单位：市财政局）
2.保障用地。优先供应托育用地。（牵头单位：市自然资源局；配合单位：市卫生健康委）
3.培训保育人员。开办保育实训班。（牵头单位：市卫生健康委；配合单位：市人社局）
三、重点工程
专栏1 重点工程
1.市托育中心：建筑面积3000平方米，总投资0.6亿元。
2.崆峒托育园：建筑面积1200平方米，总投资900万元。
四、建设安排
项目名称\t建设内容\t总投资（万元）\t建设年限\t责任单位
泾川托育园\t新建用房800平方米\t700\t2022-2023\t泾川县政府
静宁托育园\t改造用房600平方米\t500\t2024\t静宁县政府
五、保障措施
（一）组织保障。各县区要把托育纳入考核。
（二）评估监测。由市卫生健康委会同市发展改革委开展规划中期评估。
"""

Ask = Callable[[str], list[str]]


def build_answerer(folder: Path, documents: dict[str, str]) -> Answerer:
    build_index(
        write_plans(folder / "plans", documents),
        folder / "index",
        model=KeywordEmbedder.name,
        load_embedder=KeywordEmbedder,
        cache=EmbeddingCache(folder / "embeddings.sqlite"),
    )
    return Answerer(Searcher(load_index(folder / "index", KeywordEmbedder.name), KeywordEmbedder()))


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over a document with a table, metadata and a box of tasks, and one with tasks under units."""
    return build_answerer(tmp_path_factory.mktemp("records"), {"jiuquan": JIUQUAN, "hexi": HEXI})


@pytest.fixture(scope="session")
def nurseries(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over one plan with targets for two years, works with their costs, and units in two roles."""
    return build_answerer(tmp_path_factory.mktemp("nurseries"), {"pingliang": PINGLIANG})


@pytest.fixture
def ask_nurseries(nurseries: Answerer) -> Ask:
    """The lines of an answer from that plan."""
    return lambda question: nurseries.answer(question).text.splitlines()


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over a document with tasks that have deadlines, and one made of articles."""
    return build_answerer(tmp_path_factory.mktemp("rules"), {"hedong": HEDONG, "guizhou": GUIZHOU})


@pytest.fixture(scope="session")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over two short plans, each of which has subjects that the other lacks."""
    return build_answerer(tmp_path_factory.mktemp("alike"), ALIKE)


@pytest.fixture(scope="session")
def traditional(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over one short plan in traditional characters."""
    return build_answerer(tmp_path_factory.mktemp("traditional"), {"traditional": TRADITIONAL})


def material_for(answerer: Answerer, question: str, score: float) -> Material:
    """Return what composers get for a question when every passage of the plans asked about is found with `score`."""
    index = answerer._searcher.index
    query = understand(question, Catalogue(index.plans))
    plans = tuple(index.plans[plan_id] for plan_id in query.plan_ids)
    hits = tuple(Hit(each, score) for each in index.passages if each.plan_id in query.plan_ids)
    return Material(query, plans, index.plans, hits, index.lexical, IndicatorNames(index.plans), PassageMap(index))


@pytest.fixture
def ask_rules(rules: Answerer) -> Ask:
    """The lines of an answer from the second two documents."""
    return lambda question: rules.answer(question).text.splitlines()


@pytest.fixture
def ask(records: Answerer) -> Ask:
    """The lines of an answer."""
    return lambda question: records.answer(question).text.splitlines()


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over a plan with the parts that plans have in common."""
    return build_answerer(tmp_path_factory.mktemp("parts"), WUWEI)


@pytest.fixture
def ask_parts(parts: Answerer) -> Ask:
    """The lines of an answer from that plan."""
    return lambda question: parts.answer(question).text.splitlines()


@pytest.fixture(scope="session")
def side_by_side(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over a plan for old people and one for water, with a table, projects and measures each."""
    return build_answerer(tmp_path_factory.mktemp("side_by_side"), SIDE_BY_SIDE)


@pytest.fixture
def ask_both(side_by_side: Answerer) -> Ask:
    """The lines of an answer from those two plans."""
    return lambda question: side_by_side.answer(question).text.splitlines()
