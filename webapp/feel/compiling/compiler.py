"""The compiler's state, and names, literals, lists and contexts."""

from collections.abc import Callable, Mapping
from typing import Any

from webapp.feel import nodes
from webapp.feel.compiling import calls, conditions, loops, operators
from webapp.feel.compiling.scope import MISSING, Code, Scope, results
from webapp.feel.errors import FeelLimitError
from webapp.feel.functions import BUILTINS
from webapp.feel.kinds import Type

DEPTH_LIMIT = 150
INPUT = "?"


class Compiler:
    """Turns one tree into code and notes which names it needs from outside."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self.types = types
        self.free: set[str] = set()
        self.possible: set[str] = set()  # inside filters, where a name may be a property of the item
        self.functions: set[str] = set()
        self.uses_input = False
        self.weight = 0  # nodes compiled so far
        self._bound: list[set[str]] = []
        self._depth = 0
        self._filters = 0

    def compile(self, node: nodes.Node) -> Code:
        """The code of a node. Raises FeelLimitError when the tree is too deep to be worked out safely."""
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise FeelLimitError("The expression is nested too deep; split it up.", node.position)
        self.weight += 1
        code = _COMPILERS[type(node)](self, node)
        self._depth -= 1
        return code

    def compile_within(self, names: set[str], node: nodes.Node, *, of_filter: bool = False) -> tuple[Code, int]:
        """The code of a node that sees further names, and how many nodes it has."""
        before = self.weight
        self._bound.append(names)
        self._filters += of_filter
        code = self.compile(node)
        self._filters -= of_filter
        self._bound.pop()
        return code, self.weight - before

    def note(self, name: str, *, called: bool = False) -> None:
        """Remember that `name` is used."""
        if any(name in bound for bound in self._bound):
            return
        if called and name in BUILTINS:
            self.functions.add(name)
        elif name == INPUT:
            self.uses_input = True
        elif self._filters:
            self.possible.add(name)
        else:
            self.free.add(name)


def compile_literal(_compiler: Compiler, node: nodes.Literal) -> Code:
    """A literal."""
    value = node.value
    return lambda _scope: value


def compile_name(compiler: Compiler, node: nodes.Name) -> Code:
    """A variable, or a built-in function as a value."""
    name, position = node.name, node.position
    compiler.note(name, called=name in BUILTINS)
    builtin = BUILTINS.get(name)

    def look_up(scope: Scope) -> object:
        value = scope.find(name)
        if value is MISSING:
            if builtin is not None:
                return builtin
            scope.run.remark(f"“{name}” has no value here.", position)
            return None
        return value

    return look_up


def compile_list(compiler: Compiler, node: nodes.ListNode) -> Code:
    """A list."""
    codes = [compiler.compile(item) for item in node.items]
    size = len(codes)

    def make(scope: Scope) -> object:
        scope.run.charge(size)
        return results(codes, scope)

    return make


def compile_context(compiler: Compiler, node: nodes.ContextNode) -> Code:
    """A context; an entry sees the entries before it, and a function sees all of them when it is called."""
    names: set[str] = set()
    entries: list[tuple[str, Code]] = []
    for name, value in node.entries:
        if isinstance(value, nodes.FunctionNode):
            names.add(name)
        code, _ = compiler.compile_within(set(names), value)
        entries.append((name, code))
        names.add(name)

    def make(scope: Scope) -> object:
        values: dict[str, object] = {}
        inner = scope.inner(values)
        for name, code in entries:
            values[name] = code(inner)
        return values

    return make


_COMPILERS: dict[type[nodes.Node], Callable[[Compiler, Any], Code]] = {
    nodes.Literal: compile_literal,
    nodes.Name: compile_name,
    nodes.ListNode: compile_list,
    nodes.ContextNode: compile_context,
    nodes.Negation: operators.compile_negation,
    nodes.Arithmetic: operators.compile_arithmetic,
    nodes.Comparison: operators.compile_comparison,
    nodes.Logic: operators.compile_logic,
    nodes.Between: conditions.compile_between,
    nodes.In: conditions.compile_in,
    nodes.InstanceOf: conditions.compile_instance_of,
    nodes.RangeNode: conditions.compile_range,
    nodes.OperatorTest: conditions.compile_operator_test,
    nodes.If: conditions.compile_if,
    nodes.UnaryNode: conditions.compile_unary,
    nodes.Path: loops.compile_path,
    nodes.Filter: loops.compile_filter,
    nodes.For: loops.compile_for,
    nodes.Quantified: loops.compile_quantified,
    nodes.Call: calls.compile_call,
    nodes.FunctionNode: calls.compile_function,
}
