"""Settings from the environment, prefix POLICYQA_, checked at start."""

from pathlib import Path
from typing import Self

from platformdirs import user_cache_path
from pydantic import Field, HttpUrl, SecretStr, ValidationError, model_validator
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
    database_url: str = "sqlite:///data/policyqa.sqlite"
    cors_origins: str = ""
    max_document_bytes: int = Field(default=DEFAULT_MAX_BYTES, gt=0)
    max_body_bytes: int = Field(default=256 * 1024, gt=0)
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
