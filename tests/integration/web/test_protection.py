"""What protects every page: tokens, origins, hosts, headers, sizes, and errors that give nothing away."""

import json
import logging
from uuid import uuid4

import pytest
from flask import Blueprint
from sqlalchemy import text
from werkzeug.routing import Rule

from tests.fixtures.site import PASSWORD, SECRET, Site, post, token
from webapp.access.actions import Action
from webapp.app import create_app
from webapp.config import Settings
from webapp.logs import OnlyNamed
from webapp.web import policy_reports
from webapp.web.guard import UnguardedEndpoint, requires
from webapp.web.headers import HEADERS, POLICY

# What the pages do depends on neither database; tasks, where two people meet, are tested on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PERSONAL = "Wilhelmina Featherstonehaugh"


def unsafe_routes(site: Site) -> list[tuple[str, str]]:
    adapter = site.app.url_map.bind("localhost")
    found = []
    for rule in site.app.url_map.iter_rules():
        values = {name: uuid4() if name.endswith("_id") else "x" for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            found.append((method, adapter.build(rule.endpoint, values, method=method)))
    return found


def test_every_unsafe_route_wants_a_token(site: Site) -> None:
    client = site.signed_in("administrator")
    # Reports of the content policy alone come without one: see below.
    routes = [(method, address) for method, address in unsafe_routes(site) if address != "/policy-reports"]
    assert len(routes) > 12
    for method, address in routes:
        assert client.open(address, method=method, data={"x": "1"}).status_code == 400, address
        wrong = client.open(address, method=method, data={"csrf_token": "wrong"})
        assert wrong.status_code == 400, address


def reported(site: Site, caplog: pytest.LogCaptureFixture, body: object, **more: str) -> list[str]:
    """What the log says of a report, line by line."""
    caplog.clear()
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = site.visitor().post("/policy-reports", data=sent, content_type="application/csp-report", headers=more)
    assert (answer.status_code, answer.text) == (204, "")
    return [OnlyNamed().format(one) for one in caplog.records if one.name == "webapp.web.policy_reports"]


def test_report_of_the_content_policy_is_counted_by_its_rule_and_nothing_else_of_it_is_kept(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_reports, "turnstile", policy_reports.Turnstile(most=12))
    told = {"document-uri": f"https://rtk.example/{PERSONAL}", "script-sample": PERSONAL, "blocked-uri": "inline"}
    old = {"csp-report": {**told, "violated-directive": "script-src 'self'"}}
    assert json.loads(reported(site, caplog, old)[0])["directive"] == "script-src"
    new = [{"type": "csp-violation", "body": {**told, "effectiveDirective": "img-src"}}] * 50
    # From whichever page: nothing is done on the word of a report.
    [line] = reported(site, caplog, new, Origin="null")
    assert json.loads(line)["directive"] == "img-src"
    [line] = reported(site, caplog, {"csp-report": {**told, "effective-directive": PERSONAL}})
    assert json.loads(line)["directive"] == "other"
    assert PERSONAL not in caplog.text
    for odd in (b"", b"{", b"[" * 9000, [], [1], "x", {"csp-report": 1}, {"csp-report": {"effective-directive": 1}}):
        assert reported(site, caplog, odd) == []
    assert reported(site, caplog, {"csp-report": {"violated-directive": "img-src", "more": "x" * 20_000}}) == []
    # The thirteenth of a minute and all after it are dropped.
    assert reported(site, caplog, old) == []


def test_token_of_another_session_is_refused(site: Site) -> None:
    strangers = token(site.visitor())
    response = site.signed_in("supervisor").post("/sign-out", data={"csrf_token": strangers})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_post_from_another_site_is_refused_even_with_a_token(site: Site, headers: dict[str, str]) -> None:
    client = site.visitor()
    answers = {"csrf_token": token(client), "login": "supervisor", "password": PASSWORD}
    assert client.post("/sign-in", data=answers, headers=headers).status_code == 400
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/sign-in", data=answers, headers=own).status_code == 303


def test_out_of_date_page_shows_what_was_typed(site: Site) -> None:
    response = site.signed_in("supervisor").post("/users", data={"name": PERSONAL, "csrf_token": "old"})
    assert response.status_code == 400
    assert "Nothing was saved" in response.text
    assert PERSONAL in response.text


def test_post_after_the_session_ended_shows_what_was_typed_but_no_password(site: Site) -> None:
    response = post(site.visitor(), "/users", name=PERSONAL, password="my own password")
    assert response.status_code == 401
    assert "Your session has ended" in response.text
    assert PERSONAL in response.text
    assert "my own password" not in response.text


def test_unknown_host_gets_no_page(site: Site) -> None:
    response = site.visitor().get("/sign-in", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "does not answer to that address" in response.text
    assert response.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/sign-in", 200),
        ("HEAD", "/sign-in", 200),
        ("GET", "/help", 200),
        ("GET", "/", 303),
        ("GET", "/nothing-here", 404),
        ("POST", "/sign-in", 400),
        ("GET", "/sign-out", 405),
        ("OPTIONS", "/sign-in", 405),
        ("DELETE", "/", 405),
        ("GET", "/health", 200),
        ("GET", "/assets/none/none.js", 404),
        ("GET", "/assets/none/app.css", 200),
    ],
)
def test_every_answer_carries_the_headers(site: Site, method: str, address: str, status: int) -> None:
    response = site.visitor().open(address, method=method)
    response.close()
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["Cache-Control"].startswith("no-") or address.endswith("app.css")


