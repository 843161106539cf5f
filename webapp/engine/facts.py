"""Variables whose value the diagram itself settles, so that a run can be followed through a gateway that asks for one.

A variable counts when nothing but script tasks with constant values writes it, all in one process in which nothing
runs beside anything else. What a person answers can come out either way, and where a message, a signal or an unknown
operation may bring variables of any name, nothing is settled.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from webapp.engine.drawn import Element
from webapp.engine.sources import compiled
from webapp.feel import FeelError

Known = frozenset[tuple[str, Any]]
NOTHING: Known = frozenset()
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Written:
    """The variables that forms and operations write; `operations` is None where they are not known."""

    forms: Mapping[str, Collection[str]] = field(default_factory=dict)
    operations: Mapping[str, Collection[str]] | None = None


def settled(elements: Iterable[Element], written: Written) -> dict[str, tuple[str, Any]]:
    """The script tasks that settle a variable, each with name and value."""
    drawn = list(elements)
    if any(element.brings_anything or (element.operation and written.operations is None) for element in drawn):
        return {}
    writers: dict[str, list[tuple[Element, Any]]] = defaultdict(list)
    for element in drawn:
        for name, value in _writes(element, written):
            writers[name].append((element, value))
    found: dict[str, tuple[str, Any]] = {}
    for name, several in writers.items():
        processes = {element.process for element, _ in several}
        constant = all(value is not _OPEN for _, value in several)
        if constant and len(processes) == 1 and not _runs_beside(drawn, processes.pop()):
            found.update({element.id: (name, value) for element, value in several})
    return found


_OPEN = object()


def _writes(element: Element, written: Written) -> Iterator[tuple[str, Any]]:
    for line in (*element.inputs, *element.outputs):
        yield line.target.partition(".")[0], _OPEN
    if element.loop is not None:
        yield from ((name, _OPEN) for name in (element.loop.output_collection, element.loop.item) if name)
    if element.form:
        yield from ((name, _OPEN) for name in written.forms.get(element.form, ()))
    if element.operation:
        yield from ((name, _OPEN) for name in (written.operations or {}).get(element.operation, ()))
    if element.result:
        yield element.result, _constant(element)


def _constant(element: Element) -> Any:
    if element.kind != "scriptTask" or element.outputs or element.loop is not None:
        return _OPEN
    found = compiled(element.script)
    if found.expression is None or found.expression.names or found.expression.functions:
        return _OPEN
    try:
        value = found.evaluate({}, _MOMENT)
    except FeelError:
        return _OPEN
    return value if isinstance(value, (bool, str, int)) else _OPEN


def _runs_beside(elements: list[Element], process: str) -> bool:
    for element in elements:
        if element.process != process:
            continue
        splits = element.kind in ("parallelGateway", "inclusiveGateway") and len(element.outgoing) > 1
        both = element.kind not in ("exclusiveGateway", "eventBasedGateway") and len(element.outgoing) > 1
        beside = element.kind in ("boundaryEvent", "startEvent") and not element.interrupting
        if splits or both or beside or element.loop is not None:
            return True
    return False


@lru_cache(maxsize=8_192)
def verdict(condition: str, known: Known) -> bool | None:
    """What a condition comes to with what is known; None when it may come out either way."""
    found = compiled(condition)
    values = dict(known)
    if found.expression is None or not found.expression.names <= values.keys() or found.expression.possible_names:
        return None
    try:
        answer = found.evaluate(values, _MOMENT)
    except FeelError:
        return None
    return answer if isinstance(answer, bool) else None
