"""Reads one BPMN file into what was drawn. Problems of the drawing go to the findings; nothing is compiled here."""

from collections.abc import Iterator

from lxml.etree import QName, _Element

from webapp.engine.allowed import BPMN
from webapp.engine.drawn import FLOW_NODES, Diagram, Element, Flow, Process
from webapp.engine.problems import Findings
from webapp.engine.reader_details import Details, child, children, documentation_of, text_of


class DiagramReader:
    """One reading of one file."""

    def __init__(self, root: _Element, file: str, findings: Findings) -> None:
        self._root = root
        self._file = file
        self._findings = findings
        self._details = Details(root, file, findings)
        self._elements: list[Element] = []
        self._flows: list[Flow] = []
        self._lanes: dict[str, str] = {}
        self._lane_of: dict[str, _Element] = {}
        self._process = ""
        self._ids = {str(node.get("id")) for node in root.iter() if isinstance(node.tag, str) and node.get("id")}

    def read(self) -> Diagram:
        """The processes of the file that can be executed, with their elements and flows."""
        processes = tuple(self._read_process(node) for node in self._executable())
        return Diagram(self._file, processes, tuple(self._elements), tuple(self._flows))

    def _executable(self) -> list[_Element]:
        found = list(children(self._root, "process"))
        marked = [node for node in found if node.get("isExecutable") == "true"]
        if not marked and len(found) == 1 and found[0].get("isExecutable") is None:
            self._findings.rewrite(
                self._file, f'The process "{found[0].get("id")}" is run although it is not marked so.'
            )
            marked = found
        if len(marked) > 1:
            message = "The file has more than one executable process. Put each into a file of its own."
            self._findings.add(self._file, "one-process", message, str(marked[1].get("id") or ""))
        elif not marked:
            message = 'The file has no executable process. Tick "Executable" in the properties of the process.'
            self._findings.add(self._file, "one-process", message)
        for node in marked:
            if not node.get("id"):
                self._findings.add(self._file, "id-missing", "The process has no id. Give it one.")
        return [node for node in marked if node.get("id")][:1]

    def _read_process(self, node: _Element) -> Process:
        self._process = str(node.get("id"))
        for lane_set in children(node, "laneSet"):
            self._read_lanes(lane_set, ())
        self._read_container(node, "", "")
        name = node.get("name") or self._participant_name() or self._process
        elements = tuple(element.id for element in self._elements)
        flows = tuple(flow.id for flow in self._flows)
        return Process(self._process, name, self._file, elements, flows, documentation_of(node))

    def _participant_name(self) -> str:
        for collaboration in children(self._root, "collaboration"):
            for participant in children(collaboration, "participant"):
                if participant.get("processRef") == self._process:
                    return participant.get("name") or ""
        return ""

    def _read_lanes(self, lane_set: _Element, around: tuple[_Element, ...]) -> None:
        for lane in children(lane_set, "lane"):
            for reference in children(lane, "flowNodeRef"):
                own = text_of(reference)
                before = self._lane_of.setdefault(own, lane)
                if before is not lane and before not in around:
                    self._two_lanes(own, before, lane)
                self._lane_of[own] = lane
                self._lanes[own] = _title(lane)
            # An inner lane is read after the outer one: the innermost lane is the one that counts.
            for inner in children(lane, "childLaneSet"):
                self._read_lanes(inner, (*around, lane))

    def _two_lanes(self, own: str, one: _Element, other: _Element) -> None:
        message = f'It stands in two lanes, "{_title(one)}" and "{_title(other)}". Put it into one of them.'
        self._findings.add(self._file, "two-lanes", message, own)

    def _read_container(self, node: _Element, parent: str, lane: str) -> None:
        flows = [self._flow(flow) for flow in children(node, "sequenceFlow")]
        self._flows.extend(flows)
        for member in _flow_nodes(node):
            element = self._element(member, parent, lane, flows)
            if element is None:
                continue
            self._elements.append(element)
            if element.kind == "subProcess":
                self._read_container(member, element.id, element.lane)
        self._check_ends(node, flows)

    def _element(self, node: _Element, parent: str, lane: str, flows: list[Flow]) -> Element | None:
        kind = QName(node).localname
        own = node.get("id")
        name = node.get("name") or ""
        if not own:
            message = f"A {kind} has no id, so nothing can be connected to it. Export the diagram from a modeler."
            self._findings.add(self._file, "id-missing", message, "", name)
            return None
        return self._details.element(
            node,
            kind=kind,
            process=self._process,
            parent=parent,
            lane=self._lanes.get(own, lane),
            incoming=tuple(flow.id for flow in flows if flow.target == own),
            outgoing=tuple(flow.id for flow in flows if flow.source == own),
        )

    def _flow(self, node: _Element) -> Flow:
        source, target = node.get("sourceRef") or "", node.get("targetRef") or ""
        own = node.get("id") or self._new_flow_id(source, target)
        condition = child(node, "conditionExpression")
        text = None
        if condition is not None:
            language = condition.get("language")
            if language and "feel" not in language.lower():
                message = f'The condition is written in "{language}". Write it in FEEL, starting with "=".'
                self._findings.add(self._file, "expression-language", message, own, node.get("name") or "")
            text = text_of(condition)
        return Flow(own, node.get("name") or "", source, target, text, self._process, self._file)

    def _new_flow_id(self, source: str, target: str) -> str:
        number = 1
        while (own := f"flow_{source}_{target}_{number}") in self._ids:
            number += 1
        self._ids.add(own)
        self._findings.rewrite(self._file, f'The flow from "{source}" to "{target}" had no id; it is called "{own}".')
        return own

    def _check_ends(self, container: _Element, flows: list[Flow]) -> None:
        here = {str(node.get("id")) for node in _flow_nodes(container) if node.get("id")}
        for flow in flows:
            missing = [end for end in (flow.source, flow.target) if end not in here]
            if missing:
                where = " and ".join(f'"{end}"' for end in missing)
                message = f"The flow ends at {where}, which is not in the same process or sub-process. Draw it again."
                self._findings.add(self._file, "flow-ends", message, flow.id, flow.name)


def _title(lane: _Element) -> str:
    return lane.get("name") or lane.get("id") or ""


def _flow_nodes(container: _Element) -> Iterator[_Element]:
    for node in container:
        if isinstance(node.tag, str):
            name = QName(node)
            if name.namespace == BPMN and name.localname in FLOW_NODES:
                yield node
