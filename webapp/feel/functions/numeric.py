"""Functions of numbers."""

import decimal
from collections.abc import Callable
from decimal import Decimal

from webapp.feel.budget import Run
from webapp.feel.functions.registry import function
from webapp.feel.numbers import ARITHMETIC, ROUNDINGS, scaled, whole
from webapp.feel.temporal import DaysTime, YearsMonths


def _scaled(run: Run, number: Decimal, scale: Decimal | None, rounding: str) -> object:
    places = 0 if scale is None else whole(ARITHMETIC.to_integral_value(scale))
    result = None if places is None else scaled(number, places, ROUNDINGS[rounding])
    if result is None:
        run.remark("The scale is a whole number from -6111 to 6176.")
    return result


@function("decimal", "n:number, scale:number")
def to_decimal(run: Run, number: Decimal, scale: Decimal) -> object:
    """Rounded to so many places, a half to the even neighbour."""
    return _scaled(run, number, scale, "half even")


@function("floor", "n:number, scale?:number")
def floor(run: Run, number: Decimal, scale: Decimal | None = None) -> object:
    """The next smaller number with so many places."""
    return _scaled(run, number, scale, "floor")


@function("ceiling", "n:number, scale?:number")
def ceiling(run: Run, number: Decimal, scale: Decimal | None = None) -> object:
    """The next larger number with so many places."""
    return _scaled(run, number, scale, "ceiling")


def _rounding(name: str) -> Callable[[Run, Decimal, Decimal], object]:
    def body(run: Run, number: Decimal, scale: Decimal) -> object:
        return _scaled(run, number, scale, name)

    return body


for _name in ("up", "down", "half up", "half down"):
    function(f"round {_name}", "n:number, scale:number")(_rounding(_name))


@function("abs", "n:number|duration")
def absolute(_run: Run, value: Decimal | YearsMonths | DaysTime) -> object:
    """Without its sign."""
    if isinstance(value, YearsMonths):
        return YearsMonths(abs(value.months))
    return DaysTime(abs(value.nanoseconds)) if isinstance(value, DaysTime) else abs(value)


@function("modulo", "dividend:number, divisor:number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> object:
    """What remains of the dividend; it has the sign of the divisor."""
    if not divisor:
        run.remark("A division by zero has no remainder.")
        return None
    wide = decimal.Context(prec=12_400, Emin=-20_000, Emax=20_000, traps=[decimal.InvalidOperation])
    run.charge(10 + abs(dividend.adjusted() - divisor.adjusted()) // 8)
    rest = wide.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = wide.add(rest, divisor)
    return ARITHMETIC.plus(rest)


def _safely(run: Run, work: Callable[[], Decimal], message: str) -> object:
    run.charge(60)
    try:
        result = work()
    except decimal.DecimalException:
        run.remark(message)
        return None
    return result


@function("sqrt", "number:number")
def sqrt(run: Run, number: Decimal) -> object:
    """The square root."""
    return _safely(run, lambda: ARITHMETIC.sqrt(number), "A negative number has no square root.")


@function("log", "number:number")
def log(run: Run, number: Decimal) -> object:
    """The natural logarithm."""
    if number <= 0:
        run.remark("Only a number above zero has a logarithm.")
        return None
    return _safely(run, lambda: ARITHMETIC.ln(number), "The number has no logarithm.")


@function("exp", "number:number")
def exp(run: Run, number: Decimal) -> object:
    """The constant e to this power."""
    return _safely(run, lambda: ARITHMETIC.exp(number), "The result would be too large.")


@function("odd", "number:number")
def odd(run: Run, number: Decimal) -> object:
    """Whether it is an odd whole number."""
    return modulo(run, number, Decimal(2)) == 1


@function("even", "number:number")
def even(run: Run, number: Decimal) -> object:
    """Whether it is an even whole number."""
    return modulo(run, number, Decimal(2)) == 0
