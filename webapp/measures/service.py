"""Each step of a measure is recorded once the rules allow it; none of them decides about the disclosure by itself."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import keeping
from webapp.cases import service as cases
from webapp.cases.answers import storable
from webapp.cases.constraints import written
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.disclosures import service as disclosures
from webapp.errors import Conflict, InvalidSubmission, Rejected
from webapp.measures import records, rules
from webapp.measures.model import MeasureStep
from webapp.measures.vocabulary import Measure


@dataclass(frozen=True)
class Step:
    """What is recorded about a measure. `sort` may be left out where the measure has one; `on` is today without a day.

    `asked` names the question that the day answers, for the refusal.
    """

    measure: Measure
    state: str
    sort: str = ""
    on: date | None = None
    until: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""


def begin(actor: Actor, case_id: UUID, step: Step) -> int:
    """Records the first step of a measure and gives its number among those of its kind in the case."""
    number = records.last_number(case_id, step.measure) + 1
    _record(actor, case_id, number, step)
    return number


def go_on(actor: Actor, case_id: UUID, number: object, step: Step) -> None:
    """Records the next step of a measure. Raises Rejected where there is no such measure or it cannot come next."""
    if not isinstance(number, int) or not records.steps_of(case_id, step.measure, number):
        raise Rejected("The measure that this step belongs to is not on record. Start the procedure again.")
    _record(actor, case_id, number, step)


def supersede(actor: Actor, case_id: UUID, reason: str) -> None:
    """A person decided that the proceedings name the respondent instead of the disclosure.

    A permission to disclose that still stands is taken back. Raises Conflict where the case is closed.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    if keeping.held(case_id).status == "closed":
        raise Conflict("This case is closed, so there is no disclosure that could be superseded.")
    # Without a permission that still stands there is nothing to take back.
    with suppress(Conflict):
        disclosures.revoke_decision(actor, case_id, reason)
    cases.set_outcome(actor, case_id, Outcome.SUPERSEDED_BY_PROCEEDINGS)


def _record(actor: Actor, case_id: UUID, number: int, step: Step) -> None:
    require(actor, Action.RECORD_FACTS)
    keeping.held(case_id)
    before = records.steps_of(case_id, step.measure, number)
    on = step.on or clock.today()
    if on > clock.today():
        raise InvalidSubmission({step.asked or "happened_on": "The date must not be in the future"})
    if reason := rules.why_not_next(step.measure, [row.state for row in before], step.state):
        raise Rejected(reason)
    with written():
        session().add(
            MeasureStep(
                case_id=case_id,
                measure=step.measure,
                number=number,
                sequence=len(before) + 1,
                sort=step.sort or before[-1].sort,
                state=step.state,
                happened_on=on,
                until=step.until,
                facts={key: storable(value) for key, value in step.facts.items() if value not in (None, "", [])},
                recorded_by=actor.id,
                at=clock.now(),
            )
        )
