"""The token game of one process or sub-process: which elements can go in a state, and what may come of it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from webapp.engine.asking import Asking
from webapp.engine.choices import Asked, one_of, some, some_of
from webapp.engine.drawn import ACTIVITIES, Element, Flow
from webapp.engine.facts import NOTHING, Known, names_in, verdict
from webapp.engine.outcomes import NONE, Legal, Move, State, Summary, followed_by


class Net:
    """The elements of one scope as a net in which each flow leads to one element."""

    def __init__(
        self,
        members: Mapping[str, Element],
        flows: Mapping[tuple[str, str], Flow],
        process: str,
        inner: Mapping[str, Summary],
        settling: Mapping[str, tuple[str, tuple[str, Any]]],
        asking: Asking,
    ) -> None:
        self.members = members
        self.inner = inner
        self._settling = settling
        self._asking = asking
        self._reaches: dict[tuple[str, str], set[str]] = {}
        self._flows = {
            own: flow for (holder, own), flow in flows.items() if holder == process and flow.source in members
        }

    @property
    def interrupts(self) -> bool:
        """Whether this is an event sub-process that ends the other work of its scope."""
        return any(e.kind == "startEvent" and e.interrupting for e in self.members.values())

    @property
    def settles(self) -> set[str]:
        """The variables that are settled in the scope, and in what stands in it."""
        here = {self._settling[own][0] for own in self.members if own in self._settling}
        return here.union(*(summary.settles for summary in self.inner.values()))

    def starts(self) -> Iterator[State]:
        """The states in which the scope may begin."""
        starts = [e for e in self.members.values() if e.kind == "startEvent"]
        plain = [e for e in starts if e.event is None or e.event.kind == "none"]
        for start in plain or starts:
            yield State(((f"start {start.id}", 1),))

    def target(self, flow: str) -> Element:
        """The element that a flow leads to."""
        return self.members[flow.split()[1] if flow not in self._flows else self._flows[flow].target]

    @cached_property
    def _boundaries(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.members.values():
            if element.attached_to:
                found.setdefault(element.attached_to, []).append(element)
        return found

    @cached_property
    def _link_catches(self) -> dict[str, str]:
        return {
            element.event.name: element.id
            for element in self.members.values()
            if element.kind == "intermediateCatchEvent" and element.event and element.event.kind == "link"
        }

    def next_elements(self, state: State) -> list[Element]:
        """One element that can go; when only elements whose order matters can, each of them."""
        arrived = self.arrived(state)
        able = [self.members[own] for own, here in arrived.items() if self.takes(self.members[own], here, state)]
        if any(self._may_gain(element, state) for element in able):
            return able
        # Always the first in the order of drawing: a branch is followed to its join before the next one is begun.
        free = min((e for e in able if not self.matters(e)), key=lambda e: self._rank[e.id], default=None)
        return able if free is None else [free]

    @cached_property
    def _rank(self) -> dict[str, tuple[bool, int]]:
        """The order in which elements go: those that lead into no circle first, else tokens would pile up beside one.

        Then in the order in which a walk along the flows comes to them.
        """
        order: dict[str, int] = {}
        waiting = [*reversed(list(self.members)), *(e.id for e in self.members.values() if e.kind == "startEvent")]
        while waiting:
            own = waiting.pop()
            if own not in order:
                order[own] = len(order)
                waiting.extend(reversed(self._ahead[own]))
        straight: set[str] = set()
        for own in sorted(order, key=order.__getitem__, reverse=True) * 2:
            if straight.issuperset(self._ahead[own]):
                straight.add(own)
        return {own: (own not in straight, number) for own, number in order.items()}

    @cached_property
    def _ahead(self) -> dict[str, list[str]]:
        """What comes next after each element."""
        return {
            own: [self.target(flow).id for flow in self._out(element)]
            + [boundary.id for boundary in self._boundaries.get(own, ())]
            for own, element in self.members.items()
        }

    def _may_gain(self, element: Element, state: State) -> bool:
        """Whether an inclusive join that can go might take more tokens if others went first."""
        if element.kind != "inclusiveGateway" or len(element.incoming) < 2:
            return False
        others = {self.target(flow).id for flow, _ in state.tokens} - {element.id}
        return any(not self._reached(own, element.id).isdisjoint(element.incoming) for own in others)

    def arrived(self, state: State) -> dict[str, list[str]]:
        """The flows with a token before each element."""
        arrived: dict[str, list[str]] = {}
        for flow, _ in state.tokens:
            arrived.setdefault(self.target(flow).id, []).append(flow)
        return arrived

    def matters(self, element: Element) -> bool:
        """Whether the law, other tokens or what is known make it matter when the element goes."""
        if element.kind == "endEvent" and element.event and element.event.kind in ("terminate", "error"):
            # It takes the other tokens away, so everything else goes first.
            return True
        own = bool(self._asking.legal(element)) or self._asking.is_about(element)
        inner = self.inner.get(element.id)
        # What is settled by a call and what asks for it may come in either order.
        return own or self._asks(element) or (inner is not None and (inner.matters or bool(inner.settles)))

    def _asks(self, element: Element) -> bool:
        names = {name for name, _ in self._settling.values()}
        conditions = [self._condition(flow) for flow in element.outgoing] if names else []
        return any(not names.isdisjoint(names_in(condition)) for condition in conditions if condition)

    def takes(self, element: Element, here: list[str], state: State) -> tuple[str, ...]:
        """The tokens that the element would take now; empty when it cannot go."""
        if len(element.incoming) > 1 and element.kind == "parallelGateway":
            return tuple(element.incoming) if len(here) == len(set(element.incoming)) else ()
        if len(element.incoming) > 1 and element.kind == "inclusiveGateway":
            return tuple(here) if self._complete(element, here, state) else ()
        return (here[0],)

    def _complete(self, gateway: Element, here: list[str], state: State) -> bool:
        empty = [flow for flow in gateway.incoming if flow not in here]
        for flow, _ in state.tokens:
            other = self.target(flow)
            if other is gateway:
                continue
            reached = self._reached(other.id, gateway.id)
            if any(one in reached for one in empty) and not any(one in reached for one in here):
                return False
        return True

    def _reached(self, element: str, without: str) -> set[str]:
        """The flows that a token at an element can come to without passing another."""
        key = element, without
        if key not in self._reaches:
            self._reaches[key] = self._find_reached(element, without)
        return self._reaches[key]

    def _find_reached(self, element: str, without: str) -> set[str]:
        flows: set[str] = set()
        seen: set[str] = set()
        waiting = [element]
        while waiting:
            own = waiting.pop()
            if own in seen or own == without:
                continue
            seen.add(own)
            for out in self._out(self.members[own]):
                flows.add(out)
                waiting.append(self.target(out).id)
            waiting.extend(boundary.id for boundary in self._boundaries.get(own, ()))
        return flows

    def _out(self, element: Element) -> tuple[str, ...]:
        event = element.event
        if element.kind == "intermediateThrowEvent" and event is not None and event.kind == "link":
            return (f"link {self._link_catches[event.name]}",)
        return element.outgoing

    def after(self, state: State, move: Move) -> State:
        """The state that a move leads to."""
        tokens = dict(state.tokens)
        for flow in move.taken:
            tokens[flow] -= 1
            if not tokens[flow]:
                del tokens[flow]
        for flow in move.given:
            tokens[flow] = tokens.get(flow, 0) + 1
        known = frozenset((dict(state.known) | dict(move.settles)).items()) if move.settles else state.known
        return State(tuple(sorted(tokens.items())), followed_by(state.legal, move.legal), known)

    def moves(self, element: Element, state: State) -> Iterator[Move]:
        """Everything that may come of an element that can go."""
        taken = self.takes(element, self.arrived(state)[element.id], state)
        kind = element.event.kind if element.event else ""
        if element.kind == "endEvent" and kind in ("terminate", "error"):
            yield Move(taken, (), ends=kind)
        elif element.kind in ACTIVITIES:
            yield from self._activity_moves(element, taken, state.known)
        else:
            for given in self.choices(element, state.known):
                yield Move(taken, given)

    def choices(self, element: Element, known: Known) -> Iterator[tuple[str, ...]]:
        """The flows that may be taken out of an element, each way it can come out."""
        out = self._out(element)
        if element.kind == "eventBasedGateway":
            yield from ((flow,) for flow in out)
        elif element.kind == "exclusiveGateway" and len(out) > 1:
            yield from one_of(self._asked(out, known), element.default)
        elif any(self._condition(flow) for flow in out):
            yield from some_of(self._asked(out, known), element.default)
        else:
            yield out

    def _asked(self, out: tuple[str, ...], known: Known) -> list[Asked]:
        return [(flow, text := self._condition(flow), verdict(text, known)) for flow in out]

    def _condition(self, flow: str) -> str:
        return (self._flows[flow].condition or "") if flow in self._flows else ""

    def _activity_moves(self, element: Element, taken: tuple[str, ...], known: Known) -> Iterator[Move]:
        """What happens beside an activity comes first: it may overtake whatever the activity does."""
        boundaries = self._boundaries.get(element.id, [])
        beside = [b for b in boundaries if not b.interrupting]
        times, came = self._so_far(taken[0])
        disclosures = self._disclosures(element, came)
        if beside and times < len(self._times_beside):
            going_on = f"{self._times_beside[times]} {element.id} {came}"
            for extra in some(beside):
                given = tuple(flow for b in extra for flow in b.outgoing)
                yield Move(taken, (going_on, *given), also=tuple(b.id for b in extra), disclosures=disclosures)
            return
        for legal, settles in self._ends(element, came):
            after = frozenset((dict(known) | dict(settles)).items())
            for given in self.choices(element, after):
                yield Move(taken, given, legal, settles, "", (), disclosures)
        for boundary in boundaries:
            if boundary.interrupting:
                # It may have been told inside already; a called process that is interrupted gives nothing back.
                owing = self.inner[element.id].owing if element.id in self.inner else NONE
                lost = self.inner[element.id].cut_short if element.kind == "subProcess" else NOTHING
                yield Move(taken, boundary.outgoing, owing, lost, "", (boundary.id,), disclosures)

    def _so_far(self, place: str) -> tuple[int, str]:
        """How often something may have happened beside an activity already, and where its token came from."""
        word, _, rest = place.partition(" ")
        if word in self._times_beside:
            return self._times_beside.index(word) + 1, rest.partition(" ")[2]
        return 0, place

    @cached_property
    def _times_beside(self) -> tuple[str, ...]:
        """What happens beside an activity can happen again; an inclusive join may take the first and not the second."""
        joins = any(e.kind == "inclusiveGateway" and len(e.incoming) > 1 for e in self.members.values())
        return ("once", "twice") if joins else ("once",)

    @property
    def owing(self) -> Legal:
        """What may be owed at any moment in the scope: all of it, when something is told urgently in it."""
        return self._asking.owing_in(self.members.values(), self.inner.values())

    def inside(self, element: Element, came: str) -> Summary | None:  # noqa: ARG002 # begun scopes differ
        """What may happen inside an activity whose token came from there."""
        return self.inner.get(element.id)

    def _ends(self, element: Element, came: str) -> list[tuple[Legal, Known]]:
        own = self._asking.legal(element)
        settles = frozenset([self._settling[element.id]]) if element.id in self._settling else NOTHING
        inner = self.inside(element, came)
        if inner is None:
            ends = {(own, settles)}
        else:
            apart = element.kind == "callActivity" and not (element.shares_out and not element.outputs)
            unsure = apart or element.loop is not None
            ends = {(followed_by(own, legal), inner.cut_short if unsure else known) for legal, known in inner.ends}
        loop = element.loop
        if loop is not None and loop.condition and inner is not None and inner.owing:
            ends.add((inner.owing, inner.cut_short))
        if loop is not None and (loop.kind != "standard" or loop.test_before):
            ends.add((NONE, NOTHING))
        return sorted(ends, key=lambda end: (sorted(end[0]), repr(sorted(end[1], key=repr))))

    def _disclosures(self, element: Element, came: str) -> tuple[tuple[str, Legal, tuple[str, ...]], ...]:
        found: list[tuple[str, Legal, tuple[str, ...]]] = []
        if self._asking.is_about(element) and not self._asking.afterwards:
            found.append((element.id, NONE, (element.title,)))
        inner = self.inside(element, came)
        if inner is not None:
            for own, (sets, path) in inner.disclosures.items():
                found.extend((own, legal, (element.title, *path)) for legal in sorted(sets, key=len))
        return tuple(found)
