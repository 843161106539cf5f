"""A scenario of a single diagram: the engine alone, no forms, no domain records; answers become process variables."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from webapp.engine import adapter
from webapp.engine.commands import (
    Command,
    CompleteServiceTask,
    CompleteUserTask,
    FailServiceTask,
    FireTimers,
    SendMessage,
)
from webapp.engine.commands import Start as StartCommand
from webapp.engine.parse import ParsedDefinition, parse_package
from webapp.engine.step import Step as EngineStep
from webapp.errors import DefinitionRefused, EngineFault, RightToKnowError
from webapp.scenarios.comparing import differences, plain
from webapp.scenarios.result import ScenarioResult
from webapp.scenarios.steps import Advance, Answer, Complete, Expect, Message, Refused, Scenario, Step

FIRINGS = 2_000


def run_diagram_scenario(scenario: Scenario, folder: Path) -> ScenarioResult:
    """Runs the scenario against the diagram it names, found from the folder of the scenario file."""
    result = ScenarioResult(scenario.name)
    try:
        definition = parse_package(diagram_files(folder / scenario.diagram))
    except DefinitionRefused as refused:
        result.failures += [f"{scenario.diagram} is refused: {problem}" for problem in refused.problems]
        return result
    except OSError:
        result.failures.append(f"There is no diagram {scenario.diagram}.")
        return result
    DiagramRun(definition, scenario, result).run()
    return result


def diagram_files(path: Path) -> dict[str, bytes]:
    """The diagram, with the processes and decisions that it calls when files of their names stand beside it."""
    files = {path.name: path.read_bytes()}
    waiting = [path]
    while waiting:
        text = waiting.pop().read_bytes().decode("utf-8", errors="replace")
        for other in sorted(path.parent.iterdir()):
            named = other.suffix in (".bpmn", ".dmn") and f'Id="{other.stem}"' in text
            if named and other.name not in files:
                files[other.name] = other.read_bytes()
                waiting.append(other)
    return files


class DiagramRun:
    """One instance, moved on step by step; its state goes through bytes at every step, as in the product."""

    def __init__(self, definition: ParsedDefinition, scenario: Scenario, result: ScenarioResult) -> None:
        self.definition = definition
        self.scenario = scenario
        self.result = result
        self.now = scenario.at
        self.last: EngineStep | None = None
        self.failed: dict[str, str] = {}
        self.kept: list[tuple[datetime, SendMessage]] = []
        # Which operations reach outside is known here by the scenario alone: those that it answers for.
        answered = {step.element for step in scenario.steps if isinstance(step, Answer)}
        self.outbound = {e.operation for e in definition.elements.values() if e.id in answered and e.operation}

    def run(self) -> None:
        """Carries out the steps and compares; stops after the first step that goes wrong."""
        try:
            self._do(StartCommand(self.scenario.start))
        except RightToKnowError as refusal:
            self.result.failures.append(f"start: {refusal.sentence}")
            return
        self._note({"start": self.definition.main})
        for number, step in enumerate(self.scenario.steps, 1):
            self._carry_out(step, f"step {number}")
            if self.result.failures:
                return
        self._expect(self.scenario.expect, "at the end")

    @property
    def step(self) -> EngineStep:
        """How the instance stands."""
        if self.last is None:
            raise RuntimeError("The instance has not been started.")
        return self.last

    def _carry_out(self, step: Step, where: str) -> None:
        if isinstance(step, Expect):
            self._expect(step, where)
            return
        if isinstance(step, Refused):
            self._must_refuse(step, where)
            return
        try:
            if isinstance(step, Complete):
                refusal = self._complete(step)
                if refusal:
                    self.result.failures.append(f"{where}: {step.element} was refused: {refusal}")
                self._note({"complete": step.element})
            elif isinstance(step, Advance):
                self._advance(step)
                self._note({"advance": str(step.by)})
            elif isinstance(step, Answer):
                self._answer(step, where)
            elif isinstance(step, Message):
                self._message(step)
                self._note({"message": step.name})
        except RightToKnowError as refusal_raised:
            self.result.failures.append(f"{where}: {refusal_raised.sentence}")

    def _complete(self, step: Complete) -> str:
        """Completes the task and gives the sentence of the refusal, or an empty text."""
        task = next((task for task in self.step.open_tasks if task.element_id == step.element), None)
        if task is None:
            return f"it is not open; open are {', '.join(self._open()) or 'none'}"
        self._do(CompleteUserTask(task.task_id, step.answers))
        return ""

    def _must_refuse(self, step: Refused, where: str) -> None:
        try:
            refusal = self._complete(step.attempt) if isinstance(step.attempt, Complete) else ""
        except RightToKnowError as raised:
            refusal = raised.sentence
        if not refusal:
            self.result.failures.append(f"{where}: {step.about} was accepted, and should have been refused")
        elif step.because.lower() not in refusal.lower():
            self.result.failures.append(f"{where}: refused, but not because “{step.because}”: {refusal}")
        else:
            self._note({"refused": step.about, "because": refusal})

    def _advance(self, step: Advance) -> None:
        target = self.now + step.by
        for _ in range(FIRINGS):
            due = min((timer.due_at for timer in self.step.timers), default=None)
            if due is None or due > target:
                break
            self.now = max(due, self.now)
            self._do(FireTimers())
        else:
            raise EngineFault(f"More than {FIRINGS} timers fired in this time.")
        self.now = target

    def _answer(self, step: Answer, where: str) -> None:
        job = next((job for job in self.step.jobs if job.element_id == step.element), None)
        if job is None:
            self.result.failures.append(f"{where}: {step.element} waits for no operation")
            return
        try:
            if step.error or step.failure:
                self._do(FailServiceTask(job.task_id, step.error, step.failure, step.variables))
            else:
                self._do(CompleteServiceTask(job.task_id, step.variables))
        except EngineFault as fault:
            self.failed[fault.element_id] = fault.sentence
        self._note({"answer": step.element})

    def _message(self, step: Message) -> None:
        self.kept.append((self.now + step.kept_for, SendMessage(step.name, step.key, step.variables)))
        self._deliver_kept()

    def _do(self, command: Command) -> None:
        state = None if self.last is None else self.last.state
        self._go_on(adapter.apply(self.definition, state, command, self.now))
        self._deliver_kept()

    def _deliver_kept(self) -> None:
        for until, message in list(self.kept):
            if until < self.now:
                self.kept.remove((until, message))
            elif any(w.name == message.name and w.key in ("", message.key) for w in self.step.awaited):
                self.kept.remove((until, message))
                self._go_on(adapter.apply(self.definition, self.step.state, message, self.now))

    def _go_on(self, checkpoint: EngineStep) -> None:
        """Runs from a checkpoint. An element that fails is an incident; its token waits there, the others go on."""
        self._trace_finished(checkpoint)
        while True:
            try:
                after = adapter.run(
                    self.definition, checkpoint.state, {}, self.now, held=self.failed, outbound=self.outbound
                )
            except EngineFault as fault:
                if fault.element_id in self.failed:
                    raise
                self.failed[fault.element_id] = fault.sentence
                if not fault.element_id:
                    self.last = checkpoint
                    return
            else:
                self._trace_finished(after)
                self.last = after
                return

    def _trace_finished(self, step: EngineStep) -> None:
        for element in step.finished:
            self.result.trace.append({"at": plain(self.now), "finished": element.element_id})

    def _expect(self, expected: Expect, where: str) -> None:
        found = differences(
            expected,
            open_ids=self._open(),
            ended=self.step.ended,
            incidents=len(self.failed),
            variables=self.step.variables,
            outcome=str(self.step.variables.get("outcome") or ""),
        )
        self.result.failures += [f"{where}: {sentence}" for sentence in found]
        if found and self.failed:
            self.result.failures += [f"{where}: incident: {sentence}" for sentence in self.failed.values()]

    def _open(self) -> list[str]:
        return [task.element_id for task in self.step.open_tasks]

    def _note(self, what: Mapping[str, Any]) -> None:
        state = {"open": self._open(), "ended": self.step.ended, "variables": plain(dict(self.step.variables))}
        self.result.trace.append({"at": plain(self.now), **what, **state})
