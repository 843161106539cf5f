"""Sign-in at the force's own provider: OpenID Connect, authorization code with PKCE. No database here.

Authlib speaks OAuth; the ID token is checked here, with the few algorithms that are allowed and nothing taken from
what the token says of itself. Basis: OpenID Connect Core 1.0 section 3.1.3.7, RFC 7636, RFC 9207, RFC 9700.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from webapp.clock import now
from webapp.config import Provider
from webapp.errors import Rejected
from webapp.signin.tokens import new_token

# Signatures with a public key only: a secret that both sides know, or no signature, proves nothing here.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
SECONDS = 5
LARGEST_ANSWER = 1_000_000
CLOCKS_DIFFER = timedelta(seconds=60)
GOOD_FOR = timedelta(minutes=10)
LONGEST_CLAIM = 255
FAILED = "Signing in there did not succeed. Try again, or ask your administrator."
NOT_REACHED = "The sign-in of your force cannot be reached just now. Try again in a minute."
# What providers call a proof by more than one factor. Basis: RFC 8176.
TWO_FACTORS = frozenset({"mfa", "hwk", "otp", "fpt", "pop"})


class ProviderFault(Rejected):
    """The provider's answer cannot be believed. `cause` says why, for the log: in our words, never in the answer's."""

    def __init__(self, cause: str, sentence: str = FAILED) -> None:
        super().__init__(sentence)
        self.cause = cause


@dataclass(frozen=True)
class Start:
    """What we keep of a sign-in that has been sent to the provider, until it comes back."""

    state: str
    nonce: str
    verifier: str
    began: float


@dataclass(frozen=True)
class Identity:
    """Who the provider says it was. `groups` are the values of its claim, not yet ours."""

    issuer: str
    subject: str
    login: str
    name: str
    groups: frozenset[str]
    authenticated: datetime | None
    two_factors: bool


class Client:
    """Talks to one provider; its description and keys are kept for as long as the process runs."""

    def __init__(self, settings: Provider) -> None:
        self.settings = settings
        self._described: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    def start(self, callback: str, *, again: bool = False) -> tuple[str, Start]:
        """The address to send the browser to, and what to keep. `again` has the person prove anew who they are."""
        kept = Start(new_token(), new_token(), new_token() + new_token(), now().timestamp())
        more = {"prompt": "login", "max_age": "0"} if again else {}
        address, _ = self._session(callback).create_authorization_url(
            self._endpoint("authorization_endpoint"),
            state=kept.state,
            nonce=kept.nonce,
            code_verifier=kept.verifier,
            **more,
        )
        return str(address), kept

    def finish(self, callback: str, sent: Mapping[str, str], kept: Start) -> Identity:
        """Who came back with this answer. Raises ProviderFault for one that is wrong in any way."""
        if not hmac.compare_digest(sent.get("state", "").encode(), kept.state.encode()):
            raise ProviderFault("state is not ours")
        if not timedelta() <= now() - datetime.fromtimestamp(kept.began, UTC) < GOOD_FOR:
            raise ProviderFault("it took too long")
        if sent.get("iss", self.settings.issuer) != self.settings.issuer:
            raise ProviderFault("answer of another issuer")
        if "error" in sent or not sent.get("code"):
            raise ProviderFault("no code")
        return self._identity(self._claims(self._id_token(callback, sent["code"], kept), kept.nonce))

    def _id_token(self, callback: str, code: str, kept: Start) -> str:
        try:
            with self._session(callback) as session:
                answer = session.fetch_token(
                    self._endpoint("token_endpoint"),
                    code=code,
                    code_verifier=kept.verifier,
                    timeout=SECONDS,
                    allow_redirects=False,
                )
        except (requests.RequestException, OSError):
            raise ProviderFault("token endpoint not reached", NOT_REACHED) from None
        except (AuthlibBaseError, ValueError, TypeError, KeyError):
            raise ProviderFault("code not accepted") from None
        token = answer.get("id_token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise ProviderFault("no ID token")
        return token

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        claims = self._verified(token)
        moment = int(now().timestamp())
        registry = jwt.JWTClaimsRegistry(
            now=moment,
            leeway=int(CLOCKS_DIFFER.total_seconds()),
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            registry.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise ProviderFault(f"claims: {type(error).__name__}") from None
        given = claims.get("nonce")
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
            raise ProviderFault("nonce is not ours")
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.settings.client_id:
            raise ProviderFault("token for several, and not made for us")
        return claims

    def _verified(self, token: str) -> dict[str, Any]:
        for keys in (self._key_set(), self._key_set(fresh=True)):
            try:
                return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
            except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
                cause = type(error).__name__
                # The keys may have been changed since they were read; they are read again once.
        raise ProviderFault(f"signature: {cause}")

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        groups = claims.get(self.settings.groups_claim, [])
        authenticated = claims.get("auth_time")
        methods = claims.get("amr", [])
        return Identity(
            issuer=self.settings.issuer,
            subject=_text(claims, "sub"),
            login=_text(claims, self.settings.login_claim).strip().lower(),
            name=_text(claims, "name", "").strip(),
            groups=frozenset(one for one in groups if isinstance(one, str))
            if isinstance(groups, list)
            else frozenset(),
            authenticated=_moment(authenticated),
            two_factors=isinstance(methods, list)
            and bool(TWO_FACTORS & {one for one in methods if isinstance(one, str)}),
        )

    def _session(self, callback: str) -> OAuth2Session:
        session = OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            redirect_uri=callback,
            scope="openid profile",
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.settings.client_secret else "none",
        )
        session.trust_env = False
        return session

    def _endpoint(self, name: str) -> str:
        address = self._description().get(name)
        if not isinstance(address, str) or not is_safe(address):
            raise ProviderFault(f"{name} missing or not https")
        return address

    def _description(self) -> dict[str, Any]:
        if self._described is None:
            found = _read(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.settings.issuer:
                raise ProviderFault("description of another issuer")
            self._described = found
        return self._described

    def _key_set(self, *, fresh: bool = False) -> KeySet:
        if self._keys is None or fresh:
            try:
                self._keys = KeySet.import_key_set(_read(self._endpoint("jwks_uri")))  # type: ignore[arg-type]  # checked there
            except (JoseError, ValueError, TypeError, KeyError):
                raise ProviderFault("keys cannot be read") from None
        return self._keys


def is_safe(address: str) -> bool:
    """Whether an address of the provider may be spoken to: over TLS, or on this very machine."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"


def _read(address: str) -> dict[str, Any]:
    """A JSON document of the provider, of a bearable size; redirects are not followed."""
    if not is_safe(address):
        raise ProviderFault("address not https")
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(address, timeout=SECONDS, allow_redirects=False, stream=True)
            content = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
    except (requests.RequestException, OSError):
        raise ProviderFault("not reached", NOT_REACHED) from None
    if answer.status_code != requests.codes.ok or len(content) > LARGEST_ANSWER:
        raise ProviderFault("no document", NOT_REACHED)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise ProviderFault("no JSON") from None
    if not isinstance(found, dict):
        raise ProviderFault("no JSON object")
    return found


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
    except (ValueError, OverflowError, OSError):
        return None


def _text(claims: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = claims.get(name, default)
    if not isinstance(value, str) or len(value) > LONGEST_CLAIM or (default is None and not value.strip()):
        raise ProviderFault(f"claim {name} missing or no text")
    return value
