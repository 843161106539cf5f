"""Every run of a diagram explored: places where it gets stuck, steps that never run, tokens without end, and runs on
which something is disclosed before the legal steps are done.

Each process and sub-process is explored by itself; a call or sub-process then counts as one step with all its possible
ends. No two elements take tokens from the same flow, so whatever one element does cannot take a step away from
another: it is enough to let one of them go at a time, and many parallel branches do not multiply. Legal steps and what
contains them are held back as long as anything else can go and are then tried in every order, so that a run on which
a disclosure overtakes a legal step is always found. Conditions may come out either way; events may happen or not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from webapp.engine.asking import NOTHING_ASKED, URGENT, Asking
from webapp.engine.automatic_loops import check_automatic_loops
from webapp.engine.drawn import ACTIVITIES, Element, Flow
from webapp.engine.facts import NOTHING, Written, settled
from webapp.engine.marking import MarkedNet, Marking
from webapp.engine.moves import Net
from webapp.engine.operations import Operations
from webapp.engine.outcomes import NONE, Move, State, Summary, followed_by, owed_in
from webapp.engine.problems import Findings

MOST_STATES = 20_000
MOST_TOKENS = 20


@dataclass(slots=True)
class Explored:
    """What the runs of one scope have shown."""

    summary: Summary
    ran: set[str] = field(default_factory=set)


class Explorer:
    """Explores the scopes of a package, those that are called before those that call."""

    def __init__(
        self,
        elements: Iterable[Element],
        flows: Iterable[Flow],
        findings: Findings,
        asking: Asking = NOTHING_ASKED,
        written: Written | None = None,
    ) -> None:
        self._elements = list(elements)
        self._asking = asking
        self._settling = settled(self._elements, written or Written())
        self._flows = {(flow.process, flow.id): flow for flow in flows}
        self._findings = findings
        self._done: dict[tuple[str, str], Explored] = {}

    def explore(self, process: str, parent: str = "") -> Explored:
        """All runs of a process, or of the sub-process with the id `parent`."""
        key = (process, parent)
        if key not in self._done:
            self._done[key] = self._explore(process, parent)
        return self._done[key]

    def go_on(self, marking: Marking, findings: Findings) -> Explored:
        """All runs from where the tokens of a process or sub-process stand."""
        net = self._net(marking.process, marking.parent, marking)
        for place, inner in marking.begun.items():
            net.begun[place] = summary = Summary()
            for one in inner:
                summary.add(self.go_on(one, findings).summary)
            element = net.members[place.split()[1]]
            if element.loop is not None and element.id in net.inner:
                # Rounds that have not begun may still come.
                summary.add(net.inner[element.id])
            summary.ends = summary.ends or {(NONE, NOTHING)}
        found = _Search(net, findings).run(whole=False)
        found.summary.interrupting = net.interrupts
        return found

    def settled_in(self, process: str) -> frozenset[str]:
        """The variables of a process whose value the diagram itself settles."""
        mine = {element.id for element in self._elements if element.process == process}
        return frozenset(name for own, (name, _) in self._settling.items() if own in mine)

    def _explore(self, process: str, parent: str) -> Explored:
        net = self._net(process, parent)
        found = _Search(net, self._findings).run()
        found.summary.interrupting = net.interrupts
        return found

    def _net(self, process: str, parent: str, marking: Marking | None = None) -> MarkedNet:
        members = {e.id: e for e in self._elements if e.process == process and e.parent == parent}
        inner = {own: self._inner(element) for own, element in members.items()}
        summaries = {own: found.summary for own, found in inner.items() if found}
        return MarkedNet(members, self._flows, process, summaries, self._settling, self._asking, marking)

    def _inner(self, element: Element) -> Explored | None:
        if element.kind == "subProcess":
            return self.explore(element.process, element.id)
        if element.kind == "callActivity":
            return self.explore(element.called)
        return None


class _Search:
    """The search through the states of one scope."""

    def __init__(self, net: Net, findings: Findings) -> None:
        self.net = net
        self.findings = findings
        self.came_from: dict[State, tuple[State, str] | None] = {}
        self.explored = Explored(Summary(settles=net.settles, owing=net.owing))
        self.reported: set[str] = set()

    def run(self, *, whole: bool = True) -> Explored:
        """Goes through all states and notes what is wrong with any; not `whole` when it begins in the middle."""
        waiting: list[State] = []
        for start in self.net.starts():
            self.came_from.setdefault(start, None)
            waiting.append(start)
        while waiting:
            state = waiting.pop()
            if len(self.came_from) > MOST_STATES:
                self._note(
                    "too-many-runs", self._first(), "The diagram has too many runs to look at each. Use sub-processes."
                )
                return self.explored
            waiting.extend(self._onward(state))
        self._add_side_scopes()
        if whole:
            self._check_never_run()
        return self.explored

    def _onward(self, state: State) -> Iterator[State]:
        if not state.tokens:
            self.explored.summary.ends.add((state.legal, state.known))
            return
        chosen = self.net.next_elements(state)
        if not chosen:
            self._stuck(state)
            return
        for element in chosen:
            for move in self.net.moves(element, state):
                yield from self._take(element, state, move)

    def _take(self, element: Element, state: State, move: Move) -> Iterator[State]:
        self.explored.ran.update({element.id, *move.also})
        path = self.path(state, element) if move.disclosures else ()
        for reached, legal, inside in move.disclosures:
            self.explored.summary.add_disclosure(reached, followed_by(state.legal, legal), (*path[:-1], *inside))
        if move.ends:
            if move.ends == "terminate":
                self.explored.summary.ends.add((followed_by(state.legal, move.legal), state.known))
            return
        following = self.net.after(state, move)
        if any(count > MOST_TOKENS for _, count in following.tokens):
            message = "Tokens multiply here without end. Join the branches with a parallel gateway before going back."
            self._note("tokens-multiply", element, message)
            return
        if following not in self.came_from:
            self.came_from[following] = (state, element.id)
            yield following

    def path(self, state: State, last: Element | None = None) -> tuple[str, ...]:
        """The titles of the elements on the way to a state."""
        names: list[str] = [] if last is None else [last.title]
        step = self.came_from[state]
        while step is not None:
            state, own = step
            names.append(self.net.members[own].title)
            step = self.came_from[state]
        return tuple(reversed(names))

    def _stuck(self, state: State) -> None:
        for flow, _ in state.tokens:
            element = self.net.target(flow)
            if element.id in self.reported:
                continue
            self.reported.add(element.id)
            way = " → ".join(self.path(state)[-8:])
            message = (
                f'"{element.title}" waits for a branch that does not come when the run is {way}. '
                "Join what an exclusive gateway has split with an exclusive gateway."
            )
            self._note("stuck", element, message)

    def _check_never_run(self) -> None:
        if self.findings.problems:
            return
        for element in self.net.members.values():
            if element.id not in self.explored.ran and element.kind in ACTIVITIES and not element.triggered:
                message = f'"{element.title}" is never done on any run. Connect it or remove it.'
                self._note("never-runs", element, message)

    def _add_side_scopes(self) -> None:
        """Event sub-processes may happen at any moment, also before any legal step of their scope."""
        for element in self.net.members.values():
            if element.triggered:
                summary = self.net.inner[element.id]
                for reached, (legal, inside) in summary.disclosures.items():
                    for one in legal:
                        self.explored.summary.add_disclosure(reached, one, (element.title, *inside))
                if summary.interrupting:
                    unknown = dict(self.explored.summary.cut_short)
                    owing = self.explored.summary.owing
                    self.explored.summary.ends |= {
                        (followed_by(owing, legal), frozenset((unknown | dict(known)).items()))
                        for legal, known in summary.ends
                    }

    def _first(self) -> Element:
        return next(iter(self.net.members.values()))

    def _note(self, rule: str, element: Element, message: str) -> None:
        self.findings.add(element.file, rule, message, element.id, element.name)


def check_runs(
    elements: Iterable[Element],
    flows: Iterable[Flow],
    processes: Iterable[str],
    findings: Findings,
    written: Written | None = None,
    operations: Operations | None = None,
) -> None:
    """Notes where runs get stuck, multiply, never come, or go round without anyone acting.

    A task that waits for an operation outside is no standstill; a loop in which nothing but operations act is refused
    all the same, because it would call them without end.
    """
    drawn, lines = list(elements), list(flows)
    explorer = Explorer(drawn, lines, findings, NOTHING_ASKED, written)
    for process in processes:
        explorer.explore(process)
    check_automatic_loops(drawn, lines, findings, operations or {})


def check_disclosure(
    elements: Iterable[Element],
    flows: Iterable[Flow],
    roots: Iterable[str],
    required: Iterable[str],
    findings: Findings,
    written: Written | None = None,
    tells: str = "true",
) -> None:
    """Notes every run on which an element that `tells` in this way comes before a required legal step.

    `roots` are the processes that an instance may run; what another instance of the case has done proves nothing for
    this one. Legal steps are the elements with the property `legalStep`; `required` are the values that must all have
    come. `written` gives the variables that forms and operations write.
    """
    wanted = frozenset(required)
    trouble = Findings()
    drawn = list(elements)
    explorer = Explorer(drawn, flows, trouble, Asking(wanted, tells), written)
    summary = Summary()
    for root in roots:
        summary.add(explorer.explore(root).summary)
    # What could not be explored is not proved, and so is a problem too.
    findings.extend(trouble.problems)
    by_id = {element.id: element for element in drawn}
    for own, (sets, way) in summary.disclosures.items():
        missing = sorted({step for legal in sets for step in wanted - legal})
        if missing:
            element = by_id[own]
            message = f'"{element.title}" can be reached without {", ".join(missing)}: {" → ".join(way)}.'
            findings.add(element.file, "disclosure-too-early", message, own, element.name)


def check_completion(
    elements: Iterable[Element],
    flows: Iterable[Flow],
    roots: Iterable[str],
    required: Iterable[str],
    findings: Findings,
    written: Written | None = None,
) -> None:
    """Notes processes that can end although something was told urgently and a required legal step did not come after.

    Whatever may cut a run short counts as an end: a terminate event, and what interrupts the part in which it is told.
    """
    drawn = list(elements)
    trouble = Findings()
    explorer = Explorer(drawn, flows, trouble, Asking(frozenset(required), URGENT, afterwards=True), written)
    for root in roots:
        owed = sorted({step for legal, _ in explorer.explore(root).summary.ends for step in owed_in(legal)})
        for element in drawn if owed else ():
            if element.properties.get("discloses") == URGENT:
                message = (
                    f'After "{element.title}" the process {root} can end without {", ".join(owed)}. Lead every way '
                    "through them, and let nothing interrupt or terminate it before."
                )
                findings.add(element.file, "disclosure-not-completed", message, element.id, element.name)
    findings.extend(trouble.problems)
