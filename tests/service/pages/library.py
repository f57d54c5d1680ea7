"""Two documents with all that a reader can show, and an answerer over them and over the three tiny plans."""

from pathlib import Path

from index.build import build_index
from index.embedding_cache import EmbeddingCache
from index.search import Searcher
from index.store import load_index
from service.answer.answerer import Answerer
from tests.conftest import TINY_PLANS, KeywordEmbedder, write_plans

# 𠮷 lies beyond the 16 bits of a JavaScript character; the tags are what somebody may have pasted into a document.
MINQIN = """\
首页 > 政务公开 > 规划计划
民勤县人民政府关于印发民勤县应急管理“十四五”规划的通知
索引号
620621/2022-00001
文号
民政发〔2022〕7号

各镇人民政府：

现将《民勤县应急管理“十四五”规划》印发给你们。

民勤县人民政府
2022年3月1日

民勤县应急管理“十四五”规划

一、发展环境
[bookmark: _Toc1]（一）工作成效
1.防灾能力增强。建成𠮷祥镇避难场所，安装<img src=x onerror="document.title='broken'">监测设备12套。
2.队伍壮大。<script>document.title='broken'</script>全县有救援队伍3支。
二、主要目标
到2025年，实现下列指标。
表1 民勤县应急管理主要指标

序号

指标名称

目标值

指标性质

1

生产安全事故死亡人数

下降12%*

约束性

2

人均应急避难场所面积（平方米）

1.6

预期性

注：*为五年累计数

三、重点任务
（一）健全物资保障体系
新建物资储备库2座，储备物资满足3万人需要。
专栏1 物资储备工程
1.新建县级储备库1座。
2.补充防沙物资。
（二）加强宣传教育
每年开展宣传活动6次。

扫一扫在手机打开当前页
主办单位：民勤县人民政府　备案号：陇ICP备00000001号
"""

GULANG = """\
古浪县应急管理“十四五”规划任务分工

一、重点任务
1.健全物资储备制度。每年更新储备目录。
牵头单位：县应急局
责任单位：县财政局、各乡镇
2.建设消防站。新建小型消防站2座，2023年底前建成。
牵头单位：县消防救援大队
责任单位：县应急局、县住建局
3.开展防灾宣传。推动应急知识进社区。
牵头单位：县应急局
责任单位：县教育局、各乡镇
"""

PLANS = {**TINY_PLANS, "minqin": MINQIN, "gulang": GULANG}


def make_answerer(folder: Path) -> Answerer:
    """Build the index of the documents below `folder` and return an answerer over it."""
    build_index(
        write_plans(folder / "plans", PLANS),
        folder / "index",
        model=KeywordEmbedder.name,
        load_embedder=KeywordEmbedder,
        cache=EmbeddingCache(folder / "embeddings.sqlite"),
    )
    return Answerer(Searcher(load_index(folder / "index", KeywordEmbedder.name), KeywordEmbedder()))
