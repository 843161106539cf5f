"""Every expression and variable name of a diagram, compiled once to find what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache

from webapp.clock import CALENDARS
from webapp.engine import timers
from webapp.engine.drawn import Diagram, Element
from webapp.engine.expressions import Formula, formula
from webapp.engine.problems import Findings
from webapp.feel import FeelError, nodes

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
RESERVED = frozenset({"true", "false", "null", "loopCounter"})
MAX_EXPRESSION = 4_000
# Functions of FEEL that always give a number, text, date or list, whatever they are given.
_GIVES_NO_BOOLEAN = frozenset(
    {"count", "sum", "string", "string length", "upper case", "lower case", "substring", "today", "now", "number"}
    | {"date", "time", "date and time", "duration", "floor", "ceiling", "abs", "append", "concatenate", "split"}
)
# At which place these functions take the name of a calendar.
_CALENDAR_AT = {"is working day": 1, "add working days": 2, "working days between": 2}
Source = tuple[str, str, bool]


@lru_cache(maxsize=4_096)
def compiled(text: str) -> Formula:
    """The compiled formula of an attribute; a formula holds nothing of a run and is shared. Raises FeelError."""
    return formula(text)


def condition_text(text: str) -> str:
    """A number of rounds may be written as digits; everything else stays as it is."""
    return f"={text}" if text.isascii() and text.isdigit() else text


def sources(element: Element) -> Iterator[Source]:
    """What the element has worked out: in words what it is, its text, and whether it must be FEEL."""
    for line in element.inputs:
        yield f'the input "{line.target}"', line.source, False
    for line in element.outputs:
        yield f'the output "{line.target}"', line.source, False
    if element.script:
        yield "the script", element.script, True
    if element.due:
        yield "the due date", element.due, False
    if element.loop is not None:
        loop = element.loop
        yield "the input collection", loop.collection, True
        yield "the output element", loop.output_element, True
        yield "the number of rounds", condition_text(loop.cardinality), True
        yield "the condition of the loop", loop.condition, True
    event = element.event
    if event is not None:
        yield "the correlation key", event.key, True
        yield f"the {event.kind} event", event.text, event.kind == "conditional"


def check_sources(diagram: Diagram, findings: Findings) -> None:
    """Notes every expression that cannot be compiled and every variable with an impossible name."""
    for element in diagram.elements:
        for what, text, must_be_feel in sources(element):
            if text:
                _check(element.file, element.id, element.name, what, text, must_be_feel=must_be_feel, findings=findings)
        for name in _targets(element):
            if not _VARIABLE.fullmatch(name) or name in RESERVED:
                message = f'"{name}" cannot be the name of a variable. Use letters, digits and "_".'
                findings.add(element.file, "variable-name", message, element.id, element.name)
        if element.due and not element.due.startswith("="):
            _check_due(element, findings)
    for flow in diagram.flows:
        if flow.condition is not None:
            what = f'the condition of the flow "{flow.name or flow.id}"'
            _check(flow.file, flow.id, flow.name, what, flow.condition or "=", must_be_feel=True, findings=findings)


def _targets(element: Element) -> Iterator[str]:
    for line in (*element.inputs, *element.outputs):
        if line.target:
            yield line.target
    if element.result:
        yield element.result
    if element.loop is not None:
        yield from (name for name in (element.loop.item, element.loop.output_collection) if name)


def _check(file: str, element: str, name: str, what: str, text: str, *, must_be_feel: bool, findings: Findings) -> None:
    if len(text) > MAX_EXPRESSION:
        findings.add(file, "expression", f"{what.capitalize()} is too long. Shorten it.", element, name)
        return
    try:
        found = compiled(text)
    except FeelError as error:
        message = f"{what[0].upper()}{what[1:]} cannot be read: {error}"
        findings.add(file, "expression", message, element, name)
        return
    for function in unknown_functions(found):
        message = f'{what[0].upper()}{what[1:]} calls "{function}", which is no function. Use a function of FEEL.'
        findings.add(file, "unknown-function", message, element, name)
    if any(isinstance(node, nodes.FunctionNode) and node.external for node in _all_nodes(found)):
        message = f"{what[0].upper()}{what[1:]} asks for a function from outside, which is never run. Use FEEL only."
        findings.add(file, "external-function", message, element, name)
    for calendar in _unknown_calendars(found):
        message = (
            f'{what[0].upper()}{what[1:]} counts by a calendar "{calendar}", which does not exist. Choose one of '
            f"{', '.join(CALENDARS)}, or leave it out for the force's own."
        )
        findings.add(file, "calendar", message, element, name)
    if what.startswith("the condition") and never_boolean(found):
        message = f"{what[0].upper()}{what[1:]} can never be true or false. Write a comparison."
        findings.add(file, "condition-not-boolean", message, element, name)
    if must_be_feel and found.is_literal:
        message = f'{what[0].upper()}{what[1:]} is not FEEL. Write it with a leading "=".'
        findings.add(file, "condition-not-feel", message, element, name)


def _all_nodes(found: Formula) -> Iterator[nodes.Node]:
    return iter(()) if found.expression is None else _nodes(found.expression.tree)


def unknown_functions(found: Formula) -> list[str]:
    """The names that are called as functions but are none; a process variable is never a function."""
    if found.expression is None:
        return []
    free = found.expression.names | found.expression.possible_names
    called = (node.callee for node in _nodes(found.expression.tree) if isinstance(node, nodes.Call))
    return sorted({callee.name for callee in called if isinstance(callee, nodes.Name) and callee.name in free})


def _unknown_calendars(found: Formula) -> list[str]:
    """The calendars of bank holidays that are named as a text and do not exist."""
    named: set[object] = set()
    for node in _all_nodes(found):
        if isinstance(node, nodes.Call) and isinstance(node.callee, nodes.Name):
            place = _CALENDAR_AT.get(node.callee.name)
            by_place = dict(enumerate(node.arguments)) if not node.names else {}
            by_name = dict(zip(node.names, node.arguments, strict=False))
            given = by_place.get(place) if place is not None else None
            given = by_name.get("calendar", given) if place is not None else None
            if isinstance(given, nodes.Literal) and isinstance(given.value, str):
                named.add(given.value)
    return sorted(str(name) for name in named if name not in CALENDARS)


def never_boolean(found: Formula) -> bool:
    """Whether the value is of another kind whatever the variables are."""
    if found.expression is None:
        return False
    return _never_boolean(found.expression.tree)


def _never_boolean(tree: nodes.Node) -> bool:
    if isinstance(tree, nodes.Literal):
        return not isinstance(tree.value, bool)
    if isinstance(tree, nodes.If):
        return _never_boolean(tree.then) and _never_boolean(tree.otherwise)
    if isinstance(tree, nodes.Call):
        return isinstance(tree.callee, nodes.Name) and tree.callee.name in _GIVES_NO_BOOLEAN
    kinds = nodes.Arithmetic | nodes.Negation | nodes.ListNode | nodes.ContextNode | nodes.RangeNode | nodes.For
    return isinstance(tree, kinds | nodes.FunctionNode)


def _nodes(tree: object) -> Iterator[nodes.Node]:
    waiting = [tree]
    while waiting:
        current = waiting.pop()
        if isinstance(current, nodes.Node):
            yield current
            waiting.extend(getattr(current, part.name) for part in fields(current))
        elif isinstance(current, tuple):
            waiting.extend(current)


def _check_due(element: Element, findings: Findings) -> None:
    try:
        if element.due.startswith("P"):
            timers.parse_duration(element.due)
        else:
            timers.parse_moment(element.due)
    except ValueError as error:
        findings.add(element.file, "due-date", str(error), element.id, element.name)
