"""Makes the node of one element: which family it belongs to and which compiled expressions it holds."""

from collections.abc import Callable, Mapping

from webapp.engine.activities import (
    Activity,
    BusinessRuleTask,
    CallActivity,
    PersonTask,
    ReceiveTask,
    ScriptTask,
    ServiceTask,
    SubProcess,
)
from webapp.engine.decisions import DecisionModel
from webapp.engine.drawn import ACTIVITIES, Assignment, Element, Event
from webapp.engine.events import BoundaryEvent, CatchEvent, EndEvent, ErrorEnd, Passing, TerminateEnd, ThrowEvent
from webapp.engine.gateways import EventBasedGateway, ExclusiveGateway, InclusiveGateway, ParallelGateway
from webapp.engine.loops import LoopBody, MultiInstance, StandardLoop
from webapp.engine.mappings import Mapping as Line
from webapp.engine.node import Node
from webapp.engine.sources import compiled, condition_text
from webapp.engine.specification import ScopeSpec
from webapp.engine.throw_tasks import OperationEvent, SendTask
from webapp.engine.triggers import Trigger

_GATEWAYS: dict[str, type[Node]] = {
    "exclusiveGateway": ExclusiveGateway,
    "inclusiveGateway": InclusiveGateway,
    "parallelGateway": ParallelGateway,
    "eventBasedGateway": EventBasedGateway,
}


def lines(drawn: tuple[Assignment, ...]) -> tuple[Line, ...]:
    """The compiled lines of a mapping."""
    return tuple(Line(compiled(line.source), line.target) for line in drawn)


class NodeMaker:
    """Makes the nodes of one scope."""

    def __init__(self, spec: ScopeSpec, models: Mapping[str, DecisionModel]) -> None:
        self._spec = spec
        self._models = models

    def node(self, element: Element) -> Node:
        """The node that tokens come to. A repeated activity becomes a body with rounds."""
        if element.kind in _GATEWAYS:
            return _GATEWAYS[element.kind](self._spec, element.id, element)
        if element.kind in ACTIVITIES:
            if element.loop is None:
                return self._activity(element, element.id)
            return self._body(element)
        return self._event(element)

    def trigger(self, element: Element) -> Trigger:
        """The compiled event of an element."""
        event = element.event or Event("none")
        text = event.key if event.kind == "message" else event.text
        return Trigger(event.kind, event.name, event.timer, compiled(text) if text else None)

    @staticmethod
    def attach(host: Node, boundary: Node) -> None:
        """Attaches a boundary event to its activity."""
        if isinstance(host, Activity):
            host.boundaries += (boundary,)
            host.connect(boundary)

    def _activity(self, element: Element, key: str) -> Activity:
        make: dict[str, Callable[[Element, str], Activity]] = {
            "userTask": self._person,
            "manualTask": self._person,
            "scriptTask": lambda e, k: ScriptTask(self._spec, k, e, compiled(e.script)),
            "businessRuleTask": lambda e, k: BusinessRuleTask(self._spec, k, e, self._models[e.decision]),
            "serviceTask": lambda e, k: ServiceTask(self._spec, k, e),
            "sendTask": lambda e, k: SendTask(self._spec, k, e, self.trigger(e)),
            "receiveTask": lambda e, k: ReceiveTask(self._spec, k, e, self.trigger(e)),
            "subProcess": lambda e, k: SubProcess(self._spec, k, e, f"{e.process}/{e.id}"),
            "callActivity": lambda e, k: CallActivity(self._spec, k, e, e.called),
            "task": lambda e, k: Activity(self._spec, k, e),
        }
        by_operation = element.operation and element.kind not in ("userTask", "manualTask", "callActivity")
        activity = make["serviceTask" if by_operation else element.kind](element, key)
        activity.taken_in = lines(element.inputs)
        activity.given_out = lines(element.outputs)
        return activity

    def _person(self, element: Element, key: str) -> Activity:
        task = PersonTask(self._spec, key, element)
        task.due = compiled(element.due) if element.due else None
        return task

    def _body(self, element: Element) -> Node:
        loop = element.loop
        if loop is None:
            raise ValueError("Only a repeated activity has a body.")
        inner = self._activity(element, f"{element.id}#round")
        family: type[LoopBody] = StandardLoop if loop.kind == "standard" else MultiInstance
        body = family(self._spec, element.id, element, loop, inner)
        texts = {
            "collection": loop.collection,
            "cardinality": condition_text(loop.cardinality),
            "output_element": loop.output_element,
            "condition": loop.condition,
        }
        body.formulas = {name: compiled(text) for name, text in texts.items() if text}
        body.connect(inner)
        return body

    def _event(self, element: Element) -> Node:
        event = element.event or Event("none")
        key, spec = element.id, self._spec
        if element.kind == "boundaryEvent":
            boundary = BoundaryEvent(spec, key, element, self.trigger(element))
            boundary.given_out = lines(element.outputs)
            return boundary
        inside = spec.kind == "eventSubProcess" and element.kind == "startEvent"
        if event.kind in ("none", "link") or inside:
            if element.kind == "endEvent":
                return EndEvent(spec, key, element)
            passing = Passing(spec, key, element)
            passing.given_out = lines(element.outputs)
            return passing
        if element.kind in ("startEvent", "intermediateCatchEvent"):
            catch = CatchEvent(spec, key, element, self.trigger(element))
            catch.given_out = lines(element.outputs)
            return catch
        return self._throw(element, event)

    def _throw(self, element: Element, event: Event) -> Node:
        if event.kind == "terminate":
            return TerminateEnd(self._spec, element.id, element)
        if event.kind == "error":
            return ErrorEnd(self._spec, element.id, element, event.name)
        if element.operation:
            operation = OperationEvent(self._spec, element.id, element)
            operation.taken_in = lines(element.inputs)
            operation.given_out = lines(element.outputs)
            return operation
        thrown = ThrowEvent(self._spec, element.id, element, self.trigger(element))
        thrown.taken_in = lines(element.inputs)
        return thrown
