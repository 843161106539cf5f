"""Source text to a tree: the operators and the words that steer."""

from collections.abc import Callable
from typing import TypeVar

from webapp.feel import nodes
from webapp.feel.errors import FeelLimitError
from webapp.feel.names import KnownNames
from webapp.feel.primaries import PrimaryReader

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_COMPARING = 3
_STRENGTH = {
    "or": 1,
    "and": 2,
    **dict.fromkeys((*_COMPARISONS, "between", "in"), _COMPARING),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}


Tree = TypeVar("Tree", bound=nodes.Node)


def parse_expression(source: str, known: KnownNames) -> nodes.Node:
    """The tree of one expression.

    Raises FeelSyntaxError or FeelLimitError.
    """
    parser = Parser(source, known)
    return parser.whole(parser.expression)


def parse_unary_tests(source: str, known: KnownNames) -> nodes.UnaryNode:
    """The tree of a decision table's cell: `-`, `not(…)` or tests with commas between them.

    Raises FeelSyntaxError or FeelLimitError.
    """
    parser = Parser(source, known)
    return parser.whole(parser.unary_tests)


class Parser(PrimaryReader):
    """Reads operators by their strength of binding."""

    def whole(self, read: Callable[[], Tree]) -> Tree:
        """Read the source to its end, and nothing may follow."""
        try:
            node = read()
        except RecursionError:
            raise FeelLimitError("The expression is nested too deep; split it up.", self.token.position) from None
        if self.token.kind == "end":
            return node
        if self.token.text == "=" and self.ahead().text == "=":
            raise self.refusal("Write a single “=” to compare.")
        raise self.refusal(f"{self.found()} is not expected here; an operator or the end should follow.")

    def unary_tests(self) -> nodes.UnaryNode:
        """Read a whole cell."""
        start = self.token.position
        if self.at("-") and self.ahead().kind == "end":
            self.take()
            return nodes.UnaryNode((), position=start)
        if self.token.text == "not" and self.ahead().text == "(" and self._closes_at_end(self.index + 1):
            self.index += 2
            tests = self.test_list()
            self.expect(")", "after the tests of “not”")
            return nodes.UnaryNode(tests, negated=True, position=start)
        return nodes.UnaryNode(self.test_list(), position=start)

    def _closes_at_end(self, opening: int) -> bool:
        depth = 0
        for index in range(opening, len(self.tokens) - 1):
            token = self.tokens[index]
            if token.kind != "symbol":
                continue
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0:
                return self.tokens[index + 1].kind == "end"
        return False

    def test_list(self) -> tuple[nodes.Node, ...]:
        """Read tests with commas between them."""
        tests = [self.test()]
        while self.accept(","):
            tests.append(self.test())
        return tuple(tests)

    def test(self) -> nodes.Node:
        """Read one test: a comparison without its left side, or any expression."""
        return self.operator_test() if self.at(*_COMPARISONS) else self.expression()

    def operator_test(self) -> nodes.Node:
        """Read `< x` and its kin."""
        token = self.take()
        return nodes.OperatorTest(token.text, self.sum(), position=token.position)

    def expression(self) -> nodes.Node:
        """Read anything that has a value."""
        self.enter()
        if self.at("if"):
            node = self._if()
        elif self.at("for"):
            node = self._for()
        elif self.at("some", "every"):
            node = self._quantified()
        else:
            node = self.operation(1)
        self.leave()
        return node

    def operation(self, lowest: int) -> nodes.Node:
        """Read values joined by operators that bind at least as strongly as `lowest`.

        One method for all strengths, so that a bracket costs few of Python's frames.
        """
        start = self.token.position
        node = self.unary()
        while True:
            operator = self._operator()
            level = _STRENGTH.get(operator, 0)
            if level == 0 or level < lowest:
                return node
            node = self._joined(node, operator, level, start)

    def _operator(self) -> str:
        token = self.token
        if token.kind not in ("symbol", "name") or token.text not in _STRENGTH or not self.at(token.text):
            return ""
        return token.text

    def _joined(self, left: nodes.Node, operator: str, level: int, start: int) -> nodes.Node:
        if level == _COMPARING:
            return self._compared(left, operator, start)
        rest: list[tuple[str, nodes.Node]] = []
        while (found := self._operator()) and _STRENGTH[found] == level:
            self.take()
            rest.append((found, self.operation(level + 1)))
        if operator in ("and", "or"):
            return nodes.Logic(operator, (left, *(operand for _, operand in rest)), position=start)
        return nodes.Arithmetic(left, tuple(rest), position=start)

    def _compared(self, left: nodes.Node, operator: str, start: int) -> nodes.Node:
        self.take()
        if operator == "in":
            return nodes.In(left, self._in_tests(), position=start)
        right = self.sum()
        if operator != "between":
            return nodes.Comparison(operator, left, right, position=start)
        self.expect("and", "between the two bounds of “between”")
        return nodes.Between(left, right, self.sum(), position=start)

    def _in_tests(self) -> tuple[nodes.Node, ...]:
        if self.at(*_COMPARISONS):
            return (self.operator_test(),)
        if not self.at("("):
            return (self.sum(),)
        start = self.index
        self.enter()
        self.take()
        tests = self.test_list()
        self.leave()
        if len(tests) > 1 or isinstance(tests[0], nodes.OperatorTest):
            self.expect(")", "after the tests of “in”")
            return tests
        self.index = start  # It is a range or a sum that begins with a bracket.
        return (self.sum(),)

    def sum(self) -> nodes.Node:
        """Read what comparisons compare: sums, products and powers."""
        return self.operation(_COMPARING + 1)

    def unary(self) -> nodes.Node:
        """Read a value with or without a minus sign."""
        if not self.at("-"):
            return self._instance_of()
        self.enter()
        start = self.take().position
        node: nodes.Node
        if self.token.kind == "number":
            literal = nodes.Literal(-self.number(), position=start)
            node = self._instance_of(self.postfix(literal))
        else:
            node = nodes.Negation(self.unary(), position=start)
        self.leave()
        return node

    def _instance_of(self, known: nodes.Node | None = None) -> nodes.Node:
        start = self.token.position
        node = known or self.postfix(self.primary())
        while self.at("instance") and self.ahead().text == "of":
            self.index += 2
            node = nodes.InstanceOf(node, self.type(), position=start)
        return node

    # Words that steer

    def _if(self) -> nodes.Node:
        start = self.take().position
        condition = self.expression()
        self.expect("then", "after the condition of “if”")
        then = self.expression()
        self.expect("else", "after “then …” (every “if” needs its “else”)")
        return nodes.If(condition, then, self.expression(), position=start)

    def _for(self) -> nodes.Node:
        start = self.take().position
        iterators = self._iterators()
        self.expect("return", "after what “for” goes through")
        return nodes.For(iterators, self.expression(), position=start)

    def _quantified(self) -> nodes.Node:
        token = self.take()
        iterators = self._iterators()
        self.expect("satisfies", f"after what “{token.text}” goes through")
        return nodes.Quantified(token.text == "every", iterators, self.expression(), position=token.position)

    def _iterators(self) -> tuple[nodes.Iterator, ...]:
        found = [self._iterator()]
        while self.accept(","):
            found.append(self._iterator())
        return tuple(found)

    def _iterator(self) -> nodes.Iterator:
        start = self.token.position
        name = self.name("A name for each item")
        self.known.add(name)
        self.expect("in", f"after “{name}”")
        source = self.expression()
        to = self.expression() if self.accept("..") else None
        return nodes.Iterator(name, source, to, position=start)
