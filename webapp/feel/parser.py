"""Source text to a tree: the operators and the words that steer."""

from collections.abc import Callable

from webapp.feel import nodes
from webapp.feel.names import KnownNames
from webapp.feel.primaries import PrimaryReader

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def parse_expression(source: str, known: KnownNames) -> nodes.Node:
    """The tree of one expression.

    Raises FeelSyntaxError or FeelLimitError.
    """
    parser = Parser(source, known)
    node = parser.expression()
    parser.finish()
    return node


def parse_unary_tests(source: str, known: KnownNames) -> nodes.UnaryNode:
    """The tree of a decision table's cell: `-`, `not(…)` or tests with commas between them.

    Raises FeelSyntaxError or FeelLimitError.
    """
    parser = Parser(source, known)
    node = parser.unary_tests()
    parser.finish()
    return node


class Parser(PrimaryReader):
    """Reads by recursive descent, one method for each strength of binding."""

    def finish(self) -> None:
        """Refuse what follows a complete expression."""
        if self.token.kind == "end":
            return
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
            node = self._or()
        self.leave()
        return node

    def _or(self) -> nodes.Node:
        return self._logic("or", self._and)

    def _and(self) -> nodes.Node:
        return self._logic("and", self._comparison)

    def _logic(self, operator: str, operand: Callable[[], nodes.Node]) -> nodes.Node:
        start = self.token.position
        operands = [operand()]
        while self.accept(operator):
            operands.append(operand())
        return operands[0] if len(operands) == 1 else nodes.Logic(operator, tuple(operands), position=start)

    def _comparison(self) -> nodes.Node:
        start = self.token.position
        node = self.sum()
        while True:
            if self.at(*_COMPARISONS):
                operator = self.take().text
                node = nodes.Comparison(operator, node, self.sum(), position=start)
            elif self.accept("between"):
                low = self.sum()
                self.expect("and", "between the two bounds of “between”")
                node = nodes.Between(node, low, self.sum(), position=start)
            elif self.accept("in"):
                node = nodes.In(node, self._in_tests(), position=start)
            else:
                return node

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
        return self._arithmetic(("+", "-"), self._product)

    def _product(self) -> nodes.Node:
        return self._arithmetic(("*", "/"), self._power)

    def _power(self) -> nodes.Node:
        return self._arithmetic(("**",), self.unary)

    def _arithmetic(self, operators: tuple[str, ...], operand: Callable[[], nodes.Node]) -> nodes.Node:
        start = self.token.position
        first = operand()
        rest: list[tuple[str, nodes.Node]] = []
        while self.at(*operators):
            operator = self.take().text
            rest.append((operator, operand()))
        return nodes.Arithmetic(first, tuple(rest), position=start) if rest else first

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
