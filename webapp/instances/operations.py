"""What a service task may call. Each operation only writes rows, so that a failed step can be undone as a whole.

What reaches outside is in `outbound.py`, and is called by the worker.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from webapp.access.actor import SYSTEM
from webapp.cases import service as cases
from webapp.definitions import rules as definitions
from webapp.disclosures import service as disclosures
from webapp.disclosures import standing
from webapp.engine.operations import outbound_among
from webapp.instances.outbound import OUTBOUND

Variables = Mapping[str, object]
Operation = Callable[[UUID, Variables], Mapping[str, object]]


def record_disclosure_log(case_id: UUID, variables: Variables) -> Mapping[str, object]:  # noqa: ARG001 - an operation's shape
    """Writes the immutable log row of the delivery. Basis: DPA 2018 s.62."""
    disclosures.record_disclosure_log(case_id)
    return {}


def take_shared_identity(case_id: UUID, variables: Variables) -> Mapping[str, object]:  # noqa: ARG001 - an operation's shape
    """Takes over what the joint investigation has assured for this victim, if anything. Basis: DPA 2018 s.38(1)."""
    return cases.take_shared_identity(SYSTEM, case_id)


def count_views(case_id: UUID, variables: Variables) -> Mapping[str, object]:  # noqa: ARG001 - an operation's shape
    """Counts anew which views are missing that must come first, as after a change of the priority."""
    return standing.count_views(case_id)


OPERATIONS: Mapping[str, Operation] = {
    "record_disclosure_log": record_disclosure_log,
    "take_shared_identity": take_shared_identity,
    "count_views": count_views,
}
_KNOWN = definitions.OPERATIONS
if outbound_among(_KNOWN) != OUTBOUND.keys() or _KNOWN.keys() != {*OPERATIONS, *OUTBOUND}:
    raise RuntimeError("The operations that diagrams may name are not the ones that are carried out.")


def bound_to(case_id: UUID) -> dict[str, Callable[[Variables], Mapping[str, object]]]:
    """The operations for one case, as the engine calls them."""

    def bind(operation: Operation) -> Callable[[Variables], Mapping[str, object]]:
        return lambda variables: operation(case_id, variables)

    return {name: bind(operation) for name, operation in OPERATIONS.items()}