def test_only_files_of_the_current_version_may_be_kept(site: Site) -> None:
    version = site.app.config["BUILT_VERSION"]
    kept = site.visitor().get(f"/assets/{version}/app.css")
    kept.close()
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in kept.headers


@pytest.mark.parametrize("name", ["../../config.py", "%2e%2e/%2e%2e/config.py", "..%5c..%5cconfig.py", "/etc/passwd"])
def test_no_other_file_is_served(site: Site, name: str) -> None:
    assert site.visitor().get(f"/assets/x/{name}").status_code in {404, 308}


def test_cookie_is_bound_to_the_host_over_tls(site: Site) -> None:
    app = create_app(Settings(site.database.url, SECRET, secure_cookies=True))
    response = app.test_client().get("https://localhost/sign-in")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    app.database.close()


def test_request_that_is_too_large_is_refused(site: Site) -> None:
    response = site.visitor().post("/sign-in", data={"login": "x" * 3_000_000})
    assert response.status_code == 413
    assert "too large" in response.text


def test_too_many_parts_are_refused(site: Site) -> None:
    parts = {f"x{number}": "1" for number in range(3000)}
    response = site.visitor().post("/sign-in", data=parts, content_type="multipart/form-data")
    assert response.status_code == 413


def test_unexpected_error_gives_nothing_away(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    blueprint = Blueprint("broken", __name__)

    @blueprint.post("/broken")
    @requires(Action.SEE_PUBLIC_PAGE)
    def broken() -> str:
        raise ValueError(f"cannot use {PERSONAL}")

    site.app.register_blueprint(blueprint)
    with caplog.at_level(logging.DEBUG):
        response = post(site.visitor(), "/broken", x="1")
    assert response.status_code == 500
    assert PERSONAL not in response.text + caplog.text
    lines = [json.loads(OnlyNamed().format(record)) for record in caplog.records]
    [failed] = [line for line in lines if line["event"] == "request failed"]
    assert (failed["failure"], failed["route"], failed["method"]) == ("ValueError", "/broken", "POST")
    assert any(place.endswith(" broken") for place in failed["places"])
    assert response.headers["X-Request-Id"] in response.text
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_page_that_names_no_action_is_refused_at_start(site: Site) -> None:
    with pytest.raises(UnguardedEndpoint):
        site.app.add_url_rule("/open", "open", lambda: "open")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_route_put_past_the_guard_answers_nobody(site: Site, method: str) -> None:
    site.app.url_map.add(Rule("/smuggled", endpoint="smuggled", methods=["GET", "HEAD", "OPTIONS"]))
    site.app.view_functions["smuggled"] = lambda: "secret"
    response = site.signed_in("supervisor").open("/smuggled", method=method)
    assert response.status_code == 403
    assert "secret" not in response.text


def test_denial_is_recorded_although_the_request_is_undone(site: Site) -> None:
    assert site.signed_in("supervisor").get("/users").status_code == 403
    with site.database.transaction() as session:
        details = session.execute(text("SELECT detail FROM audit_event WHERE event = 'access_denied'")).all()
    assert len(details) == 1
    assert "users.accounts" in str(details[0].detail)


def test_http_errors_have_a_page(site: Site) -> None:
    page = site.signed_in("supervisor").get("/nothing-here").text
    assert "Page not found" in page
    assert "Supervisor Person" in page
