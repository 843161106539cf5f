"""Gateways: where tokens choose, multiply, come together and wait for the first of several events."""

from collections.abc import Mapping
from typing import Any

from webapp.engine.drawn import Element
from webapp.engine.failures import fault
from webapp.engine.node import READY, STARTED, WAITING, Node, Token, Way
from webapp.engine.specification import ScopeSpec
from webapp.engine.variables import context_of


def holds(token: Token, way: Way, context: Mapping[str, Any]) -> bool:
    """Whether a flow's condition is true. Raises EngineFault when it is neither true nor false."""
    if way.condition is None:
        return True
    value = token.instance.engine.environment.evaluate(way.condition, context)
    if value is True or value is False:
        return bool(value)
    shown = "empty" if value is None else "neither true nor false"
    raise fault(token, f'The condition of the flow "{way.flow}" is {shown}. It must be exactly true or false.')


class ExclusiveGateway(Node):
    """Takes the first flow whose condition is true, else the default flow; every arriving token passes by itself."""

    def leave(self, token: Token) -> None:
        context = context_of(token)
        chosen = next((way for way in self.ways if not way.default and holds(token, way, context)), None)
        chosen = chosen or next((way for way in self.ways if way.default), None)
        if chosen is None:
            raise fault(token, "No condition is true and there is no default flow.")
        self.record(token)
        token.scope.spawn(chosen.target, flow=chosen.flow)
        token.discard()


class SeveralWays(Node):
    """Flows with conditions out of one element: every unconditional flow, and each whose condition is true.

    The default flow is taken when no condition is true.
    """

    def leave(self, token: Token) -> None:
        context = context_of(token)
        chosen = [way for way in self.ways if not way.default and holds(token, way, context)]
        if not any(way.condition is not None for way in chosen):
            chosen += [way for way in self.ways if way.default]
        if not chosen:
            raise fault(token, "No condition is true and there is no default flow.")
        self.record(token)
        for way in chosen:
            token.scope.spawn(way.target, flow=way.flow)
        token.discard()


class Join(Node):
    """Where tokens of several flows come together and go on as one."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element) -> None:
        super().__init__(spec, key, element)
        self.flows_in: tuple[str, ...] = ()

    def begin(self, token: Token) -> bool:
        if len(self.flows_in) < 2:
            return True
        token.become(WAITING)
        return self.arrived(token)

    def arrived(self, token: Token) -> bool:
        """Called after a token has come to wait; True lets it go on at once."""
        raise NotImplementedError

    def waiting(self, token: Token) -> dict[str, Token]:
        """The token that has waited longest on each flow."""
        first: dict[str, Token] = {}
        mine = [other for other in token.scope.tokens if other.node is self and other.state == WAITING]
        for other in sorted(mine, key=lambda other: other.number):
            first.setdefault(other.internal_data["flow"], other)
        return first

    def merge(self, token: Token) -> None:
        """Takes one token from each flow that has one and goes on with one of them."""
        going, *others = self.waiting(token).values()
        for other in others:
            other.discard()
        going.become(READY)
        token.instance.agenda.append(going)


class ParallelGateway(Join):
    """Waits for one token on every flow; tokens beyond that stay where they are for the next time."""

    def arrived(self, token: Token) -> bool:
        if len(self.waiting(token)) == len(self.flows_in):
            self.merge(token)
        return False


class InclusiveGateway(Join, SeveralWays):
    """Waits until no other token can reach an empty flow of it, then takes every flow whose condition is true.

    Basis: BPMN 2.0.2, table 13.3. `reach` holds, for each flow, the elements from which it can be reached without
    passing this gateway.
    """

    def __init__(self, spec: ScopeSpec, key: str, element: Element) -> None:
        super().__init__(spec, key, element)
        self.reach: dict[str, frozenset[str]] = {}

    def arrived(self, token: Token) -> bool:  # noqa: ARG002 # the parallel gateway needs it
        return False

    def is_complete(self, token: Token) -> bool:
        """Whether the join has all the tokens that can still come."""
        taken = self.waiting(token)
        empty = [flow for flow in self.flows_in if flow not in taken]
        for other in token.scope.tokens:
            if not other.holds_scope or other.node is self:
                continue
            name = other.node.name
            reaches_empty = any(name in self.reach[flow] for flow in empty)
            if reaches_empty and not any(name in self.reach[flow] for flow in taken):
                return False
        return True


class EventBasedGateway(Node):
    """Waits for the first of the events behind it; the others are then waited for no longer."""

    def begin(self, token: Token) -> bool:
        for way in self.ways:
            token.scope.spawn(way.target, flow=way.flow, race=str(token.id))
        token.become(STARTED)
        return False

    def cancelled(self, token: Token) -> None:
        for other in rivals(token, str(token.id)):
            other.withdraw()


def rivals(token: Token, race: str) -> list[Token]:
    """The tokens that wait for the same first event."""
    return [other for other in token.scope.tokens if other.internal_data.get("race") == race]
