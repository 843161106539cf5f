"""The rows of one case, for this package's own services and queries; others read queries and standing."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select

from webapp.cases.model import (
    Alias,
    AliasAttribution,
    Case,
    CaseTransfer,
    Closure,
    EnquiryRequest,
    EnquiryRequestAlias,
    ExhaustionReview,
    IdentityAssessment,
    IdentityAssurance,
    LineOfEnquiry,
    LineOfEnquiryAlias,
    PlannedLine,
    PoliceLinkDecision,
    PriorityConfirmation,
    RiskTriage,
    SafeguardingEnd,
    SafeguardingPlan,
    Strand,
    StrandAlias,
    Subject,
    ThreatWarning,
    Victim,
)
from webapp.database import session
from webapp.errors import NotFound, Rejected

T = TypeVar("T")


def find_case(case_id: UUID) -> Case:
    """The case. Raises NotFound."""
    case = session().get(Case, case_id)
    if case is None:
        raise NotFound
    return case


def victim_of(case_id: UUID) -> Victim | None:
    """The victim of the case, once reported."""
    return session().scalars(select(Victim).where(Victim.case_id == case_id)).one_or_none()


def subjects_of(case_id: UUID) -> Sequence[Subject]:
    """Every candidate of the case, in order of entry, without anybody who was named by mistake."""
    query = select(Subject).where(Subject.case_id == case_id, Subject.misidentified_at.is_(None))
    return session().scalars(query.order_by(Subject.number)).all()


def candidates_ever(case_id: UUID) -> int:
    """How many candidates the case has had, those named by mistake included: the next one's number follows it."""
    return session().scalar(select(func.count()).select_from(Subject).where(Subject.case_id == case_id)) or 0


def assessments_that_stand(case_id: UUID) -> Select[UUID]:
    """The assessments of the case that are not of somebody who was named by mistake, as a subquery of their ids."""
    return (
        select(IdentityAssessment.id)
        .join(Subject, Subject.id == IdentityAssessment.subject_id)
        .where(IdentityAssessment.case_id == case_id, Subject.misidentified_at.is_(None))
    )


def aliases_of(case_id: UUID) -> Sequence[Alias]:
    """Every alias of the case, in order of entry."""
    return session().scalars(select(Alias).where(Alias.case_id == case_id).order_by(Alias.number)).all()


def enquiries_of(case_id: UUID) -> Sequence[LineOfEnquiry]:
    """Every line of enquiry of the case, in order."""
    query = select(LineOfEnquiry).where(LineOfEnquiry.case_id == case_id).order_by(LineOfEnquiry.number)
    return session().scalars(query).all()


def lines_of(case_id: UUID) -> Sequence[PlannedLine]:
    """Every line of enquiry as it was planned, in order."""
    query = select(PlannedLine).where(PlannedLine.case_id == case_id).order_by(PlannedLine.number)
    return session().scalars(query).all()


def requests_of(case_id: UUID) -> Sequence[EnquiryRequest]:
    """Every round of every line, in order."""
    query = select(EnquiryRequest).where(EnquiryRequest.case_id == case_id).order_by(EnquiryRequest.number)
    return session().scalars(query).all()


def request_of_number(case_id: UUID, number: int) -> EnquiryRequest:
    """The request of this number in the case. Raises Rejected where the process names one that is not there."""
    query = select(EnquiryRequest).where(EnquiryRequest.case_id == case_id, EnquiryRequest.number == number)
    row = _first(query)
    if row is None:
        raise Rejected("There is no enquiry in this case that this step could go on with. Ask the process designer.")
    return row


def aliases_of_request(request_id: UUID) -> Sequence[UUID]:
    """The aliases that a request is about."""
    query = select(EnquiryRequestAlias.alias_id).where(EnquiryRequestAlias.request_id == request_id)
    return session().scalars(query).all()


def aliases_of_line(enquiry_id: UUID) -> set[UUID]:
    """The aliases that the result of a line is about; none where it is about no single one."""
    query = select(LineOfEnquiryAlias.alias_id).where(LineOfEnquiryAlias.enquiry_id == enquiry_id)
    return set(session().scalars(query))


def newest_exhaustion(case_id: UUID) -> ExhaustionReview | None:
    """The supervisor's newest word on whether the enquiries are exhausted."""
    query = select(ExhaustionReview).where(ExhaustionReview.case_id == case_id)
    return _first(query.order_by(ExhaustionReview.number.desc()))


def assessments_of(case_id: UUID) -> Sequence[IdentityAssessment]:
    """Every identity assessment of the case, in order."""
    query = select(IdentityAssessment).where(IdentityAssessment.case_id == case_id).order_by(IdentityAssessment.number)
    return session().scalars(query).all()


