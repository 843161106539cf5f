"""Decision files to models."""

from collections.abc import Iterator, Mapping

from lxml.etree import _Element

from webapp.engine.dmn.boxed import Boxes, name_of
from webapp.engine.dmn.kinds import Declared
from webapp.engine.dmn.model import DecisionModel, Element, Parameter, Reference, Service, Sort
from webapp.engine.dmn.tablereading import Tables, checksum_of
from webapp.engine.dmn.xml import child, children, local, text_of, twice
from webapp.engine.problems import Findings
from webapp.feel import Vocabulary
from webapp.feel.kinds import AnyType, Type

_SORTS: dict[str, Sort] = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
    "knowledgeSource": "source",
}
_REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")
_MODEL_IMPORTS = ("DMN/", "dmn.xsd", "dmn11.xsd")


def model_of(root: _Element, file: str, imports: Mapping[str, DecisionModel] | None = None) -> DecisionModel:
    """The model of a decision file's tree; `imports` are the models it may import, by namespace.

    What cannot be worked out is told in the model's `problems`, all at once.
    """
    return _Reader(root, file, imports or {}).read()


class _Reader:
    """Reads one file."""

    def __init__(self, root: _Element, file: str, available: Mapping[str, DecisionModel]) -> None:
        self._root = root
        self._file = file
        self._findings = Findings()
        self._imports = self._imported(available)
        self._names = frozenset(self._all_names())
        # The tests of types see the language's own types only; everything else sees the declared ones too.
        plain = Boxes(file, Vocabulary(self._names), self._findings)
        plain.owner = (root.get("id", ""), root.get("name", ""))
        self._types = Declared(root, {name: model.types for name, model in self._imports.items()}, plain.tests)
        self._boxes = Boxes(file, Vocabulary(self._names, self._types), self._findings)
        self._boxes.types = self._types
        self._tables = Tables(self._boxes)

    def read(self) -> DecisionModel:
        if local(self._root) != "definitions":
            self._findings.add(self._file, "dmn-root", "The file holds no decisions. Choose a DMN file.")
        for each in twice(self._root):
            message = f"“{local(each)}” stands twice in the same element. Keep one of them."
            self._boxes.refuse(each, "dmn-twice", message)
        elements = dict(self._elements())
        model = DecisionModel(
            file=self._file,
            name=self._root.get("name", ""),
            namespace=self._root.get("namespace", ""),
            checksum=checksum_of(self._root),
            elements=elements,
            types=self._types,
            imports=self._imports,
            names=self._names,
            tables=tuple(self._tables.found),
            formulas=tuple(self._boxes.formulas),
        )
        self._check_requirements(model)
        model.problems = self._findings.problems
        return model

    def _imported(self, available: Mapping[str, DecisionModel]) -> dict[str, DecisionModel]:
        found: dict[str, DecisionModel] = {}
        for each in children(self._root, "import"):
            kind, namespace = each.get("importType", ""), each.get("namespace", "")
            if not any(part in kind for part in _MODEL_IMPORTS):
                message = "Only other decision files can be imported. Remove the import."
                self._findings.add(self._file, "dmn-import", message, each.get("id", ""), each.get("name", ""))
            elif namespace in available:
                found[" ".join((each.get("name") or "").split())] = available[namespace]
            else:
                message = f"The imported decision file “{each.get('name') or namespace}” is not there. Add it."
                self._findings.add(self._file, "dmn-import", message, each.get("id", ""), each.get("name", ""))
        return found

    def _all_names(self) -> Iterator[str]:
        for name, model in self._imports.items():
            yield name
            yield from model.names
        for element in self._root.iter("*"):
            if local(element):
                yield from (element.get(key, "") for key in ("name", "iteratorVariable") if element.get(key))
        for expression in children(self._root, *_SORTS):
            yield expression.get("name", "")

    def _elements(self) -> Iterator[tuple[str, Element]]:
        for element in children(self._root, *_SORTS):
            made = self._element(element)
            yield made.id, made

    def _element(self, element: _Element) -> Element:
        name = name_of(element)
        own = element.get("id") or name
        self._boxes.owner = (own, name)
        made = Element(own, name, _SORTS[local(element)], requires=tuple(self._required(element)))
        variable = child(element, "variable")
        made.type = self._type(variable)
        made.question = text_of(child(element, "question"))
        if made.sort == "decision":
            before = len(self._tables.found)
            made.code = self._boxes.any(list(children(element)))
            if child(element, "decisionTable") is not None and len(self._tables.found) > before:
                made.table = self._tables.found[-1]
            if made.code is None:
                self._boxes.refuse(element, "dmn-empty", f"The decision “{name}” decides nothing. Give it a table.")
        elif made.sort == "knowledge":
            self._read_logic(element, made)
        elif made.sort == "service":
            made.service = Service(
                outputs=tuple(_references(element, "outputDecision")),
                encapsulated=tuple(_references(element, "encapsulatedDecision")),
                input_decisions=tuple(_references(element, "inputDecision")),
                input_data=tuple(_references(element, "inputData")),
            )
        return made

    def _type(self, variable: _Element | None) -> Type:
        return AnyType() if variable is None else self._boxes.type(variable.get("typeRef"), variable)

    def _required(self, element: _Element) -> Iterator[Reference]:
        for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
            yield from _references(requirement, *_REQUIRED)

    def _read_logic(self, element: _Element, made: Element) -> None:
        logic = child(element, "encapsulatedLogic")
        if logic is None:
            self._boxes.refuse(element, "dmn-empty", f"The business knowledge model “{made.name}” is empty.")
            return
        names, kinds, body = self._boxes.function_parts(logic)
        made.parameters = tuple(Parameter(name, kind) for name, kind in zip(names, kinds, strict=True))
        made.external = body is None
        made.code = body
        # The variable of a business knowledge model has the type of a function; what counts is the result's.
        result = made.type
        made.type = getattr(result, "result", result)

    def _check_requirements(self, model: DecisionModel) -> None:
        for element in model.elements.values():
            for reference in element.requires:
                if model.resolve(reference) is None:
                    message = f"“{element.name}” requires something that is not there. Draw the arrow again."
                    self._findings.add(self._file, "dmn-requirement", message, element.id, element.name)
        for element in model.elements.values():
            if _requires_itself(model, element):
                message = f"“{element.name}” requires itself by way of others. Remove one of the arrows."
                self._findings.add(self._file, "dmn-cycle", message, element.id, element.name)


def _references(element: _Element, *names: str) -> Iterator[Reference]:
    for each in children(element, *names):
        namespace, _, own = (each.get("href") or "").rpartition("#")
        yield Reference(namespace, own)


def _requires_itself(model: DecisionModel, element: Element) -> bool:
    waiting = [reference for reference in element.requires if reference.namespace in ("", model.namespace)]
    seen: set[str] = set()
    while waiting:
        own = waiting.pop().id
        if own == element.id and element.sort == "decision":
            return True
        if own not in seen and own in model.elements:
            seen.add(own)
            waiting.extend(each for each in model.elements[own].requires if each.namespace in ("", model.namespace))
    return False
