"""Whether the enquiries are exhausted is a supervisor's word, and never that of whoever pursued them."""

from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import records, standing
from webapp.cases.constraints import written
from webapp.cases.model import ExhaustionReview
from webapp.cases.numbering import number_after
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.errors import Rejected


def review_exhaustion(actor: Actor, case_id: UUID, *, exhausted: bool, reasons: str) -> None:
    """Writes the review; a case whose enquiries are exhausted ends without an identity.

    Raises Rejected for whoever pursued an enquiry of the case, and while a line of enquiry is still open.
    """
    require(actor, Action.RECORD_FACTS)
    case = records.find_case(case_id)
    if standing.pursuers(case_id) & set(actor.selves):
        raise Rejected("You pursued enquiries in this case, so another person has to say that they are exhausted.")
    still_open = [line.number for line in records.lines_of(case_id) if line.closed_at is None]
    if exhausted and still_open:
        listed = ", ".join(str(number) for number in still_open)
        raise Rejected(f"Still open: line of enquiry {listed}. Close it first.", "enquiries_exhausted")
    with written():
        session().add(
            ExhaustionReview(
                case_id=case_id,
                number=number_after(ExhaustionReview.number, ExhaustionReview.case_id == case_id),
                exhausted=exhausted,
                reasons=reasons,
                reviewed_by=actor.id,
                at=clock.now(),
            )
        )
    if exhausted:
        case.outcome = Outcome.CLOSED_NO_IDENTITY
