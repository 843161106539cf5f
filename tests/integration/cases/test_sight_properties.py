"""Random people, cases, shares, conflicts, emergencies and moves: what is shown is always what the policy allows.

After each act, for everybody and every case, the policy asked about the one case, the register, the count, the search,
what is taken away, the account and the lists of tasks say the same, and nobody sees a case that they are kept from.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from tests.fixtures.figures import Say
from webapp import clock
from webapp.access import conflicts, covers, units
from webapp.access import queries as people
from webapp.access import service as accounts
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.access.facts import CaseFacts, Place, TaskFacts
from webapp.access.identifiers import Identifiers
from webapp.access.model import AppUser, Membership
from webapp.access.rules import Allowed, in_reach, is_barred, may
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import blind, queries, reasons, service, sight
from webapp.cases.model import Case, CaseExport, Subject
from webapp.config import HouseRules
from webapp.database import Database, session
from webapp.definitions.model import ProcessDefinition
from webapp.errors import NotFound, RightToKnowError
from webapp.instances import lists
from webapp.instances.model import ProcessInstance, UserTask
from webapp.oversight import queries as oversight
from webapp.sealing import keyring

UNITS = (("North", "Avon", False), ("South", "Avon", False), ("Services", "Avon", True), ("Border", "Borders", False))
ROLES = ("investigating_officer", "supervisor", "legal_reviewer", "professional_standards", "duty_inspector",
         "administrator", "auditor")  # fmt: skip
TASK_ROLES = ("investigating_officer", "supervisor", "legal_reviewer")
NAMES = ("Pat Doe", "Kim Roe", "Jo Poe")
REASON = "A reason that is long enough."
who, which, unit, role, name = (st.integers(0, n) for n in (7, 3, 3, 6, 2))


class Forces(RuleBasedStateMachine):
    """Two forces at work. People and cases are known by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database("sqlite://", HouseRules(10**6, 10**6, 10**6))
        self.database.create_all()
        self.people: list[UUID] = []
        self.cases: list[UUID] = []
        self.instances: list[UUID] = []
        self.time = clock.now()

    def teardown(self) -> None:
        self.database.close()

    @contextmanager
    def open(self) -> Iterator[None]:
        with clock.fixed(self.time), self.database.transaction():
            yield

    @initialize()
    def forces_at_work(self) -> None:
        with self.open():
            accounts.ensure_system_user()
            self.units = [units.create(SYSTEM, n, force=f, serves_force=s) for n, f, s in UNITS]
            for number in range(8):
                where = number % 4
                groups = [ROLES[number % len(ROLES)], *(["supervisor"] if number == 6 else [])]
                made = accounts.create_user(
                    SYSTEM, f"p{number}", f"Person {number}", None, groups, force=UNITS[where][1],
                    unit_id=self.units[where], staff_number="7" if number in {0, 4} else "",
                )  # fmt: skip
                self.people.append(made)
            version = ProcessDefinition(key="k", version=1, title="K", state="deployed", author_id=self.people[0])
            session().add(version)
            session().flush()
            self.version = version.id
            for number in range(4):
                self.cases.append(self._case(number))
                self._open_for(number, TASK_ROLES)

    def _case(self, number: int) -> UUID:
        case = Case(
            reference=f"RTK-2026-000{number}", force=UNITS[number][1], unit_id=self.units[number],
            opened_by=self.people[0], opened_at=self.time, status="open", restricted=False,
        )  # fmt: skip
        session().add(case)
        session().flush()
        keyring.create(case.id)
        audit.record(Event.CASE_OPENED, SYSTEM_ID, case.id)
        instance = ProcessInstance(
            case_id=case.id, definition_id=self.version, started_at=self.time, started_by=self.people[0], variables={}
        )
        session().add(instance)
        session().flush()
        self.instances.append(instance.id)
        return case.id

    def actor(self, number: int) -> Actor:
        found = people.actor_by_id(self.people[number])
        assert found is not None
        return found

    def attempt(self, act: object, *given: object, **named: object) -> None:
        """An act that the policy or a rule may refuse; what it refuses must leave no trace."""
        with suppress(RightToKnowError), self.open():
            act(*given, **named)  # type: ignore[operator]

    @rule(case=which, groups=st.sets(st.sampled_from(TASK_ROLES)))
    def tasks_wait(self, case: int, groups: set[str]) -> None:
        with self.open():
            self._open_for(case, groups)

    def _open_for(self, case: int, groups: Iterable[str]) -> None:
        for group in sorted(groups):
            session().add(
                UserTask(
                    instance_id=self.instances[case], case_id=self.cases[case], engine_task_id=secrets.token_hex(8),
                    element_id="e", name="Task", candidate_group=group, unit_id=self.units[case],
                    created_at=self.time, due_at=None,
                )
            )  # fmt: skip
        session().flush()
        self._offer(case)

    @rule(case=which)
    def tasks_are_done(self, case: int) -> None:
        with self.open():
            for task in self._open_tasks(case):
                task.status = "cancelled"
            session().flush()
            self._offer(case)
            service.keep_claims_of(SYSTEM, self.cases[case], [])

    @rule(case=which, person=who)
    def claims(self, case: int, person: int) -> None:
        with self.open():
            actor = self.actor(person)
            for task in self._open_tasks(case):
                facts = TaskFacts(task.candidate_group, sight.access_facts(task.case_id), task.assignee_id)
                if task.assignee_id is None and isinstance(may(actor, Action.CLAIM_TASK, facts), Allowed):
                    task.assignee_id = actor.id
                    service.give_place(actor, self.cases[case], actor.id, Place.CLAIMED)

    @rule(case=which, person=who, other=who)
    def names_somebody(self, case: int, person: int, other: int) -> None:
        self.attempt(lambda: service.name_person(self.actor(person), self.cases[case], f"p{other}"))

    @rule(case=which, person=who, other=who)
    def removes_somebody(self, case: int, person: int, other: int) -> None:
        self.attempt(lambda: service.remove_person(self.actor(person), self.cases[case], self.people[other]))

    @rule(case=which, person=who, to=unit)
    def shares(self, case: int, person: int, to: int) -> None:
        self.attempt(lambda: service.share(self.actor(person), self.cases[case], self.units[to], REASON))

    @rule(case=which, person=who, to=unit)
    def ends_a_share(self, case: int, person: int, to: int) -> None:
        self.attempt(lambda: service.end_share(self.actor(person), self.cases[case], self.units[to]))

    @rule(case=which, person=who)
    def restricts(self, case: int, person: int) -> None:
        self.attempt(lambda: service.restrict(self.actor(person), self.cases[case]))

    @rule(case=which, person=who)
    def opens_to_the_unit(self, case: int, person: int) -> None:
        self.attempt(lambda: service.open_to_unit(self.actor(person), self.cases[case]))

    @rule(case=which, person=who)
    def declares_a_case(self, case: int, person: int) -> None:
        self.attempt(lambda: service.declare(self.actor(person), f"RTK-2026-000{case}", "known"))

    @rule(case=which, person=who, whom=unit)
    def keeps_a_unit_away(self, case: int, person: int, whom: int) -> None:
        self.attempt(lambda: service.keep_unit_away(self.actor(person), self.cases[case], self.units[whom]))

    @rule(person=who, named=name)
    def declares_a_relative(self, person: int, named: int) -> None:
        self.attempt(lambda: conflicts.add_relative(self.actor(person), Identifiers(NAMES[named])))

    @rule(case=which, named=name, born=st.booleans())
    def a_candidate_is_found(self, case: int, named: int, *, born: bool) -> None:
        with self.open():
            number = session().query(Subject).where(Subject.case_id == self.cases[case]).count() + 1
            session().add(
                Subject(
                    case_id=self.cases[case], number=number, code=f"S{number}", name=NAMES[named],
                    date_of_birth=date(1990, 1, 1) if born else None, age_group="adult", status="under_investigation",
                    police_link="none",
                )
            )  # fmt: skip
            blind.refresh(self.cases[case])

    @rule(case=which, person=who)
    def breaks_the_glass(self, case: int, person: int) -> None:
        self.attempt(lambda: service.break_glass(self.actor(person), f"RTK-2026-000{case}", REASON))

    @rule(person=who, absent=who, colleague=who)
    def arranges_cover(self, person: int, absent: int, colleague: int) -> None:
        until = self.time + timedelta(minutes=30)
        self.attempt(lambda: covers.arrange(self.actor(person), f"p{absent}", f"p{colleague}", self.time, until))

    @rule(minutes=st.sampled_from([10, 61]))
    def time_passes(self, minutes: int) -> None:
        self.time += timedelta(minutes=minutes)

    @rule(person=who, to=unit)
    def moves(self, person: int, to: int) -> None:
        with self.open():
            row = session().get_one(AppUser, self.people[person])
            row.unit_id, row.force = self.units[to], UNITS[to][1]

    @rule(person=who, group=role)
    def changes_role(self, person: int, group: int) -> None:
        with self.open():
            row = session().get_one(AppUser, self.people[person])
            row.memberships = [Membership(group=ROLES[group])]

    @invariant()
    def everything_agrees(self) -> None:
        if not self.people:
            return
        with self.open():
            facts = {case: sight.access_facts(case) for case in self.cases}
            tasks = session().query(UserTask).where(UserTask.status == "open").all()
            asked = {t.id: TaskFacts(t.candidate_group, facts[t.case_id], t.assignee_id) for t in tasks}
            for number in range(len(self.people)):
                actor = self.actor(number)
                allowed = {c for c in self.cases if isinstance(may(actor, Action.VIEW_CASE, facts[c]), Allowed)}
                assert not [case for case in allowed if is_barred(actor, facts[case])]
                self._cases_agree(actor, allowed)
                self._tasks_agree(actor, tasks, asked)
                self._account_agrees(actor, facts)

    def _cases_agree(self, actor: Actor, allowed: set[UUID]) -> None:
        listed = set(session().scalars(select(Case.id).where(sight.known_to(actor))))
        assert listed == allowed, actor.login
        if isinstance(may(actor, Action.LIST_CASES), Allowed):
            assert {row.id for row in queries.register(actor).rows} == allowed
            assert queries.number_known(actor) == len(allowed)
            for number, case in enumerate(self.cases):
                found = service.search(actor, "reference", f"rtk-2026-000{number}", "")
                assert [row.id for row in found] == ([case] if case in allowed else [])
        if isinstance(may(actor, Action.EXPORT_CASES), Allowed):
            exported = service.fetch_export(actor, self._approved(actor))
            assert [f"RTK-2026-000{n}" in exported for n, case in enumerate(self.cases)] == [
                case in allowed for case in self.cases
            ]

    def _account_agrees(self, actor: Actor, facts: dict[UUID, CaseFacts]) -> None:
        """An auditor finds and opens the account of the cases of their force that they are not kept from."""
        if not isinstance(may(actor, Action.VIEW_AUDIT), Allowed):
            return
        for number, case in enumerate(self.cases):
            readable = isinstance(may(actor, Action.VIEW_AUDIT, facts[case]), Allowed)
            assert readable == (in_reach(actor, facts[case]) and not is_barred(actor, facts[case]))
            assert oversight.case_of(actor, f"RTK-2026-000{number}") == (case if readable else None)
            if readable:
                assert oversight.of_case(actor, case).title == f"RTK-2026-000{number}"
            else:
                with pytest.raises(NotFound):
                    oversight.of_case(actor, case)

    def _approved(self, actor: Actor) -> UUID:
        """A list that the person asked for and somebody else approved."""
        reason_id = reasons.keep(actor, Action.EXPORT_CASES, REASON)
        asked = CaseExport(force=actor.force, asked_by=actor.id, asked_at=clock.now(), reason_id=reason_id, found=0)
        asked.outcome, asked.decided_by, asked.decided_at = "approved", SYSTEM_ID, clock.now()
        session().add(asked)
        session().flush()
        return asked.id

    def _tasks_agree(self, actor: Actor, tasks: list[UserTask], asked: dict[UUID, TaskFacts]) -> None:
        groups = [group for group in TASK_ROLES if actor.is_in(group)]
        seen = {task.id for task in tasks if isinstance(may(actor, Action.VIEW_TASK, asked[task.id]), Allowed)}
        unclaimed = {row.id for row in lists.unclaimed_for(actor, groups, None, 100)}
        mine = {row.id for row in lists.assigned_to(actor, 100)}
        assert unclaimed == {task.id for task in tasks if task.assignee_id is None and task.id in seen}
        held = actor.covers | {actor.id}
        assert mine == {task.id for task in tasks if task.assignee_id in held and task.id in seen}
        assert lists.counts(actor, groups, self.time) == (len(mine), len(unclaimed), 0)

    def _open_tasks(self, case: int) -> list[UserTask]:
        query = session().query(UserTask).where(UserTask.case_id == self.cases[case], UserTask.status == "open")
        return query.all()

    def _offer(self, case: int) -> None:
        groups = {row.candidate_group for row in self._open_tasks(case)}
        service.offer_to_groups(SYSTEM, self.cases[case], groups)


# A found case is told as it is: to shrink it takes minutes, and the acts it lists are few.
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


def test_lists_counts_and_pages_agree_whatever_happens() -> None:
    short = settings(QUIET, max_examples=3, stateful_step_count=15, derandomize=True)
    run_state_machine_as_test(Forces, settings=short)


@pytest.mark.long
def test_lists_counts_and_pages_agree_whatever_happens_for_long(figure: Say) -> None:
    run_state_machine_as_test(Forces, settings=settings(QUIET, max_examples=250, stateful_step_count=50))
    figure(
        "random staff, cases and rights: list, count, search, export, account and page agree",
        "250 histories of up to 50 acts",
    )
