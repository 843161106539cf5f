"""Values that we give out and accept back once, within a few minutes."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete

from webapp.clock import now
from webapp.database import session
from webapp.signin.inserting import insert_if_missing
from webapp.signin.model import SignInChallenge
from webapp.signin.tokens import hashed, new_token

GOOD_FOR = timedelta(minutes=5)
# Longer than any value that is kept elsewhere is good for.
REMEMBERED = timedelta(hours=1)


class Purpose(StrEnum):
    """What a value was given out for; it is good for nothing else."""

    NEW_PASSKEY = "new_passkey"
    PASSKEY = "passkey"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Taken:
    """A value that came back in time. `user_id` is whom it was given to, if that was known."""

    user_id: UUID | None


def give(purpose: Purpose, user_id: UUID | None = None) -> str:
    """A new random value."""
    value = new_token()
    session().add(SignInChallenge(value_hash=hashed(value), purpose=purpose, user_id=user_id, until=now() + GOOD_FOR))
    session().flush()
    return value


def spend(value: str, purpose: Purpose) -> bool:
    """Whether a value that was kept elsewhere comes back for the first time; it is remembered for long enough."""
    made = session().execute(
        insert_if_missing(SignInChallenge).values(
            value_hash=hashed(value), purpose=purpose, user_id=None, until=now() + REMEMBERED
        )
    )
    return bool(made.rowcount == 1)  # type: ignore[attr-defined]


def take(value: str, purpose: Purpose) -> Taken | None:
    """Takes a value back; None for one that was never given for this, was taken already, or is too old."""
    row = session().get(SignInChallenge, hashed(value))
    if row is None or row.purpose != purpose or row.until <= now():
        return None
    # Of two who bring the same value, the database lets one be first.
    done = session().execute(delete(SignInChallenge).where(SignInChallenge.value_hash == row.value_hash))
    return Taken(row.user_id) if done.rowcount == 1 else None  # type: ignore[attr-defined]
