"""Activities: work by people, expressions, decisions and registered operations."""

from collections.abc import Mapping as Record
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webapp.clock import LONDON
from webapp.engine import mappings, timers, triggers
from webapp.engine.decisions import DecisionModel, evaluate
from webapp.engine.drawn import Element
from webapp.engine.events import Passing, end_race, occur
from webapp.engine.expressions import Formula, to_python
from webapp.engine.failures import BpmnError, fault
from webapp.engine.mappings import Mapping
from webapp.engine.node import READY, STARTED, WAITING, Node, Token
from webapp.engine.specification import ScopeSpec
from webapp.engine.step import EvaluatedDecision
from webapp.engine.throwing import listeners_of
from webapp.engine.triggers import Trigger, trigger_of
from webapp.engine.variables import assign, context_of
from webapp.errors import RightToKnowError
from webapp.feel import Remark

if TYPE_CHECKING:
    from webapp.engine.instance import Place


class Activity(Node):
    """Work with a beginning and an end, between which boundary events listen. A plain task passes at once."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element) -> None:
        super().__init__(spec, key, element)
        self.taken_in: tuple[Mapping, ...] = ()
        self.given_out: tuple[Mapping, ...] = ()
        self.boundaries: tuple[Node, ...] = ()

    def begin(self, token: Token) -> bool:
        mappings.take_in(token, self.taken_in)
        for boundary in self.boundaries:
            token.scope.spawn(boundary, host=str(token.id)).arrive()
        return self.work(token)

    def work(self, token: Token) -> bool:  # noqa: ARG002 # families need it
        """Begins the work. True: it can be carried out now; False: another state was set."""
        return True

    def leave(self, token: Token) -> None:
        if not token.present:
            return
        for listener in listeners_of(token):
            listener.discard()
        if self.given_out:
            mappings.give_out(token, self.given_out)
        self.record(token)
        body = token.instance.body_of(token)
        if body is None:
            self.go_on(token)
        else:
            body.node.round_done(body, token)

    def cancelled(self, token: Token) -> None:
        for listener in listeners_of(token):
            listener.discard()
        token.instance.close_scope(token)

    def take_results(self, token: Token, results: Record[str, Any]) -> None:
        """Keeps results for the output mappings, or writes them where they belong when there are none."""
        if self.given_out:
            token.data.update(results)
            token.instance.changed = True
        else:
            assign(token, results)


class PersonTask(Activity):
    """A user or manual task: it waits for a person, and only then can be completed."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element) -> None:
        super().__init__(spec, key, element)
        self.manual = True
        self.due: Formula | None = None

    def work(self, token: Token) -> bool:
        if self.due is not None:
            value = self.due.evaluate(context_of(token), token.instance.now)
            lasts = isinstance(value, timedelta) or (isinstance(value, str) and value.startswith("P"))
            try:
                marks = timers.start("duration" if lasts else "date", value, token.instance.now)
            except ValueError as error:
                raise fault(token, f"The due date: {error}") from None
            token.internal_data["due_at"] = marks["due"]
        return True

    def perform(self, token: Token) -> bool | None:
        """None when leaving has expressions to work out: that waits, so that no expression can lose an answer."""
        return None if self._leaves_later(token) else True

    def complete_by_person(self, token: Token, results: Record[str, Any]) -> None:
        """Takes the person's results. What follows from them is left to the next run."""
        self.take_results(token, results)
        if self._leaves_later(token):
            super().record(token)
            token.internal_data["leaving"] = True
        token.run()

    def record(self, token: Token) -> None:
        if not self._leaves_later(token):
            super().record(token)

    def _leaves_later(self, token: Token) -> bool:
        # What was completed on another version, where leaving had expressions, is on record already.
        return bool(self.given_out) or "body" in token.internal_data or "leaving" in token.internal_data


