"""What the compiler makes of a package: one SpiffWorkflow specification for each process and sub-process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask

from webapp.engine.drawn import Element
from webapp.engine.node import Node

ScopeKind = Literal["process", "subProcess", "eventSubProcess"]


class ScopeSpec(BpmnProcessSpec):  # type: ignore[misc] # SpiffWorkflow carries no types
    """A process or sub-process: its elements, where it starts, and what it listens for while it is open.

    SpiffWorkflow's own start and end specifications are left out: their names ("Start", "End") are names that people
    give to elements too, and there they would silently replace them.
    """

    name: str
    task_specs: dict[str, Node]

    def __init__(self, name: str, kind: ScopeKind, process: str, element: Element | None = None) -> None:
        super().__init__(name=name)
        self.task_specs.clear()
        self.end = None
        self.start = BpmnStartTask(self, "(start)")
        self.kind = kind
        self.process = process
        self.element = element
        self.starts: tuple[Node, ...] = ()
        self.listeners: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Specification:
    """All scopes of a package by name, and the main process. Never changed by a run."""

    checksum: str
    main: str
    scopes: Mapping[str, ScopeSpec]
    has_conditions: bool
    has_inclusive_joins: bool

    def process(self, name: str) -> ScopeSpec:
        """The process with this id. Raises KeyError where there is none, or only a sub-process is called so."""
        found = self.scopes[name]
        if found.kind != "process":
            raise KeyError(name)
        return found
