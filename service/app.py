"""The wiring: settings and an answerer become an application."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from index.embedding import load_embedder, model_name
from index.search import Searcher
from index.store import load_index
from service import __version__
from service.answer.answerer import Answerer
from service.asking import load_writer
from service.body_limit import BodyLimit
from service.errors import add_error_handlers
from service.feedback import FeedbackStore
from service.routes import ask, chat, docs, feedback, health, pages, plans, search, widget
from service.settings import Settings, read_settings

_LOG = logging.getLogger(__name__)
WIDGET = Path(__file__).parent / "widget"


def create_app(settings: Settings | None = None, answerer: Answerer | None = None) -> FastAPI:
    """Return the application. The index and the model are loaded when it starts, unless an `answerer` is given."""
    settings = settings or read_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.writer = writer = load_writer(settings)
        app.state.answerer = answerer or await run_in_threadpool(load_answerer, settings)
        yield
        if writer is not None:
            await writer.close()

    app = FastAPI(
        title="规划问答 policyqa",
        version=__version__,
        summary="Answers questions from government plans and proves every answer with the exact passage.",
        lifespan=lifespan,
        docs_url=None,  # the stock page loads its scripts from a CDN; routes/docs.py serves them from here
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.feedback = FeedbackStore(settings.feedback_url)
    add_error_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(GZipMiddleware, minimum_size=1000)  # leaves event streams alone
    widget.allow_origins(app, settings.cors_origins)
    for routes in (ask, chat, search, plans, feedback, widget, health, pages, docs):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=WIDGET / "static"), name="static")
    app.mount("/swagger", docs.assets(), name="swagger")
    return app


def load_answerer(settings: Settings) -> Answerer:
    """Return the answerer of the index that the settings name, warm. Takes seconds. Raises SearchIndexError."""
    name = model_name(settings.model, settings.query_prompt, settings.passage_prompt)
    index = load_index(settings.index, name)
    embedder = load_embedder(
        settings.model, settings.cache, settings.query_prompt, settings.passage_prompt, runtime=settings.runtime
    )
    answerer = Answerer(Searcher(index, embedder))
    answerer.warm_up()
    _LOG.info(
        "ready: %d plans, %d passages, index %s",
        len(index.plans),
        len(index.passages),
        index.manifest.version,
    )
    return answerer
