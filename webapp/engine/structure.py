"""Rules of drawing: what BPMN demands of flows, gateways, sub-processes and loops, and what could not run as drawn."""

from collections import defaultdict

from webapp.engine.drawn import ACTIVITIES, GATEWAYS, Diagram, Element, Flow, Process
from webapp.engine.problems import Findings
from webapp.engine.structure_events import check_event, check_links, check_starts

_CONDITIONS_ALLOWED = ACTIVITIES | {"exclusiveGateway", "inclusiveGateway"}


def check_structure(diagram: Diagram, findings: Findings) -> None:
    """Notes every rule of drawing that the diagram breaks."""
    flows = {flow.id: flow for flow in diagram.flows}
    for process in diagram.processes:
        elements = [element for element in diagram.elements if element.process == process.id]
        by_parent: dict[str, list[Element]] = defaultdict(list)
        for element in elements:
            by_parent[element.parent].append(element)
        if not elements:
            message = "The process is empty. Draw a start event and what follows it."
            findings.add(process.file, "empty", message, process.id, process.name)
            continue
        _check_container(process, None, by_parent[""], flows, findings)
        for element in elements:
            if element.kind == "subProcess":
                _check_container(process, element, by_parent[element.id], flows, findings)


class Drawing:
    """The elements of one process or sub-process, with a way to note problems."""

    def __init__(
        self,
        holder: Element | None,
        process: Process,
        members: list[Element],
        flows: dict[str, Flow],
        findings: Findings,
    ) -> None:
        self.holder = holder
        self.process = process
        self.members = {member.id: member for member in members}
        self.flows = flows
        self.findings = findings

    def add(self, element: Element, rule: str, message: str) -> None:
        """Notes a problem at an element."""
        self.findings.add(element.file, rule, message, element.id, element.name)


def _check_container(
    process: Process, holder: Element | None, members: list[Element], flows: dict[str, Flow], findings: Findings
) -> None:
    drawing = Drawing(holder, process, members, flows, findings)
    if holder is not None and not members:
        drawing.add(holder, "empty", "The sub-process is empty. Draw a start event and what follows it.")
        return
    check_starts(drawing)
    check_links(drawing)
    for element in members:
        _check_flows(drawing, element)
        if element.event is not None:
            check_event(drawing, element)
        if element.kind in GATEWAYS:
            _check_gateway(drawing, element)
        if element.kind in ACTIVITIES:
            _check_activity(drawing, element)
    _check_reached(drawing)


def _check_flows(drawing: Drawing, element: Element) -> None:
    out = [drawing.flows[flow] for flow in element.outgoing]
    if element.default and element.default not in element.outgoing:
        drawing.add(element, "default-flow", "The default flow does not start here. Choose the default flow again.")
    for flow in out:
        if flow.condition is None:
            continue
        if element.kind not in _CONDITIONS_ALLOWED:
            message = "A flow with a condition starts here, but the condition is never asked. Put a gateway in between."
            drawing.add(element, "condition-ignored", message)
        elif flow.id == element.default:
            message = "The default flow has a condition, which is never asked. Remove the condition."
            drawing.add(element, "default-flow", message)
        elif not flow.condition.startswith("="):
            message = f'The condition of the flow "{flow.name or flow.id}" is not FEEL. Write it with a leading "=".'
            drawing.add(element, "condition-not-feel", message)
    if element.default and element.kind in ACTIVITIES and all(flow.condition is None for flow in out):
        message = "There is a default flow but no flow with a condition. Give the other flows conditions."
        drawing.add(element, "default-flow", message)


def _check_gateway(drawing: Drawing, element: Element) -> None:
    if not element.outgoing:
        drawing.add(element, "gateway-dead-end", "The gateway leads nowhere. Draw a flow out of it, or an end event.")
    if element.kind == "exclusiveGateway" and len(element.outgoing) > 1:
        for own in element.outgoing:
            flow = drawing.flows[own]
            if flow.condition is None and own != element.default:
                message = f'The flow "{flow.name or own}" has no condition. Give it one, or make it the default flow.'
                drawing.add(element, "condition-missing", message)
    if element.kind == "eventBasedGateway":
        _check_event_gateway(drawing, element)


