from pathlib import Path

import pytest
from pydantic import ValidationError

from service.access.notice import notice
from service.access.settings import AccessSettings, Auth
from service.errors import ServiceError
from service.settings import Settings, read_settings


@pytest.mark.parametrize(
    ("host", "written", "rates"),
    [
        ("127.0.0.1", "", []),
        ("127.0.0.1", "60/minute", ["60 per 1 minute"]),
        ("0.0.0.0", "", ["300 per 1 minute"]),
        ("0.0.0.0", "off", []),
        ("0.0.0.0", "OFF", []),
        ("0.0.0.0", "5/second; 1000/hour", ["5 per 1 second", "1000 per 1 hour"]),
    ],
)
def test_beyond_loopback_requests_are_counted_unless_that_is_switched_off(
    host: str, written: str, rates: list[str]
) -> None:
    assert [str(each) for each in AccessSettings(host=host, rate_limit=written).rates] == rates


@pytest.mark.parametrize("wrong", ["60", "60/fortnight", "minute", "-1/minute", "1/minute/minute x"])
def test_a_rate_that_means_nothing_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="60/minute"):
        AccessSettings(rate_limit=wrong)


@pytest.mark.parametrize(
    ("written", "sources"),
    [
        ("self", "'self'"),
        ("'self' http://oa.gov.cn", "'self' http://oa.gov.cn"),
        ("https://*.gov.cn,http://10.0.0.7:8080/", "https://*.gov.cn http://10.0.0.7:8080"),
        ("*", "*"),
    ],
)
def test_who_may_frame_the_pages_is_written_as_one_likes(written: str, sources: str) -> None:
    assert AccessSettings(frame_ancestors=written).frame_ancestors == sources


@pytest.mark.parametrize(
    "wrong",
    [
        "http://a.cn; script-src *",
        "http://a.cn\r\nX: y",
        "'unsafe-inline'",
        "none http://a.cn",
        ",",
        "http://a.cn/path",
    ],
)
def test_nothing_but_origins_gets_into_the_policy(wrong: str) -> None:
    with pytest.raises(ValidationError, match="frame_ancestors"):
        AccessSettings(frame_ancestors=wrong)


@pytest.mark.parametrize(
    ("name", "value"), [("TOKEN_SECRET", "hunter2-too-short"), ("REDIS_URL", "http://:hunter2@host")]
)
def test_a_secret_that_is_refused_is_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"POLICYQA_{name}", value)
    with pytest.raises(ServiceError, match=f"POLICYQA_{name}") as error:
        read_settings()
    assert "hunter2" not in str(error.value)


def test_no_secret_is_in_what_is_printed_of_settings() -> None:
    settings = Settings(
        token_secret="hunter2" * 5,  # type: ignore[arg-type]
        redis_url="redis://:hunter2@host/0",  # type: ignore[arg-type]
        database_url="sqlite:////tmp/hunter2.sqlite",
    )
    assert "hunter2" not in repr(settings)


def test_auth_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_AUTH", "Off")
    monkeypatch.setenv("POLICYQA_HOST", "0.0.0.0")
    assert (read_settings().auth, read_settings().is_local) == (Auth.OFF, False)
    monkeypatch.setenv("POLICYQA_AUTH", "perhaps")
    with pytest.raises(ServiceError, match='POLICYQA_AUTH is "perhaps"'):
        read_settings()


@pytest.mark.parametrize(
    ("auth", "host", "said"),
    [
        (Auth.AUTO, "127.0.0.1", ""),
        (Auth.OFF, "127.0.0.1", ""),
        (Auth.AUTO, "0.0.0.0", "需要密钥"),
        (Auth.ON, "127.0.0.1", "需要密钥"),
        (Auth.OFF, "0.0.0.0", "不要密钥：谁都可以"),
        (Auth.ADMIN, "0.0.0.0", "阅读和提问不要密钥"),
    ],
)
def test_the_start_says_whether_keys_are_wanted(auth: Auth, host: str, said: str) -> None:
    assert notice(AccessSettings(auth=auth, host=host), Path("index")).strip().startswith(said)


@pytest.mark.parametrize(
    ("typed", "named"),
    [(".venv/bin/policyqa", ".venv/bin/policyqa"), ("/usr/bin/policyqa", "policyqa"), ("/a/pytest", "policyqa")],
)
def test_the_start_says_which_command_makes_a_key_for_this_index(
    monkeypatch: pytest.MonkeyPatch, typed: str, named: str
) -> None:
    monkeypatch.setattr("sys.argv", [typed])
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/policyqa")
    said = notice(AccessSettings(host="0.0.0.0"), Path("my plans/index"))
    assert f"\n{named} keys create --index 'my plans/index' --role ask " in said
    assert "A key is wanted" in said
