"""Requests that no browser of ours would send: odd hosts, methods, forwarded addresses, and other sites' pages."""

import pytest
from flask import Blueprint
from werkzeug.test import TestResponse

from tests.fixtures.site import PASSWORD, SECRET, Site, post, token
from webapp.access.actions import Action
from webapp.app import create_app
from webapp.config import Settings
from webapp.web.guard import requires
from webapp.web.headers import HEADERS, POLICY

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ALL = (*HEADERS, "Content-Security-Policy", "Cache-Control")


def assert_protected(response: TestResponse, about: object = "") -> None:
    assert [name for name in ALL if name not in response.headers] == [], about
    assert {name: response.headers[name] for name in HEADERS} == HEADERS, about
    assert response.headers["Content-Security-Policy"] == POLICY, about
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost.evil.example", "localhost,evil.example", "evil.example,localhost",
        "localhost@evil.example", "localhost:80@evil.example", "localhost:x", "localhost:99999", "localhost/",
        "localhost#", "localhost?x", "localhost\t", "localhost.", "", "[::1", "xn--localhost",
    ],
)  # fmt: skip
def test_any_other_host_gets_no_page(site: Site, host: str) -> None:
    for path in ("/sign-in", "/", "/health", "/nothing"):
        response = site.visitor().get(path, environ_overrides={"HTTP_HOST": host})
        assert response.status_code == 400, path
        assert "evil.example" not in response.text
        assert "Location" not in response.headers
        assert_protected(response)


@pytest.mark.parametrize(
    "header",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Port": "1"},
        {"X-Forwarded-Prefix": "/evil"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"X-Original-URL": "/users"},
        {"X-Rewrite-URL": "/users"},
    ],
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_nobody_says_where_the_service_is_but_its_settings(site: Site, header: dict[str, str], proxies: int) -> None:
    app = create_app(Settings(site.database.url, SECRET, secure_cookies=False, trusted_proxies=proxies))
    response = app.test_client().get("/", headers=header)
    app.database.close()
    assert response.status_code == 303
    assert response.location == "/sign-in?next=/"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "MADEUP", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_declared_methods_are_answered(site: Site, method: str) -> None:
    response = site.visitor().open("/sign-in", method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"
    assert_protected(response)


@pytest.mark.parametrize(
    "override", [{"X-HTTP-Method-Override": "POST"}, {"X-HTTP-Method": "DELETE"}, {"X-Method-Override": "PUT"}]
)
def test_no_header_or_field_changes_the_method(site: Site, override: dict[str, str]) -> None:
    client = site.signed_in("supervisor")
    assert client.get("/sign-out", headers=override).status_code == 405
    assert client.get("/sign-out?_method=POST").status_code == 405
    assert client.get("/help").text.count("Sign out") > 0


def test_every_status_carries_the_headers(site: Site) -> None:
    broken = Blueprint("broken", __name__)

    @broken.get("/broken")
    @requires(Action.SEE_PUBLIC_PAGE)
    def fall_over() -> str:
        raise ValueError

    site.app.register_blueprint(broken)
    visitor, officer = site.visitor(), site.signed_in("supervisor")
    answers = {
        200: visitor.get("/sign-in"),
        303: visitor.get("/cases"),
        400: visitor.post("/sign-in"),
        401: post(visitor, "/cases"),
        403: officer.get("/users"),
        404: officer.get("/tasks/x"),
        405: visitor.delete("/health"),
        413: visitor.post("/sign-in", data={"login": "x" * 3_000_000}),
        422: post(visitor, "/sign-in", login="a", password="b"),
        500: visitor.get("/broken"),
    }
    for status, response in answers.items():
        assert response.status_code == status
        assert_protected(response, status)


def test_tls_is_asked_for_on_errors_as_well(site: Site) -> None:
    app = create_app(Settings(site.database.url, SECRET))
    for path in ("/sign-in", "/nothing", "/health", "/cases"):
        response = app.test_client().get(f"https://localhost{path}")
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", path
    app.database.close()


@pytest.mark.parametrize("mode", ["no-cors", "cors", "same-origin", "websocket"])
@pytest.mark.parametrize("of", ["cross-site", "same-site"])
def test_no_other_site_can_use_our_pages_as_its_parts(site: Site, mode: str, of: str) -> None:
    client = site.signed_in("supervisor")
    foreign = {"Sec-Fetch-Site": of, "Sec-Fetch-Mode": mode}
    assert client.get("/cases", headers=foreign).status_code == 400
    link = {"Sec-Fetch-Site": of, "Sec-Fetch-Mode": "navigate"}
    assert client.get("/cases", headers=link).status_code == 200
    own = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": mode}
    assert client.get("/cases", headers=own).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://localhost", "ftp://localhost", "https://localhost:8443", "https://[", "//localhost"]
)
def test_over_tls_a_page_without_it_is_another_site(site: Site, origin: str) -> None:
    app = create_app(Settings(site.database.url, SECRET))
    client = app.test_client()
    page = client.get("https://localhost/sign-in").text
    sent = {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0], "login": "supervisor"}
    sent |= {"password": PASSWORD}
    refused = client.post("https://localhost/sign-in", data=sent, headers={"Origin": origin, "Referer": f"{origin}/"})
    assert refused.status_code == 400
    own = {"Origin": "https://localhost", "Referer": "https://localhost/sign-in"}
    assert client.post("https://localhost/sign-in", data=sent, headers=own).status_code == 303
    app.database.close()


def test_limits_are_settings(site: Site) -> None:
    small = Settings(
        site.database.url, SECRET, secure_cookies=False, largest_request=5000, largest_form=2000, most_form_parts=5
    )
    app = create_app(small)
    client = app.test_client()
    sent = {"csrf_token": token(client), "login": "a", "password": "b"}
    assert client.post("/sign-in", data=sent | {"x": "y" * 6000}).status_code == 413
    in_parts = {"content_type": "multipart/form-data"}
    assert client.post("/sign-in", data=sent | {"x": "y" * 3000}, **in_parts).status_code == 413
    assert client.post("/sign-in", data=sent | dict.fromkeys("pqrst", "1"), **in_parts).status_code == 413
    assert client.post("/sign-in", data=sent, **in_parts).status_code == 422
    app.database.close()


@pytest.mark.parametrize("path", ["/sign-in", "/cases", "/nothing"])
def test_part_without_a_name_is_passed_over(site: Site, path: str) -> None:
    client = site.visitor()
    parts = [
        b"Content-Disposition: form-data\r\n\r\nnameless",
        b'Content-Disposition: form-data; filename="a.txt"\r\n\r\nnameless',
        b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n' + token(client).encode(),
    ]
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    response = client.post(path, data=body, content_type="multipart/form-data; boundary=b")
    # Without its token it would have been 400; with it the page itself answers.
    assert response.status_code == {"/sign-in": 422, "/cases": 401, "/nothing": 404}[path]
    assert "nameless" not in response.text
