"""Codes from a generator on the person's telephone. Basis: RFC 6238, six digits, 30 seconds."""

import hmac
from uuid import UUID

import pyotp
from sqlalchemy import delete, select, update

from webapp.access.actor import Actor
from webapp.clock import now
from webapp.database import session
from webapp.errors import Rejected
from webapp.signin.model import TotpSecret

SECONDS = 30
# A telephone that sets its clock by the network is hardly off, and typing takes a moment: so long before its 30 seconds
# and after them a code counts as well. Basis: RFC 6238 section 5.2, ASVS 5.0 6.5.5.
SECONDS_BEFORE, SECONDS_AFTER = 5, 10


def prepare(actor: Actor) -> str:
    """The secret for a new generator, which counts once a code from it has been given.

    Raises Rejected where there is one that counts already.
    """
    row = session().get(TotpSecret, actor.id)
    if row is not None and row.confirmed_at is not None:
        raise Rejected("You have a code generator already. Remove it before you set up another one.")
    if row is not None:
        return row.secret
    secret = pyotp.random_base32(32)
    session().add(TotpSecret(user_id=actor.id, secret=secret))
    session().flush()
    return secret


def prepared(user_id: UUID) -> str:
    """The secret that waits for its first code; an empty text when none does."""
    row = session().get(TotpSecret, user_id)
    return row.secret if row is not None and row.confirmed_at is None else ""


def address(secret: str, login: str, issuer: str) -> str:
    """What the QR code says: the form that generators read."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def confirm(user_id: UUID, code: str) -> bool:
    """Whether the first code is right; from then on the generator counts."""
    row = session().get(TotpSecret, user_id)
    if row is None or row.confirmed_at is not None or not _spend(row, code):
        return False
    row.confirmed_at = now()
    session().flush()
    return True


def accept(user_id: UUID, code: str) -> bool:
    """Whether the code is right and was not used before, neither it nor a later one."""
    row = session().get(TotpSecret, user_id)
    return row is not None and row.confirmed_at is not None and _spend(row, code)


def is_set_up(user_id: UUID) -> bool:
    """Whether the person has a generator that counts."""
    query = select(TotpSecret.user_id).where(TotpSecret.user_id == user_id, TotpSecret.confirmed_at.is_not(None))
    return session().scalars(query).first() is not None


def remove(user_id: UUID) -> None:
    """Forgets the generator."""
    session().execute(delete(TotpSecret).where(TotpSecret.user_id == user_id))


def _spend(row: TotpSecret, code: str) -> bool:
    digits = "".join(code.split())
    if not digits.isascii() or not digits.isdigit():
        return False
    generator = pyotp.TOTP(row.secret)
    moment = int(now().timestamp())
    near = range((moment - SECONDS_AFTER) // SECONDS, (moment + SECONDS_BEFORE) // SECONDS + 1)
    right = [one for one in near if hmac.compare_digest(generator.generate_otp(one), digits)]
    if not right:
        return False
    # Of two people who send the same code at the same moment, the database lets one be first.
    done = session().execute(
        update(TotpSecret)
        .where(TotpSecret.user_id == row.user_id, TotpSecret.last_step < right[-1])
        .values(last_step=right[-1])
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
