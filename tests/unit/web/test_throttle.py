"""Guessing is slowed without locking anybody else out."""

from datetime import UTC, datetime, timedelta

from webapp import clock
from webapp.web.throttle import FAILURES_PER_ADDRESS, FAILURES_PER_LOGIN, KEYS_KEPT, PERIOD, SignInThrottle

START = datetime(2026, 1, 14, 10, tzinfo=UTC)


def test_after_some_failures_the_same_login_has_to_wait() -> None:
    throttle = SignInThrottle()
    with clock.fixed(START):
        for _ in range(FAILURES_PER_LOGIN):
            assert throttle.wait_until("officer", "192.0.2.1") is None
            throttle.failed("officer", "192.0.2.1")
        assert throttle.wait_until("officer", "192.0.2.1") == START + PERIOD
        clock.move(START + PERIOD)
        assert throttle.wait_until("officer", "192.0.2.1") is None


def test_guesses_from_elsewhere_do_not_lock_the_owner_out() -> None:
    throttle = SignInThrottle()
    with clock.fixed(START):
        for _ in range(FAILURES_PER_LOGIN):
            throttle.failed("officer", "192.0.2.1")
        assert throttle.wait_until("officer", "192.0.2.2") is None
        assert throttle.wait_until("supervisor", "192.0.2.1") is None


def test_one_address_that_tries_many_logins_has_to_wait() -> None:
    throttle = SignInThrottle()
    with clock.fixed(START):
        for number in range(FAILURES_PER_ADDRESS):
            throttle.failed(f"officer{number}", "192.0.2.1")
        assert throttle.wait_until("somebody", "192.0.2.1") is not None


def test_success_forgets_the_failures_of_that_login() -> None:
    throttle = SignInThrottle()
    with clock.fixed(START):
        for _ in range(FAILURES_PER_LOGIN):
            throttle.failed("officer", "192.0.2.1")
        throttle.succeeded("officer", "192.0.2.1")
        assert throttle.wait_until("officer", "192.0.2.1") is None


def test_old_failures_do_not_count() -> None:
    throttle = SignInThrottle()
    with clock.fixed(START):
        for _ in range(FAILURES_PER_LOGIN - 1):
            throttle.failed("officer", "192.0.2.1")
        clock.move(START + PERIOD + timedelta(seconds=1))
        throttle.failed("officer", "192.0.2.1")
        assert throttle.wait_until("officer", "192.0.2.1") is None


def test_memory_stays_bounded() -> None:
    throttle = SignInThrottle()
    with clock.fixed(START):
        for number in range(KEYS_KEPT + 100):
            throttle.failed(f"officer{number}", f"192.0.2.{number}")
        assert len(throttle._failures) <= KEYS_KEPT
