"""Sign-in at the force's own provider: whom it lets in, and what a false answer meets."""

import base64
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.fixtures.provider import CLIENT_ID, CLIENT_SECRET, Claims, Person, TestProvider, provider
from tests.fixtures.site import PASSWORD, Site, post
from webapp import clock
from webapp.access import service
from webapp.access.actor import SYSTEM
from webapp.app import create_app
from webapp.config import Provider
from webapp.signin.provider import CLOCKS_DIFFER, GOOD_FOR

__all__ = ["provider"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NINA = Person("nina-at-the-force", "Nina", "Nina North", ["rtk-supervisors"])
GROUPS = {"rtk-supervisors": "supervisor", "rtk-lawyers": "legal_reviewer", "rtk-admins": "administrator"}


@pytest.fixture
def at_the_force(site: Site, provider: TestProvider) -> Site:
    """The site of a force with a provider, where an account waits for Nina."""
    provider.person = NINA
    use(site, provider.settings())
    with site.database.transaction():
        service.create_user(SYSTEM, "nina", "Nina North", None, ["supervisor"])
    return site


def use(site: Site, settings: Provider) -> None:
    app = create_app(replace(site.app.settings, provider=settings))
    app.jinja_env.bytecode_cache = site.app.jinja_env.bytecode_cache
    site.app.database.close()
    site.app = app


def sent_there(client: FlaskClient, address: str = "/sign-in/provider") -> str:
    response = client.get(address)
    assert response.status_code == 303, response.text
    return str(response.location)


def back_from(provider: TestProvider, there: str) -> str:
    """The address that the provider sends the browser back to."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    back = urlsplit(provider.authorize(asked))
    return f"{back.path}?{back.query}"


def sign_in(client: FlaskClient, provider: TestProvider, address: str = "/sign-in/provider") -> TestResponse:
    return client.get(back_from(provider, sent_there(client, address)))


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/").status_code == 200


def methods(site: Site) -> str:
    with site.database.transaction() as session:
        query = "SELECT methods FROM sign_in_session WHERE ended_at IS NULL ORDER BY began_at DESC"
        return str(session.scalar(text(query)))


def test_person_is_let_in_and_led_to_what_they_wanted(at_the_force: Site, provider: TestProvider) -> None:
    client = at_the_force.visitor()
    assert "Sign in with Testshire account" in client.get("/sign-in?next=/groups").text
    response = sign_in(client, provider, "/sign-in/provider?next=/groups")
    assert (response.status_code, response.location) == (303, "/groups")
    assert "Nina North" in client.get("/groups").text
    (asked,) = provider.asked
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == ("code", "S256", CLIENT_ID)
    assert "openid" in asked["scope"].split()
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    # The same person is found by what the provider calls them, also under another name.
    provider.person = replace(NINA, login="nina.north", name="Nina Nonesuch")
    again = at_the_force.visitor()
    assert sign_in(again, provider).status_code == 303
    assert "Nina North" in again.get("/").text
    assert methods(at_the_force) == "provider"


def lies(**claims: Any) -> Callable[[Claims], Claims]:
    return lambda honest: {name: value for name, value in {**honest, **claims}.items() if value is not None}


def unsigned(provider: TestProvider, claims: Claims) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def with_our_secret(provider: TestProvider, claims: Claims) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET), algorithms=["HS256"])


def with_their_public_key_as_secret(provider: TestProvider, claims: Claims) -> str:
    known = provider.keys.keys[0].as_dict(private=False)["n"]
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(str(known)), algorithms=["HS256"])


def by_somebody_else(provider: TestProvider, claims: Claims) -> str:
    key = RSAKey.generate_key(2048, {"kid": "one"})
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, KeySet([key]))


def with_a_key_of_its_own(provider: TestProvider, claims: Claims) -> str:
    key = RSAKey.generate_key(2048, {"kid": "own"})
    own = {"alg": "RS256", "kid": "own", "jwk": key.as_dict(private=False)}
    return jwt.encode(own, claims, KeySet([key]))


FALSE_CLAIMS = {
    "nonce of another sign-in": lies(nonce="somebody-elses"),
    "no nonce": lies(nonce=None),
    "for another service": lies(aud="another-service"),
    "for several, made for another": lies(aud=[CLIENT_ID, "another"], azp="another"),
    "for several, made for nobody": lies(aud=[CLIENT_ID, "another"]),
    "for nobody": lies(aud=None),
    "of another issuer": lies(iss="https://evil.example"),
    "outdated": lambda claims: {**claims, "exp": claims["iat"] - CLOCKS_DIFFER.total_seconds() - 1},
    "without an end": lies(exp=None),
    "of the future": lambda claims: {**claims, "iat": claims["iat"] + CLOCKS_DIFFER.total_seconds() + 60},
    "of nobody": lies(sub=None),
    "of a number": lies(sub=7),
    "without a login": lies(preferred_username=None),
    "with a login that is a list": lies(preferred_username=["nina"]),
}
FALSE_TOKENS = {
    "not signed": unsigned,
    "signed with the client's secret": with_our_secret,
    "signed with the public key as a secret": with_their_public_key_as_secret,
    "signed by somebody else": by_somebody_else,
    "with a key of its own": with_a_key_of_its_own,
    "no token": lambda provider, claims: "nothing",
}


def test_false_answers_of_a_provider_let_nobody_in_and_name_nobody_in_the_log(
    at_the_force: Site, provider: TestProvider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for what, change in FALSE_CLAIMS.items():
            client, provider.change = at_the_force.visitor(), change
            assert sign_in(client, provider).status_code == 422, what
            assert not is_signed_in(client), what
        provider.change = lambda claims: claims
        for what, make in FALSE_TOKENS.items():
            client, provider.make_token = at_the_force.visitor(), make
            assert sign_in(client, provider).status_code == 422, what
            assert not is_signed_in(client), what
    assert "nonce is not ours" in caplog.text
    assert "nina" not in caplog.text.lower()
    provider.make_token = None
    assert sign_in(at_the_force.visitor(), provider).status_code == 303


def test_answer_is_good_once_for_the_browser_that_asked_and_for_a_while(
    at_the_force: Site, provider: TestProvider
) -> None:
    victim, thief = at_the_force.visitor(), at_the_force.visitor()
    back = back_from(provider, sent_there(victim))
    # In a browser that began nothing, or another sign-in.
    assert thief.get(back).status_code == 422
    sent_there(thief)
    assert thief.get(back).status_code == 422
    cookie = victim.get_cookie("session")
    assert cookie is not None
    assert victim.get(back).status_code == 303
    # The same answer again: with what is left in the cookie, and with a copy of it from before.
    assert victim.get(back).status_code == 422
    thief.set_cookie("session", cookie.value)
    assert thief.get(back).status_code == 422
    assert not is_signed_in(thief)
    with clock.fixed(clock.now()):
        late = at_the_force.visitor()
        back = back_from(provider, sent_there(late))
        clock.move(clock.now() + GOOD_FOR)
        assert late.get(back).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        lambda back: back.replace("state=", "state=x"),
        lambda back: back.replace("code=", "code=x"),
        lambda back: back.replace("iss=http", "iss=https"),
        lambda back: back.replace("code=", "error=access_denied&other="),
        lambda back: back.split("?")[0],
    ],
)
def test_answer_that_was_tampered_with_is_refused(
    at_the_force: Site, provider: TestProvider, change: Callable[[str], str]
) -> None:
    client = at_the_force.visitor()
    assert client.get(change(back_from(provider, sent_there(client)))).status_code == 422
    assert not is_signed_in(client)


def test_code_without_its_verifier_is_worth_nothing(at_the_force: Site, provider: TestProvider) -> None:
    victim, thief = at_the_force.visitor(), at_the_force.visitor()
    stolen = parse_qs(urlsplit(back_from(provider, sent_there(victim))).query)["code"][0]
    own = urlsplit(back_from(provider, sent_there(thief)))
    state = parse_qs(own.query)["state"][0]
    assert thief.get(f"{own.path}?code={stolen}&state={state}").status_code == 422


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/%2f%2fevil.example"]
)
def test_way_over_the_provider_leads_nowhere_else(at_the_force: Site, provider: TestProvider, wanted: str) -> None:
    client = at_the_force.visitor()
    there = sent_there(client, f"/sign-in/provider?next={wanted}")
    assert there.startswith(f"{provider.address}/authorize?")
    assert client.get(back_from(provider, there)).location == "/"


def test_account_with_a_password_is_not_taken_over_by_its_name(at_the_force: Site, provider: TestProvider) -> None:
    for login in ("administrator", "nobody-here", "system"):
        provider.person = Person(f"stranger {login}", login, "Stranger", ["rtk-supervisors"])
        response = sign_in(at_the_force.visitor(), provider)
        assert (response.status_code, "no account for you" in response.text) == (422, True), login
    provider.person = NINA
    assert sign_in(at_the_force.visitor(), provider).status_code == 303
    provider.person = replace(NINA, subject="another nina")
    assert sign_in(at_the_force.visitor(), provider).status_code == 422


def test_suspended_person_stays_out_whatever_the_provider_says(at_the_force: Site, provider: TestProvider) -> None:
    assert sign_in(at_the_force.visitor(), provider).status_code == 303
    with at_the_force.database.transaction():
        service.suspend(at_the_force.person("administrator"), at_the_force.person("nina").id)
    response = sign_in(at_the_force.visitor(), provider)
    assert (response.status_code, "no account for you" in response.text) == (422, True)


def test_groups_follow_the_providers_and_a_change_ends_other_sessions(
    at_the_force: Site, provider: TestProvider
) -> None:
    use(at_the_force, provider.settings(groups=GROUPS))
    first = at_the_force.visitor()
    assert sign_in(first, provider).status_code == 303
    provider.person = replace(NINA, groups=["rtk-lawyers", "something-else"])
    second = at_the_force.visitor()
    assert sign_in(second, provider).status_code == 303
    assert at_the_force.person("nina").groups == {"legal_reviewer"}
    assert not is_signed_in(first)
    assert is_signed_in(second)
    provider.person = replace(NINA, groups=["rtk-admins", "rtk-lawyers"])
    response = sign_in(at_the_force.visitor(), provider)
    assert (response.status_code, "cannot work on cases as well" in response.text) == (422, True)


def test_accounts_are_made_only_where_that_is_allowed_and_with_a_role(
    at_the_force: Site, provider: TestProvider
) -> None:
    provider.person = Person("new", "oona", "Oona Oak", ["rtk-supervisors"])
    use(at_the_force, provider.settings(groups=GROUPS))
    assert sign_in(at_the_force.visitor(), provider).status_code == 422
    use(at_the_force, provider.settings(groups=GROUPS, creates_accounts=True))
    provider.person = replace(provider.person, groups=["canteen"])
    assert sign_in(at_the_force.visitor(), provider).status_code == 422
    provider.person = replace(provider.person, groups=["rtk-supervisors"])
    client = at_the_force.visitor()
    assert sign_in(client, provider).status_code == 303
    assert "Oona Oak" in client.get("/").text
    assert post(at_the_force.visitor(), "/sign-in", login="oona", password="").status_code == 422


def test_second_factor_there_counts_and_without_one_ours_is_asked_for(
    at_the_force: Site, provider: TestProvider
) -> None:
    at_the_force.app.settings = replace(at_the_force.app.settings, second_factor_required=True)
    assert sign_in(at_the_force.visitor(), provider).location == "/sign-in/enrolment"
    provider.person = replace(NINA, amr=["pwd", "mfa"])
    client = at_the_force.visitor()
    assert sign_in(client, provider).location == "/"
    assert methods(at_the_force) == "provider_two_factors"


def test_person_confirms_at_the_provider_only_when_it_asks_them_again(
    at_the_force: Site, provider: TestProvider
) -> None:
    client = at_the_force.visitor()
    sign_in(client, provider)
    provider.ahead = timedelta(minutes=11)
    with clock.fixed(clock.now() + provider.ahead):
        assert client.get("/my-sign-in/code-generator").status_code == 303
        assert "Confirm with Testshire account" in client.get("/confirm").text
        provider.asks_again = False
        address = "/confirm/provider?next=/my-sign-in/code-generator"
        assert sign_in(client, provider, address).status_code == 422
        assert client.get("/my-sign-in/code-generator").status_code == 303
        provider.asks_again = True
        provider.person = Person("somebody else", "otto")
        assert sign_in(client, provider, address).status_code == 422
        provider.person = NINA
        assert sign_in(client, provider, address).location == "/my-sign-in/code-generator"
        assert client.get("/my-sign-in/code-generator").status_code == 200
        assert {one["prompt"] for one in provider.asked[1:]} == {"login"}


def test_providers_new_keys_are_read_when_they_are_needed(at_the_force: Site, provider: TestProvider) -> None:
    assert sign_in(at_the_force.visitor(), provider).status_code == 303
    provider.new_keys()
    assert sign_in(at_the_force.visitor(), provider).status_code == 303


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_description_that_leads_astray_is_not_followed(
    at_the_force: Site, provider: TestProvider, described: dict[str, str]
) -> None:
    provider.described = described
    assert at_the_force.visitor().get("/sign-in/provider").status_code == 422


def test_provider_that_is_away_is_said_to_be(site: Site) -> None:
    use(site, Provider("http://127.0.0.1:9", CLIENT_ID))
    response = site.visitor().get("/sign-in/provider")
    assert (response.status_code, "cannot be reached" in response.text) == (422, True)
    assert post(site.visitor(), "/sign-in", login="supervisor", password=PASSWORD).status_code == 303


@pytest.mark.parametrize("where_from", ["cross-site", "same-site"])
def test_another_sites_page_cannot_sign_anybody_in_unasked(at_the_force: Site, where_from: str) -> None:
    client = at_the_force.visitor()
    response = client.get("/sign-in/provider?next=/groups", headers={"Sec-Fetch-Site": where_from})
    assert (response.status_code, response.location) == (303, "/sign-in?next=/groups")
    for asked in ("same-origin", "none"):
        there = client.get("/sign-in/provider", headers={"Sec-Fetch-Site": asked}).location
        assert not there.startswith("/")
