"""The token game of one process or sub-process: which elements can go in a state, and what may come of it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import combinations
from typing import Any

from webapp.engine.drawn import ACTIVITIES, Element, Flow
from webapp.engine.facts import NOTHING, Known, verdict
from webapp.engine.outcomes import NONE, Legal, Move, State, Summary


class Net:
    """The elements of one scope as a net in which each flow leads to one element."""

    def __init__(
        self,
        members: Mapping[str, Element],
        flows: Mapping[tuple[str, str], Flow],
        process: str,
        inner: Mapping[str, Summary],
        settling: Mapping[str, tuple[str, Any]],
        required: Legal,
    ) -> None:
        self.members = members
        self.inner = inner
        self._settling = settling
        self._required = required
        self._flows = {
            own: flow for (holder, own), flow in flows.items() if holder == process and flow.source in members
        }

    @property
    def interrupts(self) -> bool:
        """Whether this is an event sub-process that ends the other work of its scope."""
        return any(e.kind == "startEvent" and e.interrupting for e in self.members.values())

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
        """One element that can go; when only elements that matter for the law can, each of them."""
        enabled = []
        for own, here in self.arrived(state).items():
            element = self.members[own]
            if self.takes(element, here, state):
                if not self.matters(element):
                    return [element]
                enabled.append(element)
        return enabled

    def arrived(self, state: State) -> dict[str, list[str]]:
        """The flows with a token before each element."""
        arrived: dict[str, list[str]] = {}
        for flow, _ in state.tokens:
            arrived.setdefault(self.target(flow).id, []).append(flow)
        return arrived

    def matters(self, element: Element) -> bool:
        """Whether the law, or other tokens, make it matter when the element goes."""
        if element.kind == "endEvent" and element.event and element.event.kind in ("terminate", "error"):
            # It takes the other tokens away, so everything else goes first.
            return True
        own = bool(self._legal(element)) or (bool(self._required) and _discloses(element))
        return own or (element.id in self.inner and self.inner[element.id].matters)

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
        known = state.known
        if move.settles:
            known = frozenset((dict(known) | dict(move.settles)).items())
        return State(tuple(sorted(tokens.items())), state.legal | move.legal, known)

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
            yield from self._one_of(element, out, known)
        elif any(self._condition(flow) for flow in out):
            yield from self._some_of(element, out, known)
        else:
            yield out

    def _condition(self, flow: str) -> str:
        return (self._flows[flow].condition or "") if flow in self._flows else ""

    def _one_of(self, element: Element, out: tuple[str, ...], known: Known) -> Iterator[tuple[str, ...]]:
        for flow in out:
            if flow == element.default:
                continue
            answer = verdict(self._condition(flow), known)
            if answer is not False:
                yield (flow,)
            if answer:
                return
        if element.default:
            yield (element.default,)

    def _some_of(self, element: Element, out: tuple[str, ...], known: Known) -> Iterator[tuple[str, ...]]:
        answers = {flow: verdict(self._condition(flow), known) for flow in out if self._condition(flow)}
        asked = [flow for flow, answer in answers.items() if answer is None]
        always = tuple(flow for flow in out if flow not in answers and flow != element.default)
        sure = tuple(flow for flow, answer in answers.items() if answer)
        always += sure
        # More than a few conditions side by side: each alone and all together show every way that can be reached.
        sizes = range(1, len(asked) + 1) if len(asked) <= 6 else (1, len(asked))
        for size in sizes:
            yield from ((*always, *some) for some in combinations(asked, size))
        if element.default or always:
            yield (*always, *((element.default,) if element.default and not sure else ()))

    def _activity_moves(self, element: Element, taken: tuple[str, ...], known: Known) -> Iterator[Move]:
        boundaries = self._boundaries.get(element.id, [])
        beside = [b for b in boundaries if not b.interrupting]
        disclosures = self._disclosures(element, taken)
        for extra in _some(beside):
            given_beside = tuple(flow for b in extra for flow in b.outgoing)
            also = tuple(b.id for b in extra)
            for legal, settles in self._ends(element, taken):
                after = frozenset((dict(known) | dict(settles)).items())
                for given in self.choices(element, after):
                    yield Move(taken, (*given, *given_beside), legal, settles, "", also, disclosures)
            for boundary in boundaries:
                if boundary.interrupting:
                    given = (*boundary.outgoing, *given_beside)
                    yield Move(taken, given, NONE, NOTHING, "", (*also, boundary.id), disclosures)

    def _legal(self, element: Element) -> Legal:
        """The legal step that the element is, when it is one of those asked for."""
        return frozenset([element.properties.get("legalStep", "")]) & self._required

    def inside(self, element: Element, taken: tuple[str, ...]) -> Summary | None:  # noqa: ARG002 # begun scopes differ
        """What may happen inside an activity that takes these tokens."""
        return self.inner.get(element.id)

    def _ends(self, element: Element, taken: tuple[str, ...]) -> list[tuple[Legal, Known]]:
        own = self._legal(element)
        settles = frozenset([self._settling[element.id]]) if element.id in self._settling else NOTHING
        inner = self.inside(element, taken)
        ends = {(own | legal, known) for legal, known in inner.ends} if inner is not None else {(own, settles)}
        loop = element.loop
        if loop is not None and (loop.kind != "standard" or loop.test_before):
            ends.add((NONE, NOTHING))
        return sorted(ends, key=lambda end: (sorted(end[0]), repr(sorted(end[1], key=repr))))

    def _disclosures(self, element: Element, taken: tuple[str, ...]) -> tuple[tuple[str, Legal, tuple[str, ...]], ...]:
        found: list[tuple[str, Legal, tuple[str, ...]]] = []
        if self._required and _discloses(element):
            found.append((element.id, NONE, (element.title,)))
        inner = self.inside(element, taken)
        if inner is not None:
            for own, (sets, path) in inner.disclosures.items():
                found.extend((own, legal, (element.title, *path)) for legal in sorted(sets, key=len))
        return tuple(found)


def _some(beside: list[Element]) -> Iterator[tuple[Element, ...]]:
    """Which events may have happened beside an activity: every choice of a few; of many none, each alone, and all."""
    sizes = range(len(beside) + 1) if len(beside) <= 4 else (0, 1, len(beside))
    for size in sizes:
        yield from combinations(beside, size)


def _discloses(element: Element) -> bool:
    return element.properties.get("discloses") == "true"
