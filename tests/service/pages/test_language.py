import pytest
from fastapi.testclient import TestClient

HERE = "http://localhost"


@pytest.mark.parametrize(
    ("referer", "path", "there"),
    [
        (f"{HERE}/?lang=en", "/plans", "/plans?lang=en"),
        (f"{HERE}/plans?place=a&lang=en", "/plans/zhangye?mark=1-9", "/plans/zhangye?mark=1-9&lang=en"),
        (f"{HERE}/?lang=en", "/plans?lang=zh", None),
        (f"{HERE}/?lang=zh", "/plans", None),
        (f"{HERE}/?lang=fr", "/plans", None),
        (f"{HERE}/plans", "/plans", None),
        ("http://elsewhere.cn/?lang=en", "/plans", None),
        ("nonsense", "/plans", None),
        ("", "/plans", None),
    ],
)
def test_the_chosen_language_goes_with_the_reader(
    client: TestClient, referer: str, path: str, there: str | None
) -> None:
    headers = {"Referer": referer, "Accept-Language": "zh-CN"}
    response = client.get(path, headers=headers, follow_redirects=False)
    assert response.headers.get("location") == there
    assert response.status_code == (307 if there else 200)


def test_following_links_stays_in_the_language_without_a_cookie(client: TestClient) -> None:
    address, headers = f"{HERE}/?lang=en", {"Accept-Language": "zh-CN"}
    for path in ("/plans", "/plans/zhangye", "/compare", "/"):
        page = client.get(path, headers={**headers, "Referer": address})
        assert '<html lang="en">' in page.text
        assert "set-cookie" not in page.headers
        address = str(page.url)
