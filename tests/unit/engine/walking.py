"""Walks through a diagram as people would; the state is saved and read again at every step."""

from datetime import UTC, datetime, timedelta

from webapp.engine.adapter import apply, look, run
from webapp.engine.commands import (
    CompleteServiceTask,
    CompleteUserTask,
    FailServiceTask,
    FireTimers,
    SendMessage,
    SendSignal,
    Start,
)
from webapp.engine.parse import parse_package

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Walk:
    """One process instance."""

    def __init__(self, *files, main=None, at=NOON, operations=None, tables=None, outbound=(), **variables):
        named = {f"file{number}.bpmn": content for number, content in enumerate(files)} | (tables or {})
        self.definition = parse_package(named, main)
        self.operations = operations or {}
        self.outbound = outbound
        self.now = at
        self.trail = []
        self.step = None
        self.decisions = []
        self.thrown = []
        self.do(Start(variables))

    def do(self, command):
        """Carries out a command and what follows from it."""
        state = None if self.step is None else self.step.state
        checkpoint = apply(self.definition, state, command, self.now)
        after = run(self.definition, checkpoint.state, self.operations, self.now, outbound=self.outbound)
        again = look(self.definition, after.state, self.now)
        assert again.open_tasks == after.open_tasks
        assert again.timers == after.timers
        assert again.variables == after.variables
        assert again.jobs == after.jobs
        self.trail += [finished.element_id for finished in (*checkpoint.finished, *after.finished)]
        self.thrown += [*checkpoint.thrown, *after.thrown]
        self.decisions += after.decisions
        self.step = after
        return self

    def run_on(self):
        """Takes automatic steps without a command, as after an incident or a move."""
        after = run(self.definition, self.step.state, self.operations, self.now, outbound=self.outbound)
        self.trail += [finished.element_id for finished in after.finished]
        self.step = after
        return self

    def do_kept(self, element, **variables):
        """Somebody completes a task, and what follows fails: the checkpoint is kept, as the product does."""
        task = next(task for task in self.step.open_tasks if task.element_id == element)
        self.step = apply(self.definition, self.step.state, CompleteUserTask(task.task_id, variables), self.now)
        self.trail += [finished.element_id for finished in self.step.finished]
        return self

    def done(self, element, **variables):
        """Somebody completes a task; of several on one element the one that has been open longest."""
        task = next((task for task in self.step.open_tasks if task.element_id == element), None)
        assert task is not None, f"{element} is not open; open are {self.open}"
        return self.do(CompleteUserTask(task.task_id, variables))

    def job(self, element):
        """The job of a service task; of several on one element the one that has waited longest."""
        job = next((job for job in self.step.jobs if job.element_id == element), None)
        assert job is not None, f"{element} waits for no operation"
        return job

    def answered(self, element, **variables):
        """The operation of a service task answers."""
        return self.do(CompleteServiceTask(self.job(element).task_id, variables))

    def failed(self, element, code="", message="", **variables):
        """The operation of a service task fails."""
        return self.do(FailServiceTask(self.job(element).task_id, code, message, variables))

    def message(self, name, key="", **variables):
        return self.do(SendMessage(name, key, variables))

    def signal(self, name, **variables):
        return self.do(SendSignal(name, variables))

    def wait(self, **duration):
        """Time passes, and what falls due on the way happens in its order."""
        target = self.now + timedelta(**duration)
        while True:
            due = min((timer.due_at for timer in self.step.timers), default=None)
            if due is None or due > target:
                break
            self.now = max(self.now, due)
            self.do(FireTimers())
        self.now = target
        return self

    @property
    def open(self):
        return sorted(task.element_id for task in self.step.open_tasks)

    @property
    def ended(self):
        return self.step.ended

    @property
    def values(self):
        return self.step.variables
