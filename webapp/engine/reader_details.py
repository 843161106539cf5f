"""Reads the inside of a flow node: extension elements, event definitions, loops and mappings."""

from collections.abc import Iterator
from typing import Any

from lxml.etree import QName, _Element

from webapp.engine.allowed import BPMN, ZEEBE
from webapp.engine.drawn import EVENTS, Assignment, Element, Event, EventKind, Loop
from webapp.engine.marks import check_property_lines
from webapp.engine.problems import Findings

_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
# As in Camunda 8: how often an operation is called before it is an incident, when the diagram says nothing.
TRIES = 3
MOST_TRIES = 20
_SUPPORTED: dict[str, EventKind] = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "conditionalEventDefinition": "conditional",
}


def children(node: _Element, name: str, namespace: str = BPMN) -> Iterator[_Element]:
    """The direct children with a BPMN (or other) name."""
    return node.iterchildren(f"{{{namespace}}}{name}")


def child(node: _Element | None, name: str, namespace: str = BPMN) -> _Element | None:
    """The first such child, or None."""
    return None if node is None else next(children(node, name, namespace), None)


def text_of(node: _Element | None) -> str:
    """The whole text of an element without surrounding space."""
    return "" if node is None else "".join(str(part) for part in node.itertext()).strip()


def documentation_of(node: _Element) -> str:
    """What is written about an element or a process, its paragraphs apart."""
    return "\n\n".join(text_of(part) for part in children(node, "documentation"))


