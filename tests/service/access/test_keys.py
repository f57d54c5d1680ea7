from pathlib import Path

import pytest

from service.access.keys import Keys
from service.access.levels import Role
from service.database.store import Database
from service.errors import ServiceError


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database that nothing was written to."""
    return Database(f"sqlite:///{tmp_path / 'policyqa.sqlite'}")


def test_a_key_is_found_by_what_was_shown_once(database: Database) -> None:
    written, key = Keys(database).create(Role.ADMIN, "管理员")
    assert Keys(database).find(written) == key
    assert (key.role, key.name, key.is_valid) == (Role.ADMIN, "管理员", True)
    assert written.startswith(key.prefix)


def test_the_key_itself_is_nowhere_in_the_database(database: Database, tmp_path: Path) -> None:
    written, key = Keys(database).create(Role.ASK, "")
    database.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert key.prefix.encode() in kept
    assert written.removeprefix(key.prefix)[1:].encode() not in kept


def test_keys_are_long_and_differ(database: Database) -> None:
    keys = Keys(database)
    secrets = {keys.create(Role.ASK, "")[0].split("_", 2)[2] for _ in range(20)}
    assert len(secrets) == 20
    assert {len(each) for each in secrets} == {43}, "256 bits in base64"


@pytest.mark.parametrize(
    "wrong", ["", "pqa_", "pqa_00000000", "x" * 500, "pqa_00000000_" + "A" * 43, "' OR 1=1 --", "密钥"]
)
def test_what_is_no_key_is_not_found(database: Database, wrong: str) -> None:
    assert Keys(database).find(wrong) is None


def test_the_secret_of_one_key_does_not_fit_another(database: Database) -> None:
    keys = Keys(database)
    first, second = keys.create(Role.ASK, "")[0], keys.create(Role.ADMIN, "")[0]
    assert keys.find(second[:12] + first[12:]) is None


def test_a_revoked_key_is_found_no_more_and_stays_in_the_list(database: Database) -> None:
    keys = Keys(database)
    written, key = keys.create(Role.ASK, "门户网站")
    assert keys.find(written) == key
    revoked = keys.revoke(key.prefix)
    assert (keys.find(written), keys.named(key.prefix)) == (None, None)
    assert [each.prefix for each in keys.all()] == [key.prefix]
    assert keys.all()[0].revoked_at == revoked.revoked_at
    assert keys.revoke(key.prefix) == revoked, "twice is no mistake, and the first time counts"


def test_a_key_is_revoked_by_its_beginning_or_by_itself(database: Database) -> None:
    keys = Keys(database)
    made = [keys.create(Role.ASK, "") for _ in range(3)]
    keys.revoke(made[0][1].prefix.removeprefix("pqa_"))
    keys.revoke(made[1][0])
    assert [each.is_valid for each in keys.all()] == [False, False, True]


@pytest.mark.parametrize("name", ["pqa_00000000", "", "门户网站", "%"])
def test_a_key_that_is_not_there_cannot_be_revoked(database: Database, name: str) -> None:
    with pytest.raises(ServiceError, match="there is no key"):
        Keys(database).revoke(name)
