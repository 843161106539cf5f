"""A scenario of a package, driven through the services as its people would, on a database of its own."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event

from webapp import clock
from webapp.access import service as access
from webapp.access import units
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.access.groups import PROFESSIONAL_STANDARDS
from webapp.access.rules import Allowed, may
from webapp.cases import service as cases
from webapp.cases import sight
from webapp.database import Database
from webapp.definitions import service as definitions
from webapp.errors import RightToKnowError
from webapp.inbox import service as inbox
from webapp.instances import advancing, answers, clock_queries, escalation, jobs, messages, procedures, watching
from webapp.instances import queries as instances
from webapp.instances import service as running
from webapp.instances.model import ProcessInstance, UserTask
from webapp.scenarios.cast import Cast
from webapp.scenarios.comparing import differences, plain
from webapp.scenarios.coverage import reached_here
from webapp.scenarios.result import ScenarioResult
from webapp.scenarios.steps import Advance, Answer, Begin, Complete, Expect, Message, Refused, Scenario, Step, Turn
from webapp.sealing import provider

STARTER = "investigating_officer"
FIRST = "first"
MOST_PEOPLE = 6


def run_package_scenario(scenario: Scenario, files: Mapping[str, bytes]) -> ScenarioResult:
    """Runs a scenario against the package in these files. Whatever goes wrong is a failure in the result."""
    # Nobody keeps what the scenario writes, so nobody keeps its keys.
    with tempfile.TemporaryDirectory() as folder, provider.using(provider.for_a_while()):
        database = Database(f"sqlite:///{Path(folder) / 'scenario.sqlite'}")
        # Nor does anything have to wait until the disk has it.
        event.listen(database.engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=OFF").close())
        try:
            database.create_all()
            with database.transaction():
                access.ensure_system_user()
                definitions.install(SYSTEM, files, SYSTEM_ID)
                for force in scenario.forces:
                    units.in_force(force, None)
            with watching.flows() as flows:
                result = CaseRun(database, scenario).run()
            with database.transaction():
                result.package, result.reached = scenario.process, reached_here(flows)
            return result
        finally:
            database.close()


class CaseRun:
    """One case, moved on step by step, or several in turn. Each act is one transaction, as it would be at a door."""

    def __init__(self, database: Database, scenario: Scenario, cast: Cast | None = None) -> None:
        self.database = database
        self.scenario = scenario
        self.cast = cast or Cast()
        self.result = ScenarioResult(scenario.name)
        self.case_id: UUID | None = None
        self.cases: dict[str, UUID] = {}

    def run(self, until: Callable[[Step], bool] = lambda _: False) -> ScenarioResult:
        """Starts the case and carries out the steps, up to the first for which `until` is true."""
        with clock.fixed(self.scenario.at):
            if not self._started(FIRST):
                return self.result
            for number, step in enumerate(self.scenario.steps, 1):
                if until(step):
                    return self.result
                self._carry_out(step, f"step {number}")
                if self.result.failures:
                    # What follows a step that went wrong says nothing about the process.
                    return self.result
            self._expect(self.scenario.expect, "at the end")
        return self.result

    def _started(self, name: str) -> bool:
        try:
            with self.database.transaction():
                starter = self.cast.person(STARTER)
                self.case_id = running.start(starter, self.scenario.process, self.scenario.start).case_id
        except RightToKnowError as refusal:
            self.result.failures.append(f"start: {refusal}")
            return False
        self.cases[name] = self.case_id
        self._note({"start": self.scenario.process})
        return True

    def _turn(self, name: str) -> None:
        """The next steps are those of another case, which is opened if there is none of that name yet."""
        if name in self.cases:
            self.case_id = self.cases[name]
            self._note({"case": name})
        else:
            self._started(name)

    def _carry_out(self, step: Step, where: str) -> None:
        if isinstance(step, Complete):
            if refusal := self._complete(step):
                self.result.failures.append(f"{where}: {step.element} was refused: {refusal}")
        elif isinstance(step, Begin):
            if refusal := self._begin(step):
                self.result.failures.append(f"{where}: {step.procedure} was refused: {refusal}")
        elif isinstance(step, Refused):
            self._must_refuse(step, where)
        elif isinstance(step, Expect):
            self._expect(step, where)
        elif isinstance(step, Advance):
            self._advance(step, where)
        elif isinstance(step, Message):
            self._message(step, where)
        elif isinstance(step, Answer):
            self._answer(step, where)
        elif isinstance(step, Turn):
            self._turn(step.case)
        self._take_post()

    def _complete(self, step: Complete) -> str:
        """Completes the task and gives the sentence of the refusal, or an empty text."""
        try:
            with self.database.transaction():
                task = self._task(step.element, step.about)
                if task is None:
                    return f"it is not open; open are {', '.join(self._open_ids()) or 'none'}"
                actor = self._who(step, task)
                inbox.complete(actor, task.id, step.answers, task.revision, step.late_because)
        except RightToKnowError as refusal:
            return refusal.sentence
        self._note({"complete": step.element, "by": actor.name})
        return ""

    def _begin(self, step: Begin) -> str:
        """Begins the procedure and gives the sentence of the refusal, or an empty text."""
        try:
            with self.database.transaction():
                actor = self._let_in(self.cast.person(step.role or STARTER, step.person, step.force), self._case())
                inbox.begin_procedure(actor, self._case(), step.procedure)
        except RightToKnowError as refusal:
            return refusal.sentence
        self._note({"begin": step.procedure, "by": actor.name})
        return ""

    def _must_refuse(self, step: Refused, where: str) -> None:
        attempt = step.attempt
        refusal = self._complete(attempt) if isinstance(attempt, Complete) else self._begin(attempt)
        if not refusal:
            self.result.failures.append(f"{where}: {step.about} was accepted, and should have been refused")
        elif step.because.lower() not in refusal.lower():
            self.result.failures.append(f"{where}: refused, but not because “{step.because}”: {refusal}")
        else:
            self._note({"refused": step.about, "because": refusal})

    def _advance(self, step: Advance, where: str) -> None:
        target = clock.now() + step.by
        try:
            while (found := self._next_due(target)) is not None:
                due, run_id = found
                self._look_at_clocks(due)
                clock.move(max(due, clock.now()))
                with self.database.transaction():
                    running.fire_timers(run_id)
                self._take_post()
        except RightToKnowError as refusal:
            self.result.failures.append(f"{where}: {refusal}")
        self._look_at_clocks(target)
        clock.move(target)
        self._note({"advance": str(step.by)})

    def _next_due(self, target: datetime) -> tuple[datetime, UUID] | None:
        """The first moment up to this one at which a timer of the case is due, and the run it belongs to."""
        with self.database.transaction():
            timers = [(due, run.id) for run in self._runs() if (due := instances.next_timer(run.id)) is not None]
        return min((found for found in timers if found[0] <= target), default=None)

    def _look_at_clocks(self, until: datetime) -> None:
        """What the worker does with the clocks of the case up to a moment, each at its time."""
        while True:
            with self.database.transaction():
                found = escalation.next_of(self._case())
                if found is None or found[1] > until:
                    return
                clock.move(max(found[1], clock.now()))
                escalation.take(found[0])

    def _message(self, step: Message, where: str) -> None:
        try:
            with self.database.transaction():
                # It goes to the run that waits for it, as from outside; where none does, it is kept for the main one.
                # A message that names no key is for this very case.
                key = step.key or str(self._case())
                runs = self._runs()
                waits = (run for run in runs if messages.is_awaited(run.id, step.name, key))
                run_id = next(waits, runs[0]).id
                running.deliver_message(run_id, step.name, key, step.variables, step.kept_for)
        except RightToKnowError as refusal:
            self.result.failures.append(f"{where}: {refusal}")
            return
        self._note({"message": step.name})

    def _answer(self, step: Answer, where: str) -> None:
        """What the worker does with a call, but for the call itself: nothing outside is reached from a scenario."""
        with self.database.transaction():
            waiting = ((run.id, jobs.open_on(run.id, step.element)) for run in self._runs())
            run_id, job_id = next(((run, job) for run, job in waiting if job is not None), (None, None))
            job = jobs.claim(job_id) if job_id else None
            if job is None or run_id is None:
                self.result.failures.append(f"{where}: {step.element} waits for no operation")
                return
            outcome = "error" if step.error else "failed" if step.failure else "done"
            jobs.record(job, jobs.Answer(outcome, step.variables, step.error, step.failure))
        with self.database.transaction():
            answers.deliver(run_id)
        self._note({"answer": step.element})

    def _take_post(self) -> None:
        """What the worker does between two acts: messages that the case has come to wait for."""
        for case_id in self.cases.values():
            with self.database.transaction():
                for run in instances.runs_of(case_id):
                    running.deliver_kept(run.id)

    def _expect(self, expected: Expect, where: str) -> None:
        with self.database.transaction():
            known = self._variables()
            incidents = [row for run in self._runs() for row in instances.open_incidents(run.id)]
            found = differences(
                expected,
                open_ids=self._open_ids(),
                ended=instances.all_ended(self._case()),
                incidents=len(incidents),
                variables=known,
                outcome=str(known.get("outcome") or ""),
                clocks={name: clock_queries.newest_state(self._case(), name) for name in expected.clocks},
            )
            failed = [f"“{row.element_name}”: {row.message}" for row in incidents]
        self.result.failures += [f"{where}: {sentence}" for sentence in found]
        if found:
            self.result.failures += [f"{where}: incident at {sentence}" for sentence in failed]

    def _task(self, element: str, about: str) -> UserTask | None:
        found = (task for task in instances.open_tasks_of_case(self._case()) if task.element_id == element)
        return next((task for task in found if not about or instances.about(task) == about), None)

    def _open_ids(self) -> list[str]:
        return [task.element_id for task in instances.open_tasks_of_case(self._case())]

    def _runs(self) -> list[ProcessInstance]:
        """The runs of the case, each as it is now."""
        return [advancing.locked(run.id) for run in instances.runs_of(self._case())]

    def _variables(self) -> dict[str, Any]:
        """What the runs of the case know together."""
        return procedures.routing_values(self._runs())

    def _who(self, step: Complete, task: UserTask) -> Actor:
        if step.role:
            return self._let_in(self.cast.person(step.role, step.person, step.force), task.case_id)
        people = (self.cast.person(task.candidate_group, number) for number in range(1, MOST_PEOPLE + 1))
        for actor in people:
            self._let_in(actor, task.case_id)
            if isinstance(may(actor, Action.COMPLETE_TASK, instances.task_facts(task)), Allowed):
                return actor
        return self.cast.person(task.candidate_group)

    def _let_in(self, actor: Actor, case_id: UUID) -> Actor:
        """The person, named by professional standards where the case is restricted to named people."""
        if sight.access_facts(case_id).restricted:
            cases.name_person(self.cast.person(PROFESSIONAL_STANDARDS), case_id, actor.login)
        return actor

    def _case(self) -> UUID:
        if self.case_id is None:
            raise RuntimeError("The case has not been started.")
        return self.case_id

    def _note(self, what: dict[str, Any]) -> None:
        with self.database.transaction():
            state = {"open": self._open_ids(), "ended": instances.all_ended(self._case())}
            self.result.trace.append({"at": plain(clock.now()), **what, **state, "variables": plain(self._variables())})
