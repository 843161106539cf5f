"""How a case stands, as the disclosure rules need to know it: from our own records, whatever a diagram says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.cases import records, rules
from webapp.cases.attribution import is_surer
from webapp.cases.model import EnquiryRequest, IdentityAssessment, IdentityAssurance, LineOfEnquiry, RiskTriage
from webapp.cases.vocabulary import EYEWITNESS, FOREIGN_AUTHORITIES, INTERPRETER, WITH_CONDITIONS, Priority
from webapp.database import session


@dataclass(frozen=True)
class Standing:
    """What is on record about the people, the identity and the urgency of a case."""

    priority: str
    victim_name: str
    victim_age_group: str
    victim_needs_interpreter: bool
    subject_age_group: str
    subject_status: str
    subject_police_link: str
    identity_level: str
    identity_accepted: bool
    assessed_by: UUID | None
    assured_by: UUID | None
    has_conditional_material: bool
    clean_strands_sufficient: bool
    victim_may_identify: bool

    @property
    def immediate(self) -> bool:
        """Whether the case is of the highest priority."""
        return self.priority == Priority.P1_IMMEDIATE


@dataclass(frozen=True)
class AliasStanding:
    """One alias and whether it can be attributed; `reason` says why not."""

    id: UUID
    code: str
    label: str
    reason: str


def standing(case_id: UUID) -> Standing:
    """How the case stands now. Raises NotFound."""
    case = records.find_case(case_id)
    victim = records.victim_of(case_id)
    assessment = records.newest_assessment(case_id)
    assurance = records.assurance_of(assessment.id) if assessment else None
    subject = next((s for s in records.subjects_of(case_id) if assessment and s.id == assessment.subject_id), None)
    strands = strand_facts(assessment.id) if assessment else []
    triage = records.newest_triage(case_id)
    conditional = [
        enquiry
        for enquiry in records.enquiries_of(case_id)
        if enquiry.handling_code == WITH_CONDITIONS or enquiry.authority_type in FOREIGN_AUTHORITIES
    ]
    return Standing(
        priority=case.priority or "",
        victim_name=(victim.name if victim else None) or f"The victim of {case.reference}",
        victim_age_group=victim.age_group if victim else "",
        victim_needs_interpreter=victim is not None and INTERPRETER in victim.needs,
        subject_age_group=subject.age_group if subject else "",
        subject_status=subject.status if subject else "",
        subject_police_link=subject.police_link if subject else "",
        identity_level=assurance.identity_level if assurance else "",
        identity_accepted=assurance is not None and assurance.result == "accept",
        assessed_by=assessment.assessed_by if assessment else None,
        assured_by=assurance.assured_by if assurance else None,
        has_conditional_material=bool(conditional) or any(s.handling_code == WITH_CONDITIONS for s in strands),
        clean_strands_sufficient=rules.clean_strands_sufficient(strands, subject.status if subject else ""),
        # Whoever saw the subject may be asked to pick them out. Basis: PACE 1984 Code D.
        victim_may_identify=bool(triage and triage.approach_recent) or any(s.type == EYEWITNESS for s in strands),
    )


def strand_facts(assessment_id: UUID) -> list[rules.StrandFacts]:
    """The strands of an assessment as the rules look at them."""
    strands = records.strands_of(assessment_id)
    named = records.aliases_of_strands([row.id for row in strands])
    codes = {alias.id: alias.code for alias in records.aliases_of(strands[0].case_id)} if named else {}
    return [
        rules.StrandFacts(
            row.type,
            row.grade_source,
            row.grade_assessment,
            row.handling_code,
            row.independent_group,
            row.person_level,
            link=row.link or "",
            endpoint=row.endpoint or "",
            aliases=frozenset(codes[alias_id] for alias_id in named.get(row.id, ())),
            consented=row.originator_consent_ref is not None,
        )
        for row in strands
    ]


def aliases(case_id: UUID) -> list[AliasStanding]:
    """Every alias of the case in order of entry, with the reason why it cannot be attributed, if any."""
    return [
        AliasStanding(row.id, row.code, f"{row.handle} on {row.platform}", rules.why_not_attributable(row.link_level))
        for row in records.aliases_of(case_id)
    ]


def names_of_subject(case_id: UUID) -> list[str]:
    """Every name and account on record by which the subject could be known."""
    subjects = [subject.name for subject in records.subjects_of(case_id)]
    return [*subjects, *(alias.handle for alias in records.aliases_of(case_id))]


def identified_at(case_id: UUID) -> datetime | None:
    """When the identity was first assured as probable or better: the overall clock runs from then.

    In a case that was opened again it is the first assurance since. Basis: house rule; finding the person may take
    months, and the clock of the scheme cannot start before.
    """
    closed = records.closure_of(case_id)
    query = select(IdentityAssurance.at).where(
        IdentityAssurance.case_id == case_id,
        IdentityAssurance.assessment_id.in_(records.assessments_that_stand(case_id)),
        IdentityAssurance.result == "accept",
        IdentityAssurance.identity_level.in_(sorted(rules.ATTRIBUTABLE)),
    )
    if closed is not None:
        query = query.where(IdentityAssurance.at > closed.at)
    return session().scalar(query.order_by(IdentityAssurance.at).limit(1))


def fell_since(case_id: UUID, moment: datetime) -> bool:
    """Whether what was assured of the identity at that moment is not borne out by the newest review any more.

    It was returned, is about another person, or is less sure. Where nothing was assured then, nothing can fall.
    """
    query = select(IdentityAssurance, IdentityAssessment).join(
        IdentityAssessment, IdentityAssessment.id == IdentityAssurance.assessment_id
    )
    reviews = session().execute(
        query.where(IdentityAssurance.case_id == case_id).order_by(IdentityAssessment.number.desc())
    )
    found = [(row.IdentityAssurance, row.IdentityAssessment) for row in reviews]
    then = next((pair for pair in found if pair[0].result == "accept" and pair[0].at <= moment), None)
    if then is None or found[0][0].id == then[0].id:
        return False
    (review, assessment), (review_then, assessment_then) = found[0], then
    less_sure = is_surer(review_then.identity_level, than=review.identity_level)
    return review.result != "accept" or assessment.subject_id != assessment_then.subject_id or less_sure


def investigators(case_id: UUID) -> dict[str, set[UUID]]:
    """Who investigated, by what they did: the officers whom 6.1 of the scheme keeps apart from review and decision."""
    case = records.find_case(case_id)
    # Whoever assessed the risk once has investigated, also after another person assessed it again.
    triages = select(RiskTriage.assessed_by).where(RiskTriage.case_id == case_id)
    return {
        "the intake": {case.reported_by} if case.reported_by else set(),
        "the risk assessment": set(session().scalars(triages)),
        "a line of enquiry": pursuers(case_id),
    }


def pursuers(case_id: UUID) -> set[UUID]:
    """Everyone who pursued or chased an enquiry of the case, or recorded what it gave."""
    columns = (
        (LineOfEnquiry.pursued_by, LineOfEnquiry.case_id),
        (LineOfEnquiry.recorded_by, LineOfEnquiry.case_id),
        (EnquiryRequest.pursued_by, EnquiryRequest.case_id),
        (EnquiryRequest.chased_by, EnquiryRequest.case_id),
    )
    found = {person for who, case in columns for person in session().scalars(select(who).where(case == case_id))}
    return {person for person in found if person is not None}


def assessors(case_id: UUID) -> set[UUID]:
    """Everyone who ever assessed the identity in this case."""
    query = select(IdentityAssessment.assessed_by).where(IdentityAssessment.case_id == case_id)
    return set(session().scalars(query))


def assurers(case_id: UUID) -> set[UUID]:
    """Everyone who ever reviewed an identity assessment in this case, or in the one that it was taken over from."""
    own = select(IdentityAssurance.assured_by).where(IdentityAssurance.case_id == case_id)
    before = select(IdentityAssessment.joint_accepted_by).where(IdentityAssessment.case_id == case_id)
    return {person for query in (own, before) for person in session().scalars(query) if person is not None}


def suspected_subject(case_id: UUID) -> UUID | None:
    """The person whom the newest assessment names; None where nobody is named any more."""
    assessment = records.newest_assessment(case_id)
    return assessment.subject_id if assessment else None


def force_of(case_id: UUID) -> str:
    """The force that the case belongs to. Raises NotFound."""
    return records.find_case(case_id).force


def is_closed(case_id: UUID) -> bool:
    """Whether the case is closed. Raises NotFound."""
    return records.find_case(case_id).status == "closed"


def attributors(case_id: UUID) -> set[UUID]:
    """Everyone who assessed or assured the identity: nobody of them puts a wrong one right."""
    return assessors(case_id) | assurers(case_id)


def people_before_assurance(case_id: UUID) -> Mapping[str, set[UUID]]:
    """The people who may not assure the identity, by what they did."""
    return {**investigators(case_id), "the identity assessment": assessors(case_id)}
