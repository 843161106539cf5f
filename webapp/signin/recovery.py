"""Codes for the day the telephone is lost: shown once, kept as hashes, each good for one time."""

import base64
import secrets
from uuid import UUID

from sqlalchemy import delete, func, select, update

from webapp.clock import now
from webapp.database import session
from webapp.signin.model import RecoveryCode
from webapp.signin.tokens import hashed

HOW_MANY = 10
# 120 bits, so that a plain hash of them cannot be guessed (OWASP ASVS 5.0, 6.5.2 asks for 112).
_BYTES = 15


def make(user_id: UUID) -> list[str]:
    """New codes, in groups of four; the old ones are worth nothing any more."""
    remove(user_id)
    codes = [base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower() for _ in range(HOW_MANY)]
    session().add_all(RecoveryCode(user_id=user_id, code_hash=hashed(code)) for code in codes)
    session().flush()
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]


def accept(user_id: UUID, code: str) -> bool:
    """Whether the code is one of the person's that was not used yet; it is used by this."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    done = session().execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.code_hash == hashed(plain), RecoveryCode.used_at.is_(None))
        .values(used_at=now())
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def left(user_id: UUID) -> int:
    """How many codes can still be used."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session().scalar(query) or 0


def remove(user_id: UUID) -> None:
    """Forgets every code of the person."""
    session().execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
