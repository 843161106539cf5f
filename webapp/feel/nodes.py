"""The tree of an expression, as written."""

from collections.abc import Iterator as Walk
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression; `position` is its first character's place in the source."""

    position: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    target: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    target: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function call; `names` is empty when the arguments go by place."""

    callee: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Negation(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`first` followed by (operator, operand) pairs of one precedence, worked from the left."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    operator: str  # "and" or "or"
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: "TypeNode"


@dataclass(frozen=True, slots=True)
class TypeNode(Node):
    """A type as written: a name, with the types between < and >, the field names of a context, and what follows ->."""

    name: str
    parameters: tuple["TypeNode", ...] = ()
    fields: tuple[str, ...] = ()
    result: "TypeNode | None" = None


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """One `name in source` of a for, some or every; `to` stands for the end of `1..n`."""

    name: str
    source: Node
    to: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    every: bool
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class RangeNode(Node):
    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class OperatorTest(Node):
    """`< 10`, `= x`: a comparison that waits for its left side."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextNode(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    name: str
    type: TypeNode | None


@dataclass(frozen=True, slots=True)
class FunctionNode(Node):
    """A function definition; `external` ones call another language and are never run."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class UnaryNode(Node):
    """Unary tests: any of `tests`, none of them when `negated`; a lone dash has no tests and always holds."""

    tests: tuple[Node, ...]
    negated: bool = False


def walk(tree: Node) -> Walk[Node]:
    """The node and every node in it, in no particular order."""
    waiting: list[object] = [tree]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
        elif isinstance(current, Node):
            yield current
            waiting.extend(getattr(current, field.name) for field in fields(current))
