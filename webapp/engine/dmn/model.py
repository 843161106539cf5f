"""What a decision file holds, ready to be worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from webapp.engine.dmn.tables import Table
from webapp.engine.problems import Problem
from webapp.feel import Expression
from webapp.feel.compiling.scope import Code
from webapp.feel.kinds import AnyType, Type

Sort = Literal["input", "decision", "knowledge", "service", "source"]


@dataclass(frozen=True, slots=True)
class Reference:
    """An arrow to another element: the namespace it stands in, empty for the same file, and its id."""

    namespace: str
    id: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a business knowledge model."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Service:
    """What a decision service gives and takes."""

    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...]
    input_decisions: tuple[Reference, ...]
    input_data: tuple[Reference, ...]


@dataclass(slots=True)
class Element:
    """An input, a decision, a business knowledge model or a decision service."""

    id: str
    name: str
    sort: Sort
    type: Type = field(default_factory=AnyType)
    requires: tuple[Reference, ...] = ()
    code: Code | None = None
    table: Table | None = None  # when the whole decision is one table
    parameters: tuple[Parameter, ...] = ()
    external: bool = False
    service: Service | None = None
    question: str = ""


@dataclass(slots=True)
class DecisionModel:
    """A decision file. `problems` tells what in it cannot be worked out; a model with problems must not go live."""

    file: str
    name: str
    namespace: str
    checksum: str
    elements: dict[str, Element]
    types: Mapping[str, Type]
    imports: Mapping[str, "DecisionModel"]  # by the name they are given here
    names: frozenset[str]
    tables: tuple[Table, ...] = ()
    formulas: tuple[tuple[str, str, str, Expression], ...] = ()  # literal ones: id and name of the owner, own id
    problems: tuple[Problem, ...] = ()

    @property
    def decisions(self) -> tuple[Element, ...]:
        """The decisions in the order of the file."""
        return tuple(element for element in self.elements.values() if element.sort == "decision")

    def find(self, name: str, sorts: tuple[Sort, ...] = ("decision",)) -> Element | None:
        """The element with that id, otherwise the first with that name."""
        element = self.elements.get(name)
        if element is not None and element.sort in sorts:
            return element
        return next((each for each in self.elements.values() if each.name == name and each.sort in sorts), None)

    def resolve(self, reference: Reference) -> tuple[str, "DecisionModel", Element] | None:
        """The name of the import it comes through, the model and the element; None when there is none such."""
        if reference.namespace in ("", self.namespace):
            element = self.elements.get(reference.id)
            return ("", self, element) if element else None
        for name, model in self.imports.items():
            if model.namespace == reference.namespace and reference.id in model.elements:
                return name, model, model.elements[reference.id]
        return None
