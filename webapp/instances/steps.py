"""A process as an ordered list of steps with their state: what the picture shows, for reading."""

from collections.abc import Collection, Mapping
from datetime import datetime

from webapp.engine.parse import Element, ParsedDefinition
from webapp.instances.views import ProcessView, StepState, StepView

# Gateways and plain connections are in the picture; the list names what somebody or something does.
LISTED = frozenset(
    {
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "scriptTask",
        "callActivity",
        "subProcess",
        "startEvent",
        "endEvent",
    }
)
Done = Mapping[str, tuple[str, datetime]]


def process_views(
    parsed: ParsedDefinition, root: str, done: Done, current: Collection[str], failed: Collection[str]
) -> list[ProcessView]:
    """The process that a run began with and every one that it may call, each with its steps in reading order."""
    return [_view(parsed, process, done, current, failed) for process in _reached(parsed, root)]


def _reached(parsed: ParsedDefinition, root: str) -> list[str]:
    found: dict[str, None] = {}
    waiting = [root]
    while waiting:
        process = waiting.pop(0)
        if process in parsed.processes and process not in found:
            found[process] = None
            waiting.extend(element.called for element in parsed.order(process) if element.kind == "callActivity")
    return list(found)


def _view(
    parsed: ParsedDefinition, process: str, done: Done, current: Collection[str], failed: Collection[str]
) -> ProcessView:
    elements = parsed.order(process)
    ids = {element.id for element in elements}
    active_calls = {e.id for e in elements if e.kind == "callActivity" and _is_active(parsed, e, current, failed)}
    steps = [_step(e, done, set(current) | active_calls, failed) for e in elements if e.kind in LISTED]
    current_ids = sorted((ids & set(current)) | active_calls)
    return ProcessView(
        process_id=process,
        name=parsed.processes[process].name or process,
        steps=steps,
        done_ids=[e.id for e in elements if e.id in done and e.id not in current_ids and e.id not in failed],
        current_ids=current_ids,
        failed_ids=sorted(ids & set(failed)),
    )


def _is_active(parsed: ParsedDefinition, call: Element, current: Collection[str], failed: Collection[str]) -> bool:
    called = call.called
    inside = {element.id for element in parsed.elements.values() if element.process == called}
    if inside & (set(current) | set(failed)):
        return True
    return any(
        _is_active(parsed, element, current, failed)
        for element in parsed.elements.values()
        if element.process == called and element.kind == "callActivity"
    )


def _step(element: Element, done: Done, current: Collection[str], failed: Collection[str]) -> StepView:
    by, at = done.get(element.id, ("", None))
    state: StepState = "todo"
    if element.id in failed:
        state = "failed"
    elif element.id in current:
        state = "current"
    elif element.id in done:
        state = "done"
    return StepView(element.id, element.title, element.kind, element.lane, state, by, at)
