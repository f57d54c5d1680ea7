import pytest

from service.access.binding import host_of, is_loopback, is_own_origin, reached_over_network


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LOCALHOST.", "::ffff:127.0.0.1"]
)
def test_loopback_in_all_its_spellings(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "10.0.0.7", "192.168.1.1", "fe80::1%eth0", "oa.gov.cn", "127.0.0.1.evil.cn", "localhost.cn", ""],
)
def test_what_other_machines_reach_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (("10.0.0.7", 8000), True),
        (("fe80::1%eth0", 8000), True),
        (("127.0.0.1", 8000), False),
        (("testserver", 80), False),
        (("/run/policyqa.sock", None), False),
        (None, False),
    ],
)
def test_the_local_end_of_a_connection_tells_whether_a_network_was_crossed(
    server: tuple[str, int | None] | None, expected: bool
) -> None:
    assert reached_over_network(server) is expected


@pytest.mark.parametrize(
    ("host", "name"),
    [(b"OA.gov.cn:8000", "oa.gov.cn"), (b"[::1]:80", "::1"), (b"", ""), (b"[oops", ""), (b"a:b:c", "a")],
)
def test_the_host_that_is_asked_without_its_port(host: bytes, name: str) -> None:
    assert host_of({b"host": host}) == name


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://oa.gov.cn:8000", True),
        ("https://OA.gov.cn:8000", True),
        ("http://oa.gov.cn", False),
        ("http://evil.cn", False),
        ("null", False),
    ],
)
def test_an_origin_is_our_own_when_it_is_the_host_that_is_asked(origin: str, own: bool) -> None:
    assert is_own_origin(origin, {b"host": b"oa.gov.cn:8000"}) is own
    assert not is_own_origin(origin, {})
