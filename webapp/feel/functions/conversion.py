"""Making values of one kind from another."""

import re
from decimal import Decimal

from webapp.feel import nodes
from webapp.feel.arithmetic import TEXT_LIMIT
from webapp.feel.budget import Run
from webapp.feel.comparing import order
from webapp.feel.errors import FeelError
from webapp.feel.functions.registry import function
from webapp.feel.literals import parse_date, parse_date_time, parse_duration, parse_time
from webapp.feel.names import TYPE_NAMES, KnownNames
from webapp.feel.numbers import number_of, text_of, whole
from webapp.feel.parser import parse_expression
from webapp.feel.temporal import SECOND, Date, DateTime, DaysTime, Time, make_date, make_time, midnight, years_months
from webapp.feel.values import Function, Range


@function("string", "from:any")
def string(run: Run, value: object) -> object:
    """The value as text; null stays null."""
    return text_of_value(value, run)


def text_of_value(value: object, run: Run) -> str | None:
    """The value as text; texts inside lists and contexts stand between quotation marks."""
    if value is None:
        return None
    if isinstance(value, str):
        return value
    text = _written(value, run)
    if len(text) > TEXT_LIMIT:
        run.remark("The text would be too long.")
        return None
    return text


def _written(value: object, run: Run) -> str:
    run.charge(1)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = text_of(value)
    elif isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        text = f'"{escaped}"'
    elif isinstance(value, list):
        text = "[" + ", ".join(_written(item, run) for item in value) + "]"
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{_key(key)}: {_written(item, run)}" for key, item in value.items()) + "}"
    elif isinstance(value, Range):
        text = _written_range(value, run)
    else:
        run.charge(4)
        text = "function" if isinstance(value, Function) else str(value)
    run.charge(len(text) // 20)
    return text


def _key(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d][\w ]*", name) else f'"{name}"'


def _written_range(value: Range, run: Run) -> str:
    if value.operator is not None:
        return f"({value.operator} {_written(value.end, run)})"
    opening, closing = "[" if value.low_included else "(", "]" if value.high_included else ")"
    return f"{opening}{_written(value.low, run)}..{_written(value.high, run)}{closing}"


@function("number", "from:string, grouping separator??:string, decimal separator??:string")
def number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> object:
    """The number written in a text, with these signs between thousands and before the fraction."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        run.remark("The grouping separator is a space, a comma or a point, and the decimal separator the other.")
        return None
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        text = "" if "." in text else text.replace(",", ".")
    found = number_of(text) if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,5})?", text, re.ASCII) else None
    if found is None:
        run.remark("The text is not a number.")
    return found


@function("number", "from:number")
def number_itself(_run: Run, value: Decimal) -> object:
    """A number as it is."""
    return value


@function("date", "from:string")
def date(run: Run, text: str) -> object:
    """The day written as 2026-01-31."""
    found = parse_date(text)
    if found is None:
        run.remark("The text is no date; write it as 2026-01-31.")
    return found


@function("date", "from:day")
def date_of(_run: Run, value: Date | DateTime) -> object:
    """The day of a date and time."""
    return value.date if isinstance(value, DateTime) else value


@function("date", "year:number, month:number, day:number")
def date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> object:
    """The day of these numbers."""
    parts = [whole(part) for part in (year, month, day)]
    made = None if None in parts else make_date(*(part or 0 for part in parts))
    if made is None:
        run.remark("There is no such day in the calendar.")
    return made


@function("time", "from:string")
def time(run: Run, text: str) -> object:
    """The time written as 09:30:00, with an offset or @zone or without."""
    found = parse_time(text)
    if found is None:
        run.remark("The text is no time; write it as 09:30:00.")
    return found


@function("time", "from:clock")
def time_of(_run: Run, value: Time | DateTime | Date) -> object:
    """The time of a date and time; a day's time is its midnight in UTC."""
    if isinstance(value, Date):
        return midnight(value).time
    return value.time if isinstance(value, DateTime) else value


@function("time", "hour:number, minute:number, second:number, offset??:days and time duration")
def time_of_parts(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None) -> object:
    """The time of these numbers; seconds may have a fraction."""
    made = _clock(hour, minute, second, offset)
    if made is None:
        run.remark("No clock shows this time.")
    return made


def _clock(
    hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None, zone: str | None = None
) -> Time | None:
    hours, minutes, nanoseconds = whole(hour), whole(minute), whole((second * SECOND).to_integral_value("ROUND_DOWN"))
    if hours is None or minutes is None or nanoseconds is None or nanoseconds < 0:
        return None
    seconds = None if offset is None else offset.nanoseconds // SECOND
    return make_time(hours, minutes, *divmod(nanoseconds, SECOND), seconds, zone)


@function("date and time", "from:string")
def date_and_time(run: Run, text: str) -> object:
    """The moment written as 2026-01-31T09:30:00, with an offset or @zone or without; a day alone is its midnight."""
    day = parse_date(text)
    found = DateTime(day, Time(0, 0, 0)) if day else parse_date_time(text)
    if found is None:
        run.remark("The text is no date and time; write it as 2026-01-31T09:30:00.")
    return found


@function("date and time", "from:day")
def date_and_time_of(_run: Run, value: Date | DateTime) -> object:
    """A moment as it is; a day as its midnight in UTC."""
    return midnight(value) if isinstance(value, Date) else value


@function("date and time", "date:day, time:time")
def date_and_time_of_both(_run: Run, day: Date | DateTime, clock: Time) -> object:
    """The moment of a day and a time."""
    return DateTime(day.date if isinstance(day, DateTime) else day, clock)


_PARTS = "year:number, month:number, day:number, hour:number, minute:number, second:number"


@function("date and time", _PARTS + ", offset??:days and time duration")
def date_and_time_of_parts(run: Run, *parts: Decimal) -> object:
    """The moment of these numbers."""
    day, offset = date_of_parts(run, *parts[:3]), parts[6] if len(parts) > 6 else None
    clock = _clock(parts[3], parts[4], parts[5], offset if isinstance(offset, DaysTime) else None)
    return DateTime(day, clock) if isinstance(day, Date) and clock else None


@function("duration", "from:string")
def duration(run: Run, text: str) -> object:
    """The duration written as P1DT2H or P1Y2M."""
    found = parse_duration(text)
    if found is None:
        run.remark("The text is no duration; write P2D, PT4H or P1Y6M.")
    return found


@function("duration", "from:duration")
def duration_itself(_run: Run, value: object) -> object:
    """A duration as it is."""
    return value


@function("years and months duration", "from:day, to:day")
def years_and_months(_run: Run, start: Date | DateTime, end: Date | DateTime) -> object:
    """The whole months from one day to another."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return years_months(months)


@function("range", "from:string")
def range_of(run: Run, text: str) -> object:
    """The range written in a text such as [1..10), between two literals."""
    try:
        tree = parse_expression(text, KnownNames(TYPE_NAMES))
    except FeelError:
        tree = None
    if isinstance(tree, nodes.RangeNode):
        low, high = _literal(tree.low, run), _literal(tree.high, run)
        if type(low) is type(high) and (order(low, high) or 0) <= 0 and order(low, high) is not None:
            return Range(low, high, tree.low_included, tree.high_included)
    run.remark("The text is no range of two literals in their order, such as [1..10].")
    return None


_MAKERS = {"date": date, "time": time, "date and time": date_and_time, "duration": duration}


def _literal(node: nodes.Node, run: Run) -> object:
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.Call) and isinstance(node.callee, nodes.Name) and len(node.arguments) == 1:
        argument, maker = node.arguments[0], _MAKERS.get(node.callee.name)
        if maker is not None and isinstance(argument, nodes.Literal) and isinstance(argument.value, str):
            return maker(run, argument.value)
    return None
