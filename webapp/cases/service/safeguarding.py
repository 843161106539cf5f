"""The safeguarding plan is kept in versions; warnings of a threat to life are kept one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases.constraints import written
from webapp.cases.model import SafeguardingEnd, SafeguardingPlan, ThreatWarning
from webapp.cases.numbering import number_after
from webapp.cases.records import find_case, newest_plan
from webapp.cases.words import date_in_words
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
    changed: str | None = None


def plan_safeguarding(actor: Actor, case_id: UUID, plan: Plan, within_days: int | None = None) -> int:
    """Writes the next version of the plan and gives its number.

    `within_days` is within how many days the plan has to be reviewed, as the table of the process gives it. Raises
    Rejected for a date of the next review that has come, or that lies further ahead.
    """
    require(actor, Action.RECORD_FACTS)
    find_case(case_id)
    if plan.next_review <= clock.today():
        raise Rejected("The date of the next review must be after today.", "next_review")
    if within_days is not None and plan.next_review > (latest := clock.today() + timedelta(days=within_days)):
        sentence = f"At this level of risk the plan is reviewed within {within_days} days"
        raise Rejected(f"{sentence}: choose {date_in_words(latest)} or a day before it.", "next_review")
    newest = newest_plan(case_id)
    version = newest.version + 1 if newest else 1
    with written():
        session().add(
            SafeguardingPlan(
                case_id=case_id,
                version=version,
                actions=list(plan.plan_actions),
                detail=plan.plan_detail,
                changed=plan.changed,
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


def end_safeguarding(actor: Actor, case_id: UUID, reason: str, explained: str) -> None:
    """Writes why the safeguarding is over. Raises Rejected where there is no plan that could end."""
    require(actor, Action.RECORD_FACTS)
    find_case(case_id)
    if newest_plan(case_id) is None:
        raise Rejected("There is no safeguarding plan yet, so there is none to end.")
    with written():
        session().add(
            SafeguardingEnd(case_id=case_id, reason=reason, explained=explained, ended_by=actor.id, at=clock.now())
        )
