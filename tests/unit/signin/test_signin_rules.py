"""When a session is over, how long a proof lasts, and how the wait for a guess grows."""

from datetime import UTC, datetime, timedelta

import pytest

from webapp.config import Settings, SettingsError
from webapp.signin.rules import (
    LONGEST_UNFINISHED,
    OF_ACCOUNT,
    OF_ADDRESS,
    OF_PAIR,
    Awaiting,
    End,
    Limits,
    Patience,
    is_fresh,
    program_in_short,
    wait_after,
    why_over,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LIMITS = Limits(idle=15 * MINUTE, longest=8 * HOUR, step_up=10 * MINUTE)


@pytest.mark.parametrize(
    ("seen_after", "now_after", "awaiting", "over"),
    [
        (0 * MINUTE, 15 * MINUTE - SECOND, Awaiting.NOTHING, None),
        (0 * MINUTE, 15 * MINUTE, Awaiting.NOTHING, End.IDLE),
        (8 * HOUR - SECOND, 8 * HOUR - SECOND, Awaiting.NOTHING, None),
        (8 * HOUR - SECOND, 8 * HOUR, Awaiting.NOTHING, End.TOO_LONG),
        (14 * MINUTE, LONGEST_UNFINISHED, Awaiting.SECOND_FACTOR, End.TOO_LONG),
        (14 * MINUTE, LONGEST_UNFINISHED, Awaiting.NOTHING, None),
    ],
)
def test_session_is_over_when_idle_or_old(
    seen_after: timedelta, now_after: timedelta, awaiting: Awaiting, over: End | None
) -> None:
    assert why_over(NINE, NINE + seen_after, awaiting, LIMITS, NINE + now_after) is over


def test_proof_lasts_for_its_minutes_and_not_when_it_lies_in_the_future() -> None:
    assert is_fresh(NINE, LIMITS, NINE)
    assert is_fresh(NINE, LIMITS, NINE + 10 * MINUTE - SECOND)
    assert not is_fresh(NINE, LIMITS, NINE + 10 * MINUTE)
    assert not is_fresh(NINE + SECOND, LIMITS, NINE)


@pytest.mark.parametrize("patience", [OF_PAIR, OF_ADDRESS, OF_ACCOUNT])
def test_wait_doubles_and_never_grows_beyond_its_bound(patience: Patience) -> None:
    waits = [wait_after(failures, patience) for failures in range(patience.free + 40)]
    assert waits[: patience.free] == [timedelta()] * patience.free
    assert waits[patience.free : patience.free + 2] == [patience.first, 2 * patience.first]
    assert max(waits) == waits[-1] == patience.longest
    assert wait_after(10**9, patience) == patience.longest


def test_waits_are_bearable() -> None:
    assert max(OF_PAIR.longest, OF_ADDRESS.longest) == 15 * MINUTE
    assert OF_ACCOUNT.longest == MINUTE


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("<script>alert(1)</script>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_program_is_named_in_our_own_words(sent: str, shown: str) -> None:
    assert program_in_short(sent) == shown


def test_limits_come_from_the_settings() -> None:
    secret = {"RTK_SECRET_KEY": "x" * 32}
    assert Limits.of(Settings.from_environment(secret)) == LIMITS
    chosen = {"RTK_IDLE_MINUTES": "5", "RTK_SESSION_HOURS": "4", "RTK_STEP_UP_MINUTES": "2"}
    shorter = Limits(idle=5 * MINUTE, longest=4 * HOUR, step_up=2 * MINUTE)
    assert Limits.of(Settings.from_environment(secret | chosen)) == shorter
    with pytest.raises(SettingsError, match="RTK_IDLE_MINUTES must be 1 or more"):
        Settings.from_environment(secret | {"RTK_IDLE_MINUTES": "0"})


def test_second_factor_is_required_unless_it_is_said_to_be_optional() -> None:
    secret = {"RTK_SECRET_KEY": "x" * 32}
    assert Settings.from_environment(secret).second_factor_required
    assert not Settings.from_environment(secret | {"RTK_SECOND_FACTOR": "optional"}).second_factor_required
    with pytest.raises(SettingsError, match="RTK_SECOND_FACTOR must be required or optional"):
        Settings.from_environment(secret | {"RTK_SECOND_FACTOR": "off"})
