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
