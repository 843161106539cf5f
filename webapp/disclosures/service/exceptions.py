"""What interrupts the ordinary course: withdrawal, earlier knowledge, a repeated request, proceedings, misuse."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import service as cases
from webapp.cases import standing as case_standing
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.disclosures import records, standing
from webapp.disclosures.model import ExceptionStep
from webapp.disclosures.service.decision import end_permission
from webapp.disclosures.service.holds import hold_disclosure, lift_hold
from webapp.disclosures.vocabulary import SUPERSEDED, WITHDRAWN
from webapp.errors import Rejected


@dataclass(frozen=True)
class Noted:
    """One step of an exception: its closed answer, and each question with its answer in words."""

    kind: str
    result: str
    rows: Sequence[tuple[str, str]]


def note_exception(actor: Actor, case_id: UUID, noted: Noted) -> None:
    """Writes a step of an exception that changes nothing but itself."""
    require(actor, Action.RECORD_FACTS)
    with written():
        session().add(
            ExceptionStep(
                case_id=case_id,
                number=number_after(ExceptionStep.number, ExceptionStep.case_id == case_id),
                kind=noted.kind,
                result=noted.result,
                rows=[list(row) for row in noted.rows],
                recorded_by=actor.id,
                at=clock.now(),
            )
        )


def withdraw(actor: Actor, case_id: UUID, noted: Noted, reason: str) -> None:
    """The victim withdraws: nothing is told from now on. Safeguarding and enquiries are not touched."""
    hold_disclosure(actor, case_id, WITHDRAWN, reason)
    note_exception(actor, case_id, noted)
    if not case_standing.is_closed(case_id):
        cases.set_outcome(actor, case_id, Outcome.DECLINED_BY_VICTIM)


def supersede(actor: Actor, case_id: UUID, noted: Noted, reason: str) -> None:
    """The subject is charged or before the court: the scheme has nothing more to decide.

    Basis: open justice normally reveals the name, so that the decision under the scheme is overtaken (house rule).
    """
    hold_disclosure(actor, case_id, SUPERSEDED, reason)
    note_exception(actor, case_id, noted)
    if not case_standing.is_closed(case_id):
        cases.set_outcome(actor, case_id, Outcome.SUPERSEDED_BY_PROCEEDINGS)


def ask_again(actor: Actor, case_id: UUID, noted: Noted, reason: str) -> None:
    """A request is repeated. Where something has changed, the case is open again and a withdrawal is over.

    Raises Rejected for a change while the identity is recalled: that ends with the corrected record.
    """
    require(actor, Action.RECORD_FACTS)
    note_exception(actor, case_id, noted)
    if noted.result == "changed":
        reopen_path(actor, case_id, reason)


def reopen_path(actor: Actor, case_id: UUID, reason: str) -> None:
    """Makes way for a new decision: the case is open, and no withdrawal or proceeding stands in the way any more.

    Raises Rejected while the identity is recalled.
    """
    kinds = {hold.kind for hold in records.standing_holds(case_id)}
    if beyond := kinds - {WITHDRAWN, SUPERSEDED}:
        raise Rejected(f"Disclosure is {' and '.join(sorted(beyond))} in this case. That has to end first.")
    cases.reopen(actor, case_id)
    for kind in sorted(kinds):
        lift_hold(actor, case_id, kind, reason)


def review_internally(actor: Actor, case_id: UUID, noted: Noted, reason: str) -> None:
    """A different superintendent looks at a decision. Raises Rejected for whoever decided or worked on it before.

    Basis: house rule, one internal review within ten working days.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    earlier = {
        **standing.officers(case_id),
        **standing.reviewers(case_id),
        **standing.lawyers(case_id),
        **standing.deciders(case_id),
    }
    done = [step for step, people in earlier.items() if any(account in people for account in actor.selves)]
    if done:
        raise Rejected(f"You did {' and '.join(done)} in this case, so another superintendent has to review it.")
    if records.newest_decision(case_id) is None:
        raise Rejected("There is no decision on record that could be reviewed.")
    note_exception(actor, case_id, noted)
    if noted.result == "decide_again":
        end_permission(actor, case_id, "The internal review asks for a new decision.")
        reopen_path(actor, case_id, reason)
