"""The security headers of every answer."""

import pytest

from chatify.web.middleware import POLICY

ACCOUNTS = [f"/accounts/{page}/" for page in ("sign-in", "sign-up", "confirm")]
PAGES = ["/", *ACCOUNTS, "/nothing-here", "/healthz", "/api/v1/me"]
CONVERSATION = ["/c/{id}", "/c/{id}/1", "/c/{id}/members/", "/c/absent"]
SIGNED_IN = ["/", "/c/new/", "/channels/", *CONVERSATION, "/api/v1/conversations"]


def directives(response) -> dict[str, list[str]]:
    lines = (line.split() for line in response["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in lines}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_a_strict_policy(anonymous, address):
    anonymous.get(address)
    assert_strict(anonymous.response)


@pytest.mark.parametrize("address", SIGNED_IN)
def test_every_page_has_a_strict_policy_when_signed_in(browser, tess, workshop, say, address):
    say(tess, workshop)
    reader = browser(tess)
    reader.get(address.format(id=workshop))
    assert_strict(reader.response)
    assert reader.response["Cache-Control"] == "private, no-store"


def assert_strict(response) -> None:
    policy = directives(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'", "ws://testserver"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_no_policy_names_a_foreign_host(anonymous):
    response = anonymous.client.get("/healthz", headers={"host": "evil.example"})
    assert "evil.example" not in response["Content-Security-Policy"]


def test_the_policy_names_no_other_site():
    assert set(POLICY.values()) == {"'none'", "'self'"}


@pytest.mark.parametrize("address", ["/", "/c/{id}", "/c/{id}/members/", "/channels/", "/c/new/?kind=channel"])
def test_no_page_has_inline_script_or_style(browser, tess, workshop, say, address):
    say(tess, workshop)
    page = browser(tess).get(address.format(id=workshop))
    assert page.all("script"), "a page without script would prove nothing"
    assert all("src" in script.attributes for script in page.all("script"))
    assert not page.all("style")
    for element in page.elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")], element


def test_a_missing_page_is_answered_in_json_below_api(anonymous):
    anonymous.get("/nothing-here")
    assert anonymous.status == 404
    response = anonymous.client.get("/api/v1/nothing-here")
    assert response.json()["code"] == "not_found"
