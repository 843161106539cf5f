"""Which second factors a person has, and what is missing before a sign-in is complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from webapp.access import queries as people
from webapp.signin import passkeys, recovery, totp
from webapp.signin.passkeys import OwnPasskey
from webapp.signin.rules import TWO_FACTORS, Awaiting, Method


@dataclass(frozen=True)
class Factors:
    """What a person has set up beside the password."""

    code_generator: bool
    passkeys: Sequence[OwnPasskey]
    recovery_codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; recovery codes stand in for one and are none themselves."""
        return self.code_generator or bool(self.passkeys)


def of(user_id: UUID) -> Factors:
    """The factors of a person."""
    return Factors(totp.is_set_up(user_id), passkeys.owned_by(user_id), recovery.left(user_id))


def missing(user_id: UUID, methods: Sequence[Method], *, required: bool) -> Awaiting:
    """What is still to be done after these proofs; what the person has set up is asked for, required or not."""
    has, twice = of(user_id), bool(TWO_FACTORS & set(methods))
    if has.any and not twice:
        return Awaiting.SECOND_FACTOR
    if Method.PASSWORD in methods and people.has_temporary_password(user_id):
        return Awaiting.NEW_PASSWORD
    return Awaiting.ENROLMENT if required and not has.any and not twice else Awaiting.NOTHING


def remove_all(user_id: UUID) -> None:
    """Forgets every second factor, for somebody who has lost them."""
    totp.remove(user_id)
    passkeys.remove(user_id)
    recovery.remove(user_id)
