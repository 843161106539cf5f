"""When a session is over, how long a guess has to wait, and how long a proof of identity lasts. Pure.

Basis: NIST SP 800-63B-4 section 2.2.3 (idle and overall limits at assurance level 2) and OWASP ASVS 5.0 V6 and V7.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from webapp.config import Settings


class Method(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    PROVIDER = "provider"
    PROVIDER_TWO_FACTORS = "provider_two_factors"


class Awaiting(StrEnum):
    """What is missing before a session lets its person in."""

    NOTHING = ""
    SECOND_FACTOR = "second_factor"
    NEW_PASSWORD = "new_password"  # noqa: S105 - a word, not a secret
    ENROLMENT = "enrolment"


class End(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    ENDED_BY_OWNER = "ended_by_owner"
    IDLE = "idle"
    TOO_LONG = "too_long"
    SUSPENDED = "suspended"
    GROUPS_CHANGED = "groups_changed"
    CREDENTIALS = "credentials"  # password or second factor were changed or reset
    GUESSING = "guessing"


# A passkey with user verification is two factors at once: the device, and its PIN or the person's finger.
TWO_FACTORS = frozenset({Method.TOTP, Method.RECOVERY_CODE, Method.PASSKEY, Method.PROVIDER_TWO_FACTORS})
# Between the first proof and the last one: long enough to find the telephone.
LONGEST_UNFINISHED = timedelta(minutes=15)
# `seen` is written at most this often, so that looking at pages does not write all the time.
SEEN_GRAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Limits:
    """How long sessions last, and how long a proof of identity is good for a sign-off."""

    idle: timedelta
    longest: timedelta
    step_up: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Those of an installation."""
        return cls(
            idle=timedelta(minutes=settings.idle_minutes),
            longest=timedelta(hours=settings.session_hours),
            step_up=timedelta(minutes=settings.step_up_minutes),
        )


def why_over(began: datetime, seen: datetime, awaiting: str, limits: Limits, at: datetime) -> End | None:
    """Why a session that began and was last used then is over now; None while it runs."""
    longest = min(LONGEST_UNFINISHED, limits.longest) if awaiting else limits.longest
    if at - began >= longest:
        return End.TOO_LONG
    return End.IDLE if at - seen >= limits.idle else None


def is_fresh(confirmed: datetime, limits: Limits, at: datetime) -> bool:
    """Whether a proof of identity given then is young enough for a sign-off."""
    return timedelta() <= at - confirmed < limits.step_up


@dataclass(frozen=True)
class Patience:
    """How many failures are free, and how the wait grows after them: doubling from `first` up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta


# One person guessing one account from one place. It is their own typing errors that honest people wait for.
OF_PAIR = Patience(5, timedelta(seconds=30), timedelta(minutes=15))
# One place guessing many accounts; a whole police station may share an address, so devices known for the account that
# is asked for are not held up by it.
OF_ADDRESS = Patience(50, timedelta(seconds=30), timedelta(minutes=15))
# One account guessed from many places; never more than a minute, and not for a device the person has used before.
OF_ACCOUNT = Patience(20, timedelta(seconds=1), timedelta(minutes=1))
FORGOTTEN_AFTER = timedelta(hours=24)


def wait_after(failures: int, patience: Patience) -> timedelta:
    """How long the next try has to wait after so many failures in a row."""
    over = failures - patience.free
    if over < 0:
        return timedelta()
    # 2**20 times the first wait is beyond every longest one; the cap keeps the number small.
    return min(patience.longest, patience.first * (1 << min(over, 20)))


def program_in_short(user_agent: str) -> str:
    """The browser and system that a program says it is, as a person would call them; nothing else of the text."""
    browsers = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
    more_browsers = (*browsers, ("Safari/", "Safari"))
    systems = (("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"))
    more_systems = (*systems, ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))
    browser = next((name for mark, name in more_browsers if mark in user_agent), "Unknown browser")
    system = next((name for mark, name in more_systems if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
