"""The wiring: settings and an answerer become an application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from service import __version__
from service.access.wiring import protect
from service.answer.answerer import Answerer
from service.answer_ids import AnswerIds
from service.asking import load_writer
from service.audit import AuditLog
from service.database.store import Database
from service.description import describe
from service.draining import draining
from service.errors import add_error_handlers
from service.feedback import FeedbackStore
from service.library.living import LivingLibrary
from service.library.loading import Loader
from service.mcp.endpoint import add_mcp
from service.observe.requests import Observed
from service.observe.tracing import telemetry
from service.routes import admin, ask, chat, docs, feedback, health, pages, plans, search, tokens, widget
from service.settings import Settings, read_settings

WIDGET = Path(__file__).parent / "widget"


def create_app(
    settings: Settings | None = None, answerer: Answerer | None = None, loader: Loader | None = None
) -> FastAPI:
    """Return the application. It loads the index when it starts and follows it, unless an `answerer` is given to keep."""
    settings = settings or read_settings()
    database = Database(settings.feedback_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.writer = writer = load_writer(settings)
        audit.start()
        await run_in_threadpool(app.state.answer_ids.load)
        if living is None:
            app.state.answerer = answerer
        else:
            await run_in_threadpool(living.start, partial(setattr, app.state, "answerer"))
        with draining(app, settings.drain_s):
            yield
        if living is not None:
            await run_in_threadpool(living.stop)
        await run_in_threadpool(audit.stop)
        await app.state.mcp.close()
        if writer is not None:
            await writer.close()
        await run_in_threadpool(database.close)

    app = FastAPI(
        title="规划问答 policyqa",
        version=__version__,
        summary="Answers questions from government plans and proves every answer with the exact passage.",
        lifespan=lifespan,
        telemetry=telemetry(),
        docs_url=None,  # the stock page loads its scripts from a CDN; routes/docs.py serves them from here
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.feedback = FeedbackStore(database)
    app.state.answer_ids = AnswerIds(database)
    app.state.audit = audit = AuditLog(database, settings)
    app.state.living = living = (
        LivingLibrary(settings, database, loader, tidy=audit.forget) if answerer is None else None
    )
    add_error_handlers(app)
    protect(app, settings, database)
    app.add_middleware(GZipMiddleware, minimum_size=1000)  # leaves event streams alone
    widget.allow_origins(app, settings.cors_origins)
    for routes in (ask, chat, search, plans, admin, feedback, tokens, widget, health, pages, docs):
        app.include_router(routes.router)
    app.state.mcp = add_mcp(app, settings.cors_origins)
    app.add_middleware(Observed)  # the outermost: whatever answers, the request has an id and is counted
    app.mount("/static", StaticFiles(directory=WIDGET / "static"), name="static")
    app.mount("/swagger", docs.assets(), name="swagger")
    describe(app)
    return app


def load_answerer(settings: Settings) -> Answerer:
    """Return the answerer of the index that the settings name, warm. Takes seconds. Raises SearchIndexError."""
    return Loader(settings).load()
