"""Asking FEEL in tests: an expression in, JSON terms out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from webapp.feel import Remark, compile_expression, compile_unary_tests, to_json

MOMENT = datetime(2026, 3, 9, 10, 30, tzinfo=UTC)
CHRISTMAS = {2026: [date(2026, 12, 25), date(2026, 12, 28)], 2027: [date(2027, 1, 1)]}


ELSEWHERE = {"Elsewhere": {2026: [date(2026, 3, 10)]}}


def holidays(year: int, calendar: str | None = None) -> list[date] | None:
    if calendar is None:
        return CHRISTMAS.get(year, [])
    return ELSEWHERE[calendar].get(year, []) if calendar in ELSEWHERE else None


def answer(source: str, context: Mapping[str, Any] | None = None) -> Any:
    """The value in JSON terms."""
    known = context or {}
    expression = compile_expression(source, names=known)
    return to_json(expression.evaluate(known, clock=lambda: MOMENT, holidays=holidays))


def remarks(source: str, context: Mapping[str, Any] | None = None) -> list[Remark]:
    """What was noticed on the way."""
    found: list[Remark] = []
    compile_expression(source, names=context or {}).evaluate(
        context or {}, clock=lambda: MOMENT, holidays=holidays, remarks=found
    )
    return found


def meets(cell: str, value: object, context: Mapping[str, Any] | None = None) -> bool | None:
    """Whether a value meets a cell."""
    return compile_unary_tests(cell, names=context or {}).matches(value, context or {}, clock=lambda: MOMENT)