def _check_event_gateway(drawing: Drawing, element: Element) -> None:
    if len(element.outgoing) < 2:
        message = "The event-based gateway has fewer than two flows out. Draw one to each event it waits for."
        drawing.add(element, "event-gateway", message)
    for own in element.outgoing:
        target = drawing.members.get(drawing.flows[own].target)
        if target is None:
            continue
        kind = target.event.kind if target.event else ""
        if target.kind == "receiveTask":
            fits = target.loop is None
        else:
            fits = target.kind == "intermediateCatchEvent" and kind in ("timer", "message", "signal", "conditional")
        if not fits or len(target.incoming) != 1:
            message = (
                f'"{target.title}" cannot follow the event-based gateway. Draw a timer, message, signal or conditional '
                "event or a receive task that nothing else leads to."
            )
            drawing.add(element, "event-gateway", message)


def _check_activity(drawing: Drawing, element: Element) -> None:
    demands = {
        "scriptTask": (element.script and element.result, 'a FEEL expression and a result variable ("zeebe:script")'),
        "serviceTask": (element.operation, 'the name of an operation as its type ("zeebe:taskDefinition")'),
        "businessRuleTask": (element.decision and element.result, "a called decision and a result variable"),
        "sendTask": (element.event is not None, "a message or the name of an operation"),
        "callActivity": (element.called, 'a called process ("zeebe:calledElement")'),
    }
    fulfilled, what = demands.get(element.kind, (True, ""))
    if not (fulfilled or (element.operation and element.kind != "callActivity")):
        missing = what.removeprefix("a ").removeprefix("the ")
        drawing.add(element, "incomplete", f"The {element.kind} has no {missing}. Give it {what}.")
    if element.group.startswith("=") or "," in element.group:
        message = "The candidate group must be the name of one group. Name it, or put the task into the group's lane."
        drawing.add(element, "group", message)
    if element.loop is not None:
        _check_loop(drawing, element)


def _check_loop(drawing: Drawing, element: Element) -> None:
    loop = element.loop
    if loop is None:
        return
    if element.triggered:
        drawing.add(element, "loop", "An event sub-process cannot be repeated. Remove the loop marker.")
    if loop.kind == "standard":
        if not loop.condition and loop.maximum is None:
            message = "The loop has neither a condition nor a maximum, so it would never end. Give it one of them."
            drawing.add(element, "loop", message)
    elif not loop.collection and not loop.cardinality:
        drawing.add(element, "loop", "The multi-instance has no input collection. Say for which items it is done.")
    elif loop.collection and loop.cardinality:
        message = "The multi-instance has an input collection and a number. Keep one of them."
        drawing.add(element, "loop", message)
    if bool(loop.output_collection) != bool(loop.output_element):
        message = "The multi-instance has an output collection or an output element but not both. Give both or neither."
        drawing.add(element, "loop", message)


def _check_reached(drawing: Drawing) -> None:
    reached: set[str] = set()
    waiting = [member for member in drawing.members.values() if member.kind == "startEvent" or member.triggered]
    while waiting:
        element = waiting.pop()
        if element.id in reached:
            continue
        reached.add(element.id)
        following = [drawing.flows[flow].target for flow in element.outgoing]
        following += [other.id for other in drawing.members.values() if other.attached_to == element.id]
        if element.kind == "intermediateThrowEvent" and element.event and element.event.kind == "link":
            following += _link_catches(drawing, element.event.name)
        waiting.extend(drawing.members[own] for own in following if own in drawing.members)
    for element in drawing.members.values():
        if element.id not in reached:
            message = f'Nothing leads to "{element.title}" from a start event. Connect it or remove it.'
            drawing.add(element, "unreachable", message)


def _link_catches(drawing: Drawing, name: str) -> list[str]:
    return [
        member.id
        for member in drawing.members.values()
        if member.kind == "intermediateCatchEvent"
        and member.event is not None
        and member.event.kind == "link"
        and member.event.name == name
    ]
