"""Where the tokens of a running instance stand, as the beginning of a search through what may still happen."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from webapp.engine.activities import SubProcess
from webapp.engine.asking import Asking
from webapp.engine.drawn import Element, Flow
from webapp.engine.facts import Known, fact
from webapp.engine.gateways import Join, SeveralWays
from webapp.engine.instance import Instance, Place
from webapp.engine.moves import Net
from webapp.engine.node import FUTURE, WAITING, Token
from webapp.engine.outcomes import NONE, Move, State, Summary
from webapp.engine.variables import context_of_scope

# A token on an element that is still to be done, one that only has to leave it, and one with a scope open inside.
AT, LEFT, INSIDE = "at ", "left ", "inside "


@dataclass(frozen=True, slots=True)
class Marking:
    """The tokens of one process or sub-process: `places` are flows and elements, `starts` those of which one happens.

    `begun` holds, for each place inside which something goes on, the markings of the scopes open there.
    """

    process: str
    parent: str
    places: tuple[str, ...]
    starts: tuple[str, ...] = ()
    known: Known = frozenset()
    begun: Mapping[str, tuple["Marking", ...]] = field(default_factory=dict)

    @property
    def elements(self) -> list[str]:
        """Each place as the id of its element, or of the flow on which a token waits at a join."""
        return [place.split()[1] if _stands(place) else place for place in self.places]


class MarkedNet(Net):
    """A net that begins where tokens stand; without a marking, at its start events like any other."""

    def __init__(
        self,
        members: Mapping[str, Element],
        flows: Mapping[tuple[str, str], Flow],
        process: str,
        inner: Mapping[str, Summary],
        settling: Mapping[str, tuple[str, Any]],
        asking: Asking,
        marking: Marking | None = None,
    ) -> None:
        super().__init__(members, flows, process, inner, settling, asking)
        self._marking = marking
        self.begun: dict[str, Summary] = {}

    def starts(self) -> Iterator[State]:
        """The state in which the tokens stand; of start events that wait side by side, one for each."""
        if self._marking is None:
            yield from super().starts()
            return
        for start in self._marking.starts or ("",):
            tokens = Counter((*self._marking.places, *([start] if start else ())))
            yield State(tuple(sorted(tokens.items())), NONE, self._marking.known)

    def takes(self, element: Element, here: list[str], state: State) -> tuple[str, ...]:
        standing = next((place for place in here if _stands(place)), None)
        return super().takes(element, here, state) if standing is None else (standing,)

    def matters(self, element: Element) -> bool:
        return super().matters(element) or any(
            summary.matters for place, summary in self.begun.items() if place.split()[1] == element.id
        )

    def inside(self, element: Element, came: str) -> Summary | None:
        return self.begun.get(came) or super().inside(element, came)

    def moves(self, element: Element, state: State) -> Iterator[Move]:
        taken = self.takes(element, self.arrived(state)[element.id], state)
        if not taken[0].startswith(LEFT):
            yield from super().moves(element, state)
            return
        for given in self.choices(element, state.known):
            yield Move(taken, given)


def _stands(place: str) -> bool:
    return place.startswith((AT, LEFT, INSIDE))


def marking_of(instance: Instance, settled_in: Callable[[str], frozenset[str]]) -> Marking:
    """Where the tokens of an instance stand. `settled_in` gives the variables that a process settles by itself."""
    return _of_place(instance, instance, settled_in)


def _of_place(instance: Instance, place: Place, settled_in: Callable[[str], frozenset[str]]) -> Marking:
    places: list[str] = []
    starts: list[str] = []
    begun: dict[str, tuple[Marking, ...]] = {}
    for number, token in enumerate(place.tokens):
        marks = token.internal_data
        if token.armed or "body" in marks or (marks.get("race") or "start") != "start":
            # Listeners come and go with what they listen on, rounds with their body, rivals with their gateway.
            continue
        if marks.get("race") == "start":
            starts.append(AT + token.node.element.id)
            continue
        where = _where(token, number)
        places.append(where)
        if where.startswith(INSIDE):
            scopes = [instance.subprocesses[own] for own in _holders(token) if own in instance.subprocesses]
            begun[where] = tuple(_of_place(instance, scope, settled_in) for scope in scopes)
    seen = context_of_scope(place)  # type: ignore[arg-type] # a scope or an instance
    known = frozenset(
        (name, fact(seen[name]))
        for name in settled_in(place.spec.process)
        if name in seen and isinstance(seen[name], (bool, str, int))
    )
    parent = place.spec.element.id if place.spec.element else ""
    return Marking(place.spec.process, parent, tuple(places), tuple(starts), known, begun)


def _where(token: Token, number: int) -> str:
    node, own = token.node, token.node.element.id
    if isinstance(node, Join) and len(node.flows_in) > 1 and token.state in (FUTURE, WAITING):
        return str(token.internal_data["flow"])
    if isinstance(node, SeveralWays) and not isinstance(node, Join):
        return LEFT + own
    if token.state == FUTURE:
        return AT + own
    if isinstance(node, SubProcess) or any(True for _ in _rounds(token)):
        # Several tokens may stand in one activity, each with another scope open.
        return f"{INSIDE}{own} {number}"
    return AT + own


def _holders(token: Token) -> Iterator[UUID]:
    """The tokens that scopes inside an activity belong to: the activity itself, or each round of it."""
    yield token.id
    for other in _rounds(token):
        yield other.id


def _rounds(token: Token) -> Iterator[Token]:
    own = str(token.id)
    return (other for other in token.scope.tokens if other.internal_data.get("body") == own)
