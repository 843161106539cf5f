"""A process instance and its open scopes: SpiffWorkflow's workflow classes with a work list of our own.

SpiffWorkflow finds out what to do next by walking the tree of all tasks; here every token that has something to do
stands on a list, in the order of its arrival.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from webapp.engine import settling
from webapp.engine.expressions import FeelEngine
from webapp.engine.failures import TROUBLE, take_up
from webapp.engine.node import COMPLETED, FUTURE, READY, WAITING, Node, Token
from webapp.engine.recording import Recorder
from webapp.engine.specification import ScopeSpec, Specification

Operation = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


class Place:
    """What a process instance and a scope inside it have in common."""

    tasks: dict[UUID, Token]
    spec: ScopeSpec
    data: dict[str, Any]
    completed: bool
    task_tree: Token
    top_workflow: "Instance"
    written: set[str]

    def plant(self) -> None:
        """Makes the root under which all tokens of the scope hang."""
        self.task_tree = Token(self, self.spec.start, COMPLETED)  # type: ignore[arg-type] # a scope or an instance
        self.written = set()

    @property
    def tokens(self) -> list[Token]:
        """All tokens and listeners, oldest first."""
        return [task for task in self.tasks.values() if task is not self.task_tree]

    @property
    def is_process(self) -> bool:
        """Whether this is a process of its own, not a sub-process drawn inside one."""
        return self.spec.kind == "process"

    @property
    def process_scope(self) -> "Place":
        """The process that the scope belongs to: where variables live that nobody declared nearer."""
        place: Place = self
        while not place.is_process:
            place = place.holder.scope
        return place

    @property
    def holder(self) -> Token:
        """The activity that this scope runs inside."""
        raise NotImplementedError

    def spawn(self, node: Node, flow: str = "", state: int = FUTURE, **marks: Any) -> Token:
        """Puts a token on an element; it is begun when its turn comes."""
        token = Token(self, node, state)  # type: ignore[arg-type] # a scope or an instance
        if flow:
            marks["flow"] = flow
            self.top_workflow.record.flows.append(flow)
        token.internal_data.update(marks)
        self.top_workflow.enlist(token)
        return token

    def drop(self, token: Token) -> None:
        """Takes a token out of the tree."""
        self._remove_task(token.id)  # type: ignore[attr-defined] # from SpiffWorkflow
        self.top_workflow.touched[self] = None

    def open_up(self) -> None:
        """Starts the scope: what it listens for, then its start event."""
        for listener in self.spec.listeners:
            self.spawn(listener, host="")
        starts = self.spec.starts
        for start in starts:
            token = self.spawn(start)
            if len(starts) > 1:
                token.internal_data["race"] = "start"

    def clear(self, keep: Token | None = None) -> None:
        """Takes every token and listener away, but one."""
        for token in self.tokens:
            if token is not keep:
                token.withdraw()


class Scope(Place, BpmnSubWorkflow):  # type: ignore[misc] # SpiffWorkflow carries no types
    """A sub-process or called process while it is open."""

    def __init__(self, spec: ScopeSpec, parent_task_id: UUID, top_workflow: "Instance") -> None:
        super().__init__(spec, parent_task_id, top_workflow, deserializing=True)
        self.plant()

    def _calculate_depth(self) -> int:
        return 0

    @property
    def holder(self) -> Token:
        return self.top_workflow.token(self.parent_task_id)

    def _task_completed_notify(self, task: Token) -> None:
        """Nothing: SpiffWorkflow would walk through all waiting tasks here."""


class Instance(Place, BpmnWorkflow):  # type: ignore[misc] # SpiffWorkflow carries no types
    """An instance of the main process, or of another of the package that is named.

    Its only evaluator is FEEL; no other can be set, and loading gives the same one.
    """

    subprocesses: dict[UUID, Scope]

    def __init__(self, specification: Specification, now: datetime, process: str = "") -> None:
        self.touched: dict[Place, None] = {}
        self.engine = FeelEngine(now)
        root = specification.process(process or specification.main)
        super().__init__(root, dict(specification.scopes), script_engine=self.engine, deserializing=True)
        self.specification = specification
        self.now = now
        self.agenda: deque[Token] = deque()
        self.counter = 0
        self.changed = True
        self.record = Recorder()
        self.operations: Mapping[str, Operation] = {}
        self.outbound: frozenset[str] = frozenset()
        self.held: frozenset[str] = frozenset()
        self.plant()

    def set_time(self, now: datetime) -> None:
        """Makes this the present moment for timers and expressions."""
        self.now = now
        self.engine.environment.now = now

    @property
    def script_engine(self) -> FeelEngine:
        """The FEEL evaluator."""
        return self.engine

    @script_engine.setter
    def script_engine(self, _: object) -> None:
        raise TypeError("An instance evaluates FEEL and nothing else.")

    def _task_completed_notify(self, task: Token) -> None:
        """Nothing: SpiffWorkflow would walk through all waiting tasks here."""

    # Looking up.

    @property
    def places(self) -> list[Place]:
        """The process and every open scope in it."""
        return [self, *self.subprocesses.values()]

    def all_tokens(self) -> Iterator[Token]:
        """Every token and listener of the instance."""
        for place in self.places:
            yield from place.tokens

    def token(self, own_id: UUID) -> Token:
        """The token with an id. Raises KeyError when it is gone."""
        for place in self.places:
            if own_id in place.tasks:
                return place.tasks[own_id]
        raise KeyError(own_id)

    def body_of(self, token: Token) -> Token | None:
        """The loop or multi-instance activity that the token is one round of."""
        body = token.internal_data.get("body")
        return None if body is None else token.scope.tasks[UUID(body)]

    def host_of(self, token: Token) -> Token | None:
        """The activity that a boundary event listens on."""
        host = token.internal_data.get("host")
        return token.scope.tasks[UUID(host)] if host else None

    # Changing.

    def enlist(self, token: Token) -> None:
        """Gives a new token its number and its turn."""
        self.counter += 1
        token.number = self.counter
        self.agenda.append(token)

    def open_scope(self, token: Token, name: str) -> Scope:
        """Opens the scope that an activity runs."""
        scope = Scope(self.specification.scopes[name], token.id, self)
        self.subprocesses[token.id] = scope
        return scope

    def close_scope(self, token: Token) -> None:
        """Takes away the scope inside an activity, with everything in it."""
        scope = self.subprocesses.get(token.id)
        if scope is not None:
            scope.clear()
            del self.subprocesses[token.id]
            self.touched.pop(scope, None)

    def record_finished(self, token: Token) -> None:
        """Notes that an element is finished, for the step."""
        self.record.finish(token, self.now)

    # Running.

    def do_engine_steps(
        self,
        will_complete_task: Callable[[Token], None] | None = None,
        did_complete_task: Callable[[Token], None] | None = None,
    ) -> None:
        """Takes automatic steps until people, events or time have to act."""
        self.touched.update(dict.fromkeys(self.places))
        while True:
            settling.close_finished_scopes(self)
            if self.changed:
                self.changed = False
                settling.check_conditions(self)
            if self.agenda:
                self._take(self.agenda.popleft(), will_complete_task, did_complete_task)
            elif not (self.changed or settling.open_inclusive_joins(self)):
                break

    def _take(
        self,
        token: Token,
        before: Callable[[Token], None] | None,
        after: Callable[[Token], None] | None,
    ) -> None:
        if not token.alive or token.node.element.id in self.held:
            return
        try:
            self._carry_on(token, before, after)
        except TROUBLE as trouble:
            take_up(token, trouble)

    def _carry_on(
        self,
        token: Token,
        before: Callable[[Token], None] | None,
        after: Callable[[Token], None] | None,
    ) -> None:
        if token.state == FUTURE:
            token.arrive()
            if token.state == READY and not token.node.manual:
                self.agenda.append(token)
            return
        if token.state == WAITING and settling.is_due(token, self.now):
            settling.fire(token, {})
            return
        if token.state == READY and token.node.manual:
            return
        if token.state == READY or token.internal_data.get("leaving"):
            if before is not None:
                before(token)
            if token.state == READY:
                token.run()
            else:
                token.complete()
            if after is not None:
                after(token)
