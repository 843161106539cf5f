"""What was drawn: elements, flows and processes with the ids and names people know, before anything is compiled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EventKind = Literal[
    "none", "timer", "message", "signal", "error", "escalation", "link", "terminate", "conditional", "unsupported"
]
TASKS = frozenset(
    {"task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask"}
)
ACTIVITIES = TASKS | {"subProcess", "callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of an input or output mapping: a FEEL source and the variable it fills."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Event:
    """The trigger of an event. `name` is the name of a message, signal or link, or the code of an error or escalation.

    `text` is the text of a timer or the condition of a conditional event; `timer` says date, duration or cycle.
    """

    kind: EventKind
    name: str = ""
    text: str = ""
    timer: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """How often an activity is done: for each item of a collection, a number of times, or while a condition holds."""

    kind: Literal["parallel", "sequential", "standard"]
    collection: str = ""
    item: str = ""
    output_collection: str = ""
    output_element: str = ""
    condition: str = ""
    cardinality: str = ""
    maximum: int | None = None
    test_before: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node as drawn. `parent` is the id of the sub-process it stands in, or empty."""

    id: str
    name: str
    kind: str
    process: str
    file: str
    parent: str = ""
    lane: str = ""
    documentation: str = ""
    form: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    due: str = ""
    decision: str = ""
    called: str = ""
    operation: str = ""
    tries: int = 3
    script: str = ""
    result: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str = ""
    event: Event | None = None
    loop: Loop | None = None
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    attached_to: str = ""
    interrupting: bool = True
    triggered: bool = False
    shares_in: bool = True
    shares_out: bool = True

    @property
    def title(self) -> str:
        """The name people see, or the id where nothing was written."""
        return self.name or self.id

    @property
    def brings_anything(self) -> bool:
        """Whether a message or signal that is caught here may write variables of any name."""
        if self.outputs or self.event is None:
            return False
        catches = self.kind in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
        return catches and self.event.kind in ("message", "signal")


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow as drawn; a flow drawn without an id gets one from its two ends."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None
    process: str
    file: str


@dataclass(frozen=True, slots=True)
class Process:
    """One executable process and the ids of its flow nodes, sub-processes included, in the order of the file.

    `name` is the id where nothing was written.
    """

    id: str
    name: str
    file: str
    elements: tuple[str, ...]
    flows: tuple[str, ...]
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Everything read from one file."""

    file: str
    processes: tuple[Process, ...]
    elements: tuple[Element, ...]
    flows: tuple[Flow, ...]
