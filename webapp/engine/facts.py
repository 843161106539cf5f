"""Variables whose value the diagram itself settles, so that a run can be followed through a gateway that asks for one.

A variable counts when nothing but script tasks with constant values writes it, all in one process in which nothing
runs beside anything else; a call of that process writes it in one step, when it ends. What a person answers can come
out either way; where a person, a message, a signal or an operation may write any variable, none is settled.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from webapp.engine.drawn import Element
from webapp.engine.sources import compiled
from webapp.feel import FeelError

Names = Mapping[str, Collection[str]]
# Pairs of a variable and its value with the value's kind: true and 1 are equal in Python and not in FEEL.
Known = frozenset[tuple[str, tuple[str, Any]]]
NOTHING: Known = frozenset()
OPEN = ("open", None)  # what was settled, and no longer is


@dataclass(frozen=True, slots=True)
class Written:
    """The variables that each form and each operation writes; None where that is not known."""

    forms: Names | None = None
    operations: Names | None = None


_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


def settled(elements: Iterable[Element], written: Written) -> dict[str, tuple[str, tuple[str, Any]]]:
    """The script tasks that settle a variable, each with name and value."""
    drawn = list(elements)
    if any(may_write_anything(element, written) for element in drawn):
        return {}
    writers: dict[str, list[tuple[Element, tuple[str, Any]]]] = defaultdict(list)
    for element in drawn:
        for name, value in _writes(element, written):
            writers[name].append((element, value))
    drawn_beside = {element.process for element in drawn if _runs_beside(element)}
    found: dict[str, tuple[str, tuple[str, Any]]] = {}
    for name, several in writers.items():
        processes = {element.process for element, _ in several}
        constant = all(value is not OPEN for _, value in several)
        if constant and len(processes) == 1 and not processes & drawn_beside:
            found.update({element.id: (name, value) for element, value in several})
    return found


def fact(value: Any) -> tuple[str, Any]:
    """A value with its kind."""
    return type(value).__name__, value


def may_write_anything(element: Element, written: Written) -> bool:
    """Whether what comes from outside here may set a variable of any name."""
    if element.outputs:
        return False
    if element.kind in ("userTask", "manualTask"):
        return written.forms is None or bool(element.form and element.form not in written.forms)
    if element.operation and element.kind != "callActivity":
        return written.operations is None or element.operation not in written.operations
    return element.brings_anything


def _writes(element: Element, written: Written) -> Iterator[tuple[str, tuple[str, Any]]]:
    for line in (*element.inputs, *element.outputs):
        yield line.target.partition(".")[0], OPEN
    if element.loop is not None:
        yield from ((name, OPEN) for name in (element.loop.output_collection, element.loop.item) if name)
    yield from ((name, OPEN) for name in (written.forms or {}).get(element.form, ()))
    yield from ((name, OPEN) for name in (written.operations or {}).get(element.operation, ()))
    if element.result:
        yield element.result, _constant(element)


def _constant(element: Element) -> tuple[str, Any]:
    if element.kind != "scriptTask" or element.outputs or element.loop is not None:
        return OPEN
    found = compiled(element.script)
    if found.expression is None or found.expression.names or found.expression.functions:
        return OPEN
    try:
        value = found.evaluate({}, _MOMENT)
    except FeelError:
        return OPEN
    return fact(value) if isinstance(value, (bool, str, int)) else OPEN


def _runs_beside(element: Element) -> bool:
    """Whether something runs beside something else from here on."""
    splits = element.kind in ("parallelGateway", "inclusiveGateway") and len(element.outgoing) > 1
    both = element.kind not in ("exclusiveGateway", "eventBasedGateway") and len(element.outgoing) > 1
    beside = element.kind in ("boundaryEvent", "startEvent") and not element.interrupting
    return splits or both or beside or element.loop is not None


def names_in(condition: str) -> frozenset[str]:
    """The variables that a condition asks for."""
    found = compiled(condition)
    return frozenset() if found.expression is None else found.expression.names | found.expression.possible_names


@lru_cache(maxsize=8_192)
def verdict(condition: str, known: Known) -> bool | None:
    """What a condition comes to with what is known; None when it may come out either way."""
    found = compiled(condition)
    values = {name: value for name, (kind, value) in known if kind != OPEN[0]}
    if found.expression is None or not found.expression.names <= values.keys() or found.expression.possible_names:
        return None
    try:
        answer = found.evaluate(values, _MOMENT)
    except FeelError:
        return None
    return answer if isinstance(answer, bool) else None
