"""Passkeys: keys on the person's own device, unlocked there by its PIN or a finger. Basis: W3C WebAuthn level 3.

The device always checks who holds it (user verification), so that a passkey by itself is two factors.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import webauthn
from sqlalchemy import delete, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import InvalidAuthenticationResponse, InvalidJSONStructure, WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webapp.access.actor import Actor
from webapp.clock import now
from webapp.database import session
from webapp.errors import Rejected
from webapp.signin import challenges
from webapp.signin.challenges import Purpose
from webapp.signin.model import Passkey

MOST = 10
LONGEST_NAME = 60
NOT_ACCEPTED = "The passkey was not accepted. Try again, or sign in another way."


@dataclass(frozen=True)
class Site:
    """The service as a passkey knows it: the name it is bound to, and the address its pages come from."""

    name: str
    origin: str


@dataclass(frozen=True)
class OwnPasskey:
    """One passkey as its owner sees it."""

    id: UUID
    name: str
    made: datetime
    used: datetime | None


def options_for_new(actor: Actor, site: Site, service_name: str) -> dict[str, Any]:
    """What the browser needs to make a passkey, as JSON."""
    made = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name=service_name,
        user_name=actor.login,
        user_display_name=actor.name,
        user_id=actor.id.bytes,
        challenge=_new_challenge(Purpose.NEW_PASSKEY, actor.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(actor.id),
    )
    return dict(json.loads(webauthn.options_to_json(made)))


def add(actor: Actor, site: Site, sent: str, name: str) -> None:
    """Keeps a new passkey. Raises Rejected for one that does not answer our question or that is known already."""
    challenge = _challenge_of(sent)
    taken = challenges.take(challenge, Purpose.NEW_PASSKEY)
    if taken is None or taken.user_id != actor.id or len(owned_by(actor.id)) >= MOST:
        raise Rejected(NOT_ACCEPTED)
    try:
        verified = webauthn.verify_registration_response(
            credential=sent,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Rejected(NOT_ACCEPTED) from None
    if _by_credential(verified.credential_id) is not None:
        raise Rejected("This passkey is in use already.")
    session().add(
        Passkey(
            user_id=actor.id,
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            name=name.strip()[:LONGEST_NAME] or "Passkey",
        )
    )
    session().flush()


def options_for_use(site: Site, user_id: UUID | None = None) -> dict[str, Any]:
    """What the browser needs to use a passkey: one of this person's, or any that it holds for this site."""
    made = webauthn.generate_authentication_options(
        rp_id=site.name,
        challenge=_new_challenge(Purpose.PASSKEY, user_id),
        allow_credentials=_descriptors(user_id) if user_id is not None else [],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(webauthn.options_to_json(made)))


def accept(site: Site, sent: str, user_id: UUID | None = None) -> UUID:
    """Whose passkey answered our question. Raises Rejected for a wrong one, also for that of somebody else."""
    challenge = _challenge_of(sent)
    taken = challenges.take(challenge, Purpose.PASSKEY)
    passkey = _by_credential(_credential_id(sent))
    if taken is None or passkey is None or taken.user_id != user_id or user_id not in {None, passkey.user_id}:
        raise Rejected(NOT_ACCEPTED)
    try:
        verified = webauthn.verify_authentication_response(
            credential=sent,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            # A counter that does not go forward is refused: the key may have been copied.
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, InvalidAuthenticationResponse, ValueError, KeyError, TypeError):
        raise Rejected(NOT_ACCEPTED) from None
    passkey.sign_count, passkey.used_at = verified.new_sign_count, now()
    return passkey.user_id


def owned_by(user_id: UUID) -> list[OwnPasskey]:
    """The passkeys of a person, the newest last."""
    rows = session().scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.made_at))
    return [OwnPasskey(row.id, row.name, row.made_at, row.used_at) for row in rows]


def remove(user_id: UUID, passkey_id: UUID | None = None) -> bool:
    """Forgets one passkey of a person, or all of them; says whether there was any."""
    query = delete(Passkey).where(Passkey.user_id == user_id)
    if passkey_id is not None:
        query = query.where(Passkey.id == passkey_id)
    return bool(session().execute(query).rowcount)  # type: ignore[attr-defined]


def _new_challenge(purpose: Purpose, user_id: UUID | None) -> bytes:
    return base64url_to_bytes(challenges.give(purpose, user_id))


def _challenge_of(sent: str) -> str:
    """The challenge that an answer says it answers. Raises Rejected for what is no answer."""
    try:
        response = json.loads(sent)["response"]
        return bytes_to_base64url(parse_client_data_json(base64url_to_bytes(response["clientDataJSON"])).challenge)
    except (WebAuthnException, InvalidJSONStructure, ValueError, KeyError, TypeError, RecursionError):
        raise Rejected(NOT_ACCEPTED) from None


def _credential_id(sent: str) -> bytes:
    try:
        return base64url_to_bytes(json.loads(sent)["id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Rejected(NOT_ACCEPTED) from None


def _by_credential(credential_id: bytes) -> Passkey | None:
    query = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    return session().scalars(query).one_or_none()


def _descriptors(user_id: UUID) -> list[PublicKeyCredentialDescriptor]:
    rows = session().scalars(select(Passkey.credential_id).where(Passkey.user_id == user_id))
    return [PublicKeyCredentialDescriptor(id=credential_id) for credential_id in rows]
