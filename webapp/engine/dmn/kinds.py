"""Item definitions: the types that a decision file declares."""

from collections.abc import Callable, Iterator, Mapping

from lxml.etree import _Element

from webapp.engine.dmn.xml import child, children, text_of
from webapp.feel import FeelError, UnaryTests
from webapp.feel.budget import Run
from webapp.feel.compiling.scope import Scope
from webapp.feel.kinds import NAMED, AnyType, ContextType, FunctionType, ListType, NarrowedType, Type

# How older editors write the types.
_SPELLINGS = {"integer": "number", "long": "number", "double": "number", "any": "Any", "datetime": "date and time"}

Compile = Callable[[str, _Element], UnaryTests | None]


class Declared(Mapping[str, Type]):
    """The types by name, each made when it is first asked for, because they may stand in any order."""

    def __init__(self, root: _Element, imported: Mapping[str, Mapping[str, Type]], tests: Compile) -> None:
        self._elements = {item.get("name", ""): item for item in children(root, "itemDefinition")}
        self._made: dict[str, Type] = {}
        self._making: set[str] = set()
        self._tests = tests
        for name, types in imported.items():
            prefix = f"{name}." if name else ""
            self._made.update({prefix + each: types[each] for each in types})

    def __getitem__(self, name: str) -> Type:
        if name not in self._made:
            element = self._elements[name]
            if name in self._making:
                return AnyType()  # A type that contains itself is not looked into any deeper.
            self._making.add(name)
            self._made[name] = self._make(element)
            self._making.discard(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._elements.keys() | self._made.keys())

    def __len__(self) -> int:
        return len(self._elements.keys() | self._made.keys())

    def named(self, reference: str | None) -> Type | None:
        """The type of a `typeRef`; None when it is not known, and any type when there is no reference."""
        name = (reference or "").strip()
        if not name:
            return AnyType()
        for candidate in (name, name.rpartition(":")[2]):
            if candidate in self:
                return self[candidate]
            if candidate in _SPELLINGS:
                return NAMED[_SPELLINGS[candidate]]
            if candidate in NAMED:
                return NAMED[candidate]
        return None

    def _make(self, element: _Element) -> Type:
        kind = self._plain(element)
        allowed = child(element, "allowedValues")
        if allowed is not None:
            kind = self._narrowed(kind, allowed)
        if element.get("isCollection") == "true":
            kind = ListType(kind)
        constraint = child(element, "typeConstraint")
        return kind if constraint is None else self._narrowed(kind, constraint)

    def _plain(self, element: _Element) -> Type:
        components = list(children(element, "itemComponent"))
        if components:
            return ContextType(tuple((part.get("name", ""), self._make(part)) for part in components))
        function = child(element, "functionItem")
        if function is not None:
            parameters = tuple(
                self.named(each.get("typeRef")) or AnyType() for each in children(function, "parameters")
            )
            return FunctionType(parameters, self.named(function.get("outputTypeRef")) or AnyType())
        reference = element.get("typeRef") or text_of(child(element, "typeRef"))
        return self.named(reference) or AnyType()

    def _narrowed(self, kind: Type, constraint: _Element) -> Type:
        tests = self._tests(text_of(child(constraint, "text")), constraint)
        return kind if tests is None else NarrowedType(kind, Allowed(tests))


class Allowed:
    """Whether a value meets the tests of a type."""

    def __init__(self, tests: UnaryTests) -> None:
        self.tests = tests

    def __call__(self, value: object) -> bool:
        try:
            return self.tests.decide(Scope({"?": value}, None, Run())) is True
        except FeelError:
            return False
