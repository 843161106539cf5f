"""Two things happen to one disclosure at the same moment: one of the two orders holds, never a mixture."""

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.integration.cases import answers as given
from tests.integration.cases.conftest import filling_path, no_passwords, path
from tests.integration.cases.path import MONDAY, CasePath
from tests.integration.durability.racing import Act, both
from webapp import clock
from webapp.cases import service as cases
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.disclosures import service as disclosures
from webapp.disclosures.model import Decision, Delivery, DisclosureLog
from webapp.errors import Conflict

__all__ = ["filling_path", "no_passwords", "path"]
AGAIN = disclosures.DecisionGiven(
    outcome=Outcome.DISCLOSED_FULL,
    recommendation="DISCLOSED_FULL",
    items_approved=["D1", "A1"],
    recipient="victim",
    subject_to_be_told="no",
)


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
                disclosures.decide(case.cast["decision_maker"], case.case_id, AGAIN)

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


def test_deciding_and_taking_back(path: CasePath, tries: list[bool]) -> None:
    """A new decision is signed while the permission is taken back: what is taken back is the old one or the new one."""
    for swap in tries:
        case = another(path)

        def decide(case: CasePath = case) -> None:
            with case.at_work():
                disclosures.decide(case.cast["decision_maker"], case.case_id, AGAIN)

        def take_back(case: CasePath = case) -> None:
            with case.at_work():
                disclosures.revoke_decision(case.cast["decision_maker"], case.case_id, "The victim withdrew.")

        decided, taken_back = both(decide, take_back, swap=swap)
        assert decided
        with case.at_work():
            query = select(Decision).where(Decision.case_id == case.case_id).order_by(Decision.number)
            old, new = session().scalars(query).all()
            # Only where the new decision had ended the old one and was not there yet is there nothing to take back.
            reasons = [one.revoked_reason or "" for one in (old, new)]
            assert [reason == "The victim withdrew." for reason in reasons].count(True) == int(taken_back)
            assert old.revoked_at is not None
            live = new.revoked_at is None
        told = attempted(disclosing(case, "disclosure_officer"))
        assert told is live
        assert on_record(case) == (int(live), int(live))


def attempted(act: Act) -> bool:
    try:
        act()
    except Conflict:
        return False
    return True


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
