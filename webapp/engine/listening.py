"""What an instance that was put on another version listens for: what is new begins, what has changed begins anew."""

from collections.abc import Iterable
from typing import Any

from webapp.clock import LONDON
from webapp.engine import triggers
from webapp.engine.activities import Activity
from webapp.engine.correspondence import Correspondence
from webapp.engine.events import EventSubProcessStart
from webapp.engine.failures import TROUBLE, take_up
from webapp.engine.gateways import EventBasedGateway, Join, ParallelGateway
from webapp.engine.instance import Instance, Place
from webapp.engine.node import FUTURE, READY, STARTED, WAITING, Node, Token

# What a token remembers of the event it waits for; everything else about it stays.
_OF_THE_EVENT = ("on", "name", "key", "was", "due", "first", "ahead", "fired", "count", "period")


class Listening:
    """Brings the listeners of a restored instance in line with its new version; `notes` say what was changed."""

    def __init__(self, found: Correspondence, before: Instance, instance: Instance) -> None:
        self.notes: list[str] = []
        self._mapping = found.mapping
        self._before = before
        self._instance = instance
        self._old = {token.id: token for token in before.all_tokens()}

    def settle(self) -> None:
        """Begins, and begins anew, what has to; raises EngineFault where an expression of an event fails."""
        for token in list(self._instance.all_tokens()):
            self._begin_anew_if_changed(token)
        for place in list(self._instance.places):
            self._add_to_scope(place)
            for token in place.tokens:
                self._add_to_token(token)
            _join(place)

    def _begin_anew_if_changed(self, token: Token) -> None:
        old = self._old.get(token.id)
        if old is None or token.state != WAITING or token.internal_data.get("on") in (None, "job"):
            return
        if old.node.element.event == token.node.element.event:
            return
        for mark in _OF_THE_EVENT:
            token.internal_data.pop(mark, None)
        try:
            triggers.arm(token, triggers.trigger_of(token.node), self._instance.host_of(token))
        except TROUBLE as trouble:
            take_up(token, trouble)
        self._note(token, "was changed and begins anew")

    def _add_to_scope(self, place: Place) -> None:
        old = self._before if place is self._instance else self._before.subprocesses[place.holder.id]
        if place.completed or any(_replaces_the_work(token) for token in place.tokens):
            return
        self._begin(place, self._new(place.spec.listeners, old.spec.listeners), host="")
        if any(token.internal_data.get("race") == "start" for token in place.tokens):
            self._begin(place, self._new(place.spec.starts, old.spec.starts), race="start")

    def _add_to_token(self, token: Token) -> None:
        node, own, old = token.node, str(token.id), self._old.get(token.id)
        if old is None or token.armed or token.state == FUTURE or token.internal_data.get("leaving"):
            return
        if isinstance(node, Activity) and isinstance(old.node, Activity):
            self._begin(token.scope, self._new(node.boundaries, old.node.boundaries), host=own)
        elif isinstance(node, EventBasedGateway) and token.state == STARTED:
            here = [other.node for other in token.scope.tokens if other.internal_data.get("race") == own]
            for way in node.ways:
                if way.target not in here:
                    self._begin(token.scope, [way.target], flow=way.flow, race=own)

    def _new(self, nodes: Iterable[Node], old: Iterable[Node]) -> list[Node]:
        """Those that stand for none of the old ones: an old one that listens no longer has happened already."""
        known = {self._mapping.get(node.element.id) for node in old}
        return [node for node in nodes if node.element.id not in known]

    def _begin(self, place: Place, nodes: Iterable[Node], **marks: Any) -> None:
        for node in nodes:
            token = place.spawn(node, **marks)
            try:
                token.arrive()
            except TROUBLE as trouble:
                take_up(token, trouble)
            self._note(token, "is new and is waited for from now on")

    def _note(self, token: Token, what: str) -> None:
        due = triggers.due_at(token)
        until = f", until {due.astimezone(LONDON):%d.%m.%Y %H:%M}" if due is not None else ""
        self.notes.append(f'"{token.node.element.title}" {what}{until}.')


def _replaces_the_work(token: Token) -> bool:
    """Whether this is an event sub-process that has interrupted its scope: nothing is listened for there any more."""
    listeners = [node for node in token.scope.spec.listeners if isinstance(node, EventSubProcessStart)]
    return any(node.body is token.node and node.element.interrupting for node in listeners)


def _join(place: Place) -> None:
    """Lets a join go on that needs no further token: branches it waited for may be gone."""
    joins = {token.node for token in place.tokens if isinstance(token.node, ParallelGateway) and token.state == WAITING}
    for node in sorted(joins, key=lambda node: node.name):
        for token in place.tokens:
            if token.node is node and token.state == WAITING and token.present:
                _go_on(node, token)


def _go_on(node: Join, token: Token) -> None:
    if len(node.flows_in) < 2:
        token.become(READY)
        token.instance.agenda.append(token)
    else:
        node.arrived(token)
