"""What a cell asks for when it can be known without a case: the constants in it, and of which kind they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from webapp.feel import FeelError, nodes
from webapp.feel.budget import Run
from webapp.feel.compiling.compiler import INPUT, Compiler
from webapp.feel.compiling.scope import Scope
from webapp.feel.kinds import MISFIT, AnyType, ListType, SimpleType, Type, fitted
from webapp.feel.values import Range, kind_of

# Functions of constants that are constants themselves.
_MAKERS = frozenset({"date", "time", "date and time", "duration", "years and months duration", "number", "string"})
_YES_NO = (nodes.Comparison, nodes.Logic, nodes.Between, nodes.In, nodes.InstanceOf, nodes.Quantified)
_WORDS: Final = {
    "number": "a number",
    "string": "a text",
    "boolean": "yes or no",
    "date": "a date",
    "time": "a time",
    "date and time": "a date and time",
    "years and months duration": "a duration of years and months",
    "days and time duration": "a duration of days and time",
}


class Unknown:
    """Says that a value depends on the case."""


UNKNOWN: Final = Unknown()


def constant(node: nodes.Node) -> object:
    """The value of a node that is the same in every case; UNKNOWN when it is not."""
    if isinstance(node, nodes.Literal):
        return node.value
    callees = {id(each.callee): each.callee for each in nodes.walk(node) if isinstance(each, nodes.Call)}
    for each in nodes.walk(node):
        if isinstance(each, nodes.Name):
            if id(each) not in callees or each.name not in _MAKERS:
                return UNKNOWN
        elif isinstance(each, nodes.For | nodes.Quantified | nodes.FunctionNode | nodes.Filter | nodes.Path):
            return UNKNOWN
    try:
        return Compiler({}).compile(node)(Scope({}, None, Run(steps=1_000)))
    except FeelError:
        return UNKNOWN


def is_input(node: nodes.Node) -> bool:
    """Whether the node is the `?` of a cell."""
    return isinstance(node, nodes.Name) and node.name == INPUT


@dataclass(frozen=True, slots=True)
class Asked:
    """A constant that a cell compares its input with; `equality` when the input may be just that."""

    value: object
    equality: bool
    node: nodes.Node


def asked(test: nodes.Node) -> Iterator[Asked | None]:
    """The constants a test compares its input with; None for each part that depends on the case."""
    match test:
        case nodes.RangeNode() | nodes.Between() if not isinstance(test, nodes.Between) or is_input(test.value):
            yield from (_asked(part, equality=False) for part in (test.low, test.high))
        case nodes.OperatorTest():
            yield _asked(test.operand, equality=test.operator in ("=", "!="))
        case nodes.ListNode(items=parts) | nodes.Logic(operands=parts):
            for part in parts:
                yield from asked(part)
        case nodes.Comparison() if is_input(test.left) or is_input(test.right):
            other = test.right if is_input(test.left) else test.left
            yield _asked(other, equality=test.operator in ("=", "!="))
        case nodes.In() if is_input(test.value):
            for each in test.tests:
                yield from asked(each)
        case nodes.Call(callee=nodes.Name(name="not"), arguments=(argument,), names=()):
            yield from asked(argument)
        case _ if any(is_input(each) for each in nodes.walk(test)):
            yield None
        case _:
            yield _asked(test, equality=True)


def _asked(node: nodes.Node, *, equality: bool) -> Asked | None:
    value = constant(node)
    return None if value is UNKNOWN or isinstance(value, Range) else Asked(value, equality, node)


def is_statement(test: nodes.Node) -> bool:
    """Whether a test is a sentence about the input, to be worked out as a whole."""
    return isinstance(test, _YES_NO) or any(is_input(each) for each in nodes.walk(test))


def plain(kind: Type) -> Type:
    """The type without its allowed values and its list."""
    base = getattr(kind, "base", kind)
    return plain(base.of) if isinstance(base, ListType) else base


def result_kind(node: nodes.Node) -> Type:
    """The type of what an expression gives, as far as its form tells."""
    found = constant(node)
    if found is not UNKNOWN and found is not None:
        return next((kind for kind in map(SimpleType, _WORDS) if kind.holds(found)), AnyType())
    if isinstance(node, _YES_NO):
        return SimpleType("boolean")
    if isinstance(node, nodes.If):
        then, otherwise = result_kind(node.then), result_kind(node.otherwise)
        return then if then == otherwise else AnyType()
    return AnyType()


def misfits(value: object, kind: Type) -> bool:
    """Whether a constant is of another kind than the column."""
    base = plain(kind)
    if value is None or not isinstance(base, SimpleType):
        return False
    if isinstance(value, list):
        return any(misfits(item, base) for item in value)
    return fitted(value, base) is MISFIT


def kind_words(kind: Type) -> str:
    """What a person would call the values of a type."""
    return _WORDS.get(getattr(plain(kind), "name", ""), "something else")


def words(value: object) -> str:
    """A value as it stands in a table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "not known"
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < 20 else str(value)
    return str(value) if not isinstance(value, list | dict | Range) else kind_of(value)
