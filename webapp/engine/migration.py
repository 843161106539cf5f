"""Moving a running instance to another version of its process.

A state is a flat list of live tokens, so a move puts each token, open scope and listener on the element that stands for
it, keeps every variable, and then makes sure of what the new version would have made sure of from its start: that the
case can still come to an end, and that no legal step which it has not taken is left out before a disclosure. Pure, as
the rest of the engine: the state that went in stays valid, and a case that cannot be moved is told why.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import combinations

from webapp.engine.adapter import step_of
from webapp.engine.asking import URGENT, Asking
from webapp.engine.beside import Beside
from webapp.engine.correspondence import LEGAL_STEP, Correspondence, propose
from webapp.engine.facts import Written
from webapp.engine.instance import Instance
from webapp.engine.lacking import lacking
from webapp.engine.listening import Listening
from webapp.engine.marking import Marking, marking_of
from webapp.engine.outcomes import owed_in
from webapp.engine.parse import ParsedDefinition
from webapp.engine.problems import Findings, Problem
from webapp.engine.reseating import Reseating
from webapp.engine.runs import Explorer
from webapp.engine.state import load, restore
from webapp.engine.step import Step
from webapp.errors import EngineFault

__all__ = ["LEGAL_STEP", "Correspondence", "Law", "Migration", "Moved", "propose"]


@dataclass(frozen=True, slots=True)
class Law:
    """What must not be skipped: the legal steps before every disclosure, and before and after urgent ones.

    They are those of the target's package.

    `form_writes` are the variables that each of the target's forms fills, `form_wrote` those of the source's;
    `operation_writes` those of each operation, or None where they are not known.
    """

    before_disclosure: Collection[str] = ()
    before_urgent: Collection[str] = ()
    after_urgent: Collection[str] = ()
    form_writes: Mapping[str, Collection[str]] = field(default_factory=dict)
    form_wrote: Mapping[str, Collection[str]] = field(default_factory=dict)
    operation_writes: Mapping[str, Collection[str]] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move: the step that shows the instance on the target, or why it cannot be there.

    `notes` say what a person should know: events that begin, begin anew or are no longer waited for.
    """

    step: Step | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


