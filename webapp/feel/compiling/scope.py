"""The names an expression sees while it is worked out."""

from collections.abc import Callable, Sequence
from typing import Final

from webapp.feel.budget import Run


class Missing:
    """Says that a name stands for nothing."""


MISSING: Final = Missing()


class Scope:
    """Names and values, with the scope around it."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: dict[str, object], parent: "Scope | None", run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run

    def find(self, name: str) -> object:
        """The value of `name`, the innermost one; MISSING when there is none."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.values.get(name, MISSING)
            if value is not MISSING:
                return value
            scope = scope.parent
        return MISSING

    def inner(self, values: dict[str, object]) -> "Scope":
        """A scope inside this one."""
        return Scope(values, self, self.run)


Code = Callable[[Scope], object]


def results(codes: Sequence[Code], scope: Scope) -> list[object]:
    """The value of each."""
    return [code(scope) for code in codes]