class ScriptTask(Activity):
    """Sets one variable to the value of an expression."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, script: Formula) -> None:
        super().__init__(spec, key, element)
        self.script = script

    def perform(self, token: Token) -> bool:
        value = token.instance.engine.environment.evaluate(self.script, context_of(token))
        self.take_results(token, {self.element.result: value} if self.element.result else {})
        return True


def _remark(remark: Remark) -> str:
    return f"{remark.place}: {remark.message}" if remark.place else remark.message


class BusinessRuleTask(Activity):
    """Works a decision out and keeps its result."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, model: DecisionModel) -> None:
        super().__init__(spec, key, element)
        self.model = model

    def perform(self, token: Token) -> bool:
        instance = token.instance
        result = evaluate(
            self.model, self.element.decision, context_of(token), now=lambda: instance.now.astimezone(LONDON)
        )
        asked = {label: value for table in result.tables for label, value in table.inputs}
        instance.record.decisions.append(
            EvaluatedDecision(
                element_id=self.element.id,
                decision=self.element.decision,
                inputs=asked,
                outputs=result.outputs,
                rows=result.rows,
                explanation=result.explanation,
                basis=tuple(dict.fromkeys(row.citation for row in result.matched if row.citation)),
                remarks=tuple(dict.fromkeys(_remark(remark) for remark in result.remarks)),
                checksum=result.checksum,
            )
        )
        self.take_results(token, {self.element.result: to_python(result.value)})
        return True


class ServiceTask(Activity):
    """Calls a registered operation with the variables that the task sees and keeps what it answers.

    An operation that reaches outside is not called here: the token waits, the Step shows it as a job, and a command
    brings the answer.
    """

    def work(self, token: Token) -> bool:
        if self.element.operation not in token.instance.outbound:
            return True
        token.internal_data["on"] = "job"
        token.become(WAITING)
        return False

    def take_answer(self, token: Token, results: Record[str, Any]) -> None:
        """Takes what the operation answered. What follows from it is left to the next run."""
        self.take_results(token, results)
        del token.internal_data["on"]
        token.internal_data["answered"] = True
        ready(token)

    def perform(self, token: Token) -> bool:
        if token.internal_data.pop("answered", False):
            return True
        name = self.element.operation
        operation = token.instance.operations.get(name)
        if operation is None:
            raise fault(token, f'There is no operation "{name}".')
        try:
            results = operation(context_of(token)) or {}
        except BpmnError:
            raise
        except RightToKnowError as refusal:
            # A rule that an operation applied: its own sentence, at the element that was drawn.
            raise fault(token, refusal.sentence) from refusal
        except Exception as error:  # whatever an operation raises, the case stays at its checkpoint
            raise fault(token, f'The operation "{name}" failed ({type(error).__name__}).') from error
        self.take_results(token, results)
        return True


class ReceiveTask(Activity):
    """Waits for a message."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, trigger: Trigger) -> None:
        super().__init__(spec, key, element)
        self.trigger = trigger

    def work(self, token: Token) -> bool:
        triggers.arm(token, trigger_of(self))
        return False

    def fired(self, token: Token, payload: dict[str, Any]) -> None:
        marks = token.internal_data
        as_a_round: dict[str, Any] = {name: marks[name] for name in ("body", "round") if name in marks}
        end_race(token)
        occur(token, payload)
        token.internal_data.update(as_a_round)

    def perform(self, token: Token) -> bool:
        self.take_results(token, token.internal_data.pop("payload", {}))
        return True


class SubProcess(Activity):
    """An embedded or event sub-process: its scope sees the variables around it and may have some of its own."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, inner: str) -> None:
        super().__init__(spec, key, element)
        self.inner = inner

    def work(self, token: Token) -> bool:
        scope = token.instance.open_scope(token, self.inner)
        self.prepare(token, scope)
        scope.open_up()
        token.become(STARTED)
        return False

    def prepare(self, token: Token, scope: "Place") -> None:
        """Gives the new scope its variables."""
        for start in scope.spec.starts:
            if isinstance(start, Passing):
                mappings.publish(token, start.given_out, token.internal_data.pop("payload", {}))

    def scope_ended(self, token: Token, scope: "Place") -> None:  # noqa: ARG002 # a called process needs it
        token.instance.close_scope(token)


class CallActivity(SubProcess):
    """Runs another process. It gets what is visible here; what it has written comes back.

    Only variables that the called process wrote come back, so that it cannot overwrite with an old value what
    another branch has changed meanwhile.
    """

    def prepare(self, token: Token, scope: "Place") -> None:
        scope.data = context_of(token) if self.element.shares_in else dict(token.data)

    def scope_ended(self, token: Token, scope: "Place") -> None:
        results = {name: scope.data[name] for name in sorted(scope.written)}
        token.instance.close_scope(token)
        if self.given_out:
            token.data.update(results)
        elif self.element.shares_out:
            assign(token, results)


def ready(token: Token) -> None:
    """Marks the activity as ready to be carried out when the work inside it is done."""
    token.become(READY)
    token.instance.agenda.append(token)
