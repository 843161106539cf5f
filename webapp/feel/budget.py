"""How much one evaluation may do, what it noticed, and what it takes from outside."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import Protocol

from webapp.feel.errors import FeelEvaluationError, FeelLimitError, Remark

STEPS = 50_000
CALL_DEPTH = 60
REMARKS = 20

Clock = Callable[[], datetime]


class Holidays(Protocol):
    """What gives the bank holidays of a year, by the calendar of this name or the caller's own; None if unknown."""

    def __call__(self, year: int, calendar: str | None = None, /) -> Collection[date] | None:
        """The days."""


class Run:
    """One evaluation: its allowance, clock, calendar of holidays and remarks."""

    __slots__ = ("calls", "clock", "holidays", "left", "moment", "place", "position", "remarks", "strict")

    def __init__(
        self,
        clock: Clock | None = None,
        steps: int | None = None,
        holidays: Holidays | None = None,
        *,
        remarks: list[Remark] | None = None,
        strict: bool = False,
    ) -> None:
        self.clock = clock
        self.left = STEPS if steps is None else steps
        self.holidays = holidays
        self.remarks = remarks
        self.strict = strict
        self.calls = 0
        self.position: int | None = None  # of the built-in function at work
        self.place = ""  # the part of a decision model at work
        self.moment: object = None  # what now() gave, the same throughout one evaluation

    def charge(self, steps: int) -> None:
        """Take `steps` from the allowance. Raises FeelLimitError when it is spent."""
        self.left -= steps
        if self.left < 0:
            raise FeelLimitError("The expression is too much work; make its lists or loops smaller.")

    def remark(self, message: str, position: int | None = None) -> None:
        """Note why a part of the expression is null. Raises FeelEvaluationError in a strict evaluation."""
        position = self.position if position is None else position
        if self.strict:
            raise FeelEvaluationError(message, position)
        if self.remarks is not None and len(self.remarks) < REMARKS:
            self.remarks.append(Remark(message, position, self.place))

    def now(self) -> datetime:
        """The present moment by the caller's clock, or by the machine's in UTC."""
        return self.clock() if self.clock is not None else datetime.now(UTC)