class Details:
    """Reads flow nodes of one file; messages, signals, errors and escalations are looked up in it."""

    def __init__(self, root: _Element, file: str, findings: Findings) -> None:
        self._file = file
        self._findings = findings
        self._declared = {
            str(node.get("id")): node
            for kind in ("message", "signal", "error", "escalation")
            for node in children(root, kind)
        }
        self._definitions = {
            str(node.get("id")): node
            for node in root.iterchildren("{*}*")
            if QName(node).localname.endswith("EventDefinition")
        }

    def element(self, node: _Element, kind: str, **place: Any) -> Element:
        """The flow node with everything that is written on it."""
        extension = child(node, "extensionElements")
        mapping = child(extension, "ioMapping", ZEEBE)
        fields: dict[str, Any] = {
            "name": node.get("name") or "",
            "documentation": documentation_of(node),
            "default": node.get("default") or "",
            "properties": self._properties(node, extension),
            "inputs": self._assignments(node, mapping, "input"),
            "outputs": self._assignments(node, mapping, "output"),
            "loop": self._loop(node),
            "event": self._event(node, kind),
            "attached_to": node.get("attachedToRef") or "",
            "triggered": node.get("triggeredByEvent") == "true",
            "interrupting": self._interrupting(node, kind),
            "tries": self._tries(node, extension),
            **self._extensions(extension),
        }
        if kind == "callActivity" and not fields["called"] and node.get("calledElement"):
            fields["called"] = node.get("calledElement")
        return Element(id=str(node.get("id")), kind=kind, file=self._file, **place, **fields)

    def _extensions(self, extension: _Element | None) -> dict[str, Any]:
        def value(name: str, attribute: str) -> str:
            found = child(extension, name, ZEEBE)
            return "" if found is None else (found.get(attribute) or "").strip()

        return {
            "form": value("formDefinition", "formId"),
            "group": value("assignmentDefinition", "candidateGroups"),
            "due": value("taskSchedule", "dueDate"),
            "decision": value("calledDecision", "decisionId"),
            "script": value("script", "expression"),
            "result": value("script", "resultVariable") or value("calledDecision", "resultVariable"),
            "called": value("calledElement", "processId"),
            "operation": value("taskDefinition", "type"),
            "shares_in": value("calledElement", "propagateAllParentVariables") != "false",
            "shares_out": value("calledElement", "propagateAllChildVariables") != "false",
        }

    def _tries(self, node: _Element, extension: _Element | None) -> int:
        definition = child(extension, "taskDefinition", ZEEBE)
        text = None if definition is None else definition.get("retries")
        if text is None:
            return TRIES
        if not (text.isascii() and text.isdigit() and len(text) < 5 and 0 < int(text) <= MOST_TRIES):
            message = f'"retries" must be a whole number from 1 to {MOST_TRIES}: how often the operation is tried.'
            self._add("retries", message, node)
            return TRIES
        return int(text)

    def _properties(self, node: _Element, extension: _Element | None) -> dict[str, str]:
        holder = child(extension, "properties", ZEEBE)
        if holder is None:
            return {}
        check_property_lines(node, holder, self._file, self._findings)
        return {p.get("name") or "": p.get("value") or "" for p in children(holder, "property", ZEEBE)}

    def _assignments(self, node: _Element, mapping: _Element | None, name: str) -> tuple[Assignment, ...]:
        if mapping is None:
            return ()
        lines = tuple(
            Assignment((line.get("source") or "").strip(), (line.get("target") or "").strip())
            for line in children(mapping, name, ZEEBE)
        )
        for line in lines:
            if not line.source or not line.target:
                message = "A line of the input or output mapping has no source or no target. Fill both in."
                self._add("mapping-incomplete", message, node)
        return lines

    def _loop(self, node: _Element) -> Loop | None:
        standard = child(node, "standardLoopCharacteristics")
        if standard is not None:
            maximum = standard.get("loopMaximum")
            if maximum is not None and not (maximum.isascii() and maximum.isdigit() and 0 < int(maximum) <= 10_000):
                self._add("loop-maximum", "The loop maximum must be a whole number from 1 to 10,000.", node)
                maximum = None
            return Loop(
                "standard",
                condition=text_of(child(standard, "loopCondition")),
                maximum=int(maximum) if maximum else None,
                test_before=standard.get("testBefore") == "true",
            )
        several = child(node, "multiInstanceLoopCharacteristics")
        if several is None:
            return None
        details = child(child(several, "extensionElements"), "loopCharacteristics", ZEEBE)

        def value(name: str) -> str:
            return "" if details is None else (details.get(name) or "").strip()

        return Loop(
            "sequential" if several.get("isSequential") == "true" else "parallel",
            collection=value("inputCollection"),
            item=value("inputElement"),
            output_collection=value("outputCollection"),
            output_element=value("outputElement"),
            condition=text_of(child(several, "completionCondition")),
            cardinality=text_of(child(several, "loopCardinality")),
        )

    def _interrupting(self, node: _Element, kind: str) -> bool:
        if kind == "boundaryEvent":
            return node.get("cancelActivity") != "false"
        return node.get("isInterrupting") != "false"

    def _event(self, node: _Element, kind: str) -> Event | None:
        if kind in ("sendTask", "receiveTask"):
            if kind == "sendTask" and not node.get("messageRef"):
                return None
            return self._message(node, node, child(node, "extensionElements"))
        if kind not in EVENTS:
            return None
        found = [part for part in node if isinstance(part.tag, str) and QName(part).localname.endswith("Definition")]
        for reference in children(node, "eventDefinitionRef"):
            definition = self._definitions.get(text_of(reference).rpartition(":")[2])
            if definition is None:
                self._add("event-unknown", "The event refers to a definition that is not there. Choose it again.", node)
                return Event("unsupported")
            found.append(definition)
        if not found:
            return Event("none")
        if len(found) > 1:
            message = "The event waits for or throws several things at once. Draw one event for each."
            self._add("multiple-events", message, node)
            return Event("unsupported")
        return self._definition(node, found[0])

    def _definition(self, node: _Element, definition: _Element) -> Event:
        kind = _SUPPORTED.get(QName(definition).localname, "unsupported")
        if kind == "timer":
            return self._timer(node, definition)
        if kind == "message":
            return self._message(node, definition, child(node, "extensionElements"))
        if kind == "conditional":
            return Event(kind, text=text_of(child(definition, "condition")))
        if kind == "link":
            return Event(kind, name=definition.get("name") or node.get("name") or "")
        if kind in ("signal", "error", "escalation"):
            declared = self._reference(node, definition, kind)
            if declared is None:
                return Event(kind)
            attribute = "name" if kind == "signal" else f"{kind}Code"
            # An error or escalation without a code is still one of its own: it is known by its id.
            own = "" if kind == "signal" else f"#{declared.get('id')}"
            return Event(kind, name=declared.get(attribute) or own)
        return Event(kind)

    def _timer(self, node: _Element, definition: _Element) -> Event:
        for tag, timer in _TIMERS.items():
            found = child(definition, tag)
            if found is not None:
                return Event("timer", text=text_of(found), timer=timer)
        self._add("timer-empty", "The timer has no date, duration or cycle. Give it one.", node)
        return Event("timer")

    def _message(self, node: _Element, holder: _Element, own: _Element | None) -> Event:
        declared = self._reference(node, holder, "message")
        subscription = child(own, "subscription", ZEEBE)
        if subscription is None and declared is not None:
            subscription = child(child(declared, "extensionElements"), "subscription", ZEEBE)
        key = "" if subscription is None else (subscription.get("correlationKey") or "").strip()
        return Event("message", name="" if declared is None else declared.get("name") or "", key=key)

    def _reference(self, node: _Element, holder: _Element, kind: str) -> _Element | None:
        reference = holder.get(f"{kind}Ref")
        declared = self._declared.get(reference or "")
        if reference and declared is None:
            self._add(
                f"{kind}-unknown", f'The {kind} "{reference}" is not declared in the file. Choose it again.', node
            )
        return declared

    def _add(self, rule: str, message: str, node: _Element) -> None:
        self._findings.add(self._file, rule, message, node.get("id") or "", node.get("name") or "")
