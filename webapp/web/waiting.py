"""What somebody who guesses too often is told."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from webapp.clock import now
from webapp.web.filters import clock_time

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_COUNTED_OUT = 90


def too_many_tries(until: datetime) -> str:
    """The sentence for somebody who has to wait, in seconds where these are few."""
    seconds = math.ceil((until - now()).total_seconds())
    if seconds > LONGEST_COUNTED_OUT:
        # A minute more than the clock's hands show, so that the time that is said is not too early.
        return f"Too many tries. You can try again at {clock_time(until + timedelta(minutes=1))}."
    return f"Too many tries. You can try again in {seconds} second{'s' if seconds != 1 else ''}."
