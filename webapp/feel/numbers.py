"""Numbers: decimal, 34 digits, never binary fractions."""

import decimal
from decimal import Decimal

# The 128-bit decimal of IEEE 754, which the standard asks for.
ARITHMETIC = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

ROUNDINGS = {
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
    "half up": decimal.ROUND_HALF_UP,
    "half down": decimal.ROUND_HALF_DOWN,
    "half even": decimal.ROUND_HALF_EVEN,
    "ceiling": decimal.ROUND_CEILING,
    "floor": decimal.ROUND_FLOOR,
}
SCALES = range(-6111, 6177)


def number_of(text: str) -> Decimal | None:
    """The number written in `text`, rounded to 34 digits; None when it is none or too large."""
    return _finite(text)


def from_python(number: float | Decimal) -> Decimal | None:
    """A Python number as FEEL's; a float stands for the shortest decimal that it prints as."""
    return _finite(repr(number) if isinstance(number, float) else number)


def _finite(number: str | int | Decimal) -> Decimal | None:
    try:
        made = ARITHMETIC.create_decimal(number)
    except decimal.DecimalException:
        return None
    return made if made.is_finite() else None


def whole(number: object) -> int | None:
    """The integer a FEEL number stands for; None for fractions, for what is no number and beyond 10**18."""
    if not isinstance(number, Decimal) or abs(number) > 10**18:
        return None
    integer = int(number)
    return integer if integer == number else None


def text_of(number: Decimal) -> str:
    """The number in plain digits, without an exponent and without zeros at the end of a fraction."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def scaled(number: Decimal, scale: int, rounding: str) -> Decimal | None:
    """`number` with `scale` digits after the point, which may be negative; None beyond the allowed scales."""
    if scale not in SCALES:
        return None
    if -number.as_tuple().exponent <= scale:  # type: ignore[operator]  # only finite numbers come here
        return number
    # Wide enough that the quantum never needs more digits than the context has.
    wide = decimal.Context(prec=12_400, rounding=rounding, Emin=-20_000, Emax=20_000, traps=[decimal.InvalidOperation])
    try:
        return ARITHMETIC.create_decimal(number.quantize(Decimal(1).scaleb(-scale, wide), context=wide))
    except decimal.DecimalException:
        return None
