"""Yes and no, and what is there at all."""

from webapp.feel.budget import Run
from webapp.feel.comparing import equal
from webapp.feel.errors import FeelEvaluationError
from webapp.feel.functions.registry import function
from webapp.feel.temporal import DateTime, Time


@function("not", "negand:any")
def negation(run: Run, value: object) -> object:
    """The opposite; null of anything but true and false."""
    if isinstance(value, bool):
        return not value
    if value is not None:
        run.remark("“not” takes true or false.")
    return None


@function("is", "value1?:any, value2?:any")
def same(run: Run, one: object = None, other: object = None) -> object:
    """Whether both are the same in kind and in every part: two moments also in their time zone."""
    if isinstance(one, Time | DateTime):
        return one == other
    return type(one) is type(other) and equal(one, other, run) is True


@function("is defined", "value:any")
def is_defined(_run: Run, value: object) -> object:
    """Whether there is a value; a name or an entry that does not exist has none."""
    return value is not None


@function("get or else", "value:any, default:any")
def get_or_else(_run: Run, value: object, default: object) -> object:
    """The value, or the default when it is null."""
    return default if value is None else value


@function("assert", "value:any, condition:boolean, cause?:string")
def asserted(run: Run, value: object, condition: object, cause: str | None = None) -> object:
    """The value, when the condition holds; otherwise the evaluation ends with the cause as its message."""
    if condition is not True:
        raise FeelEvaluationError(cause or "What the expression asserts does not hold.", run.position)
    return value