class Migration:
    """Moves instances from one version to another by one mapping; what it has explored once is remembered."""

    def __init__(
        self, source: ParsedDefinition, target: ParsedDefinition, mapping: Mapping[str, str], law: Law | None = None
    ) -> None:
        self.source = source
        self.target = target
        self.mapping = mapping
        self._law = law or Law()
        self._found = Correspondence(source, target, mapping)
        self._explorers: dict[Asking, Explorer] = {}
        self._beside: dict[tuple[str, str], Beside] = {}
        self._explored: dict[tuple[Asking, str], tuple[Problem, ...]] = {}

    def problems(self) -> list[Problem]:
        """What is wrong with the mapping as a whole, whatever case it is used for."""
        return self._found.problems()

    def move(
        self,
        state: bytes,
        now: datetime,
        legal_steps_taken: Collection[str] = (),
        owed: Collection[str] = (),
    ) -> Moved:
        """The instance on the target. `legal_steps_taken` are those that the case has completed on its way so far.

        `owed` are those that still have to follow what it has told urgently: such a case completes them first.

        Raises EngineFault when the state cannot be read.
        """
        moment = now.astimezone(UTC)
        before = load(state, self.source.specification, moment)
        if before.completed:
            return _refused("The process has ended. There is nothing to move.")
        process = self._found.process_for(before.spec.name)
        if process is None:
            title = self.source.processes[before.spec.name].name
            return _refused(f'The new version no longer has the process "{title}". Let it end on its version.')
        if owed:
            steps = ", ".join(step.replace("_", " ") for step in sorted(owed))
            return _refused(f"Something was told urgently, and {steps} must still follow. Let the case go on first.")
        seats = Reseating(self._found, before, process)
        document = seats.document()
        if seats.problems:
            return Moved(None, tuple(dict.fromkeys(seats.problems)))
        instance = restore(document, self.target.specification, moment)
        seats.hand_out_results(instance)
        listening = Listening(self._found, before, instance)
        try:
            listening.settle()
        except EngineFault as fault:
            return _refused(fault.sentence, fault.element_id, fault.element_name)
        lacks = self._lacks(before, instance)
        given_up = [f'"{element.title}" is no longer waited for.' for element in seats.given_up]
        taken = frozenset(legal_steps_taken)
        askings = [Asking(frozenset(self._law.before_disclosure) - taken)]
        if self._law.before_urgent or self._law.after_urgent:
            askings.append(Asking(frozenset(self._law.before_urgent) - taken, URGENT))
            askings.append(Asking(frozenset(self._law.after_urgent), URGENT, afterwards=True))
        problems = [problem for asking in askings for problem in self._look_ahead(instance, asking)]
        if problems:
            return Moved(None, tuple(dict.fromkeys(problems)))
        return Moved(step_of(instance), (), (*listening.notes, *given_up, *lacks))

    def _lacks(self, before: Instance, instance: Instance) -> list[str]:
        """What the case will be asked for there and, unlike here, can no longer come to have."""
        operations = self._law.operation_writes or {}
        already = lacking(self.source, before, Written(self._law.form_wrote, operations))
        ahead = lacking(self.target, instance, Written(self._law.form_writes, operations))
        return [
            f'"{element.title}" asks for "{name}", which only a step before the place of this case writes.'
            for name, element in ahead.items()
            if name not in already
        ]

    def _look_ahead(self, instance: Instance, asking: Asking) -> tuple[Problem, ...]:
        explorer = self._explorers.get(asking)
        if explorer is None:
            # What is wrong with the target from its start was for the gate to say.
            written = Written(self._law.form_writes, self._law.operation_writes)
            explorer = Explorer(self.target.elements.values(), self.target.flows.values(), Findings(), asking, written)
            self._explorers[asking] = explorer
        marking = marking_of(instance, explorer.settled_in)
        key = (asking, repr(marking))
        if key not in self._explored:
            self._explored[key] = self._explore(explorer, marking, asking)
        return self._explored[key]

    def _explore(self, explorer: Explorer, marking: Marking, asking: Asking) -> tuple[Problem, ...]:
        findings = Findings()
        self._check_places(marking, findings)
        summary = explorer.go_on(marking, findings).summary
        for own, (sets, way) in summary.disclosures.items():
            left_out = sorted({step for legal in sets for step in asking.steps - legal})
            if left_out:
                element = self.target.elements[own]
                steps = ", ".join(step.replace("_", " ") for step in left_out)
                message = (
                    f'"{element.title}" could be reached without {steps}, which this case has not completed: '
                    f"{' → '.join(way)}. Map its place to one before that step, or let it end on its version."
                )
                findings.add(element.file, "migration-legal", message, own, element.name)
        if owed := sorted({step for legal, _ in summary.ends for step in owed_in(legal)}):
            steps = ", ".join(step.replace("_", " ") for step in owed)
            message = f"From where the case is, it could end without {steps} after something was told urgently."
            findings.add("", "migration-legal", f"{message} Let it end on its version.", "", "")
        return tuple(_of_this_case(problem) for problem in findings.problems)

    def _check_places(self, marking: Marking, findings: Findings) -> None:
        """Notes tokens that would be side by side where the target never has them so; then it would do steps twice."""
        beside = self._beside_in(marking.process, marking.parent)
        elements = self.target.elements
        for one, other in combinations(marking.elements, 2):
            if not beside.may_be(one, other):
                first, second = (
                    elements[place] if place in elements else elements[self.target.flows[place].target]
                    for place in (one, other)
                )
                message = (
                    f'"{first.title}" and "{second.title}" would go on side by side, which the new version never does. '
                    "Let the case go on first, or map one of them elsewhere."
                )
                findings.add(first.file, "migration-beside", message, first.id, first.name)
        for inner in marking.begun.values():
            for one_scope in inner:
                self._check_places(one_scope, findings)

    def _beside_in(self, process: str, parent: str) -> Beside:
        found = self._beside.get((process, parent))
        if found is None:
            elements = self.target.elements.values()
            members = {e.id: e for e in elements if (e.process, e.parent) == (process, parent)}
            found = self._beside[process, parent] = Beside(members, self.target.flows)
        return found


def _of_this_case(problem: Problem) -> Problem:
    """The gate's word for a diagram in which a run gets stuck, as it is to be said of one case."""
    if problem.rule != "stuck":
        return problem
    title = problem.name or problem.element
    message = f'From where the case is, "{title}" would wait for a branch that does not come. Let the case go on first.'
    return replace(problem, rule="migration-stuck", message=message)


def _refused(message: str, element: str = "", name: str = "") -> Moved:
    return Moved(None, (Problem("", element, name, "migration-token", message),))
