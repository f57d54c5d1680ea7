"""The index in use, loaded and warm; loaded again when another one is in use."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from corpus.collector import collector_paused
from corpus.derived import keep_in
from corpus.places import gazetteer
from index.dense import DenseStore
from index.dictionary import Dictionary
from index.embedding import Embedder, export_model
from index.manifest import current_version
from index.search import Searcher
from index.spelling import sound_of
from index.store import load_index
from index.tokens import warm_up
from service.answer.answerer import Answerer
from service.library.changes import DERIVED, Recipe
from service.observe.metrics import TimedEmbedder
from service.settings import Settings

_LOG = logging.getLogger(__name__)


def prepare(recipe: Recipe) -> None:
    """Make what each start of a service reads. Takes half a minute where a model has to be exported."""
    keep_in(recipe.cache / DERIVED)
    warm_up()
    gazetteer()
    sound_of("预")
    Dictionary({})
    export_model(recipe.model, recipe.cache, recipe.runtime)


class Loader:
    """Loads answerers, one after another; they share the embedding model."""

    def __init__(self, settings: Settings, load_embedder: Callable[[], Embedder] | None = None) -> None:
        self._recipe = Recipe.of(settings)
        self._load_embedder = load_embedder or self._recipe.load_embedder
        self._embedder: Embedder | None = None
        self._store: DenseStore | None = None
        self._answerer: Answerer | None = None
        self._for_english: Answerer | None = None
        self._loading = threading.Lock()

    def load(self) -> Answerer:
        """Return a warm answerer of the index in use: the last one, while that is in use. Takes seconds.

        Raises SearchIndexError.
        """
        with self._loading:
            if self._answerer is None or self.version_in_use() != self._answerer.index_version:
                self._answerer = self._loaded()
            return self._answerer

    def warm_up_english(self) -> None:
        """Load what questions in English need, once for each answerer: a service answers the first ones without."""
        answerer = self._answerer
        if answerer is not None and answerer is not self._for_english:
            self._for_english = answerer
            answerer.warm_up_english()

    def version_in_use(self) -> str | None:
        """Return the name of the index in use. Raises SearchIndexError when it is not there."""
        version = current_version(self._recipe.index)
        return version.name if version else None

    def _loaded(self) -> Answerer:
        keep_in(self._recipe.cache / DERIVED)
        with collector_paused(), ThreadPoolExecutor(1) as beside:
            # The model is read outside of the interpreter: everything else can be read meanwhile.
            model = beside.submit(self._model)
            self._store = self._store or self._recipe.dense_store()
            # What the index before has too is taken over: of thousands of plans one may be new.
            read = self._answerer.index_parts if self._answerer else {}
            index = load_index(self._recipe.index, self._recipe.model_name(), self._store, read)
            warm_up()
            answerer = Answerer(Searcher(index, model.result()), self._answerer)
            answerer.warm_up()
        version = index.manifest.version
        _LOG.info("ready: %d plans, %d passages, index %s", len(index.plans), len(index.passages), version)
        return answerer

    def _model(self) -> Embedder:
        if self._embedder is None:
            self._embedder = TimedEmbedder(self._load_embedder())
        return self._embedder
