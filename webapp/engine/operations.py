"""What a diagram may know of an operation that a service task calls, and what it must give the operation."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from webapp.engine.drawn import Element
from webapp.engine.problems import Findings


@dataclass(frozen=True, slots=True)
class DescribedOperation:
    """One registered operation.

    `needs` are the inputs that the task must map, `writes` the variables that it answers with, `errors` the codes of
    the BPMN errors that it may throw. An `outbound` one reaches outside the database or takes long: it is called after
    the case's transaction, may be called again, and the task waits for its answer. What may happen once at most
    (`at_most_once`) is not called again by itself when nobody knows whether it has happened.
    """

    needs: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()
    outbound: bool = False
    at_most_once: bool = False


Operations = Mapping[str, DescribedOperation]


def outbound_among(operations: Operations) -> frozenset[str]:
    """The names of those that reach outside."""
    return frozenset(name for name, described in operations.items() if described.outbound)


def writes_of(operations: Operations) -> dict[str, Collection[str]]:
    """The variables that each operation writes."""
    return {name: described.writes for name, described in operations.items()}


def check_operations(elements: Iterable[Element], operations: Operations, findings: Findings) -> None:
    """Notes service tasks whose operation does not exist, or is not given what it needs."""
    for element in elements:
        if not element.operation:
            continue
        described = operations.get(element.operation)
        if described is None:
            message = f'There is no operation "{element.operation}". Choose one of the registered operations.'
            findings.add(element.file, "operation", message, element.id, element.name)
            continue
        given = {line.target.partition(".")[0] for line in element.inputs}
        for name in sorted(described.needs - given):
            message = f'The operation "{element.operation}" needs "{name}". Give it as an input of the task.'
            findings.add(element.file, "operation-input", message, element.id, element.name)
