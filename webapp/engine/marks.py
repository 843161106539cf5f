"""The properties by which a diagram says what the law needs to know of a step, each written in exactly one way.

A property that is nearly one of these would be read by people and not by the product: it is refused.
"""

from collections import Counter

from lxml.etree import _Element

from webapp.engine.allowed import ZEEBE
from webapp.engine.drawn import ACTIVITIES, Element
from webapp.engine.problems import Findings

MARKS = ("discloses", "legalStep", "distinctFrom", "clock", "about")
# How a task may tell somebody: after every legal step, or in an emergency with some of them to follow.
TELLS = frozenset({"true", "urgent"})
_PLAIN = {mark.casefold(): mark for mark in MARKS} | {"disclose": "discloses", "legalsteps": "legalStep"}


def check_marks(element: Element, findings: Findings) -> None:
    """Notes marks that stand where they mean nothing, or mean nothing as they are written."""
    for name, value in element.properties.items():
        plain = _PLAIN.get("".join(c for c in name.casefold() if c.isalnum()))
        if plain and name != plain:
            _add(element, findings, "property-name", f'The property "{name}" means nothing. Call it "{plain}".')
        elif plain and value != value.strip():
            _add(element, findings, "property-value", f'Remove the space around the value of the property "{plain}".')
    discloses = element.properties.get("discloses")
    if discloses is not None and discloses not in TELLS | {"false"}:
        message = f'The property "discloses" is "{discloses}". Write "true", "urgent" or "false".'
        _add(element, findings, "property-value", message)
    if discloses in TELLS and (element.kind not in ACTIVITIES or element.triggered):
        message = 'The property "discloses" stands on no task. Give it to the task in which somebody is told.'
        _add(element, findings, "property-place", message)
    if "legalStep" in element.properties and element.kind != "userTask":
        message = 'A legal step is taken by a person: give the property "legalStep" to a user task.'
        _add(element, findings, "property-place", message)


def check_property_lines(node: _Element, holder: _Element, file: str, findings: Findings) -> None:
    """Notes a property that is given twice; which of the two counts could be read in two ways."""
    names = Counter(line.get("name") or "" for line in holder.iterchildren(f"{{{ZEEBE}}}property"))
    for name, times in names.items():
        if times > 1:
            message = f'The property "{name}" is given {times} times. Keep one of them.'
            findings.add(file, "property-twice", message, node.get("id") or "", node.get("name") or "")


def _add(element: Element, findings: Findings, rule: str, message: str) -> None:
    findings.add(element.file, rule, message, element.id, element.name)
