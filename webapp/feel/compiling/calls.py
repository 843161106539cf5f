"""Function calls and definitions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from webapp.feel import nodes
from webapp.feel.budget import CALL_DEPTH, Run
from webapp.feel.compiling.scope import MISSING, Code, Scope, results
from webapp.feel.errors import FeelError, FeelLimitError
from webapp.feel.functions import BUILTINS
from webapp.feel.kinds import MISFIT, AnyType, FunctionType, Type, fitted, type_of
from webapp.feel.values import Function, kind_of

if TYPE_CHECKING:
    from webapp.feel.compiling.compiler import Compiler

# Their first argument may be something that does not exist, which is what they are asked about.
_FORGIVING = frozenset({"is defined", "get or else"})


# Steps for a built-in function, which does more than a part of an expression does; long work charges more by itself.
_BUILTIN = 10


class UserFunction(Function):
    """A function defined in an expression or a decision model."""

    def __init__(self, names: Sequence[str], types: Sequence[Type], body: Code, scope: Scope, weight: int = 1) -> None:
        self.names = tuple(names)
        self.type = FunctionType(tuple(types))
        self._types = tuple(types)
        self._body = body
        self._scope = scope
        self._weight = weight

    def call(self, run: Run, arguments: Sequence[object], position: int | None) -> object:
        """The value of the body with the arguments in their places."""
        if len(arguments) != len(self.names):
            run.remark(f"The function takes {len(self.names)} arguments and was given {len(arguments)}.", position)
            return None
        values: dict[str, object] = {}
        for name, kind, argument in zip(self.names, self._types, arguments, strict=True):
            value = fitted(argument, kind)
            if value is MISFIT:
                run.remark(f"“{name}” cannot be {kind_of(argument)}.", position)
                return None
            values[name] = value
        return self._work(run, values, position)

    def _work(self, run: Run, values: dict[str, object], position: int | None) -> object:
        run.charge(self._weight)
        run.calls += 1
        if run.calls > CALL_DEPTH:
            raise FeelLimitError(f"A function calls itself more than {CALL_DEPTH} times deep.", position)
        try:
            return self._body(Scope(values, self._scope, run))
        finally:
            run.calls -= 1

    def call_named(self, run: Run, arguments: Mapping[str, object], position: int | None) -> object:
        """The value of the body with the arguments by name."""
        if set(arguments) != set(self.names):
            run.remark(f"The function's arguments are called: {', '.join(self.names) or '(none)'}.", position)
            return None
        return self.call(run, [arguments[name] for name in self.names], position)


class ExternalFunction(Function):
    """A function written in another language: it has no result here, whatever it is called with."""

    def call(self, run: Run, arguments: Sequence[object], position: int | None) -> object:  # noqa: ARG002  # never looked at
        """Null with a remark."""
        run.remark("A function of another language is never called; write it in FEEL.", position)
        return None

    def call_named(self, run: Run, arguments: Mapping[str, object], position: int | None) -> object:  # noqa: ARG002
        """Null with a remark."""
        return self.call(run, (), position)


def compile_function(compiler: "Compiler", node: nodes.FunctionNode) -> Code:
    """`function(a, b) …`."""
    names = [parameter.name for parameter in node.parameters]
    types = [AnyType() if kind is None else type_of(kind, compiler.types) for kind in (p.type for p in node.parameters)]
    if node.external:
        return lambda _scope: ExternalFunction()
    body, weight = compiler.compile_within(set(names), node.body)
    return lambda scope: UserFunction(names, types, body, scope, weight)


def compile_call(compiler: "Compiler", node: nodes.Call) -> Code:
    """`name(arguments)`."""
    arguments = [compiler.compile(argument) for argument in node.arguments]
    position = node.position
    if isinstance(node.callee, nodes.Name):
        callee = _function_named(compiler, node.callee.name, position)
        if node.callee.name in _FORGIVING and arguments:
            arguments[0] = _forgiven(arguments[0])
    else:
        callee = compiler.compile(node.callee)
    names = node.names

    def run(scope: Scope) -> object:
        function = callee(scope)
        values = results(arguments, scope)
        if not isinstance(function, Function):
            if function is not None:
                scope.run.remark(f"{kind_of(function).capitalize()} cannot be called like a function.", position)
            return None
        scope.run.charge(3 if isinstance(function, UserFunction) else _BUILTIN)
        if not names:
            return function.call(scope.run, values, position)
        if len(set(names)) != len(names):
            scope.run.remark("An argument is given twice.", position)
            return None
        return function.call_named(scope.run, dict(zip(names, values, strict=True)), position)

    return run


def _function_named(compiler: "Compiler", name: str, position: int) -> Code:
    compiler.note(name, called=True)
    builtin = BUILTINS.get(name)

    def look_up(scope: Scope) -> object:
        value = scope.find(name)
        if isinstance(value, Function):
            return value
        if builtin is not None:
            return builtin
        if value is MISSING:
            scope.run.remark(f"There is no function called “{name}”.", position)
            return None
        return value

    return look_up


def _forgiven(code: Code) -> Code:
    """The same, where what goes wrong is null without a remark."""

    def run(scope: Scope) -> object:
        kept, scope.run.remarks = scope.run.remarks, None
        strict, scope.run.strict = scope.run.strict, False
        try:
            return code(scope)
        except FeelLimitError:
            raise
        except FeelError:
            return None
        finally:
            scope.run.remarks, scope.run.strict = kept, strict

    return run
