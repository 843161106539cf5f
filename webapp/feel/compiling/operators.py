"""Arithmetic, comparison, and, or."""

from decimal import Decimal
from typing import TYPE_CHECKING

from webapp.feel import nodes
from webapp.feel.arithmetic import OPERATIONS, negate, work
from webapp.feel.comparing import compare, equal
from webapp.feel.compiling.scope import Code, Scope
from webapp.feel.values import kind_of

if TYPE_CHECKING:
    from webapp.feel.compiling.compiler import Compiler


def compile_negation(compiler: "Compiler", node: nodes.Negation) -> Code:
    """`-x`."""
    operand, position = compiler.compile(node.operand), node.position

    def run(scope: Scope) -> object:
        value = operand(scope)
        result = negate(value)
        if result is None:
            scope.run.remark(f"{kind_of(value).capitalize()} has no negative.", position)
        return result

    return run


def compile_arithmetic(compiler: "Compiler", node: nodes.Arithmetic) -> Code:
    """Sums, products and powers."""
    if len(node.rest) == 1:
        ((operator, operand),) = node.rest
        return _binary(operator, compiler.compile(node.first), compiler.compile(operand), node.position)
    return _chain(compiler, node)


def _chain(compiler: "Compiler", node: nodes.Arithmetic) -> Code:
    first = compiler.compile(node.first)
    rest = [(*OPERATIONS[operator], compiler.compile(operand)) for operator, operand in node.rest]
    position = node.position

    def run(scope: Scope) -> object:
        value = first(scope)
        for operation, verb, operand in rest:
            other = operand(scope)
            result = work(operation, value, other, scope.run)
            if result is None:
                _remark(scope, verb, value, other, position)
            value = result
        return value

    return run


def _binary(operator: str, left: Code, right: Code, position: int) -> Code:
    operation, verb = OPERATIONS[operator]

    def run(scope: Scope) -> object:
        one, other = left(scope), right(scope)
        result = work(operation, one, other, scope.run)
        if result is None:
            _remark(scope, verb, one, other, position)
        return result

    return run


def _remark(scope: Scope, verb: str, one: object, other: object, position: int) -> None:
    if verb == "divided" and isinstance(other, Decimal) and not other:
        scope.run.remark("A division by zero has no result.", position)
    else:
        scope.run.remark(f"“{kind_of(one)}” and “{kind_of(other)}” cannot be {verb} one another.", position)


def compile_comparison(compiler: "Compiler", node: nodes.Comparison) -> Code:
    """`=`, `!=`, `<`, `<=`, `>`, `>=`."""
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    if node.operator in ("=", "!="):
        return _equality(left, right, node.position, negated=node.operator == "!=")
    return _ordering(node.operator, left, right, node.position)


def _equality(left: Code, right: Code, position: int, *, negated: bool) -> Code:
    def run(scope: Scope) -> object:
        one, other = left(scope), right(scope)
        kind = type(one)
        same: bool | None
        if kind is type(other) and (kind is str or kind is Decimal or kind is bool):
            same = one == other
        else:
            same = equal(one, other, scope.run)
        if same is None:
            scope.run.remark(f"{kind_of(one).capitalize()} cannot equal {kind_of(other)}.", position)
            return None
        return not same if negated else same

    return run


def _ordering(operator: str, left: Code, right: Code, position: int) -> Code:
    def run(scope: Scope) -> object:
        one, other = left(scope), right(scope)
        answer = compare(operator, one, other)
        if answer is None:
            scope.run.remark(_incomparable(one, other), position)
        return answer

    return run


def _incomparable(one: object, other: object) -> str:
    if type(one) is type(other) and hasattr(one, "zoned"):
        return "Only one of the two times has a time zone, so it is not known which is earlier."
    return f"{kind_of(one).capitalize()} is neither smaller nor larger than {kind_of(other)}."


def compile_logic(compiler: "Compiler", node: nodes.Logic) -> Code:
    """`and` and `or` with three values: one false decides an “and” and one true an “or”, whatever is unknown."""
    codes = [compiler.compile(operand) for operand in node.operands]
    word, position = node.operator, node.position
    deciding = word == "or"

    def run(scope: Scope) -> object:
        answer: bool | None = not deciding
        for code in codes:
            value = code(scope)
            if value is deciding:
                return deciding
            if not isinstance(value, bool):
                answer = None
                if value is not None:
                    scope.run.remark(f"“{word}” joins yes/no values, and this is {kind_of(value)}.", position)
        return answer

    return run
