"""If, between, in, instance of, ranges and the unary tests of decision tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from webapp.feel import nodes
from webapp.feel.comparing import compare, order, passes, within
from webapp.feel.compiling.scope import Code, Scope
from webapp.feel.kinds import type_of
from webapp.feel.values import Range, kind_of

if TYPE_CHECKING:
    from webapp.feel.compiling.compiler import Compiler

# What these give is an answer by itself, not a value to compare the input with.
_STATEMENTS = (
    nodes.Comparison,
    nodes.Logic,
    nodes.Between,
    nodes.In,
    nodes.InstanceOf,
    nodes.Quantified,
)


def compile_if(compiler: "Compiler", node: nodes.If) -> Code:
    """`if … then … else …`; null goes to “else”, and what is neither true nor false has no answer."""
    condition, then, otherwise = (compiler.compile(part) for part in (node.condition, node.then, node.otherwise))
    position = node.condition.position

    def run(scope: Scope) -> object:
        value = condition(scope)
        if value is True:
            return then(scope)
        if value is False or value is None:
            return otherwise(scope)
        scope.run.remark(f"The condition of “if” is {kind_of(value)} instead of true or false.", position)
        return None

    return run


def compile_between(compiler: "Compiler", node: nodes.Between) -> Code:
    """`x between a and b`, both ends included."""
    value, low, high = (compiler.compile(part) for part in (node.value, node.low, node.high))
    position = node.position

    def run(scope: Scope) -> object:
        tested = value(scope)
        above = compare(">=", tested, low(scope))
        below = compare("<=", tested, high(scope))
        if above is False or below is False:
            return False
        if above is None or below is None:
            scope.run.remark(f"{kind_of(tested).capitalize()} cannot be compared with these bounds.", position)
            return None
        return True

    return run


def compile_range(compiler: "Compiler", node: nodes.RangeNode) -> Code:
    """`[a..b]` and its open forms; null when an end is null or the two ends are of different kinds."""
    low, high = compiler.compile(node.low), compiler.compile(node.high)
    low_included, high_included, position = node.low_included, node.high_included, node.position

    def run(scope: Scope) -> object:
        start, end = low(scope), high(scope)
        if order(start, end) is None:
            scope.run.remark(f"A range cannot go from {kind_of(start)} to {kind_of(end)}.", position)
            return None
        return Range(start, end, low_included, high_included)

    if isinstance(node.low, nodes.Literal) and isinstance(node.high, nodes.Literal):
        start, end = node.low.value, node.high.value
        if order(start, end) is not None:
            fixed = Range(start, end, low_included, high_included)
            return lambda _scope: fixed
    return run


def compile_operator_test(compiler: "Compiler", node: nodes.OperatorTest) -> Code:
    """`< 10`: the range of what is smaller."""
    operand, operator, position = compiler.compile(node.operand), node.operator, node.position

    def run(scope: Scope) -> object:
        value = operand(scope)
        if operator in ("=", "!="):
            return Range(value, value, low_included=True, high_included=True, operator=operator)
        if order(value, value) is None:
            scope.run.remark(f"Nothing is smaller or larger than {kind_of(value)}.", position)
            return None
        included = operator in ("<=", ">=")
        if operator in ("<", "<="):
            return Range(None, value, low_included=False, high_included=included, operator=operator)
        return Range(value, None, low_included=included, high_included=False, operator=operator)

    if isinstance(node.operand, nodes.Literal) and (operator in ("=", "!=") or node.operand.value is not None):
        value = node.operand.value
        if order(value, value) is not None:
            included = operator in ("<=", ">=", "=", "!=")
            low = None if operator in ("<", "<=") else value
            high = None if operator in (">", ">=") else value
            fixed = Range(low, high, included and low is not None, included and high is not None, operator)
            return lambda _scope: fixed
    return run


def compile_instance_of(compiler: "Compiler", node: nodes.InstanceOf) -> Code:
    """`x instance of type`; null is an instance of nothing but Null."""
    value, kind = compiler.compile(node.value), type_of(node.type, compiler.types).bare()
    is_null = node.type.name == "Null"

    def run(scope: Scope) -> object:
        tested = value(scope)
        return is_null if tested is None else kind.holds(tested)

    return run


def compile_in(compiler: "Compiler", node: nodes.In) -> Code:
    """`x in tests`."""
    value = compiler.compile(node.value)
    tests = [_test(compiler, test) for test in node.tests]
    position = node.position

    def run(scope: Scope) -> object:
        tested = value(scope)
        answer = _any(tests, tested, scope)
        if answer is None:
            scope.run.remark(f"It cannot be told whether {kind_of(tested)} meets this test.", position)
        return answer

    return run


def _test(compiler: "Compiler", node: nodes.Node) -> tuple[Code, bool]:
    """The code of a test, and whether null as its value means that it has no answer."""
    return compiler.compile(node), isinstance(node, nodes.RangeNode | nodes.OperatorTest)


def _any(tests: Sequence[tuple[Code, bool]], tested: object, scope: Scope) -> bool | None:
    answer: bool | None = False
    for code, null_is_unknown in tests:
        test = code(scope)
        met = None if test is None and null_is_unknown else passes(tested, test, scope.run)
        if met:
            return True
        if met is None:
            answer = None
    return answer


def compile_unary(compiler: "Compiler", node: nodes.UnaryNode) -> Code:
    """A cell: true when the input, `?`, meets any test, null when that cannot be told."""
    if not node.tests:
        return lambda _scope: True
    tests = [_cell_test(compiler, test) for test in node.tests]
    negated = node.negated

    def run(scope: Scope) -> object:
        answer: bool | None = False
        for test in tests:
            met = test(scope)
            if met is True:
                answer = True
                break
            if met is None:
                answer = None
        return answer if answer is None or not negated else not answer

    return run


def _cell_test(compiler: "Compiler", node: nodes.Node) -> Code:
    before = compiler.uses_input
    compiler.uses_input = False
    code = compiler.compile(node)
    uses_input = compiler.uses_input
    compiler.uses_input = uses_input or before
    if isinstance(node, nodes.RangeNode | nodes.OperatorTest):
        return _range_test(code)
    if uses_input or isinstance(node, _STATEMENTS):
        return _statement_test(code)
    return _value_test(code, node.position, literal=isinstance(node, nodes.Literal))


def _range_test(code: Code) -> Code:
    def run(scope: Scope) -> object:
        test, tested = code(scope), scope.find("?")
        if not isinstance(test, Range):
            return None
        return within(tested, test, scope.run)

    return run


def _statement_test(code: Code) -> Code:
    def run(scope: Scope) -> object:
        answer = code(scope)
        if answer is None or isinstance(answer, bool):
            return answer
        return passes(scope.find("?"), answer, scope.run)

    return run


def _value_test(code: Code, position: int, *, literal: bool) -> Code:
    def run(scope: Scope) -> object:
        test, tested = code(scope), scope.find("?")
        # What was worked out to be true is an answer by itself; the word “true” asks for an input that is true.
        if test is True and not literal and not isinstance(tested, bool):
            return True
        met = passes(tested, test, scope.run)
        if met is None:
            scope.run.remark(f"The input is {kind_of(tested)} and is compared with {kind_of(test)}.", position)
        return met

    return run
