"""The ground that every element stands on: SpiffWorkflow's task specification and task, with our rules for tokens.

A token is a SpiffWorkflow task that hangs directly under the root of its scope. Nothing is predicted and nothing
finished is kept, so the cost of a step does not depend on how long an instance has been running.
States: FUTURE has arrived and not begun; WAITING waits for an event or at a join; READY can be carried out;
STARTED has work of its own going on inside.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from webapp.engine.drawn import Element

if TYPE_CHECKING:
    from webapp.engine.expressions import Formula
    from webapp.engine.instance import Instance, Place, Scope
    from webapp.engine.specification import ScopeSpec
    from webapp.engine.triggers import Trigger

FUTURE: int = TaskState.FUTURE
WAITING: int = TaskState.WAITING
READY: int = TaskState.READY
STARTED: int = TaskState.STARTED
COMPLETED: int = TaskState.COMPLETED
STATES = {FUTURE: "FUTURE", WAITING: "WAITING", READY: "READY", STARTED: "STARTED"}


@dataclass(frozen=True, slots=True)
class Way:
    """A flow out of an element, where it leads and when it is taken."""

    flow: str
    target: "Node"
    condition: "Formula | None" = None
    default: bool = False


class Token(Task):  # type: ignore[misc] # SpiffWorkflow carries no types
    """One token: where it stands, in which state, and the variables that only it sees."""

    id: UUID
    data: dict[str, Any]
    internal_data: dict[str, Any]
    workflow: "Scope | Instance"
    task_spec: "Node"

    def __init__(self, scope: "Scope | Instance", node: "Node", state: int, own_id: UUID | None = None) -> None:
        super().__init__(scope, node, parent=getattr(scope, "task_tree", None), state=state, id=own_id)
        self.number = 0

    @property
    def node(self) -> "Node":
        """The element the token stands on."""
        return self.task_spec

    @property
    def scope(self) -> "Scope | Instance":
        """The process or sub-process the token runs in."""
        return self.workflow

    @property
    def instance(self) -> "Instance":
        """The process instance the token belongs to."""
        instance: Instance = self.workflow.top_workflow
        return instance

    @property
    def present(self) -> bool:
        """Whether the token is still there; interrupting events take tokens away."""
        return self.id in self.workflow.tasks

    @property
    def alive(self) -> bool:
        """Whether the token is there and its element is not yet done."""
        return self.present and not self.has_state(TaskState.FINISHED_MASK)

    @property
    def armed(self) -> bool:
        """Whether this is no token of the flow but a listener, of a boundary event or an event sub-process."""
        return "host" in self.internal_data

    @property
    def holds_scope(self) -> bool:
        """Whether the scope goes on as long as this token is there."""
        return self.parent is not None and not self.armed

    def become(self, state: int) -> None:
        """Moves to a state, also back to READY when the work inside is done."""
        self._set_state(state)

    def _set_state(self, value: int) -> None:
        """Sets the state, without the record that SpiffWorkflow would make for its log each time."""
        self._state = value

    def arrive(self) -> None:
        """Begins the element: READY, WAITING or STARTED afterwards."""
        self.task_spec.update(self)

    def discard(self) -> None:
        """Leaves the instance; the finished element stays in the step's record only."""
        if self.present:
            self.workflow.drop(self)

    def withdraw(self) -> None:
        """Takes the token away with everything that runs inside it, as an interrupting event does."""
        if self.alive:
            self.cancel()
        elif self.present:
            self.task_spec.cancelled(self)
        self.discard()

    def collect_log_extras(self, _: object = None) -> dict[str, Any]:
        """Nothing: variables must never reach a log record."""
        return {}


class Node(BpmnSpecMixin):  # type: ignore[misc] # SpiffWorkflow carries no types
    """An element as it is run: what happens when a token arrives, when it is carried out, and when it leaves."""

    name: str
    manual: bool

    def __init__(self, spec: "ScopeSpec", key: str, element: Element) -> None:
        super().__init__(spec, key, lane=element.lane, bpmn_name=element.name)
        self.bpmn_id = element.id
        self.element = element
        self.ways: tuple[Way, ...] = ()
        self.trigger: Trigger | None = None
        self.recorded = True

    # What SpiffWorkflow calls; each hands over to a method that the element families define.

    def test(self) -> None:
        """Nothing: the compiler has checked the element before it could run."""

    def update(self, token: Token) -> None:
        """Lets SpiffWorkflow update the task, which begins the element."""
        self._update(token)

    def _update_hook(self, my_task: Token) -> bool:
        return self.begin(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        return self.perform(my_task)

    def _on_complete_hook(self, my_task: Token) -> None:
        self.leave(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        self.cancelled(my_task)

    # What elements do.

    def begin(self, token: Token) -> bool:  # noqa: ARG002 # families need it
        """A token has arrived. True: it can be carried out now; False: the element has set another state."""
        return True

    def perform(self, token: Token) -> bool | None:  # noqa: ARG002 # families need it
        """Carries the element out. True: done; None: it goes on inside."""
        return True

    def leave(self, token: Token) -> None:
        """The element is done: record it and go on along the flows."""
        self.record(token)
        self.go_on(token)

    def cancelled(self, token: Token) -> None:
        """The token is taken away: take away what belongs to it."""

    def fired(self, token: Token, payload: dict[str, Any]) -> None:
        """The event that the token waited for has happened."""
        raise NotImplementedError

    def scope_ended(self, token: Token, scope: "Place") -> None:
        """The scope inside the element has ended."""
        raise NotImplementedError

    def round_done(self, token: Token, finished: Token) -> None:
        """One round of a loop or one item of a multi-instance is done."""
        raise NotImplementedError

    def record(self, token: Token) -> None:
        """Notes in the step that the element is finished."""
        if self.recorded:
            token.instance.record_finished(token)

    def go_on(self, token: Token) -> None:
        """Puts a token on every way out and gives up this one."""
        for way in self.ways:
            token.scope.spawn(way.target, flow=way.flow)
        token.discard()

    def led_to(self, *ways: Way) -> None:
        """Draws the ways out, for SpiffWorkflow too; used by the compiler only."""
        self.ways += ways
        for way in ways:
            self.connect(way.target)
