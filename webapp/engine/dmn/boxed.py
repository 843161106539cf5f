"""Boxed expressions to code: texts, contexts, lists, relations, calls, functions, tables, and the words that steer."""

from collections.abc import Callable, Sequence

from lxml.etree import _Element

from webapp.engine.dmn.kinds import Declared
from webapp.engine.dmn.xml import child, children, label_of, local, text_of
from webapp.engine.problems import Findings
from webapp.errors import EngineFault
from webapp.feel import Expression, FeelError, UnaryTests, Vocabulary
from webapp.feel.compiling.calls import ExternalFunction, UserFunction
from webapp.feel.compiling.loops import kept, mapped, quantified, values_of
from webapp.feel.compiling.scope import Code, Scope, results
from webapp.feel.kinds import MISFIT, AnyType, Type, fitted
from webapp.feel.values import Function, kind_of

_FEEL = ("", "feel", "http://www.omg.org/spec/feel/20140401")
# One round of a boxed loop counts as so many steps of an expression.
_ROUND = 10


def nothing(_scope: Scope) -> object:
    """Null."""
    return None


class Boxes:
    """Makes the code for the boxed expressions of one file and notes what cannot be worked out."""

    def __init__(self, file: str, vocabulary: Vocabulary, findings: Findings) -> None:
        self.file = file
        self.vocabulary = vocabulary
        self.findings = findings
        self.types: Declared | None = None
        self.owner: tuple[str, str] = ("", "")  # id and name of the element at work
        self.formulas: list[tuple[str, str, str, Expression]] = []  # of literal expressions: owner, own id, expression
        self._makers: dict[str, Callable[[_Element], Code]] = {
            "literalExpression": self.literal,
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "invocation": self._invocation,
            "functionDefinition": self._function,
            "conditional": self._conditional,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
            "filter": self._filter,
        }

    def add_maker(self, name: str, maker: Callable[[_Element], Code]) -> None:
        """Let `maker` make the code for another kind of expression."""
        self._makers[name] = maker

    def refuse(self, element: _Element | None, rule: str, message: str) -> None:
        """Note a problem at the nearest element that has an id."""
        found = element
        while found is not None and not found.get("id"):
            found = found.getparent()
        own = found.get("id", "") if found is not None else self.owner[0]
        self.findings.add(self.file, rule, message, own, self.owner[1])

    def type(self, reference: str | None, element: _Element) -> Type:
        """The type that a `typeRef` names; an unknown one is a problem."""
        found = self.types.named(reference) if self.types is not None else AnyType()
        if found is None:
            self.refuse(
                element, "dmn-type", f"The type “{reference}” is not declared in the file. Choose another type."
            )
        return found or AnyType()

    # Texts

    def expression(self, text: str, element: _Element) -> Code:
        """The code of a FEEL text; nothing for an empty one."""
        return self.formula(text, element)[0]

    def formula(self, text: str, element: _Element) -> tuple[Code, Expression | None]:
        """The code of a FEEL text with the expression it comes from; None for an empty text and an unreadable one."""
        if not text:
            return nothing, None
        try:
            found = self.vocabulary.expression(text)
        except FeelError as error:
            return self._broken(element, "feel-expression", error, text), None
        return found.run, found

    def tests(self, text: str, element: _Element) -> UnaryTests | None:
        """The unary tests of a FEEL text; None for what cannot be read, which is a problem."""
        try:
            return self.vocabulary.unary_tests(text or "-")
        except FeelError as error:
            self._broken(element, "feel-cell", error, text)
            return None

    def _broken(self, element: _Element, rule: str, error: FeelError, text: str) -> Code:
        place = "" if error.position is None else f" (at character {error.position + 1})"
        shown = " ".join(text.split())
        sentence = f"“{shown[:60]}{'…' if len(shown) > 60 else ''}” cannot be read{place}: {error.message}"
        self.refuse(element, rule, sentence)
        owner = self.owner[1]

        def fail(_scope: Scope) -> object:
            raise EngineFault(f"“{owner}”: {sentence}")

        return fail

    def literal(self, element: _Element) -> Code:
        """A literal expression."""
        language = (element.get("expressionLanguage") or "").lower().rstrip("/")
        if language not in _FEEL and not language.startswith(
            ("http://www.omg.org/spec/dmn", "https://www.omg.org/spec/dmn")
        ):
            self.refuse(element, "dmn-language", "Only FEEL is worked out. Write the expression in FEEL.")
        code, formula = self.formula(text_of(child(element, "text")), element)
        if formula is not None:
            self.formulas.append((*self.owner, element.get("id", ""), formula))
        return code

    # Boxes

    def inside(self, element: _Element | None) -> Code:
        """The code of the expression that stands in an element; nothing when there is none."""
        if element is None:
            return nothing
        for each in children(element):
            maker = self._makers.get(local(each))
            if maker is not None:
                return maker(each)
        return nothing

    def any(self, elements: Sequence[_Element]) -> Code | None:
        """The code of the first expression among these elements."""
        for each in elements:
            maker = self._makers.get(local(each))
            if maker is not None:
                return maker(each)
        return None

    def _context(self, element: _Element) -> Code:
        entries: list[tuple[str, Type, Code]] = []
        result: Code | None = None
        for entry in children(element, "contextEntry"):
            variable, code = child(entry, "variable"), self.inside(entry)
            if variable is None:
                result = code
            else:
                entries.append((name_of(variable), self.type(variable.get("typeRef"), variable), code))

        def run(scope: Scope) -> object:
            values: dict[str, object] = {}
            inner = scope.inner(values)
            for name, kind, code in entries:
                values[name] = checked(code(inner), kind, name, scope)
            return values if result is None else result(inner)

        return run

    def _list(self, element: _Element) -> Code:
        codes = [maker(each) for each in children(element) if (maker := self._makers.get(local(each))) is not None]
        return lambda scope: results(codes, scope)

    def _relation(self, element: _Element) -> Code:
        names = [name_of(column) for column in children(element, "column")]
        rows: list[list[Code]] = []
        for row in children(element, "row"):
            made = (self._makers.get(local(each)) for each in children(row))
            cells = [maker(each) for maker, each in zip(made, children(row), strict=True) if maker is not None]
            rows.append(cells)

        def run(scope: Scope) -> object:
            return [dict(zip(names, results(cells, scope), strict=False)) for cells in rows]

        return run

    def _invocation(self, element: _Element) -> Code:
        callee = self.inside(element)
        bindings: list[tuple[str, Code]] = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            if parameter is not None:
                bindings.append((name_of(parameter), self.inside(binding)))

        def run(scope: Scope) -> object:
            function = callee(scope)
            if not isinstance(function, Function):
                scope.run.remark(f"What is called is {kind_of(function)} and no function.")
                return None
            return function.call_named(scope.run, {name: code(scope) for name, code in bindings}, None)

        return run

    def _function(self, element: _Element) -> Code:
        names, kinds, body = self.function_parts(element)
        if body is None:
            return lambda _scope: ExternalFunction()
        code = body
        return lambda scope: UserFunction(names, kinds, code, scope, _ROUND)

    def function_parts(self, element: _Element) -> tuple[list[str], list[Type], Code | None]:
        """Parameters, their types and the body of a function; no body when it is written in another language."""
        parameters = list(children(element, "formalParameter"))
        names = [name_of(each) for each in parameters]
        kinds = [self.type(each.get("typeRef"), each) for each in parameters]
        if element.get("kind", "FEEL") not in ("FEEL", "F"):
            message = "A function of another language (Java, PMML) is never called. Write it in FEEL."
            self.refuse(element, "dmn-external-function", message)
            return names, kinds, None
        return names, kinds, self.any(list(children(element))) or nothing

    def _conditional(self, element: _Element) -> Code:
        condition, then, otherwise = (self.inside(child(element, part)) for part in ("if", "then", "else"))

        def run(scope: Scope) -> object:
            value = condition(scope)
            if value is not None and not isinstance(value, bool):
                scope.run.remark(f"The condition is {kind_of(value)} instead of true or false.")
                return None
            return then(scope) if value is True else otherwise(scope)

        return run

    def _for(self, element: _Element) -> Code:
        source, body = self.inside(child(element, "in")), self.inside(child(element, "return"))
        return mapped([(element.get("iteratorVariable", ""), values_of(source, None, 0))], body, _ROUND)

    def _quantified(self, element: _Element) -> Code:
        source, body = self.inside(child(element, "in")), self.inside(child(element, "satisfies"))
        iterators = [(element.get("iteratorVariable", ""), values_of(source, None, 0))]
        return quantified(iterators, body, _ROUND, 0, every=local(element) == "every")

    def _filter(self, element: _Element) -> Code:
        match = self.inside(child(element, "match"))

        def condition(scope: Scope) -> object:
            answer = match(scope)
            if not isinstance(answer, bool):
                raise _NotBooleanError(kind_of(answer))
            return answer

        keep = kept(self.inside(child(element, "in")), condition, _ROUND, 0)

        def run(scope: Scope) -> object:
            try:
                return keep(scope)
            except _NotBooleanError as error:
                scope.run.remark(f"A filter is true or false, and this one is {error}.")
                return None

        return run


class _NotBooleanError(Exception):
    """A filter is neither true nor false for an item."""


def checked(value: object, kind: Type, name: str, scope: Scope) -> object:
    """The value as its type wants it; null with a remark when it does not fit."""
    found = fitted(value, kind)
    if found is MISFIT:
        scope.run.remark(f"“{name}” is declared to be of another kind than {kind_of(value)}.")
        return None
    return found


def name_of(element: _Element) -> str:
    """The name of a variable, column, parameter or decision, its words one space apart."""
    return " ".join((element.get("name") or label_of(element)).split())
