"""The settings of who may do what; service/settings.py adds the others."""

import os
import re
from enum import StrEnum
from typing import Annotated, Self

from limits import RateLimitItem, parse_many
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

from service.access.binding import is_loopback

_OFF = "off"
_FEWEST_CHARACTERS = 32
_REDIS = ("redis://", "rediss://", "redis+unix://")
_WORDS = {"self": "'self'", "'self'": "'self'", "none": "'none'", "'none'": "'none'"}
_SOURCE = re.compile(
    r"\*|(?:https?://)?(?:\*\.)?[A-Za-z0-9_.-]+(?::(?:\d{1,5}|\*))?|https?://\[[0-9A-Fa-f:]+\](?::\d{1,5})?"
)
# What an unknown number of readers behind one address may ask, where a rate is wanted and none is set.
_DEFAULT_RATE = "300/minute"


class Auth(StrEnum):
    """When a key is wanted."""

    AUTO = "auto"  # not on loopback, everywhere else
    ON = "on"
    OFF = "off"
    ADMIN = "admin"  # only for what an admin does


def _as_sources(written: str) -> str:
    """Return a list of origins as a content security policy wants it. Raises ValueError.

    >>> _as_sources("self, http://oa.example.gov.cn")
    "'self' http://oa.example.gov.cn"
    """
    sources = [_WORDS.get(each.lower(), each.rstrip("/")) for each in re.split(r"[\s,]+", written) if each]
    wrong = [each for each in sources if each not in _WORDS and not _SOURCE.fullmatch(each)]
    if wrong or not sources:
        raise ValueError(
            f'"{" ".join(wrong)}" is no origin: wanted are self, none, or origins such as http://oa.gov.cn'
        )
    if "'none'" in sources and len(sources) > 1:
        raise ValueError('"none" stands alone: name origins, or nobody')
    return " ".join(sources)


def _as_rate(written: str) -> str:
    """Refuse what is neither `off` nor a rate such as `60/minute`. Raises ValueError."""
    if written and written.lower() != _OFF:
        try:
            parse_many(written)
        except ValueError:
            raise ValueError('wanted is "off", or a rate such as "60/minute" or "5/second;1000/hour"') from None
    return written.lower()


def _lower(written: object) -> object:
    return written.lower() if isinstance(written, str) else written


class AccessSettings(BaseSettings):
    """Who may do what, how often, and how many at once."""

    host: str = "127.0.0.1"
    auth: Annotated[Auth, BeforeValidator(_lower)] = Auth.AUTO
    token_secret: SecretStr | None = None
    token_lifetime_s: int = Field(default=900, ge=10, le=24 * 3600)
    frame_ancestors: Annotated[str, AfterValidator(_as_sources)] = "'self'"
    rate_limit: Annotated[str, AfterValidator(_as_rate)] = ""
    redis_url: SecretStr | None = None  # may hold a password
    max_concurrent: int = Field(default_factory=lambda: max(8, 2 * (os.cpu_count() or 1)), gt=0)
    max_body_bytes: int = Field(default=1024 * 1024, gt=0)  # the longest history, escaped, is half as large
    max_upload_bytes: int = Field(default=50 * 1024 * 1024, gt=0)
    max_waiting: int = Field(default=128, ge=0)

    @model_validator(mode="after")
    def _secrets_that_can_be_used(self) -> Self:
        """Refuse a secret that can be guessed and an address that is none of Redis; of neither is shown what was found."""
        if self.token_secret is not None and len(self.token_secret.get_secret_value()) < _FEWEST_CHARACTERS:
            raise ValueError(
                f"POLICYQA_TOKEN_SECRET has fewer than {_FEWEST_CHARACTERS} characters: "
                'make one with "openssl rand -hex 32", or leave it empty'
            )
        if self.redis_url is not None and not self.redis_url.get_secret_value().startswith(_REDIS):
            raise ValueError(
                'POLICYQA_REDIS_URL is no address of Redis: wanted is one such as "redis://127.0.0.1:6379/0"'
            )
        return self

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the service, as far as the settings say."""
        return is_loopback(self.host)

    @property
    def rates(self) -> list[RateLimitItem]:
        """How often one key and one address may ask; nothing where nobody counts."""
        written = self.rate_limit or (_OFF if self.is_local else _DEFAULT_RATE)
        return [] if written == _OFF else parse_many(written)
