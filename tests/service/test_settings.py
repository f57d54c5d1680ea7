import sys
from pathlib import Path

import pytest

from service.errors import ServiceError
from service.settings import read_settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_CORPUS", "elsewhere")
    assert read_settings().corpus == Path("elsewhere")


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_MODEL", "")
    assert read_settings().model == "bundled"


def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_MAX_BODY_BYTES", "plenty")
    with pytest.raises(ServiceError, match='POLICYQA_MAX_BODY_BYTES is "plenty"'):
        read_settings()


def test_a_language_model_needs_an_address_and_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("POLICYQA_LLM_API_KEY", "sk-secret")
    with pytest.raises(ServiceError, match="POLICYQA_LLM_BASE_URL and POLICYQA_LLM_MODEL belong together") as caught:
        read_settings()
    assert "sk-secret" not in str(caught.value)


def test_the_key_of_a_language_model_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("POLICYQA_LLM_MODEL", "m")
    monkeypatch.setenv("POLICYQA_LLM_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(read_settings())


def test_the_address_of_a_language_model_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_LLM_BASE_URL", "localhost")
    with pytest.raises(ServiceError, match='POLICYQA_LLM_BASE_URL is "localhost"'):
        read_settings()


def test_feedback_lies_beside_the_index_unless_another_database_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_INDEX", "/srv/plans/index")
    assert read_settings().feedback_url == "sqlite:////srv/plans/policyqa.sqlite"
    monkeypatch.setenv("POLICYQA_DATABASE_URL", "sqlite:////srv/other.sqlite")
    assert read_settings().feedback_url == "sqlite:////srv/other.sqlite"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("feedback.sqlite", 'POLICYQA_DATABASE_URL is "feedback.sqlite", which is no database address'),
        ("//me:s3cret@db/feedback", 'POLICYQA_DATABASE_URL is "db/feedback", which is no database address'),
        ("nosuch://me:s3cret@db/feedback", 'names the unknown database "nosuch"'),
        ("mysql+pymysql://me:s3cret@db/feedback", 'whose driver "pymysql" is not installed: install it'),
        ("postgresql+asyncpg://me:s3cret@db/feedback", 'asynchronous driver "postgresql.asyncpg"'),
    ],
)
def test_a_database_that_cannot_be_opened_is_said_at_start(
    monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, "pymysql", None)  # as where it is not installed
    monkeypatch.setenv("POLICYQA_DATABASE_URL", url)
    with pytest.raises(ServiceError, match=said) as caught:
        read_settings()
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_address_of_a_database_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_DATABASE_URL", "sqlite:////srv/s3cret.sqlite")
    assert "s3cret" not in repr(read_settings())


def test_milvus_needs_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_STORE", "milvus")
    with pytest.raises(ServiceError, match="POLICYQA_STORE is milvus and POLICYQA_MILVUS_URI is not set: set it to"):
        read_settings()


def test_the_password_of_milvus_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = "hunter2"
    monkeypatch.setenv("POLICYQA_STORE", "milvus")
    monkeypatch.setenv("POLICYQA_MILVUS_URI", f"http://root:{hidden}@127.0.0.1:19530")
    assert hidden not in repr(read_settings())
