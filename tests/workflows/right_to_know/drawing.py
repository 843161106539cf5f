"""A diagram as a reader sees it: shapes, lines and labels with their places on the page."""

from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

import workflows

NAMES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
}
_STRUCTURE = {"participant", "lane"}
_BPMN = f"{{{NAMES['bpmn']}}}"


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in the units of the diagram."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, other: "Box") -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )

    def meets(self, other: "Box") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True)
class Diagram:
    """One file: its elements by id, and where each of them is drawn."""

    file: str
    elements: dict[str, etree._Element]
    shapes: dict[str, Box]
    lines: dict[str, list[tuple[float, float]]]
    labels: dict[str, Box]

    def kind(self, element_id: str) -> str:
        return etree.QName(self.elements[element_id]).localname

    def of_kind(self, *kinds: str) -> list[etree._Element]:
        return [element for element in self.elements.values() if etree.QName(element).localname in kinds]

    @property
    def nodes(self) -> dict[str, Box]:
        """The shapes that a token can be on: everything but pool and lanes."""
        return {name: box for name, box in self.shapes.items() if self.kind(name) not in _STRUCTURE}

    def around(self, element_id: str) -> set[str]:
        """The sub-processes that hold an element or flow, and the step that a boundary event stands on."""
        element = self.elements[element_id]
        hosts = {own.get("id", "") for own in element.iterancestors(f"{_BPMN}subProcess")}
        attached = element.get("attachedToRef")
        return hosts | ({attached} if attached else set())

    def belong_together(self, one: str, other: str) -> bool:
        """Whether one of two shapes is drawn within the other or on its border."""
        return one in self.around(other) or other in self.around(one)

    def lane_of(self, element_id: str) -> str:
        [lane] = [
            lane.get("id", "")
            for lane in self.of_kind("lane")
            if {element_id, *self.around(element_id)} & {ref.text for ref in lane.iterfind("bpmn:flowNodeRef", NAMES)}
        ]
        return lane


def segments(points: list[tuple[float, float]]) -> list[Box]:
    """The straight pieces of a line, each as a box without thickness."""
    return [Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)) for (x1, y1), (x2, y2) in pairwise(points)]


def diagrams(package: str = "right_to_know") -> dict[str, Diagram]:
    """The diagrams of a package by the name of their file."""
    return {file: _read(file, content) for file, content in workflows.find(package).items() if file.endswith(".bpmn")}


def _read(file: str, content: bytes) -> Diagram:
    root = etree.fromstring(content)
    elements = {e.get("id", ""): e for e in root.iter(f"{_BPMN}*") if e.get("id")}
    shapes = {
        s.get("bpmnElement", ""): _box(s.find("dc:Bounds", NAMES)) for s in root.iterfind(".//bpmndi:BPMNShape", NAMES)
    }
    lines = {
        edge.get("bpmnElement", ""): [
            (float(point.get("x", "")), float(point.get("y", ""))) for point in edge.iterfind("di:waypoint", NAMES)
        ]
        for edge in root.iterfind(".//bpmndi:BPMNEdge", NAMES)
    }
    labels = {
        drawn.get("bpmnElement", ""): _box(bounds)
        for drawn in root.iterfind(".//bpmndi:BPMNPlane/*", NAMES)
        if (bounds := drawn.find("bpmndi:BPMNLabel/dc:Bounds", NAMES)) is not None
    }
    return Diagram(file, elements, shapes, lines, labels)


def _box(bounds: etree._Element | None) -> Box:
    assert bounds is not None
    x, y, width, height = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)
