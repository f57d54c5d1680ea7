"""The application as a network reaches it, and keys for it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient

from service.access.keys import Keys
from service.access.levels import Role
from service.answer.answerer import Answerer
from service.app import create_app
from service.database.store import Database
from service.settings import Settings

QUESTION = {"question": "张掖市组建几支综合性救援队伍？"}
Bearer = dict[str, str]


class Site(NamedTuple):
    """A service and what its administrator holds."""

    client: TestClient
    keys: Keys
    ask: Bearer
    admin: Bearer


OpenSite = Callable[..., Site]


def bearer(key: str) -> Bearer:
    """Return the header that shows a key or a token."""
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def open_site(answerer: Answerer, tmp_path: Path) -> Iterator[OpenSite]:
    """Opens the application over the tiny index; unless told otherwise as other machines reach it."""
    with ExitStack() as stack:

        def make(**chosen: object) -> Site:
            given: dict[str, object] = {
                "corpus": tmp_path / "corpus", "index": tmp_path / "index", "cache": tmp_path / "cache",
                "host": "0.0.0.0", **chosen,
            }  # fmt: skip
            settings = Settings.model_validate(given)
            client = TestClient(
                create_app(settings, answerer), raise_server_exceptions=False, base_url="http://localhost"
            )
            keys = Keys(Database(settings.feedback_url))
            ask, admin = (bearer(keys.create(role, role.value)[0]) for role in (Role.ASK, Role.ADMIN))
            return Site(stack.enter_context(client), keys, ask, admin)

        yield make


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """The application as other machines reach it, with nothing set."""
    return open_site()
