"""How points and ranges lie to one another."""

from collections.abc import Callable

from webapp.feel.budget import Run
from webapp.feel.comparing import order
from webapp.feel.functions.registry import function
from webapp.feel.values import Range

Answer = bool | None


def _both(*answers: Answer) -> Answer:
    if False in answers:
        return False
    return None if None in answers else True


def _either(*answers: Answer) -> Answer:
    if True in answers:
        return True
    return None if None in answers else False


def _less(one: object, other: object) -> Answer:
    found = order(one, other)
    return None if found is None else found < 0


def _same(one: object, other: object) -> Answer:
    found = order(one, other)
    return None if found is None else found == 0


def _starts_before(one: Range, other: Range) -> Answer:
    """Whether `one` has values below all of `other`."""
    if one.low is None or other.low is None:
        return other.low is not None
    return _either(
        _less(one.low, other.low), _both(_same(one.low, other.low), one.low_included and not other.low_included)
    )


def _ends_before(one: Range, other: Range) -> Answer:
    """Whether `other` has values above all of `one`."""
    if one.high is None or other.high is None:
        return one.high is not None
    return _either(
        _less(one.high, other.high), _both(_same(one.high, other.high), other.high_included and not one.high_included)
    )


def _same_start(one: Range, other: Range) -> Answer:
    if one.low is None or other.low is None:
        return one.low is other.low
    return _both(one.low_included == other.low_included, _same(one.low, other.low))


def _same_end(one: Range, other: Range) -> Answer:
    if one.high is None or other.high is None:
        return one.high is other.high
    return _both(one.high_included == other.high_included, _same(one.high, other.high))


def _apart(one: Range, other: Range) -> Answer:
    """Whether all of `one` lies below all of `other`."""
    if one.high is None or other.low is None:
        return False
    return _either(
        _less(one.high, other.low), _both(_same(one.high, other.low), not (one.high_included and other.low_included))
    )


def _as_range(value: object) -> Range:
    return value if isinstance(value, Range) else Range(value, value, low_included=True, high_included=True)


def _negated(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _declare(name: str, slots: str, rule: Callable[[Range, Range], Answer]) -> None:
    def body(run: Run, one: object, other: object) -> object:
        answer = rule(_as_range(one), _as_range(other))
        if answer is None:
            run.remark(f"“{name}” cannot compare these kinds of values.")
        return answer

    function(name, slots)(body)


def _meets(one: Range, other: Range) -> Answer:
    return _both(
        one.high is not None and other.low is not None and one.high_included and other.low_included,
        None if one.high is None or other.low is None else _same(one.high, other.low),
    )


def _overlaps(one: Range, other: Range) -> Answer:
    return _both(_negated(_apart(one, other)), _negated(_apart(other, one)))


def _overlaps_before(one: Range, other: Range) -> Answer:
    return _both(_starts_before(one, other), _overlaps(one, other), _negated(_ends_before(other, one)))


def _finishes(one: Range, other: Range) -> Answer:
    return _both(_same_end(one, other), _negated(_starts_before(one, other)))


def _includes(one: Range, other: Range) -> Answer:
    return _both(_negated(_starts_before(other, one)), _negated(_ends_before(one, other)))


def _starts(one: Range, other: Range) -> Answer:
    return _both(_same_start(one, other), _negated(_ends_before(other, one)))


def _coincides(one: Range, other: Range) -> Answer:
    return _both(_same_start(one, other), _same_end(one, other))


def _swapped(rule: Callable[[Range, Range], Answer]) -> Callable[[Range, Range], Answer]:
    return lambda one, other: rule(other, one)


_ANY = "range|point"
for _name, _rule in (("before", _apart), ("after", _swapped(_apart))):
    _declare(_name, f"point1:{_ANY}, point2:{_ANY}", _rule)
    _declare(_name, f"range1:{_ANY}, range2:{_ANY}", _rule)
    _declare(_name, "point:point, range:range", _rule)
    _declare(_name, "range:range, point:point", _rule)
for _name, _rule in (
    ("meets", _meets),
    ("met by", _swapped(_meets)),
    ("overlaps", _overlaps),
    ("overlaps before", _overlaps_before),
    ("overlaps after", _swapped(_overlaps_before)),
):
    _declare(_name, "range1:range, range2:range", _rule)
for _name, _rule in (("finishes", _finishes), ("during", _swapped(_includes)), ("starts", _starts)):
    _declare(_name, "point:point, range:range", _rule)
    _declare(_name, "range1:range, range2:range", _rule)
for _name, _rule in (("finished by", _swapped(_finishes)), ("includes", _includes), ("started by", _swapped(_starts))):
    _declare(_name, "range:range, point:point", _rule)
    _declare(_name, "range1:range, range2:range", _rule)
_declare("coincides", "point1:point, point2:point", _coincides)
_declare("coincides", "range1:range, range2:range", _coincides)
