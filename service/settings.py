"""Settings from the environment, prefix POLICYQA_, checked at start."""

from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from platformdirs import user_cache_path
from pydantic import Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict

from corpus.documents import DEFAULT_MAX_BYTES
from index.dense import Store
from index.embedding import Runtime
from service.access.settings import AccessSettings
from service.draining import LONGEST_DRAIN_S
from service.errors import ServiceError
from service.observe.logs import LogFormat


class Audit(StrEnum):
    """What is remembered of a question."""

    OFF = "off"  # nothing
    HASH = "hash"  # when it was asked, how it was understood and what was cited; the question only as a keyed hash
    FULL = "full"  # the question and the answer as well


class Settings(AccessSettings):
    """Where things are and how large they may be. Every field is documented in the README's table of settings."""

    model_config = SettingsConfigDict(env_prefix="POLICYQA_", env_ignore_empty=True, frozen=True)

    corpus: Path = Path("corpus/plans")
    index: Path = Path("data/index")
    cache: Path = Field(default_factory=lambda: user_cache_path("policyqa"))
    model: str = "bundled"
    query_prompt: str | None = None
    passage_prompt: str | None = None
    runtime: Runtime = Runtime.AUTO
    store: Store = Store.FAISS
    milvus_uri: str | None = Field(default=None, repr=False)  # may hold a password
    database_url: str | None = Field(default=None, repr=False)  # may hold a password
    cors_origins: str = ""
    watch: bool = False
    audit: Audit = Audit.FULL
    audit_days: int = Field(default=90, gt=0)
    conversations: bool = False
    max_document_bytes: int = Field(default=DEFAULT_MAX_BYTES, gt=0)
    log_format: LogFormat = LogFormat.TEXT
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    drain_s: float = Field(default=1.0, ge=0, le=LONGEST_DRAIN_S)
    llm_base_url: HttpUrl | None = None
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None
    llm_timeout_s: float = Field(default=20.0, gt=0)
    llm_max_tokens: int = Field(default=1024, gt=0)

    @model_validator(mode="after")
    def _name_address_and_model(self) -> Self:
        """Refuse half a language model: an address without a model's name, or a name without an address."""
        if (self.llm_base_url is None) != (self.llm_model is None):
            raise ValueError("POLICYQA_LLM_BASE_URL and POLICYQA_LLM_MODEL belong together: set both, or neither")
        return self

    @model_validator(mode="after")
    def _milvus_that_is_somewhere(self) -> Self:
        """Refuse Milvus without its address."""
        if self.store is Store.MILVUS and self.milvus_uri is None:
            raise ValueError(
                "POLICYQA_STORE is milvus and POLICYQA_MILVUS_URI is not set: "
                'set it to an address such as "http://127.0.0.1:19530", or to a file for Milvus Lite'
            )
        return self

    @model_validator(mode="after")
    def _database_that_can_be_opened(self) -> Self:
        """Refuse a database address that no installed driver understands."""
        if self.database_url is not None:
            _check_database(self.database_url)
        return self

    @property
    def feedback_url(self) -> str:
        """The address of the database: the one that is set, else an SQLite file beside the index."""
        return self.database_url or f"sqlite:///{self.index.parent / 'policyqa.sqlite'}"


def read_settings() -> Settings:
    """Return the settings. Raises ServiceError, in one sentence, when one of them is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:  # several settings together; what was found would show the key
            raise ServiceError(first["msg"].removeprefix("Value error, ")) from None
        name = "POLICYQA_" + "_".join(map(str, first["loc"])).upper()
        raise ServiceError(f'{name} is "{first["input"]}": {first["msg"]}') from error


def _check_database(found: str) -> None:
    """Raise ValueError, without what may be a password, unless `found` is an address that can be opened here."""
    # Imported here because most settings name no database, and other processes than the service need none.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    wanted = 'wanted is an SQLAlchemy address such as "sqlite:////srv/policyqa/feedback.sqlite"'
    try:
        url = make_url(found)
        dialect = url.get_dialect()
    except NoSuchModuleError:
        raise ValueError(f'POLICYQA_DATABASE_URL names the unknown database "{url.drivername}": {wanted}') from None
    except (ArgumentError, ValueError):
        shown = found.rpartition("@")[2].partition("?")[0][:100]
        raise ValueError(f'POLICYQA_DATABASE_URL is "{shown}", which is no database address: {wanted}') from None
    if dialect.is_async:
        raise ValueError(
            f'POLICYQA_DATABASE_URL names the asynchronous driver "{url.drivername}": name one that is synchronous'
        )
    try:
        dialect.import_dbapi()
    except ImportError as error:
        raise ValueError(
            f'POLICYQA_DATABASE_URL names "{url.drivername}", whose driver "{error.name or error}" is not installed: '
            "install it, or leave the setting empty to use SQLite"
        ) from None
