"""Which places of a process may hold tokens at the same time, so that no case is put where its version never is.

The relation is the smallest that has every pair which a split, or an event beside its activity, puts side by side, and
that every step hands on: what may be beside all that a step takes may be beside what it gives. It holds at least every
pair that a run can come to. Basis: Kovalyov and Esparza, A polynomial algorithm to compute the concurrency relation
of free-choice signal transition graphs (1995).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from webapp.engine.drawn import Element, Flow

_ONE_OF = frozenset({"exclusiveGateway", "eventBasedGateway"})
_JOINS = frozenset({"parallelGateway", "inclusiveGateway"})


@dataclass(frozen=True, slots=True)
class _Change:
    """Something that takes a token from each place of `taken` and gives one to each of `given`."""

    taken: tuple[str, ...]
    given: tuple[str, ...]


class Beside:
    """The relation for one process or sub-process; a place is an element, or a flow with a token at a join."""

    def __init__(self, members: Mapping[str, Element], flows: Mapping[str, Flow]) -> None:
        self._members = members
        self._flows = flows
        self._pairs: set[tuple[str, str]] = set()
        self._neighbours: dict[str, set[str]] = defaultdict(set)
        self._changes = list(self._all_changes())
        self._after: dict[str, list[_Change]] = defaultdict(list)
        for change in self._changes:
            for place in change.taken:
                self._after[place].append(change)
        self._settle()

    def may_be(self, one: str, other: str) -> bool:
        """Whether tokens may be at both places at the same time; a place twice stands for two tokens there."""
        return (one, other) in self._pairs or self._is_beside_all(one) or self._is_beside_all(other)

    def _is_beside_all(self, place: str) -> bool:
        """An event sub-process may run beside whatever else its scope does."""
        element = self._members.get(place)
        return element is not None and element.triggered

    def _settle(self) -> None:
        waiting: list[tuple[str, str]] = []

        def add(one: str, other: str) -> None:
            if (one, other) not in self._pairs:
                self._pairs.update({(one, other), (other, one)})
                self._neighbours[one].add(other)
                self._neighbours[other].add(one)
                waiting.append((one, other))

        for change in self._changes:
            for number, one in enumerate(change.given):
                for other in change.given[number + 1 :]:
                    add(one, other)
        while waiting:
            pair = waiting.pop()
            for mine, other in (pair, pair[::-1]):
                for change in self._after[mine]:
                    if all(place in self._neighbours[other] for place in change.taken):
                        for given in change.given:
                            add(given, other)

    def _all_changes(self) -> Iterator[_Change]:
        for element in self._members.values():
            own = element.id
            if element.kind in _JOINS and len(element.incoming) > 1:
                if element.kind == "parallelGateway":
                    yield _Change(element.incoming, (own,))
                else:
                    yield from (_Change((flow,), (own,)) for flow in element.incoming)
            if element.attached_to:
                host = element.attached_to
                yield _Change((host,), (own,) if element.interrupting else (host, own))
            yield from self._leaving(element)

    def _leaving(self, element: Element) -> Iterator[_Change]:
        places = tuple(self._place(flow) for flow in element.outgoing)
        if element.kind in _ONE_OF:
            yield from (_Change((element.id,), (place,)) for place in places)
        elif places:
            yield _Change((element.id,), places)
        elif element.kind == "intermediateThrowEvent" and element.event is not None and element.event.kind == "link":
            for other in self._members.values():
                if other.kind == "intermediateCatchEvent" and other.event == element.event:
                    yield _Change((element.id,), (other.id,))

    def _place(self, flow: str) -> str:
        target = self._members[self._flows[flow].target]
        return flow if target.kind in _JOINS and len(target.incoming) > 1 else target.id
