"""Rules of drawing for events: which trigger may stand where, and what must be said about it."""

from collections import Counter
from typing import TYPE_CHECKING

from webapp.engine import timers
from webapp.engine.drawn import ACTIVITIES, Element

if TYPE_CHECKING:
    from webapp.engine.structure import Drawing

_PROCESS_STARTS = frozenset({"none", "timer", "message", "signal", "conditional"})
_EVENT_STARTS = frozenset({"timer", "message", "signal", "conditional", "error", "escalation"})
_FITTING: dict[str, frozenset[str]] = {
    "intermediateCatchEvent": frozenset({"timer", "message", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "link"}),
    "endEvent": frozenset({"none", "message", "signal", "error", "escalation", "terminate"}),
    "boundaryEvent": frozenset({"timer", "message", "signal", "conditional", "error", "escalation"}),
}
_WORDS = {"intermediateCatchEvent": "catch event", "intermediateThrowEvent": "throw event", "endEvent": "end event"}


def check_starts(drawing: "Drawing") -> None:
    """A process starts somewhere, a sub-process in one place, an event sub-process by its event."""
    starts = [member for member in drawing.members.values() if member.kind == "startEvent"]
    plain = [start for start in starts if start.event and start.event.kind == "none"]
    holder = drawing.holder
    if holder is None:
        if not starts:
            process = drawing.process
            message = "The process has no start event. Draw one."
            drawing.findings.add(process.file, "start", message, process.id, process.name)
        if len(plain) > 1:
            drawing.add(plain[1], "start", "The process has two start events without a trigger. Keep one of them.")
        for start in starts:
            if plain and start not in plain:
                sentence = f'"{start.title}" is not waited for: a case starts at "{plain[0].title}".'
                drawing.findings.rewrite(start.file, sentence)
    elif holder.triggered:
        if len(starts) != 1 or plain:
            message = "An event sub-process needs exactly one start event, with a trigger. Draw it so."
            drawing.add(holder, "start", message)
    elif len(starts) != 1 or not plain:
        message = "A sub-process needs exactly one start event, without a trigger. Draw it so."
        drawing.add(holder, "start", message)
    if holder is not None and holder.triggered and (holder.incoming or holder.outgoing):
        message = "An event sub-process is started by its event, not by a flow. Remove the flows to and from it."
        drawing.add(holder, "event-sub-process-flows", message)


def check_links(drawing: "Drawing") -> None:
    """Each link thrown is caught in exactly one place of the same process or sub-process."""
    links = [member for member in drawing.members.values() if member.event and member.event.kind == "link"]
    catches = Counter(member.event.name for member in links if member.event and member.kind == "intermediateCatchEvent")
    thrown = {member.event.name for member in links if member.event and member.kind == "intermediateThrowEvent"}
    for member in links:
        name = member.event.name if member.event else ""
        if not name:
            drawing.add(member, "link", "The link has no name. Give both ends the same name.")
        elif member.kind == "intermediateThrowEvent":
            if catches[name] == 0:
                drawing.add(member, "link", f'No link catch event is called "{name}" here. Draw it, or use a flow.')
            if member.outgoing:
                drawing.add(member, "link", "A flow leaves the link throw event. Draw it from the link catch event.")
        elif member.kind == "intermediateCatchEvent":
            if catches[name] > 1:
                drawing.add(member, "link", f'Two link catch events are called "{name}". Give each its own name.')
            if name not in thrown:
                drawing.add(member, "link", f'No link throw event is called "{name}" here. Draw it, or use a flow.')
            if member.incoming:
                drawing.add(member, "link", "A flow leads to the link catch event. Draw it to the link throw event.")


def check_event(drawing: "Drawing", element: Element) -> None:
    """The trigger fits the place and says what it needs to say."""
    event = element.event
    if event is None or event.kind == "unsupported":
        return
    if not _fits(drawing, element):
        return
    if element.kind == "boundaryEvent":
        _check_boundary(drawing, element)
    if element.kind == "startEvent" and element.incoming:
        drawing.add(element, "start", "A flow leads to the start event. Draw it to the element after it.")
    if element.kind == "endEvent" and element.outgoing:
        drawing.add(element, "end", "A flow leaves the end event. Draw a throw event instead.")
    throws = element.kind in ("endEvent", "intermediateThrowEvent", "sendTask")
    if event.kind == "message" and not event.name and not (throws and element.operation):
        drawing.add(element, "message-name", "The message has no name. Choose or make a message with a name.")
    if event.kind == "signal" and not event.name:
        drawing.add(element, "signal-name", "The signal has no name. Choose or make a signal with a name.")
    if event.kind in ("error", "escalation") and throws and not event.name:
        drawing.add(element, f"{event.kind}-code", f"The {event.kind} that is thrown has no code. Give it one.")
    if event.kind == "conditional" and not event.text.startswith("="):
        drawing.add(element, "condition-not-feel", 'The condition is not FEEL. Write it with a leading "=".')
    if event.kind == "timer":
        _check_timer(drawing, element)


def _fits(drawing: "Drawing", element: Element) -> bool:
    event = element.event
    if event is None or element.kind in ACTIVITIES:
        return True
    if element.kind == "startEvent":
        holder = drawing.holder
        if holder is not None and not holder.triggered:
            return True
        fitting = _PROCESS_STARTS if holder is None else _EVENT_STARTS
    else:
        fitting = _FITTING[element.kind]
    if event.kind in fitting:
        return True
    where = _WORDS.get(element.kind, "boundary event" if element.kind == "boundaryEvent" else "start event")
    kinds = ", ".join(sorted(fitting - {"none"}))
    message = f'A {where} of kind "{event.kind}" cannot stand here. It can be one of: {kinds}.'
    drawing.add(element, "event-kind", message)
    return False


def _check_boundary(drawing: "Drawing", element: Element) -> None:
    host = drawing.members.get(element.attached_to)
    if host is None or host.kind not in ACTIVITIES or host.triggered:
        message = "The boundary event is not attached to a task, sub-process or call activity. Attach it to one."
        drawing.add(element, "boundary", message)
    if element.incoming:
        drawing.add(element, "boundary", "A flow leads to the boundary event. Draw it to the activity.")
    if not element.outgoing:
        drawing.add(element, "boundary", "No flow leaves the boundary event. Draw what happens then.")
    if element.event and element.event.kind == "error" and not element.interrupting:
        drawing.add(element, "boundary", "An error always interrupts. Make the boundary event interrupting.")


def _check_timer(drawing: "Drawing", element: Element) -> None:
    event = element.event
    if event is None or not event.timer:
        return
    if event.timer == "cycle" and element.kind == "intermediateCatchEvent":
        message = "A repeating timer cannot be waited for on the way. Give a date or a duration."
        drawing.add(element, "timer", message)
    if not event.text.startswith("="):
        try:
            timers.check_literal(event.timer, event.text)
        except ValueError as error:
            drawing.add(element, "timer", str(error))
