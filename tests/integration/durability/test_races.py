"""Two things happen to one case at the same moment, again and again: one of the two orders holds, never a mixture."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import cycle, islice
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.fixtures.figures import Say
from tests.fixtures.trial import Trial
from tests.integration.cases import answers as given
from tests.integration.cases.conftest import filling_path, no_passwords, path
from tests.integration.cases.path import MONDAY, CasePath
from webapp import clock
from webapp.access import queries as people
from webapp.access import service as accounts
from webapp.audit.verify import verify
from webapp.cases import service as cases
from webapp.cases.model import FormSubmission
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.disclosures import service as disclosures
from webapp.disclosures.model import Decision, Delivery, DisclosureLog
from webapp.errors import Conflict, NotFound, NotPermitted, Rejected, RightToKnowError
from webapp.inbox import service as inbox
from webapp.instances import service as running
from webapp.instances.model import Timer, UserTask

__all__ = ["filling_path", "no_passwords", "path"]
Act = Callable[[], object]
ROUNDS = 3
MANY_ROUNDS = 200
LOST = (Conflict, NotPermitted, NotFound, Rejected)


def both(first: Act, second: Act, *, swap: bool) -> tuple[bool, bool]:
    """Starts both at the same moment; whether each came through. Which thread is woken first alternates with `swap`."""
    together = Barrier(2, timeout=30)

    def attempt(act: Act) -> bool:
        together.wait()
        try:
            act()
        except LOST:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        acts = [second, first] if swap else [first, second]
        done = list(pool.map(attempt, acts))
    return (done[1], done[0]) if swap else (done[0], done[1])


def rounds(count: int) -> list[bool]:
    return list(islice(cycle([False, True]), count))


@pytest.fixture(params=[ROUNDS, pytest.param(MANY_ROUNDS, marks=pytest.mark.long)], ids=["few", "many"])
def tries(request: pytest.FixtureRequest, figure: Say) -> list[bool]:
    """Which of two is woken first, round by round."""
    pair = request.function.__name__.removeprefix("test_").replace("_", " ")
    if request.param == MANY_ROUNDS:
        figure(f"{pair} at the same moment", f"{request.param} rounds, never a mixture")
    return rounds(request.param)


def task_of(trial: Trial, instance_id: UUID, element: str) -> UserTask:
    return trial.open(instance_id)[element]


def sound(trial: Trial, instance_id: UUID) -> None:
    with trial.database.transaction():
        case_id = session().scalar(select(UserTask.case_id).where(UserTask.instance_id == instance_id).limit(1))
        assert verify(str(case_id)).findings == []


def test_completing_and_giving_back(trial: Trial, tries: list[bool]) -> None:
    olive = trial.person("olive")
    for swap in tries:
        instance_id = trial.start()
        task = task_of(trial, instance_id, "ask")
        with trial.database.transaction():
            inbox.claim(olive, task.id)

        def complete(task: UserTask = task) -> None:
            with trial.database.transaction():
                inbox.complete(olive, task.id, {"text": "It happened", "fails": False}, task.revision + 1)

        def release(task: UserTask = task) -> None:
            with trial.database.transaction():
                inbox.release(olive, task.id)

        completed, released = both(complete, release, swap=swap)
        assert completed is not released
        assert set(trial.open(instance_id)) == ({"review"} if completed else {"ask"})
        sound(trial, instance_id)


def test_completing_and_the_timer_on_the_same_task(trial: Trial, tries: list[bool]) -> None:
    """The timer stands beside the task, so both orders are right; after the task it must not fire any more."""
    lena = trial.person("lena")
    for swap in tries:
        instance_id = trial.asked()
        task = task_of(trial, instance_id, "review")
        with trial.database.transaction():
            due = session().scalar(
                select(Timer.due_at).where(Timer.instance_id == instance_id, Timer.settled_at.is_(None))
            )
        assert due is not None
        with clock.fixed(due):

            def complete(task: UserTask = task, at: object = due) -> None:
                with clock.fixed(at), trial.database.transaction():
                    inbox.complete(lena, task.id, {}, task.revision)

            def fire(instance_id: UUID = instance_id, at: object = due) -> None:
                with clock.fixed(at), trial.database.transaction():
                    running.fire_timers(instance_id)

            completed, _ = both(complete, fire, swap=swap)
        assert completed
        with trial.database.transaction():
            reminders = session().scalar(
                select(func.count()).where(UserTask.instance_id == instance_id, UserTask.element_id == "remind")
            )
            assert session().scalars(select(Timer).where(Timer.settled_at.is_(None))).all() == []
        assert reminders in (0, 1)
        sound(trial, instance_id)


def test_completing_and_losing_the_role(trial: Trial, tries: list[bool]) -> None:
    ada = trial.person("ada", "administrator")
    for number, swap in enumerate(tries):
        officer = trial.person(f"officer{number}", "investigating_officer")
        instance_id = trial.start()
        task = task_of(trial, instance_id, "ask")

        def complete(task: UserTask = task, login: str = officer.login) -> None:
            with trial.database.transaction():
                actor = people.actor_by_login(login)
                if actor is None:
                    raise NotPermitted("Suspended.")
                inbox.complete(actor, task.id, {"text": "It happened", "fails": False}, task.revision)

        def suspend(person: UUID = officer.id) -> None:
            with trial.database.transaction():
                accounts.suspend(ada, person)

        completed, suspended = both(complete, suspend, swap=swap)
        assert suspended
        with trial.database.transaction():
            written = session().scalar(
                select(func.count()).select_from(FormSubmission).where(FormSubmission.case_id == task.case_id)
            )
        assert written == int(completed)
        with pytest.raises(RightToKnowError):
            complete()


def test_two_officers_tell_the_victim(path: CasePath, tries: list[bool]) -> None:
    for swap in tries:
        case = another(path)
        told = [disclosing(case, role) for role in ("disclosure_officer", "disclosure_officer/2")]
        first, second = both(*told, swap=swap)
        assert first is not second
        assert on_record(case) == (1, 1)


def test_telling_and_taking_back(path: CasePath, tries: list[bool]) -> None:
    for swap in tries:
        case = another(path)

        def take_back(case: CasePath = case) -> None:
            with case.at_work():
                disclosures.revoke_decision(case.cast["decision_maker"], case.case_id, "The victim withdrew.")

        told, taken_back = both(disclosing(case, "disclosure_officer"), take_back, swap=swap)
        assert told is not taken_back
        assert on_record(case) == (int(told), int(told))
        with case.at_work():
            decision = session().scalars(select(Decision).where(Decision.case_id == case.case_id)).one()
            assert (decision.spent_at is not None, decision.revoked_at is not None) == (told, taken_back)


def test_telling_and_holding(path: CasePath, tries: list[bool]) -> None:
    """A withdrawal or recall and a delivery: what was told before the hold stays told, after it nothing is."""
    for number, swap in enumerate(tries):
        case = another(path)
        kind = ("withdrawn", "recalled")[number % 2]

        def hold(case: CasePath = case, kind: str = kind) -> None:
            with case.at_work():
                disclosures.hold_disclosure(case.cast["investigating_officer"], case.case_id, kind, "She says no.")

        told, held = both(disclosing(case, "disclosure_officer"), hold, swap=swap)
        assert held
        assert on_record(case) == (int(told), int(told))
        with pytest.raises(Conflict):
            disclosing(case, "disclosure_officer/2")()
        with case.at_work():
            decision = session().scalars(select(Decision).where(Decision.case_id == case.case_id)).one()
            assert (decision.spent_at is not None, decision.revoked_at is not None) == (told, not told)


def test_deciding_and_holding(path: CasePath, tries: list[bool]) -> None:
    """Whichever comes first, no permission is left that could be used while the hold stands or after it."""
    for swap in tries:
        case = another(path)

        def decide(case: CasePath = case) -> None:
            with case.at_work():
                again = disclosures.DecisionGiven(
                    outcome=Outcome.DISCLOSED_FULL,
                    recommendation="DISCLOSED_FULL",
                    items_approved=["D1"],
                    recipient="victim",
                    subject_to_be_told="no",
                )
                disclosures.decide(case.cast["decision_maker"], case.case_id, again)

        def hold(case: CasePath = case) -> None:
            with case.at_work():
                disclosures.hold_disclosure(
                    case.cast["investigating_officer"], case.case_id, "withdrawn", "She says no."
                )

        _, held = both(decide, hold, swap=swap)
        assert held
        for lifted in (False, True):
            if lifted:
                with case.at_work():
                    disclosures.lift_hold(case.cast["scheme_coordinator"], case.case_id, "withdrawn", "She asks again.")
            with pytest.raises(Conflict):
                disclosing(case, "disclosure_officer")()
        assert on_record(case) == (0, 0)


def test_two_officers_lift_one_hold(path: CasePath, tries: list[bool]) -> None:
    for swap in tries:
        case = another(path)
        with case.at_work():
            disclosures.hold_disclosure(case.cast["investigating_officer"], case.case_id, "withdrawn", "She says no.")

        def lift(role: str, case: CasePath = case) -> Act:
            def act() -> None:
                with case.at_work():
                    disclosures.lift_hold(case.cast[role], case.case_id, "withdrawn", "She asks again.")

            return act

        first, second = both(lift("scheme_coordinator"), lift("supervisor"), swap=swap)
        assert first is not second


def test_telling_and_deciding_anew(path: CasePath, tries: list[bool]) -> None:
    """A new decision takes the old permission's place; what was told before it stays told."""
    for swap in tries:
        case = another(path)

        def defer(case: CasePath = case) -> None:
            with case.at_work():
                deferral = disclosures.DecisionGiven(
                    outcome=Outcome.DEFERRED,
                    recommendation="DISCLOSED_FULL",
                    departure_reason="The prosecutor asked for two weeks.",
                    review_date=date(2026, 4, 27),
                )
                disclosures.decide(case.cast["decision_maker"], case.case_id, deferral)

        told, deferred = both(disclosing(case, "disclosure_officer"), defer, swap=swap)
        assert deferred
        assert on_record(case) == (int(told), int(told))
        with case.at_work():
            live = select(func.count()).where(
                Decision.case_id == case.case_id,
                Decision.discloses,
                Decision.spent_at.is_(None),
                Decision.revoked_at.is_(None),
            )
            assert session().scalar(live) == 0


def another(path: CasePath) -> CasePath:
    """A further case of the same people, at the step of its delivery."""
    with clock.fixed(MONDAY), path.database.transaction():
        case_id = cases.open_case(path.cast["investigating_officer"]).id
    case = CasePath(path.database, path.cast, case_id)
    case.walk(until="delivery")
    return case


def disclosing(case: CasePath, role: str) -> Act:
    def act() -> None:
        with case.at_work():
            disclosures.deliver(case.cast[role], case.case_id, disclosures.Meeting(**given.DELIVERY))

    return act


def on_record(case: CasePath) -> tuple[int, int]:
    """How many deliveries and log entries the case has."""
    with case.at_work():
        deliveries = session().scalar(select(func.count()).where(Delivery.case_id == case.case_id)) or 0
        logged = session().scalar(select(func.count()).where(DisclosureLog.case_id == case.case_id)) or 0
    return deliveries, logged
