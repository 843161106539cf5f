"""Compiled expressions and unary tests."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from webapp.feel import nodes
from webapp.feel.budget import Clock, Holidays, Run
from webapp.feel.compiling.compiler import INPUT, Compiler
from webapp.feel.compiling.scope import Code, Scope
from webapp.feel.convert import to_feel
from webapp.feel.errors import FeelLimitError, Remark
from webapp.feel.functions import BUILTINS
from webapp.feel.kinds import Type
from webapp.feel.names import TYPE_NAMES, KnownNames, special
from webapp.feel.parser import parse_expression, parse_unary_tests

_LANGUAGE = KnownNames([*BUILTINS, *TYPE_NAMES])


class Compiled:
    """Source text made ready, with the names it needs."""

    def __init__(self, source: str, tree: nodes.Node, types: Mapping[str, Type]) -> None:
        compiler = Compiler(types)
        self.source = source
        self.tree = tree
        try:
            self._code: Code = compiler.compile(tree)
        except RecursionError:
            raise FeelLimitError("The expression is nested too deep; split it up.", tree.position) from None
        self.names = frozenset(compiler.free)
        self.possible_names = frozenset(compiler.possible)
        self.functions = frozenset(compiler.functions)
        self.uses_input = compiler.uses_input
        # A variable may bear the name of a built-in function, such as "mode" or "count", and then comes first.
        self._wanted = tuple(compiler.free | compiler.possible | compiler.functions)

    def values(self, context: Mapping[str, object]) -> dict[str, object]:
        """Those of the context's values that may be needed, as FEEL values."""
        return {name: to_feel(context[name]) for name in self._wanted if name in context}

    def run(self, scope: Scope) -> object:
        """The value in a scope of FEEL values. Raises FeelLimitError and, from a strict run, FeelEvaluationError."""
        try:
            return self._code(scope)
        except RecursionError:
            raise FeelLimitError("The expression or its values are nested too deep; split it up.") from None


class Expression(Compiled):
    """An expression; `names` are its free variables, `possible_names` those that may be properties in a filter."""

    def evaluate(
        self,
        context: Mapping[str, object],
        *,
        clock: Clock | None = None,
        budget: int | None = None,
        holidays: Holidays | None = None,
        strict: bool = False,
        remarks: list[Remark] | None = None,
    ) -> object:
        """The value for a context of Python, JSON or FEEL values.

        `clock` gives the moment for now() and, in its time zone, today(); `holidays` the bank holidays of a year by a
        calendar's name.
        What the standard answers with null is told in `remarks`, or raised as FeelEvaluationError when `strict`.
        Raises FeelLimitError when it is too much work.
        """
        run = Run(clock, budget, holidays, remarks=remarks, strict=strict)
        return self.run(Scope(self.values(context), None, run))


class UnaryTests(Compiled):
    """A cell of a decision table."""

    @property
    def always(self) -> bool:
        """Whether it is a dash, which every input meets."""
        return isinstance(self.tree, nodes.UnaryNode) and not self.tree.tests

    def matches(
        self,
        input_value: object,
        context: Mapping[str, object],
        *,
        clock: Clock | None = None,
        budget: int | None = None,
        holidays: Holidays | None = None,
        strict: bool = False,
        remarks: list[Remark] | None = None,
    ) -> bool | None:
        """Whether the input meets the tests; None when that cannot be told. Otherwise as `Expression.evaluate`."""
        run = Run(clock, budget, holidays, remarks=remarks, strict=strict)
        values = self.values(context)
        values[INPUT] = to_feel(input_value)
        return self.decide(Scope(values, None, run))

    def decide(self, scope: Scope) -> bool | None:
        """The same in a scope of FEEL values in which `?` is the input."""
        answer = self.run(scope)
        return answer if isinstance(answer, bool) else None


class Vocabulary:
    """The names and types that the expressions of one model share."""

    def __init__(self, names: Collection[str] = (), types: Mapping[str, Type] | None = None) -> None:
        self._known = _LANGUAGE.growing()
        self._types = types or {}
        for name in special(names) | special(self._types):
            self._known.add(name)

    def expression(self, source: str) -> Expression:
        """The expression of `source`. Raises FeelSyntaxError or FeelLimitError."""
        return Expression(source, parse_expression(source, self._known.growing()), self._types)

    def unary_tests(self, source: str) -> UnaryTests:
        """The cell of a decision table. Raises FeelSyntaxError or FeelLimitError."""
        return UnaryTests(source, parse_unary_tests(source, self._known.growing()), self._types)


@lru_cache(maxsize=256)
def _vocabulary(names: frozenset[str]) -> Vocabulary:
    return Vocabulary(names)


@lru_cache(maxsize=1_024)
def _expression(source: str, names: frozenset[str]) -> Expression:
    return _vocabulary(names).expression(source)


@lru_cache(maxsize=1_024)
def _unary_tests(source: str, names: frozenset[str]) -> UnaryTests:
    return _vocabulary(names).unary_tests(source)


def compile_expression(source: str, *, names: Collection[str] = ()) -> Expression:
    """The expression of `source`, made once and kept.

    `names` are the variables there will be; only those that are not one plain word need telling.
    Raises FeelSyntaxError or FeelLimitError.
    """
    return _expression(source, special(names))


def compile_unary_tests(source: str, *, names: Collection[str] = ()) -> UnaryTests:
    """The cell of a decision table. As `compile_expression`."""
    return _unary_tests(source, special(names))
