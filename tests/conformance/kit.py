"""Reads and runs the cases of the public DMN conformance kit."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from webapp.engine.decisions import evaluate
from webapp.engine.dmn.model import DecisionModel
from webapp.engine.dmn.reading import model_of
from webapp.errors import EngineFault
from webapp.feel.literals import parse_date, parse_date_time, parse_duration, parse_time
from webapp.feel.numbers import number_of

ROOT = Path(__file__).resolve().parents[2]
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NEARLY = Decimal("0.00000001")  # how far a number may be off, as the kit's own runner has it


@dataclass(frozen=True)
class Difference:
    """A result that is not the expected one."""

    folder: str
    case: str
    node: str
    expected: str
    got: str


@dataclass(frozen=True)
class Outcome:
    """One case of one folder; it passes without differences."""

    folder: str
    case: str
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def find_kit() -> Path | None:
    """The folder of the kit: RTK_DMN_TCK, otherwise shared/dmn-tck beside the project; None when there is neither."""
    named = os.environ.get("RTK_DMN_TCK")
    candidates = [Path(named)] if named else [ROOT.parent / "shared" / "dmn-tck"]
    return next((candidate for candidate in candidates if candidate.is_dir()), None)


def folders_of(kit: Path) -> list[Path]:
    """The folders with cases, at any depth."""
    return sorted({path.parent for path in kit.rglob("*.xml") if any(path.parent.glob("*.dmn"))})


def run_folder(folder: Path) -> Iterator[Outcome]:
    """The outcome of each case."""
    models = _Models(folder)
    for file in sorted(folder.glob("*.xml")):
        root = _parse(file)
        if _local(root) != "testCases":
            continue
        model = models.model(_text(_child(root, "modelName")))
        for case in _children(root, "testCase"):
            yield _run_case(model, case, folder.name)


def _run_case(model: DecisionModel, case: _Element, folder: str) -> Outcome:
    inputs: dict[str, object] = {}
    for node in _children(case, "inputNode"):
        namespace, name = node.get("namespace"), node.get("name", "")
        inputs[f"{namespace}#{name}" if namespace else name] = _value(node)
    differences: list[Difference] = []
    for result in _children(case, "resultNode"):
        node = result.get("name", "")
        expected = _child(result, "expected")
        wanted = None if expected is None else _value(expected)
        name = case.get("invocableName", node) if case.get("type") == "decisionService" else node
        must_fail = result.get("errorResult") == "true"
        got, failed = _evaluate(model, name, inputs)
        if case.get("type") == "decisionService" and isinstance(got, dict) and node in got:
            got = got[node]
        right = (failed or got is None) if must_fail else (not failed and same(wanted, got))
        if not right:
            case_id = case.get("id", "")
            differences.append(Difference(folder, case_id, node, "an error" if must_fail else str(wanted), str(got)))
    return Outcome(folder, case.get("id", ""), tuple(differences))


def _evaluate(model: DecisionModel, name: str, inputs: Mapping[str, object]) -> tuple[object, bool]:
    try:
        return evaluate(model, name, inputs).value, False
    except EngineFault as fault:
        return fault.sentence, True


def same(wanted: object, got: object) -> bool:
    """Whether two FEEL values are equal, numbers within the kit's tolerance."""
    if isinstance(wanted, Decimal) and isinstance(got, Decimal):
        return abs(wanted - got) <= _NEARLY
    if isinstance(wanted, list) and isinstance(got, list):
        return len(wanted) == len(got) and all(same(one, other) for one, other in zip(wanted, got, strict=True))
    if isinstance(wanted, dict) and isinstance(got, dict):
        return wanted.keys() == got.keys() and all(same(wanted[key], got[key]) for key in wanted)
    return type(wanted) is type(got) and (wanted == got or str(wanted) == str(got))


class _Models:
    """The models of one folder, by file name, each made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._trees = {file.name: _parse(file) for file in sorted(folder.glob("*.dmn"))}
        self._made: dict[str, DecisionModel] = {}

    def model(self, name: str) -> DecisionModel:
        if name not in self._made:
            root = self._trees[name]
            wanted = {each.get("namespace") for each in _children(root, "import")}
            imports = {
                str(tree.get("namespace")): self.model(other)
                for other, tree in self._trees.items()
                if tree.get("namespace") in wanted and other != name
            }
            self._made[name] = model_of(root, name, imports)
        return self._made[name]


def _parse(file: Path) -> _Element:
    # The kit's ids and sizes are not those of a product's table, so it does not come through the gate for uploads.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(file.read_bytes(), parser)


def _local(element: _Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: _Element, *names: str) -> Iterator[_Element]:
    return (each for each in element if _local(each) in names)


def _child(element: _Element, *names: str) -> _Element | None:
    return next(_children(element, *names), None)


def _text(element: _Element | None) -> str:
    return "" if element is None else (element.text or "")


def _value(node: _Element) -> object:
    """The FEEL value of an input, an expected value, an item or a component."""
    if node.get(_XSI + "nil") == "true":
        return None
    found = _child(node, "value", "list")
    if found is None:
        parts = list(_children(node, "component"))
        return {part.get("name", ""): _value(part) for part in parts} if parts else None
    if found.get(_XSI + "nil") == "true":
        return None
    if _local(found) == "list":
        return [_value(item) for item in _children(found, "item")]
    return _scalar(_text(found), (found.get(_XSI + "type") or "").rpartition(":")[2])


def _scalar(text: str, kind: str) -> object:
    if kind in ("decimal", "double", "float", "integer", "int", "long"):
        return number_of(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    readers = {"date": parse_date, "dateTime": parse_date_time, "time": parse_time, "duration": parse_duration}
    if kind in readers:
        return readers[kind](text.strip()) or text
    return text
