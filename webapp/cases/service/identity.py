"""The identity is assessed by one person and assured by another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import blind, records, rules, standing
from webapp.cases.constraints import written
from webapp.cases.model import AliasAttribution, IdentityAssessment, IdentityAssurance, Strand, StrandAlias, Subject
from webapp.cases.numbering import number_after
from webapp.cases.service.people import restrict_for_police_link
from webapp.cases.vocabulary import IdentityLevel
from webapp.database import session
from webapp.errors import InvalidSubmission, Rejected


@dataclass(frozen=True)
class StrandGiven:
    """One strand as the analyst graded it; `aliases` are codes, none meaning all."""

    type: str
    grade_source: int
    grade_assessment: str
    handling_code: str
    independent_group: str
    person_level: bool
    fact_or_assessment: str
    description: str | None = None
    aliases: Sequence[str] = ()

    @property
    def facts(self) -> rules.StrandFacts:
        """What the rules look at."""
        return rules.StrandFacts(
            self.type,
            self.grade_source,
            self.grade_assessment,
            self.handling_code,
            self.independent_group,
            self.person_level,
        )


@dataclass(frozen=True)
class Assessment:
    """The answers of the identity assessment. `candidate` is a name, or the code of a person in the case."""

    candidate: str
    strand: Sequence[StrandGiven]
    checks: rules.CheckFacts
    contradiction_unresolved: bool
    alternative_suspects: str
    subject_age_group: str
    subject_status: str
    subject_police_link: str
    alias_link_level: Mapping[str, str]
    contradiction_unresolved_reason: str | None = None
    corroborated_admission: bool | None = None
    candidate_date_of_birth: date | None = None
    candidate_locality: str | None = None


def assess_identity(actor: Actor, case_id: UUID, given: Assessment) -> IdentityAssessment:
    """Writes the assessment with its strands, levels and counts.

    Raises InvalidSubmission for an alias that is not in the case, Rejected for an admission that nothing shows.
    """
    require(actor, Action.RECORD_FACTS)
    records.find_case(case_id)
    strands = [strand.facts for strand in given.strand]
    if given.corroborated_admission and not rules.admission_or_charge(strands, given.subject_status):
        raise Rejected(
            "Add the admission as a strand that counts, or choose the status charged or convicted, before you say that "
            "an admission, charge or conviction is corroborated.",
            "corroborated_admission",
        )
    derived = rules.corroborated_admission(strands, given.subject_status)
    with written():
        row = IdentityAssessment(
            case_id=case_id,
            number=number_after(IdentityAssessment.number, IdentityAssessment.case_id == case_id),
            subject_id=_subject(case_id, given).id,
            time_zone_verified=given.checks.time_zone_verified,
            ip_source_attached=given.checks.ip_source_attached,
            cgnat_resolved=given.checks.cgnat_resolved,
            billing_vs_installation=given.checks.billing_vs_installation,
            other_occupants_considered=given.checks.other_occupants_considered,
            contradiction_unresolved=given.contradiction_unresolved,
            contradiction_reason=given.contradiction_unresolved_reason,
            alternative_suspects=given.alternative_suspects,
            corroborated_admission=derived if given.corroborated_admission is None else given.corroborated_admission,
            checks_complete=rules.checks_complete(given.checks, strands),
            independent_strands=rules.independent_strands(strands),
            person_level_strand=rules.has_person_level(strands),
            assessed_by=actor.id,
            at=clock.now(),
        )
        session().add(row)
        session().flush()
        _write_strands(case_id, row.id, given.strand)
        _write_levels(case_id, row.id, given.alias_link_level)
    blind.refresh(case_id)
    if given.subject_police_link != "none":
        restrict_for_police_link(actor, case_id)
    return row


def assure_identity(
    actor: Actor, case_id: UUID, result: str, reasons: str, identity_level: str, priority: str | None
) -> None:
    """Writes the second person's verdict on the newest assessment, at the level the identity table gave.

    Raises Rejected when this person took part in the case before, or when nothing is there to assure.
    """
    require(actor, Action.ASSURE_IDENTITY)
    assessment = records.newest_assessment(case_id)
    if assessment is None:
        raise Rejected("There is no identity assessment to assure yet.")
    if records.assurance_of(assessment.id) is not None:
        raise Rejected("This assessment has been reviewed already. A new one is needed first.")
    if identity_level not in list(IdentityLevel):
        raise Rejected("The identity table has given no level yet, so there is none to assure.")
    if reason := rules.why_not_assure(actor.selves, standing.people_before_assurance(case_id)):
        raise Rejected(reason)
    with written():
        session().add(
            IdentityAssurance(
                case_id=case_id,
                assessment_id=assessment.id,
                result=result,
                reasons=reasons,
                identity_level=identity_level,
                priority=priority,
                assessed_by=assessment.assessed_by,
                assured_by=actor.id,
                at=clock.now(),
            )
        )


def _subject(case_id: UUID, given: Assessment) -> Subject:
    """The person of the case with this code or name, added if new; their status is as now assessed."""
    known = records.subjects_of(case_id)
    wanted = " ".join(given.candidate.split())
    subject = next((s for s in known if wanted.casefold() in (s.code.casefold(), s.name.casefold())), None)
    if subject is None:
        number = len(known) + 1
        subject = Subject(case_id=case_id, number=number, code=f"S{number}", name=wanted)
        session().add(subject)
    subject.date_of_birth = given.candidate_date_of_birth or subject.date_of_birth
    subject.locality = given.candidate_locality or subject.locality
    subject.age_group = given.subject_age_group
    subject.status = given.subject_status
    subject.police_link = given.subject_police_link
    session().flush()
    return subject


def _write_strands(case_id: UUID, assessment_id: UUID, strands: Sequence[StrandGiven]) -> None:
    codes = {alias.code: alias for alias in records.aliases_of(case_id)}
    for number, given in enumerate(strands):
        unknown = [code for code in given.aliases if code not in codes]
        if unknown:
            raise InvalidSubmission({f"strand.{number}.aliases": "Select aliases of this case only"})
        row = Strand(
            case_id=case_id,
            assessment_id=assessment_id,
            number=number + 1,
            type=given.type,
            description=given.description,
            grade_source=given.grade_source,
            grade_assessment=given.grade_assessment,
            handling_code=given.handling_code,
            independent_group=given.independent_group,
            person_level=given.person_level,
            kind=given.fact_or_assessment,
        )
        session().add(row)
        session().flush()
        session().add_all(StrandAlias(strand_id=row.id, alias_id=codes[code].id) for code in set(given.aliases))


def _write_levels(case_id: UUID, assessment_id: UUID, levels: Mapping[str, str]) -> None:
    """Grades the aliases; one that this assessment leaves out has no level, so that it cannot be attributed."""
    aliases = records.aliases_of(case_id)
    unknown = sorted(set(levels) - {alias.code for alias in aliases})
    if unknown:
        raise InvalidSubmission({"alias_link_level": f"There is no alias {', '.join(unknown)} in this case"})
    for alias in aliases:
        alias.link_level = levels.get(alias.code)
        if alias.link_level is not None:
            session().add(AliasAttribution(assessment_id=assessment_id, alias_id=alias.id, level=alias.link_level))
