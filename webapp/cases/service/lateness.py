"""A step that comes after its clock is recorded with the reason; lateness decides nothing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases.constraints import written
from webapp.cases.model import ClockBreach
from webapp.cases.words import moment_in_words, plain
from webapp.database import session
from webapp.errors import Rejected

QUESTION = "late_reason"


def record_breaches(
    actor: Actor, case_id: UUID, element_id: str, run_out: Iterable[tuple[str, datetime]], reason: str
) -> None:
    """Writes the clocks that had run out when a step was taken, given as name and moment.

    Raises Rejected where one had and no reason is given, or a reason is given and none had.
    """
    require(actor, Action.RECORD_FACTS)
    late = list(run_out)
    if late and not reason:
        ended = "; ".join(f"{plain(name).lower()}, which ended {moment_in_words(due_at)}" for name, due_at in late)
        raise Rejected(f"This is after a deadline: {ended}. Say why; it is recorded and decides nothing.", QUESTION)
    if reason and not late:
        raise Rejected("Nothing is late, so leave this question unanswered.", QUESTION)
    with written():
        session().add_all(
            ClockBreach(
                case_id=case_id,
                clock=name,
                element_id=element_id,
                due_at=due_at,
                at=clock.now(),
                reason=reason,
                recorded_by=actor.id,
            )
            for name, due_at in late
        )
