"""A saved instance put on the elements of another version: each token, scope and listener on its counterpart."""

from typing import Any
from uuid import UUID, uuid4

from webapp.engine.activities import Activity, CallActivity, SubProcess
from webapp.engine.correspondence import Correspondence
from webapp.engine.drawn import Element
from webapp.engine.gateways import Join, SeveralWays
from webapp.engine.instance import Instance, Place, Scope
from webapp.engine.loops import LoopBody
from webapp.engine.node import FUTURE, READY, STATES, WAITING, Node, Token
from webapp.engine.problems import Problem
from webapp.engine.specification import ScopeSpec, Specification
from webapp.engine.variables import assign


class Reseating:
    """Makes the record of the instance on the target's elements; `problems` say why a token cannot stand there."""

    def __init__(self, found: Correspondence, instance: Instance, process: str) -> None:
        """`process` is the one of the target that the instance runs there."""
        self.problems: list[Problem] = []
        # Listeners that have no counterpart and are given up.
        self.given_up: list[Element] = []
        self._found = found
        self._instance = instance
        self._target: Specification = found.target.specification
        self._process = self._target.process(process)
        self._counter = instance.counter

    def document(self) -> dict[str, Any]:
        """What `state.restore` reads; not to be used when there are problems."""
        specs: dict[Place, ScopeSpec] = {self._instance: self._process}
        scopes = []
        for place in self._instance.places:
            if isinstance(place, Scope):
                inner = self._inside(place, specs.get(place.holder.scope))
                if inner is None:
                    continue
                specs[place] = inner
            scopes.append(self._scope(place, specs[place]))
        return {
            "definition": self._target.checksum,
            "ended": self._instance.completed,
            "counter": self._counter,
            "scopes": scopes,
        }

    def hand_out_results(self, instance: Instance) -> None:
        """Writes results where they belong that were held for output mappings which the target no longer has."""
        for old in self._instance.all_tokens():
            if not _holds_results(old):
                continue
            token = instance.token(old.id)
            node = token.node
            if isinstance(old.node, Activity) and isinstance(node, Activity) and not node.given_out:
                taken_in = {line.target.partition(".")[0] for line in old.node.taken_in}
                results = {name: value for name, value in token.data.items() if name not in taken_in}
                token.data = {name: value for name, value in token.data.items() if name in taken_in}
                assign(token, results)

    def _inside(self, place: Scope, around: ScopeSpec | None) -> ScopeSpec | None:
        """The scope that stands for an open one; None when its activity has no counterpart, which is noted there."""
        if around is None:
            return None
        node = self._node(place.holder, around)
        return self._target.scopes[node.inner] if isinstance(node, SubProcess) else None

    def _scope(self, place: Place, spec: ScopeSpec) -> dict[str, Any]:
        scope: dict[str, Any] = {"spec": spec.name, "data": place.data, "written": sorted(place.written)}
        if isinstance(place, Scope):
            scope["holder"] = str(place.parent_task_id)
        scope["tokens"] = [line for token in place.tokens for line in self._lines(token, spec)]
        starts = [token for token in place.tokens if token.internal_data.get("race") == "start"]
        if starts and not scope["tokens"]:
            message = "The case waits for an event to begin with, and none of those has a counterpart. Map one of them."
            self._note(starts[0].node.element, "token", message)
        return scope

    def _lines(self, token: Token, spec: ScopeSpec) -> list[list[Any]]:
        node = self._node(token, spec)
        if _listens(token):
            if node is None or not self._still_listens(token, node, spec):
                self.given_up.append(token.node.element)
                return []
        elif node is None:
            return self._left(token, spec)
        marks = dict(token.internal_data)
        if isinstance(node, Join) and len(node.flows_in) > 1 and token.state in (FUTURE, WAITING):
            flow = self._found.flow_into(marks.get("flow", ""), node.element)
            if flow is None:
                message = f'The way by which the case came to "{token.node.element.title}" no longer leads there.'
                self._note(token.node.element, "join", f"{message} Let the case go on first, or lead it there.")
            marks["flow"] = flow or ""
        if marks.get("on") == "job" and node.element.operation != token.node.element.operation:
            message = (
                f'"{token.node.element.title}" waits for the operation "{token.node.element.operation}", and '
                f'"{node.element.title}" calls another. Let it be answered first, or map it elsewhere.'
            )
            self._note(token.node.element, "operation", message)
        return [[str(token.id), node.name, STATES[token.state], token.number, self._data(token, node), marks]]

    def _node(self, token: Token, spec: ScopeSpec) -> Node | None:
        """Where the token stands in the target; None, and a problem unless it only listens, when that is nowhere."""
        element = token.node.element
        other = self._found.element(element.id)
        wrong = self._found.problem(element)
        suffix = token.node.name.removeprefix(element.id)
        node = None if other is None or wrong is not None else spec.task_specs.get(f"{other.id}{suffix}")
        if isinstance(node, Node) and type(node) is type(token.node):
            return node
        if _listens(token) or (node is None and _leaves(token) and other is not None and wrong is None):
            return None
        if wrong is not None:
            self.problems.append(wrong)
        elif other is None:
            message = f'The case is at "{element.title}", which has no counterpart. Map it to an element there is.'
            self._note(element, "token", message)
        else:
            message = f'The case is at "{element.title}"; "{other.title}" stands in another part of the process.'
            self._note(element, "scope", f"{message} Map it to an element in the same place.")
        return None

    def _still_listens(self, token: Token, node: Node, spec: ScopeSpec) -> bool:
        """Whether what the listener listens on has it in the target too."""
        marks = token.internal_data
        if marks.get("host"):
            host = self._instance.host_of(token)
            other = self._found.element(host.node.element.id) if host is not None else None
            return other is not None and node.element.attached_to == other.id
        if "host" in marks:
            return node in spec.listeners
        if marks["race"] == "start":
            return node in spec.starts
        gateway = self._node(token.scope.tasks[UUID(marks["race"])], spec)
        return gateway is not None and any(way.target is node for way in gateway.ways)

    def _left(self, token: Token, spec: ScopeSpec) -> list[list[Any]]:
        """A token that was only to choose among the flows out of an activity: it goes on along those of the target."""
        other = self._found.element(token.node.element.id)
        node = spec.task_specs.get(other.id) if other is not None and _leaves(token) else None
        if node is None:
            return []
        lines: list[list[Any]] = []
        for way in node.ways:
            self._counter += 1
            marks = {"flow": way.flow} if way.flow else {}
            lines.append([str(uuid4()), way.target.name, STATES[FUTURE], self._counter, {}, marks])
        return lines

    def _data(self, token: Token, node: Node) -> dict[str, Any]:
        """The token's own variables. Items that have begun must find theirs under the names they began with."""
        old = token.node
        if isinstance(old, LoopBody) and isinstance(node, LoopBody) and "completed" in token.internal_data:
            before, after = old.loop, node.loop
            if (before.item, before.output_element) != (after.item, after.output_element):
                message = f'Items of "{old.element.title}" have begun. Keep the names of their variables.'
                self._note(old.element, "loop", message)
        return token.data

    def _note(self, element: Element, rule: str, message: str) -> None:
        self.problems.append(Problem(element.file, element.id, element.name, f"migration-{rule}", message))


def _listens(token: Token) -> bool:
    """Whether the token waits for something beside the work: it may be given up without taking anything away."""
    return token.armed or "race" in token.internal_data


def _leaves(token: Token) -> bool:
    return isinstance(token.node, SeveralWays) and not isinstance(token.node, Join)


def _holds_results(token: Token) -> bool:
    """Whether the token is done and keeps its results for output mappings that are still to be worked out."""
    node = token.node
    if not isinstance(node, Activity) or not node.given_out or not token.data:
        return False
    return bool(token.internal_data.get("leaving")) or (isinstance(node, CallActivity) and token.state == READY)
