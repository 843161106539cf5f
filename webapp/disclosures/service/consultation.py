"""Those whose view is needed are asked, and each view is recorded when it comes, be it late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.database import session
from webapp.disclosures import consulting, standing
from webapp.disclosures.consulting import ViewFacts
from webapp.disclosures.model import Consultation, ConsultationRequest
from webapp.disclosures.vocabulary import CONDITIONAL_VIEWS, EXPLAINED_VIEWS, OBJECTS
from webapp.errors import InvalidSubmission


@dataclass(frozen=True)
class View:
    """One consultee's view."""

    consultee: str
    view: str
    reason: str | None = None
    until: date | None = None
    conditions: str | None = None
    less_than_full: str | None = None


def ask_for_views(actor: Actor, case_id: UUID, chosen: Collection[str]) -> list[str]:
    """Notes who is asked now, and gives them in order: those chosen, and those whom the facts require.

    One who is required and has answered for good is asked again only when chosen.
    """
    require(actor, Action.RECORD_FACTS)
    facts = standing.view_facts(case_id)
    required = consulting.required_consultees(facts)
    asked = list(dict.fromkeys([*consulting.still_to_ask(facts), *chosen]))
    first = number_after(ConsultationRequest.number, ConsultationRequest.case_id == case_id)
    with written():
        session().add_all(
            ConsultationRequest(
                case_id=case_id,
                number=number,
                consultee=consultee,
                required=consultee in required,
                asked_by=actor.id,
                asked_at=clock.now(),
            )
            for number, consultee in enumerate(asked, start=first)
        )
    return asked


def record_view(actor: Actor, case_id: UUID, view: View) -> ViewFacts:
    """Writes a view and gives all that are on record now; of several by one consultee the newest holds.

    Raises InvalidSubmission for a view that the consultee cannot have or that lacks its words.
    """
    require(actor, Action.RECORD_FACTS)
    _check(view)
    with written():
        session().add(
            Consultation(
                case_id=case_id,
                number=number_after(Consultation.number, Consultation.case_id == case_id),
                consultee=view.consultee,
                view=view.view,
                reason=view.reason,
                until=view.until,
                conditions=view.conditions,
                less_than_full=view.less_than_full,
                recorded_by=actor.id,
                at=clock.now(),
            )
        )
    return standing.view_facts(case_id)


def _check(view: View) -> None:
    errors: dict[str, str] = {}
    if reason := consulting.why_view_impossible(view.consultee, view.view):
        errors["view"] = reason
    if view.view in EXPLAINED_VIEWS and not view.reason:
        errors["reason"] = "Enter what they said"
    if view.view in CONDITIONAL_VIEWS and not view.conditions:
        errors["conditions"] = "Enter the conditions"
    if view.view == OBJECTS and not view.until:
        errors["until"] = "Enter until when the objection holds"
    if view.view == OBJECTS and not view.less_than_full:
        errors["less_than_full"] = "Enter what they would not object to, or that there is nothing"
    if errors:
        raise InvalidSubmission(errors)
