"""Makes of what was drawn the specifications that SpiffWorkflow runs.

The compiler expects a drawing without problems: `parse.py` has noted them all before. What SpiffWorkflow would misrun
becomes something that it runs right: flows with conditions out of an activity a gateway, a link a flow, a loop a body
with rounds, an event sub-process a listener of its scope.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from webapp.engine.compiler_nodes import NodeMaker
from webapp.engine.decisions import DecisionModel
from webapp.engine.drawn import ACTIVITIES, Diagram, Element, Flow
from webapp.engine.events import EventSubProcessStart
from webapp.engine.gateways import InclusiveGateway, Join, SeveralWays
from webapp.engine.node import Node, Way
from webapp.engine.sources import compiled
from webapp.engine.specification import ScopeKind, ScopeSpec, Specification


def compile_package(
    diagrams: Iterable[Diagram], models: Mapping[str, DecisionModel], main: str, checksum: str
) -> Specification:
    """The specification of a package whose drawings have no problems."""
    elements = [element for diagram in diagrams for element in diagram.elements]
    flows = {(flow.process, flow.id): flow for diagram in diagrams for flow in diagram.flows}
    compiler = _Compiler(elements, flows, models)
    for process in [process for diagram in diagrams for process in diagram.processes]:
        compiler.scope(process.id, "process", process.id, None)
    return Specification(
        checksum,
        main,
        compiler.scopes,
        any(element.event is not None and element.event.kind == "conditional" for element in elements),
        any(element.kind == "inclusiveGateway" for element in elements),
    )


class _Compiler:
    def __init__(
        self, elements: list[Element], flows: Mapping[tuple[str, str], Flow], models: Mapping[str, DecisionModel]
    ) -> None:
        self.scopes: dict[str, ScopeSpec] = {}
        self._flows = flows
        self._models = models
        self._members: dict[tuple[str, str], list[Element]] = defaultdict(list)
        for element in elements:
            self._members[element.process, element.parent].append(element)

    def scope(self, name: str, kind: ScopeKind, process: str, holder: Element | None) -> None:
        """Makes the specification of a process or sub-process and of everything inside it."""
        spec = self.scopes[name] = ScopeSpec(name, kind, process, holder)
        members = self._members[process, holder.id if holder else ""]
        maker = NodeMaker(spec, self._models)
        nodes = {element.id: maker.node(element) for element in members}
        for element in members:
            if element.kind == "subProcess":
                inner: ScopeKind = "eventSubProcess" if element.triggered else "subProcess"
                self.scope(f"{process}/{element.id}", inner, process, element)
            self._lead_out(spec, element, nodes)
            if element.kind == "boundaryEvent":
                maker.attach(nodes[element.attached_to], nodes[element.id])
        spec.starts = self._starts(members, nodes)
        spec.listeners = tuple(
            self._listener(spec, maker, element, nodes[element.id]) for element in members if element.triggered
        )
        _set_joins(spec)

    def _starts(self, members: list[Element], nodes: Mapping[str, Node]) -> tuple[Node, ...]:
        starts = [element for element in members if element.kind == "startEvent"]
        plain = [element for element in starts if element.event is None or element.event.kind == "none"]
        return tuple(nodes[element.id] for element in plain or starts)

    def _listener(self, spec: ScopeSpec, maker: NodeMaker, body: Element, node: Node) -> Node:
        start = next(e for e in self._members[body.process, body.id] if e.kind == "startEvent")
        listener = EventSubProcessStart(spec, f"{start.id}#listener", start, maker.trigger(start), node)
        node.connect(listener)
        return listener

    def _lead_out(self, spec: ScopeSpec, element: Element, nodes: Mapping[str, Node]) -> None:
        node = nodes[element.id]
        out = [self._flows[element.process, flow] for flow in element.outgoing]
        ways = tuple(
            Way(
                flow.id,
                nodes[flow.target],
                None if flow.condition is None or flow.id == element.default else compiled(flow.condition),
                flow.id == element.default,
            )
            for flow in out
        )
        if element.event is not None and element.event.kind == "link" and element.kind == "intermediateThrowEvent":
            catch = next(other for other in nodes.values() if _catches(other.element, element))
            ways = (Way("", catch),)
        if element.kind in ACTIVITIES and any(way.condition is not None for way in ways):
            # The conditions are asked after the activity is done: when asking fails, its result is not lost.
            split = SeveralWays(spec, f"{element.id}#split", element)
            split.recorded = False
            split.led_to(*ways)
            ways = (Way("", split),)
        node.led_to(*ways)


def _catches(candidate: Element, thrown: Element) -> bool:
    return (
        candidate.kind == "intermediateCatchEvent"
        and candidate.event is not None
        and thrown.event is not None
        and candidate.event.kind == "link"
        and candidate.event.name == thrown.event.name
    )


def _set_joins(spec: ScopeSpec) -> None:
    nodes = [node for node in spec.task_specs.values() if isinstance(node, Node)]
    before: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for node in nodes:
        for way in node.ways:
            before[way.target.name].append((way.flow, node.name))
        if node.element.kind == "boundaryEvent":
            before[node.name].append(("", node.element.attached_to))
    for node in nodes:
        if isinstance(node, Join):
            node.flows_in = tuple(flow for flow, _ in before[node.name])
        if isinstance(node, InclusiveGateway):
            node.reach = {flow: _reaching(source, node.name, before) for flow, source in before[node.name]}


def _reaching(source: str, gateway: str, before: Mapping[str, list[tuple[str, str]]]) -> frozenset[str]:
    """The elements from which a token can come to `source` without passing the gateway."""
    found: set[str] = set()
    waiting = [source]
    while waiting:
        name = waiting.pop()
        if name in found or name == gateway:
            continue
        found.add(name)
        waiting.extend(earlier for _, earlier in before.get(name, ()))
    return frozenset(found)
