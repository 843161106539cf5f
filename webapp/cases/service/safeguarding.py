"""The safeguarding plan is kept in versions; warnings of a threat to life are kept one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases.constraints import written
from webapp.cases.model import SafeguardingPlan, ThreatWarning
from webapp.cases.numbering import number_after
from webapp.cases.records import find_case, newest_plan
from webapp.database import session
from webapp.errors import Rejected


@dataclass(frozen=True)
class Plan:
    """The answers of the safeguarding plan."""

    plan_actions: Sequence[str]
    support_offered: bool
    enhanced_rights: bool
    next_review: date
    plan_detail: str | None = None


def plan_safeguarding(actor: Actor, case_id: UUID, plan: Plan) -> int:
    """Writes the next version of the plan and gives its number."""
    require(actor, Action.RECORD_FACTS)
    find_case(case_id)
    if plan.next_review < clock.today():
        raise Rejected("The date of the next review must not be in the past.", "next_review")
    newest = newest_plan(case_id)
    version = newest.version + 1 if newest else 1
    with written():
        session().add(
            SafeguardingPlan(
                case_id=case_id,
                version=version,
                actions=list(plan.plan_actions),
                detail=plan.plan_detail,
                support_offered=plan.support_offered,
                enhanced_rights=plan.enhanced_rights,
                next_review=plan.next_review,
                planned_by=actor.id,
                at=clock.now(),
            )
        )
    return version


@dataclass(frozen=True)
class WarningGiven:
    """The answers about a warning: how, in which words, what protects the victim, and what the threat is."""

    warned_how: str
    warning_given: str
    protective_steps: Sequence[str]
    threat_assessed: str


def warn(actor: Actor, case_id: UUID, warning: WarningGiven) -> None:
    """Writes that the victim was warned, and of what."""
    require(actor, Action.RECORD_FACTS)
    find_case(case_id)
    with written():
        session().add(
            ThreatWarning(
                case_id=case_id,
                number=number_after(ThreatWarning.number, ThreatWarning.case_id == case_id),
                warned_how=warning.warned_how,
                warning_given=warning.warning_given,
                protective_steps=list(warning.protective_steps),
                threat_assessed=warning.threat_assessed,
                warned_by=actor.id,
                at=clock.now(),
            )
        )
