"""The report that opens a case: what happened, to whom, and whether the scheme is for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import blind
from webapp.cases.constraints import written
from webapp.cases.model import Victim
from webapp.cases.records import find_case, victim_of
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.errors import Rejected

NOT_ANONYMOUS = "The stalker does not hide who they are online."


@dataclass(frozen=True)
class SafeContact:
    """How the victim can be reached without the stalker noticing."""

    channel: str
    times: str | None
    code_word: str | None


@dataclass(frozen=True)
class Report:
    """The answers of the intake."""

    crime_ref: str
    entry_route: str
    offence_basis: str
    online_anonymous: bool
    victim_count: int
    safe_contact: SafeContact
    victim_age_group: str
    victim_needs: Sequence[str]
    victim_wants_identity: str
    victim_name: str | None = None
    victim_date_of_birth: date | None = None
    related_case: str | None = None
    out_of_scope_referral: str | None = None
    scope_reason: str | None = None

    @property
    def in_scope(self) -> bool:
        """Whether the scheme is for this case: the identity is hidden online and the case goes nowhere else."""
        return self.online_anonymous and not self.out_of_scope_referral


def record_report(actor: Actor, case_id: UUID, report: Report) -> None:
    """Writes the report and the victim; a case out of scope has its outcome at once."""
    require(actor, Action.RECORD_FACTS)
    if "none" in report.victim_needs and len(report.victim_needs) > 1:
        raise Rejected("Select ‘No particular needs’ or the needs, not both.", "victim_needs")
    if report.victim_date_of_birth and report.victim_date_of_birth > clock.today():
        raise Rejected("The victim’s date of birth must be in the past.", "victim_date_of_birth")
    case = find_case(case_id)
    case.crime_ref = report.crime_ref
    case.entry_route = report.entry_route
    case.offence_basis = report.offence_basis
    case.online_anonymous = report.online_anonymous
    case.victim_count = report.victim_count
    case.related_case = report.related_case
    case.in_scope = report.in_scope
    case.out_of_scope_referral = report.out_of_scope_referral
    case.scope_reason = report.scope_reason or (None if report.in_scope else NOT_ANONYMOUS)
    if not report.in_scope:
        case.outcome = Outcome.OUT_OF_SCOPE
    case.reported_by, case.reported_at = actor.id, clock.now()
    with written():
        victim = victim_of(case_id) or Victim(case_id=case_id)
        session().add(victim)
        victim.name = report.victim_name
        victim.date_of_birth = report.victim_date_of_birth
        victim.age_group = report.victim_age_group
        victim.needs = list(report.victim_needs)
        victim.wants_identity = report.victim_wants_identity
        victim.safe_channel = report.safe_contact.channel
        victim.safe_times = report.safe_contact.times
        victim.code_word = report.safe_contact.code_word
    blind.refresh(case_id)
