"""Slows the guessing of passwords and codes, counted in the database, so that all processes count together.

A try is counted as a failure before it is looked at and taken back when it was right: a hundred tries at the same
moment are a hundred failures. The wait doubles up to a bound, so nobody is locked out for ever. A browser in which the
person has signed in before is counted by itself: whatever others guess, from the same address too, its owner does not
wait for it. Basis: OWASP, Slow Down Online Guessing Attacks with Device Cookies; ASVS 5.0 6.3.1.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from webapp.access.actor import SYSTEM_ID
from webapp.clock import now
from webapp.database import session
from webapp.signin import sessions
from webapp.signin.inserting import insert_if_missing
from webapp.signin.model import SignInDelay
from webapp.signin.rules import FORGOTTEN_AFTER, OF_ACCOUNT, OF_ADDRESS, OF_PAIR, Patience, wait_after
from webapp.signin.sessions import Origin
from webapp.signin.tokens import keyed


@dataclass(frozen=True)
class Try:
    """One try that was let through, counted under these keys; the first of them is the guesser's own."""

    at: datetime
    keys: Sequence[str]


def take(secret: str, login: str, user_id: UUID | None, origin: Origin) -> Try | datetime:
    """The try, counted as a failure for now; or the moment at which the next one is accepted."""
    at = now()
    patience = _keys(secret, login, user_id, origin)
    # Looked at first, so that somebody who has to wait cannot fill the table with names they make up.
    if until := _waits(_held(patience), at):
        return until
    for key in sorted(patience):
        session().execute(insert_if_missing(SignInDelay).values(key=key, failures=0, last_at=at))
    rows = _held(patience)
    if until := _waits(rows, at):
        return until
    for row in rows:
        row.failures = 1 if row.last_at < at - FORGOTTEN_AFTER else row.failures + 1
        wait = wait_after(row.failures, patience[row.key])
        row.last_at, row.until = at, at + wait if wait > timedelta() else None
    session().flush()
    return Try(at, tuple(patience))


def succeeded(tried: Try) -> None:
    """The try was right: the guesser's own failures are forgotten, and the others are as they were before it."""
    own, *others = tried.keys
    session().execute(delete(SignInDelay).where(SignInDelay.key == own))
    for key in sorted(others):
        session().execute(
            update(SignInDelay)
            .where(SignInDelay.key == key, SignInDelay.failures > 0)
            .values(failures=SignInDelay.failures - 1)
        )
        session().execute(
            update(SignInDelay).where(SignInDelay.key == key, SignInDelay.last_at == tried.at).values(until=None)
        )


def _keys(secret: str, login: str, user_id: UUID | None, origin: Origin) -> dict[str, Patience]:
    # Looked for whether there is such an account or not, since how long it takes would tell; the system never signs in.
    if sessions.is_known_device(user_id or SYSTEM_ID, origin.device):
        return {keyed(secret, f"device\n{login}\n{origin.device}"): OF_PAIR}
    return {
        keyed(secret, f"pair\n{login}\n{origin.address}"): OF_PAIR,
        keyed(secret, f"address\n{origin.address}"): OF_ADDRESS,
        keyed(secret, f"account\n{login}"): OF_ACCOUNT,
    }


def _held(keys: Collection[str]) -> list[SignInDelay]:
    """The rows there are for the keys, held in one order, so that two tries never deadlock."""
    query = select(SignInDelay).where(SignInDelay.key.in_(keys)).order_by(SignInDelay.key).with_for_update()
    return list(session().scalars(query.execution_options(populate_existing=True)))


def _waits(rows: Sequence[SignInDelay], at: datetime) -> datetime | None:
    return max((row.until for row in rows if row.until is not None and row.until > at), default=None)
