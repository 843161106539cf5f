"""Variables that an expression asks for and nothing in the package ever writes: a typing slip that no run would show.

What is not known to be written by nobody is not refused: where a message, a signal or an operation may bring
variables of any name, nothing is said at all.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from webapp.engine.drawn import Element, Flow
from webapp.engine.problems import Findings, Problem
from webapp.engine.sources import RESERVED, compiled, never_boolean, sources, unknown_functions
from webapp.feel import FeelError

ALWAYS = frozenset({"case_id"})
OF_LOOPS = frozenset(
    {"numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances"}
)
Names = Mapping[str, Collection[str]]
# The file, id and name of where an expression stands, what it is called in a sentence, and its text.
Asked = tuple[str, str, str, str, str]


def unwritten(
    elements: Iterable[Element],
    flows: Iterable[Flow],
    form_writes: Names,
    operation_writes: Names,
    also: Iterable[Asked] = (),
) -> list[Problem]:
    """The problems of a whole package; the names that each form and each operation writes are known.

    `also` are expressions that stand outside the diagrams.
    """
    drawn, ways = list(elements), list(flows)
    findings = Findings()
    writers = _writers(drawn, form_writes, operation_writes)
    _check_conditions(drawn, ways, writers, findings)
    if not any(element.brings_anything for element in drawn):
        known = writers.keys() | ALWAYS | OF_LOOPS | RESERVED
        for file, own, name, what, text in (*_asked(drawn, ways), *also):
            for variable in sorted(_names(text) - known):
                message = (
                    f'{what[0].upper()}{what[1:]} asks for "{variable}", which nothing in the package writes. '
                    "Correct the name, or have a form or script write it."
                )
                findings.add(file, "variable-unwritten", message, own, name)
    return list(findings.problems)


def asked_by(element: Element, ways: Iterable[Flow]) -> frozenset[str]:
    """The variables that the expressions of an element, and the conditions of the flows out of it, name."""
    texts = [text for *_, text in _asked([element], list(ways))]
    return frozenset(name for text in texts for name in _names(text)) - ALWAYS - OF_LOOPS - RESERVED


def written_by(element: Element, form_writes: Names, operation_writes: Names) -> frozenset[str]:
    """The variables that an element writes, with what its form fills."""
    return frozenset(_writers([element], form_writes, operation_writes))


def _asked(elements: list[Element], flows: list[Flow]) -> Iterator[Asked]:
    for element in elements:
        for what, text, _ in sources(element):
            yield element.file, element.id, element.name, what, text
    for flow in flows:
        if flow.condition:
            yield flow.file, flow.id, flow.name, f'the condition of the flow "{flow.name or flow.id}"', flow.condition


def _names(text: str) -> frozenset[str]:
    try:
        found = compiled(text)
    except FeelError:
        return frozenset()
    if found.expression is None:
        return frozenset()
    return found.expression.names - frozenset(unknown_functions(found))


def _writers(elements: list[Element], form_writes: Names, operation_writes: Names) -> dict[str, list[Element | None]]:
    """Who writes each variable; None stands for a writer whose values are not known here."""
    found: dict[str, list[Element | None]] = {}
    for element in elements:
        names = [line.target.partition(".")[0] for line in (*element.inputs, *element.outputs)]
        if element.loop is not None:
            names += [element.loop.item, element.loop.output_collection]
        names += [*form_writes.get(element.form, ()), *operation_writes.get(element.operation, ())]
        for name in names:
            found.setdefault(name, []).append(None)
        if element.result:
            found.setdefault(element.result, []).append(element if element.kind == "scriptTask" else None)
    return found


def _check_conditions(
    elements: list[Element], flows: list[Flow], writers: Mapping[str, list[Element | None]], findings: Findings
) -> None:
    """A condition that is one variable, which only scripts write that never give true or false."""
    for file, own, name, what, text in _asked(elements, flows):
        variable = text.removeprefix("=").strip()
        who = writers.get(variable, [])
        if who and what.startswith("the condition") and all(writer and _never(writer) for writer in who):
            message = f'{what[0].upper()}{what[1:]} is "{variable}", which is never true or false. Write a comparison.'
            findings.add(file, "condition-not-boolean", message, own, name)


def _never(writer: Element) -> bool:
    if writer.outputs or not writer.script:
        return False
    try:
        return never_boolean(compiled(writer.script))
    except FeelError:
        return False
