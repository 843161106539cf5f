"""The script engine under SpiffWorkflow: FEEL for everything, statements for nothing.

Only a compiled Formula is ever evaluated. A text that reaches the evaluator is refused, so no text from a diagram can
become code by a way that was forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from webapp.clock import LONDON, bank_holidays
from webapp.feel import Expression, FeelError, compile_expression
from webapp.feel.temporal import Date, DateTime, DaysTime, Time
from webapp.feel.values import Function, Range


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled FEEL expression, or a literal text where the diagram gives one without the leading `=`."""

    source: str
    expression: Expression | None

    def evaluate(self, context: Mapping[str, Any], now: datetime) -> Any:
        """The Python value of the expression. Raises FeelError when it cannot be worked out."""
        if self.expression is None:
            return self.source
        moment = now.astimezone(LONDON)
        return to_python(self.expression.evaluate(context, clock=lambda: moment, holidays=bank_holidays))

    @property
    def is_literal(self) -> bool:
        """Whether this is a plain text."""
        return self.expression is None


def formula(text: str) -> Formula:
    """Compiles an attribute: `=…` is FEEL, anything else is a literal text. Raises FeelError."""
    stripped = text.strip()
    if not stripped.startswith("="):
        return Formula(stripped, None)
    return Formula(stripped, compile_expression(stripped[1:].strip()))


def to_python(value: Any) -> Any:
    """A FEEL value as Python keeps it: whole numbers as int, dates and times as Python's own."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, list | tuple):
        return [to_python(item) for item in value]
    if isinstance(value, Range | Function):
        raise FeelError("The result is a range or a function, which cannot be kept.")
    if isinstance(value, Mapping):
        return {str(key): to_python(item) for key, item in value.items()}
    try:
        if isinstance(value, Date):
            return value.to_date()
        if isinstance(value, DateTime):
            return value.to_datetime()
        if isinstance(value, Time):
            return value.to_time()
        if isinstance(value, DaysTime):
            return value.to_timedelta()
    except (ValueError, OverflowError):
        raise FeelError("A date or duration lies outside what can be kept.") from None
    return value


class FeelEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc] # SpiffWorkflow carries no types
    """The one place where SpiffWorkflow can have something evaluated."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now

    def evaluate(
        self, expression: object, context: Mapping[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The value of a compiled formula; anything else is refused."""
        if not isinstance(expression, Formula):
            raise TypeError("Only compiled FEEL expressions are evaluated.")
        return expression.evaluate({**(external_context or {}), **context}, self.now)

    def execute(self, *_: object, **__: object) -> NoReturn:
        """Refused: there are no statements."""
        raise TypeError("Statements are never executed.")

    def call_service(self, *_: object, **__: object) -> NoReturn:
        """Refused: service tasks call registered operations."""
        raise TypeError("Services are called as registered operations only.")


class FeelEngine(PythonScriptEngine):  # type: ignore[misc] # SpiffWorkflow carries no types
    """SpiffWorkflow's script engine, able to evaluate FEEL and nothing else."""

    def __init__(self, now: datetime) -> None:
        super().__init__(FeelEnvironment(now))

    def validate(self, expression: object) -> None:
        """Refuses texts: expressions are compiled before an instance begins."""
        if not isinstance(expression, Formula):
            raise SyntaxError("Only compiled FEEL expressions are evaluated.")

    def evaluate(self, task: Any, expression: object, external_context: Mapping[str, Any] | None = None) -> Any:
        """The value of a compiled formula with the variables of a task."""
        return self.environment.evaluate(expression, task.data, external_context)

    def execute(self, *_: object, **__: object) -> NoReturn:
        """Refused: there are no statements."""
        raise TypeError("Statements are never executed.")

    def call_service(self, *_: object, **__: object) -> NoReturn:
        """Refused: service tasks call registered operations."""
        raise TypeError("Services are called as registered operations only.")