def aliases_of_strands(strand_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """The aliases that each of these strands names; a strand that names none is left out."""
    found: dict[UUID, set[UUID]] = {}
    for row in session().execute(
        select(StrandAlias.strand_id, StrandAlias.alias_id).where(StrandAlias.strand_id.in_(strand_ids))
    ):
        found.setdefault(row.strand_id, set()).add(row.alias_id)
    return found


def newest_triage(case_id: UUID) -> RiskTriage | None:
    """The risk triage that holds now."""
    return _first(select(RiskTriage).where(RiskTriage.case_id == case_id).order_by(RiskTriage.number.desc()))


def newest_confirmation(case_id: UUID) -> PriorityConfirmation | None:
    """The supervisor's confirmation that holds now."""
    query = select(PriorityConfirmation).where(PriorityConfirmation.case_id == case_id)
    return _first(query.order_by(PriorityConfirmation.number.desc()))


def warnings_of(case_id: UUID) -> Sequence[ThreatWarning]:
    """Every warning of a threat to life, oldest first."""
    query = select(ThreatWarning).where(ThreatWarning.case_id == case_id).order_by(ThreatWarning.number)
    return session().scalars(query).all()


def newest_plan(case_id: UUID) -> SafeguardingPlan | None:
    """The safeguarding plan that holds now."""
    query = select(SafeguardingPlan).where(SafeguardingPlan.case_id == case_id)
    return _first(query.order_by(SafeguardingPlan.version.desc()))


def plans_of(case_id: UUID) -> Sequence[SafeguardingPlan]:
    """Every version of the safeguarding plan, the newest first."""
    query = select(SafeguardingPlan).where(SafeguardingPlan.case_id == case_id)
    return session().scalars(query.order_by(SafeguardingPlan.version.desc())).all()


def end_of_safeguarding(case_id: UUID) -> SafeguardingEnd | None:
    """Why the safeguarding was ended, where it was and no plan was made since."""
    query = select(SafeguardingEnd).where(SafeguardingEnd.case_id == case_id)
    end, plan = _first(query.order_by(SafeguardingEnd.at.desc())), newest_plan(case_id)
    return end if end is not None and plan is not None and end.at >= plan.at else None


def newest_assessment(case_id: UUID) -> IdentityAssessment | None:
    """The identity assessment that holds now; none where the newest is of somebody who was named by mistake."""
    query = select(IdentityAssessment).where(IdentityAssessment.case_id == case_id)
    newest = _first(query.order_by(IdentityAssessment.number.desc()))
    if newest is None or session().get_one(Subject, newest.subject_id).misidentified_at is not None:
        return None
    return newest


def assurance_of(assessment_id: UUID) -> IdentityAssurance | None:
    """The second person's verdict on an assessment."""
    return _first(select(IdentityAssurance).where(IdentityAssurance.assessment_id == assessment_id))


def strands_of(assessment_id: UUID) -> Sequence[Strand]:
    """The strands of an assessment, in order."""
    return session().scalars(select(Strand).where(Strand.assessment_id == assessment_id).order_by(Strand.number)).all()


def attributions_of(assessment_id: UUID) -> Sequence[AliasAttribution]:
    """The levels that an assessment gave to the aliases."""
    query = select(AliasAttribution).where(AliasAttribution.assessment_id == assessment_id)
    return session().scalars(query).all()


def closure_of(case_id: UUID) -> Closure | None:
    """The newest closing record, once there is one."""
    return _first(select(Closure).where(Closure.case_id == case_id).order_by(Closure.number.desc()))


def link_decisions_of(case_id: UUID) -> Sequence[PoliceLinkDecision]:
    """What professional standards decided about the subject's link with policing, in order."""
    query = select(PoliceLinkDecision).where(PoliceLinkDecision.case_id == case_id)
    return session().scalars(query.order_by(PoliceLinkDecision.number)).all()


def transfers_of(case_id: UUID) -> Sequence[CaseTransfer]:
    """Every offer of the case to another force, oldest first."""
    query = select(CaseTransfer).where(CaseTransfer.case_id == case_id).order_by(CaseTransfer.offered_at)
    return session().scalars(query).all()


def open_transfer(case_id: UUID) -> CaseTransfer | None:
    """The offer that waits for an answer; there is at most one."""
    return _first(select(CaseTransfer).where(CaseTransfer.case_id == case_id, CaseTransfer.answered_at.is_(None)))


def _first(query: Select[T]) -> T | None:
    return session().scalars(query.limit(1)).first()
