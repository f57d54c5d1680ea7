"""What the tests share: three tiny plans, an embedder that can be redone by hand, and the index made of both."""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from corpus.derived import keep_in
from corpus.library import read_library
from corpus.plan import Plan
from index.build import build_index
from index.embedding import BUNDLED, Embedder, Progress, Vectors, load_embedder
from index.embedding_cache import EmbeddingCache
from index.search import Searcher
from index.store import SearchIndex, load_index
from service.answer.answerer import Answerer
from service.settings import read_settings


@pytest.fixture(autouse=True)
def _own_log_only() -> Iterator[None]:
    """Take away the handlers that a test adds to the log: what they write to is closed when it ends."""
    root = logging.getLogger()
    before = set(root.handlers)
    yield
    for handler in set(root.handlers) - before:
        if type(handler) is logging.StreamHandler:
            root.removeHandler(handler)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Forget where a test kept what is worked out of dictionaries."""
    yield
    keep_in(None)


REAL_CORPUS = Path(__file__).parent.parent / "corpus" / "plans"

# The three share headings and whole sentences, and differ in their numbers. Only 张掖市 and 丰台区 plan rescue teams,
# only 丰台区 and 北碚区 early warning, only 张掖市 and 北碚区 publicity.
ZHANGYE = """\
张掖市应急管理“十四五”规划

张政办发〔2022〕100号

一、工作成效
“十三五”期间，全市新建应急避难场所20处，生产安全事故死亡人数下降20%。
二、主要目标
1.到2025年，生产安全事故死亡人数下降15%。
2.到2025年，人均应急避难场所面积达到1.5平方米。
三、主要任务
（一）健全物资保障体系
市县两级储备应急物资，可以保障4万至6万人紧急转移安置。
牵头单位：市应急局
（二）建强应急救援队伍
组建综合性救援队伍12支，公安、消防等部门和政府专职队伍定期会商。
（三）加强安全宣传教育
每年开展安全宣传活动5次，打通高台县的农村宣传通道。
"""

FENGTAI = """\
丰台区应急管理“十四五”规划

丰政发〔2022〕3号

一、工作成效
“十三五”期间，全区新建应急避难场所31处，生产安全事故死亡人数下降26%。
二、主要目标
1.到2025年，生产安全事故死亡人数下降10%。
2.到2025年，人均应急避难场所面积达到2.1平方米。
三、主要任务
（一）健全物资保障体系
区街两级储备应急物资，可以保障2万至3万人紧急转移安置。
牵头单位：区应急局
（二）建强应急救援队伍
组建综合性救援队伍8支，公安、消防等部门和政府专职队伍定期会商。
（三）提升暴雨预警能力
暴雨预警信息提前30分钟发布到社区。
"""

BEIBEI = """\
北碚区应急管理“十四五”规划

北碚府发〔2021〕68号

一、工作成效
“十三五”期间，全区新建应急避难场所15处，生产安全事故死亡人数下降18%。
二、主要目标
1.到2025年，生产安全事故死亡人数下降9%。
2.到2025年，人均应急避难场所面积达到1.2平方米。
三、主要任务
（一）健全物资保障体系
区镇两级储备应急物资，可以保障1万至2万人紧急转移安置。
牵头单位：区应急局
（二）提升山洪预警能力
山洪预警信息提前60分钟发布到村社。
（三）加强安全宣传教育
每年开展安全宣传活动7次，建成应急科普馆1座。
"""

TINY_PLANS = {"beibei": BEIBEI, "fengtai": FENGTAI, "zhangye": ZHANGYE}

KEYWORDS = ("死亡", "避难", "物资", "队伍", "宣传", "预警")
NO_KEYWORD_IN_PASSAGE, NO_KEYWORD_IN_QUERY = len(KEYWORDS), len(KEYWORDS) + 1


class KeywordEmbedder:
    """One dimension a keyword: 1 where the text has it, then scaled to length 1.

    Two more dimensions are for a passage and for a question without any keyword; they differ, so that such a question is
    near nothing. `embedded` lists every passage that was embedded, in order.
    """

    name = "keyword"
    dimension = len(KEYWORDS) + 2

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.embedded += texts
        if progress:
            progress(len(texts), len(texts))
        return np.stack([self._embed(text, NO_KEYWORD_IN_PASSAGE) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        return self._embed(text, NO_KEYWORD_IN_QUERY)

    def _embed(self, text: str, without_keyword: int) -> Vectors:
        vector = np.array([*(float(keyword in text) for keyword in KEYWORDS), 0, 0], dtype=np.float32)
        if not vector.any():
            vector[without_keyword] = 1
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


def write_plans(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write each text as `ID.txt` into `folder` and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for plan_id, text in texts.items():
        (folder / f"{plan_id}.txt").write_text(text, encoding="utf-8")
    return folder


def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of this run of the tests; all of its processes have the same one."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture
def corpus_folder(tmp_path: Path) -> Path:
    """A folder with the three tiny plans, fresh for each test: change it freely."""
    return write_plans(tmp_path / "plans", TINY_PLANS)


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the three tiny plans, model "keyword"; shared, so copy it before changing anything."""
    folder = tmp_path_factory.mktemp("built")
    build_index(
        write_plans(folder / "plans", TINY_PLANS),
        folder / "index",
        model=KeywordEmbedder.name,
        load_embedder=KeywordEmbedder,
        cache=EmbeddingCache(folder / "embeddings.sqlite"),
    )
    return folder / "index"


@pytest.fixture(scope="session")
def search_index(built_index: Path) -> SearchIndex:
    """The index of the three tiny plans, loaded."""
    return load_index(built_index, KeywordEmbedder.name)


@pytest.fixture(scope="session")
def searcher(search_index: SearchIndex) -> Searcher:
    """A searcher over the three tiny plans."""
    return Searcher(search_index, KeywordEmbedder())


@pytest.fixture(scope="session")
def answerer(searcher: Searcher) -> Answerer:
    """An answerer over the three tiny plans."""
    return Answerer(searcher)


@pytest.fixture(scope="session")
def real_plans() -> dict[str, Plan]:
    """The five plans that come with the software, by id."""
    return {plan.id: plan for plan in read_library(REAL_CORPUS).plans}


@pytest.fixture(scope="session")
def bundled_embedder() -> Embedder:
    """The real embedding model; only for slow tests."""
    return load_embedder(BUNDLED, read_settings().cache)


@pytest.fixture(scope="session")
def real_searcher(bundled_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A searcher over the five real plans with the real model; only for slow tests. Known vectors are reused."""
    # Of several processes that run tests the first one builds it; the others find it up to date.
    folder = run_folder(tmp_path_factory) / "real-index"
    with FileLock(f"{folder}.lock"):
        build_index(
            REAL_CORPUS,
            folder,
            model=bundled_embedder.name,
            load_embedder=lambda: bundled_embedder,
            cache=EmbeddingCache(read_settings().cache / "embeddings.sqlite"),
        )
    return Searcher(load_index(folder, bundled_embedder.name), bundled_embedder)


@pytest.fixture(scope="session")
def real_answerer(real_searcher: Searcher) -> Answerer:
    """An answerer over the five real plans with the real model; only for slow tests."""
    return Answerer(real_searcher)
