"""Tries to sign in as somebody that failed: the person is told, on the page and, of many, by e-mail.

Their own slips count as well, since nobody else can tell them apart. Basis: ASVS 5.0 6.3.5.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from webapp.access.actor import SYSTEM_ID
from webapp.audit import queries as account
from webapp.clock import now

MANY = 10
WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Attempts:
    """How many there were, and when the last one was."""

    number: int
    last: datetime


def since_last_sign_in(user_id: UUID) -> Attempts | None:
    """Those since the person last came in; None without any. Asked before the present sign-in is recorded."""
    number, last = account.failed_sign_ins(user_id)
    return Attempts(number, last) if last is not None else None


def people_with_many() -> Collection[UUID]:
    """Everybody as whom somebody failed to sign in many times within a day. What is no account is nobody."""
    return account.failing_sign_ins(now() - WITHIN, MANY) - {SYSTEM_ID}
