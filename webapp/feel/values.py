"""Ranges and functions as values, and what a value is called."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from webapp.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths

if TYPE_CHECKING:
    from webapp.feel.budget import Run


@dataclass(frozen=True, slots=True)
class Range:
    """The values between two ends, or those that a comparison such as `< 10` lets through.

    An end that is None is open for ever. `operator` is set when it was written as a comparison; "!=" lets through
    everything but `low`.
    """

    low: object
    high: object
    low_included: bool
    high_included: bool
    operator: str | None = None

    @property
    def end(self) -> object:
        """A value of the kind that the range is of."""
        return self.low if self.low is not None else self.high


class Function(ABC):
    """Something that can be called."""

    name: str = ""

    @abstractmethod
    def call(self, run: "Run", arguments: Sequence[object], position: int | None) -> object:
        """The result for arguments given by place; null with a remark when they do not fit."""

    @abstractmethod
    def call_named(self, run: "Run", arguments: Mapping[str, object], position: int | None) -> object:
        """The result for arguments given by name; null with a remark when they do not fit."""


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "a yes/no value"),
    (Decimal, "a number"),
    (str, "a text"),
    (Date, "a date"),
    (DateTime, "a date and time"),
    (Time, "a time"),
    (YearsMonths, "a duration of years and months"),
    (DaysTime, "a duration of days and time"),
    (list, "a list"),
    (dict, "a context"),
    (Range, "a range"),
    (Function, "a function"),
)


def kind_of(value: object) -> str:
    """What a person would call this kind of value."""
    if value is None:
        return "null"
    return next((words for kind, words in _KINDS if isinstance(value, kind)), "a value of an unknown kind")
