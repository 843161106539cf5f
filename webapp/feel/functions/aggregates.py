"""What many values come to: sums, extremes, averages, all and any."""

import decimal
from collections.abc import Callable
from decimal import Decimal

from webapp.feel.budget import Run
from webapp.feel.comparing import order
from webapp.feel.functions.registry import function
from webapp.feel.numbers import ARITHMETIC
from webapp.feel.temporal import DaysTime, YearsMonths, days_time, years_months

Items = list[object]


def _numbers(run: Run, name: str, items: Items) -> list[Decimal] | None:
    run.charge(len(items))
    found = [item for item in items if isinstance(item, Decimal)]
    if len(found) != len(items):
        run.remark(f"“{name}” takes numbers only.")
        return None
    return found


def _extreme(run: Run, name: str, items: Items, sign: int) -> object:
    run.charge(len(items))
    best: object = None
    for item in items:
        found = order(item, item if best is None else best)
        if found is None:
            run.remark(f"“{name}” takes values of one kind that have an order.")
            return None
        if best is None or found * sign > 0:
            best = item
    return best


def _sum(run: Run, items: Items) -> object:
    if items and all(isinstance(item, DaysTime) for item in items):
        return days_time(sum(item.nanoseconds for item in items if isinstance(item, DaysTime)))
    if items and all(isinstance(item, YearsMonths) for item in items):
        return years_months(sum(item.months for item in items if isinstance(item, YearsMonths)))
    numbers = _numbers(run, "sum", items)
    if not numbers:
        return None
    total = Decimal(0)
    for number in numbers:
        total = ARITHMETIC.add(total, number)
    return total


def _product(run: Run, items: Items) -> object:
    numbers = _numbers(run, "product", items)
    if not numbers:
        return None
    total = Decimal(1)
    for number in numbers:
        total = ARITHMETIC.multiply(total, number)
    return total


def _mean(run: Run, items: Items) -> object:
    total = _sum(run, items)
    if isinstance(total, Decimal):
        return ARITHMETIC.divide(total, Decimal(len(items)))
    if isinstance(total, DaysTime):
        return DaysTime(total.nanoseconds // len(items))
    return YearsMonths(total.months // len(items)) if isinstance(total, YearsMonths) else None


def _median(run: Run, items: Items) -> object:
    numbers = sorted(_numbers(run, "median", items) or ())
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return ARITHMETIC.divide(ARITHMETIC.add(numbers[middle - 1], numbers[middle]), Decimal(2))


def _stddev(run: Run, items: Items) -> object:
    numbers = _numbers(run, "stddev", items)
    if numbers is None:
        return None
    if len(numbers) < 2:
        run.remark("“stddev” takes at least two numbers.")
        return None
    mean = _mean(run, items)
    if not isinstance(mean, Decimal):
        return None
    squares = Decimal(0)
    for number in numbers:
        apart = ARITHMETIC.subtract(number, mean)
        squares = ARITHMETIC.add(squares, ARITHMETIC.multiply(apart, apart))
    return ARITHMETIC.sqrt(ARITHMETIC.divide(squares, Decimal(len(numbers) - 1)))


def _mode(run: Run, items: Items) -> object:
    numbers = _numbers(run, "mode", items)
    if numbers is None:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


def _quantified(run: Run, name: str, items: Items, deciding: bool) -> object:  # only the callers below
    run.charge(len(items))
    if deciding in [item for item in items if isinstance(item, bool)]:
        return deciding
    if all(isinstance(item, bool) for item in items):
        return not deciding
    run.remark(f"“{name}” takes true and false only.")
    return None


def _all(run: Run, items: Items) -> object:
    return _quantified(run, "all", items, False)  # noqa: FBT003  # a false decides an “all”


def _any(run: Run, items: Items) -> object:
    return _quantified(run, "any", items, True)  # noqa: FBT003  # a true decides an “any”


def _min(run: Run, items: Items) -> object:
    return _extreme(run, "min", items, -1)


def _max(run: Run, items: Items) -> object:
    return _extreme(run, "max", items, 1)


Body = Callable[[Run, Items], object]


def _declare(name: str, body: Body, parameter: str) -> None:
    """The function takes one list or its items as arguments."""

    def of_list(run: Run, items: Items) -> object:
        try:
            return body(run, items)
        except (decimal.DecimalException, OverflowError):
            run.remark("The result would be too large.")
            return None

    def of_each(run: Run, *items: object) -> object:
        return of_list(run, list(items))

    function(name, "list:list")(of_list)
    function(name, f"{parameter}:any, more*:any")(of_each)


for _name, _body in {
    "min": _min,
    "max": _max,
    "sum": _sum,
    "product": _product,
    "mean": _mean,
    "median": _median,
    "stddev": _stddev,
    "mode": _mode,
}.items():
    _declare(_name, _body, "n")
_declare("all", _all, "b")
_declare("any", _any, "b")
