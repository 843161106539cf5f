"""Views are recorded; those that must come before a decision are asked for here."""

from collections.abc import Sequence
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
from webapp.disclosures import rules, standing
from webapp.disclosures.model import Consultation
from webapp.disclosures.vocabulary import CONDITIONAL_VIEWS, EXPLAINED_VIEWS
from webapp.errors import InvalidSubmission, Rejected


@dataclass(frozen=True)
class View:
    """One consultee's view."""

    consultee: str
    view: str
    reason: str | None = None
    until: date | None = None
    conditions: str | None = None


def record_views(actor: Actor, case_id: UUID, views: Sequence[View]) -> rules.ViewFacts:
    """Writes the views and gives all that are on record now.

    Raises InvalidSubmission for a view that the consultee cannot have or that lacks its words, Rejected while a view
    that must come before the decision is missing.
    """
    require(actor, Action.RECORD_FACTS)
    _check(views)
    facts = standing.view_facts(case_id, {view.consultee: view.view for view in views})
    if reason := rules.missing_view(facts):
        raise Rejected(reason, "consultation")
    first = number_after(Consultation.number, Consultation.case_id == case_id)
    with written():
        session().add_all(
            Consultation(
                case_id=case_id,
                number=number,
                consultee=view.consultee,
                view=view.view,
                reason=view.reason,
                until=view.until,
                conditions=view.conditions,
                recorded_by=actor.id,
                at=clock.now(),
            )
            for number, view in enumerate(views, start=first)
        )
    return facts


def _check(views: Sequence[View]) -> None:
    errors: dict[str, str] = {}
    seen: set[str] = set()
    for number, view in enumerate(views):
        path = f"consultation.{number}"
        if view.consultee in seen:
            errors[f"{path}.consultee"] = "Record each consultee once"
        seen.add(view.consultee)
        if reason := rules.why_view_impossible(view.consultee, view.view):
            errors[f"{path}.view"] = reason
        if view.view in EXPLAINED_VIEWS and not view.reason:
            errors[f"{path}.reason"] = "Enter what they said"
        if view.view in CONDITIONAL_VIEWS and not view.conditions:
            errors[f"{path}.conditions"] = "Enter the conditions"
    if errors:
        raise InvalidSubmission(errors)
