"""Types of values: what `instance of` asks and what typed inputs demand."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from webapp.feel.errors import FeelSyntaxError
from webapp.feel.nodes import TypeNode
from webapp.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths, midnight
from webapp.feel.values import Function, Range


class Type(ABC):
    """A set of values."""

    @abstractmethod
    def holds(self, value: object) -> bool:
        """Whether a value other than null belongs to the type."""

    def allows(self, value: object) -> bool:
        """Whether the value, or null, may stand where the type is asked for."""
        return value is None or self.holds(value)

    def bare(self) -> "Type":
        """The type without its allowed values, which `instance of` does not look at."""
        return self

    def is_within(self, other: "Type") -> bool:
        """Whether each value of this type belongs to the other, as far as can be told from the types."""
        return isinstance(other, AnyType) or self == other


@dataclass(frozen=True, slots=True)
class AnyType(Type):
    """Every value."""

    def holds(self, value: object) -> bool:  # noqa: ARG002  # any will do
        return True


@dataclass(frozen=True, slots=True)
class SimpleType(Type):
    """A type that has only a name."""

    name: str

    def holds(self, value: object) -> bool:
        return type(value) in _PYTHON[self.name]


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """Functions of so many parameters of these types with a result of that type; None stands for any of them."""

    parameters: tuple[Type, ...] | None = None
    result: Type = AnyType()

    def holds(self, value: object) -> bool:
        if not isinstance(value, Function):
            return False
        described = getattr(value, "type", None)
        if self.parameters is None or not isinstance(described, FunctionType) or described.parameters is None:
            return True
        return described.is_within(self)

    def is_within(self, other: Type) -> bool:
        if not isinstance(other, FunctionType):
            return isinstance(other, AnyType)
        if other.parameters is None or self.parameters is None:
            return True
        return (
            len(self.parameters) == len(other.parameters)
            and all(theirs.is_within(ours) for ours, theirs in zip(self.parameters, other.parameters, strict=True))
            and self.result.is_within(other.result)
        )


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """Lists of one type."""

    of: Type = AnyType()

    def bare(self) -> Type:
        return ListType(self.of.bare())

    def holds(self, value: object) -> bool:
        return isinstance(value, list) and all(self.of.allows(item) for item in value)

    def is_within(self, other: Type) -> bool:
        return isinstance(other, AnyType) or (isinstance(other, ListType) and self.of.is_within(other.of))


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """Ranges over one type."""

    of: Type = AnyType()

    def holds(self, value: object) -> bool:
        return isinstance(value, Range) and self.of.allows(value.low) and self.of.allows(value.high)

    def is_within(self, other: Type) -> bool:
        return isinstance(other, AnyType) or (isinstance(other, RangeType) and self.of.is_within(other.of))


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """Contexts with at least these entries."""

    fields: tuple[tuple[str, Type], ...] = ()

    def bare(self) -> Type:
        return ContextType(tuple((name, kind.bare()) for name, kind in self.fields))

    def holds(self, value: object) -> bool:
        return isinstance(value, dict) and all(name in value and kind.allows(value[name]) for name, kind in self.fields)

    def is_within(self, other: Type) -> bool:
        if not isinstance(other, ContextType):
            return isinstance(other, AnyType)
        own = dict(self.fields)
        return all(name in own and own[name].is_within(kind) for name, kind in other.fields)


@dataclass(frozen=True)
class NarrowedType(Type):
    """A type of which only some values are allowed."""

    base: Type
    allowed: Callable[[object], bool]

    def bare(self) -> Type:
        return self.base.bare()

    def holds(self, value: object) -> bool:
        return self.base.holds(value) and self.allowed(value)

    def is_within(self, other: Type) -> bool:
        return self == other or self.base.is_within(other)


_PYTHON: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "years and months duration": (YearsMonths,),
    "days and time duration": (DaysTime,),
    "Null": (),
}

NAMED: dict[str, Type] = {name: SimpleType(name) for name in _PYTHON} | {
    "Any": AnyType(),
    "list": ListType(),
    "context": ContextType(),
    "function": FunctionType(),
    "range": RangeType(),
    # The spellings of DMN's XML.
    "dateTime": SimpleType("date and time"),
    "dayTimeDuration": SimpleType("days and time duration"),
    "yearMonthDuration": SimpleType("years and months duration"),
}


def type_of(node: TypeNode, named: Mapping[str, Type]) -> Type:
    """The type written in `node`. Raises FeelSyntaxError for a name that is not known."""
    inner = [type_of(parameter, named) for parameter in node.parameters]
    if node.name == "context" and node.fields:
        return ContextType(tuple(zip(node.fields, inner, strict=True)))
    if node.name == "function" and (inner or node.result):
        return FunctionType(tuple(inner), type_of(node.result, named) if node.result else AnyType())
    if node.name in ("list", "range") and inner:
        return ListType(inner[0]) if node.name == "list" else RangeType(inner[0])
    found = named.get(node.name) or NAMED.get(node.name)
    if found is None:
        raise FeelSyntaxError(
            f"“{node.name}” is no type; write number, string, boolean, date or the like.", node.position
        )
    return found


class Misfit:
    """Says that a value does not fit a type."""


MISFIT = Misfit()


def fitted(value: object, kind: Type) -> object:
    """The value as the type wants it, or MISFIT.

    A list of one is taken for its value and a value for a list of one, and a date for its midnight in UTC.
    """
    if kind.allows(value):
        return value
    if isinstance(value, list) and len(value) == 1 and kind.allows(value[0]):
        return value[0]
    base = kind.base if isinstance(kind, NarrowedType) else kind
    other: object = MISFIT
    if isinstance(base, ListType) and not isinstance(value, list):
        other = [value]
    elif isinstance(base, SimpleType) and base.name == "date and time" and isinstance(value, Date):
        other = midnight(value)
    return other if other is not MISFIT and kind.allows(other) else MISFIT
