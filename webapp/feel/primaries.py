"""Source text to a tree: literals, brackets, lists, contexts, functions, and what follows a value."""

from abc import ABC, abstractmethod
from decimal import Decimal

from webapp.feel import nodes
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.literals import parse_temporal
from webapp.feel.names import TYPE_NAMES
from webapp.feel.numbers import number_of
from webapp.feel.reading import Reader

_LITERALS: dict[str, object] = {"true": True, "false": False, "null": None}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_OPERAND_STARTS = frozenset({"(", "[", "{", "@", "-", "?"})


class PrimaryReader(Reader, ABC):
    """Reads values and what is attached to them."""

    @abstractmethod
    def expression(self) -> nodes.Node:
        """Read anything that has a value."""

    @abstractmethod
    def sum(self) -> nodes.Node:
        """Read what comparisons compare."""

    @abstractmethod
    def operator_test(self) -> nodes.Node:
        """Read `< x` and its kin."""

    def primary(self) -> nodes.Node:
        """Read one value, without what may follow it."""
        token = self.token
        if token.kind == "number":
            return nodes.Literal(self.number(), position=token.position)
        if token.kind == "string":
            self.take()
            return nodes.Literal(token.text, position=token.position)
        if token.kind == "symbol":
            return self._symbol()
        if self.token.text in _LITERALS and self.at(token.text):
            self.take()
            return nodes.Literal(_LITERALS[token.text], position=token.position)
        if token.text == "function" and self.ahead().text == "(":
            return self._function()
        if self.at("if", "for", "some", "every"):
            return self.expression()
        return nodes.Name(self.name("A value"), position=token.position)

    def number(self) -> Decimal:
        """Read a number."""
        token = self.take()
        value = number_of(token.text)
        if value is None:
            raise FeelSyntaxError(f"{token.text} is too large or too small to be worked with.", token.position)
        return value

    def _symbol(self) -> nodes.Node:
        token = self.token
        match token.text:
            case "(":
                return self._bracket()
            case "[":
                return self._square()
            case "]":
                self.take()
                return self._range(self.sum(), token.position, low_included=False)
            case "{":
                return self._context()
            case "@":
                return self._at_literal()
            case "?":
                self.take()
                return nodes.Name("?", position=token.position)
            case "=":
                if self.index and self.tokens[self.index - 1].text == "=":
                    raise self.refusal("Write a single “=” to compare.")
                raise self.refusal("An expression does not begin with “=”; leave it out here.")
        raise self.refusal(f"A value is expected here, but {self.found()} stands there.")

    def _bracket(self) -> nodes.Node:
        start = self.take().position
        if self.at(*_COMPARISONS):
            node = self.operator_test()
        else:
            node = self.expression()
            if self.at(".."):
                return self._range(node, start, low_included=False)
        self.expect(")", "to close the bracket")
        return node

    def _square(self) -> nodes.Node:
        start = self.take().position
        if self.accept("]"):
            return nodes.ListNode((), position=start)
        first = self._item()
        if self.at(".."):
            return self._range(first, start, low_included=True)
        items = [first]
        while self.accept(","):
            items.append(self._item())
        self.expect("]", "to close the list")
        return nodes.ListNode(tuple(items), position=start)

    def _item(self) -> nodes.Node:
        return self.operator_test() if self.at(*_COMPARISONS) else self.expression()

    def _range(self, low: nodes.Node, start: int, *, low_included: bool) -> nodes.Node:
        self.expect("..", "between the ends of the range")
        high = self.sum()
        if self.accept("]"):
            return nodes.RangeNode(low, high, low_included, high_included=True, position=start)
        if self.accept(")", "["):
            return nodes.RangeNode(low, high, low_included, high_included=False, position=start)
        raise self.refusal(f"“]” or “)” is expected to close the range, but {self.found()} stands there.")

    def _context(self) -> nodes.Node:
        start = self.take().position
        entries: list[tuple[str, nodes.Node]] = []
        while not self.at("}"):
            name = self._entry_name()
            self.known.add(name)
            if any(name == other for other, _ in entries):
                raise self.refusal(f"The context has the entry “{name}” twice; give one another name.")
            entries.append((name, self.expression()))
            if not self.accept(","):
                break
        self.expect("}", "to close the context")
        return nodes.ContextNode(tuple(entries), position=start)

    def _entry_name(self) -> str:
        if self.token.kind == "string":
            name = self.take().text
            self.expect(":", f'after "{name}"')
            return name
        found = self.name_before_colon()
        if found is None:
            raise self.refusal("A name and a colon are expected in the context, such as {level: 1}.")
        return found

    def _at_literal(self) -> nodes.Node:
        start = self.take().position
        if self.token.kind != "string":
            raise self.refusal('Text is expected after “@”, such as @"2026-01-31".')
        token = self.take()
        value = parse_temporal(token.text)
        if value is None:
            raise FeelSyntaxError(
                f'@"{token.text}" is no date, time or duration; write @"2026-01-31", @"09:30:00" or @"P2D".', start
            )
        return nodes.Literal(value, position=start)

    def _function(self) -> nodes.Node:
        start = self.take().position
        self.take()
        parameters: list[nodes.Parameter] = []
        while not self.at(")"):
            place = self.token.position
            name = self.name("The name of a parameter")
            self.known.add(name)
            parameters.append(nodes.Parameter(name, self.type() if self.accept(":") else None, position=place))
            if not self.accept(","):
                break
        self.expect(")", "after the parameters")
        external = self.token.text == "external" and self.ahead().text == "{"
        if external:
            self.take()
        return nodes.FunctionNode(tuple(parameters), self.expression(), external, position=start)

    # What follows a value

    def postfix(self, node: nodes.Node) -> nodes.Node:
        """Read the `.name`, `[filter]` and `(arguments)` that follow `node`."""
        while True:
            if self.at("("):
                node = self._call(node)
            elif self.at("[") and self._opens_filter():
                start = self.take().position
                condition = self.expression()
                self.expect("]", "to close the filter")
                node = nodes.Filter(node, condition, position=start)
            elif self.at("."):
                start = self.take().position
                node = nodes.Path(node, self.name("The name of a property", keywords=True), position=start)
            else:
                return node

    def _opens_filter(self) -> bool:
        """Whether `[` begins a filter; it can also close a range, as in [1..10[."""
        after = self.ahead()
        return (
            after.kind in ("number", "string", "name", "quoted")
            and not (
                after.kind == "name"
                and after.text in ("and", "or", "then", "else", "return", "satisfies", "in", "between")
            )
        ) or (after.kind == "symbol" and after.text in _OPERAND_STARTS)

    def _call(self, callee: nodes.Node) -> nodes.Node:
        self.take()
        self.enter()
        arguments: list[nodes.Node] = []
        names: list[str] = []
        while not self.at(")"):
            name = self.name_before_colon()
            if name is not None:
                names.append(name)
            if len(names) != (len(arguments) + 1 if name is not None else 0):
                raise self.refusal("Give all arguments by name or all by place, not some of each.")
            arguments.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")", "after the arguments")
        self.leave()
        return nodes.Call(callee, tuple(arguments), tuple(names), position=callee.position)

    def type(self) -> nodes.TypeNode:
        """Read the name of a type with what stands between its < and >."""
        start = self.token.position
        for known in TYPE_NAMES:
            self.known.add(known)
        name = self.name("The name of a type", keywords=True)
        while self.accept("."):
            name += "." + self.name("The name of a type", keywords=True)
        fields: list[str] = []
        parameters: list[nodes.TypeNode] = []
        if name in ("list", "range", "function", "context") and self.accept("<"):
            while not self.at(">"):
                if name == "context":
                    field = self.name_before_colon()
                    if field is None:
                        raise self.refusal("A name and a colon are expected here.")
                    fields.append(field)
                parameters.append(self.type())
                if not self.accept(","):
                    break
            self.expect(">", f"to close “{name}<”")
        result = self.type() if name == "function" and self.accept("->") else None
        return nodes.TypeNode(name, tuple(parameters), tuple(fields), result, position=start)
