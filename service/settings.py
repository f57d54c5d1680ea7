"""Settings from the environment, prefix POLICYQA_, checked at start."""

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.library import DEFAULT_MAX_BYTES
from index.embedding import Runtime
from service.errors import ServiceError


class Settings(BaseSettings):
    """Where things are and how large they may be. Every field is documented in the README's table of settings."""

    model_config = SettingsConfigDict(env_prefix="POLICYQA_", env_ignore_empty=True, frozen=True)

    corpus: Path = Path("corpus/plans")
    index: Path = Path("data/index")
    cache: Path = Field(default_factory=lambda: user_cache_path("policyqa"))
    model: str = "bundled"
    query_prompt: str | None = None
    passage_prompt: str | None = None
    runtime: Runtime = Runtime.AUTO
    max_document_bytes: int = Field(default=DEFAULT_MAX_BYTES, gt=0)
    max_body_bytes: int = Field(default=256 * 1024, gt=0)


def read_settings() -> Settings:
    """Return the settings. Raises ServiceError, in one sentence, when one of them is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "POLICYQA_" + "_".join(map(str, first["loc"])).upper()
        raise ServiceError(f'{name} is "{first["input"]}": {first["msg"]}') from error
