"""Equality, order and membership. Answers are True, False or None for “cannot be compared”."""

from decimal import Decimal
from typing import Any

from webapp.feel.budget import Run
from webapp.feel.temporal import SECOND, Date, DateTime, DaysTime, Time, YearsMonths, midnight
from webapp.feel.values import Function, Range


def equal(left: object, right: object, run: Run) -> bool | None:
    """Whether two values are the same; None when they are of different kinds. Null equals only null."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return _equal_of_kinds(left, right, run)
    if kind is list:
        return _equal_lists(left, right, run)  # type: ignore[arg-type]  # `kind` says that both are lists
    if kind is dict:
        return _equal_contexts(left, right, run)  # type: ignore[arg-type]  # `kind` says that both are contexts
    if kind is Time or kind is DateTime:
        return order(left, right) == 0 if _comparable(left, right) else False
    if kind is Range:
        return _equal_ranges(left, right, run)  # type: ignore[arg-type]  # `kind` says that both are ranges
    return left == right


def _equal_of_kinds(left: object, right: object, run: Run) -> bool | None:
    # A list of one value stands for the value and the other way round.
    if isinstance(left, list) and len(left) == 1 and not isinstance(right, list):
        return equal(left[0], right, run)
    if isinstance(right, list) and len(right) == 1 and not isinstance(left, list):
        return equal(left, right[0], run)
    if isinstance(left, Function) and isinstance(right, Function):
        return left is right
    return None


def _equal_lists(left: list[object], right: list[object], run: Run) -> bool | None:
    if len(left) != len(right):
        return False
    run.charge(len(left))
    answer: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = equal(one, other, run)
        if same is False:
            return False
        if same is None:
            answer = None
    return answer


def _equal_contexts(left: dict[str, object], right: dict[str, object], run: Run) -> bool | None:
    if left.keys() != right.keys():
        return False
    return _equal_lists(list(left.values()), [right[name] for name in left], run)


def _equal_ranges(left: Range, right: Range, run: Run) -> bool | None:
    if (left.low_included, left.high_included, left.operator) != (
        right.low_included,
        right.high_included,
        right.operator,
    ):
        return False
    return _equal_lists([left.low, left.high], [right.low, right.high], run)


def _comparable(left: Any, right: Any) -> bool:
    return bool(left.zoned == right.zoned)


def order(left: object, right: object) -> int | None:
    """-1, 0 or 1; None for kinds that have no order, for unlike kinds, and where only one of two has a time zone.

    Moments are compared by whole seconds, as equality is.
    """
    kind = type(left)
    if kind is not type(right):
        if kind is Date and isinstance(right, DateTime):
            left = midnight(left)  # type: ignore[arg-type]  # `kind` says that it is a date
        elif isinstance(left, DateTime) and isinstance(right, Date):
            right = midnight(right)
        else:
            return None
        kind = DateTime
    one, other = _rank(left, kind), _rank(right, kind)
    if one is None or other is None or (kind in (Time, DateTime) and not _comparable(left, right)):
        return None
    return int(one > other) - int(one < other)


def _rank(value: Any, kind: type) -> Any:
    if kind is Decimal or kind is str:
        return value
    if kind is Date:
        return value.days
    if kind is DateTime:
        return value.instant // SECOND
    if kind is Time:
        return value.of_day // SECOND - (value.utc_offset or 0)
    if kind is DaysTime:
        return value.nanoseconds
    return value.months if kind is YearsMonths else None


def compare(operator: str, left: object, right: object) -> bool | None:
    """The answer of `<`, `<=`, `>` or `>=`."""
    result = order(left, right)
    if result is None:
        return None
    if operator == "<":
        return result < 0
    if operator == "<=":
        return result <= 0
    return result > 0 if operator == ">" else result >= 0


def within(value: object, tested: Range, run: Run) -> bool | None:
    """Whether the value lies in the range; None when it cannot be compared with its ends."""
    if tested.operator == "!=":
        same = equal(value, tested.low, run)
        return None if same is None else not same
    if tested.operator == "=":
        return equal(value, tested.low, run)
    above = True if tested.low is None else compare(">=" if tested.low_included else ">", value, tested.low)
    if above is False:
        return False
    below = True if tested.high is None else compare("<=" if tested.high_included else "<", value, tested.high)
    if below is False:
        return False
    return True if above and below else None


def passes(value: object, test: object, run: Run) -> bool | None:
    """Whether `value` meets one test: lies in a range, stands in a list, or is the same."""
    if isinstance(test, Range) and not isinstance(value, Range):
        return within(value, test, run)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test, run):
            return True
        run.charge(len(test))
        answers = [
            within(value, item, run)
            if isinstance(item, Range) and not isinstance(value, Range)
            else equal(value, item, run)
            for item in test
        ]
        return True if True in answers else False if not answers or False in answers else None
    return equal(value, test, run)
