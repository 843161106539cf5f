"""The identity is assessed by one person and assured by another."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import attribution, blind, joint, records, rules, standing
from webapp.cases.answers import Decide
from webapp.cases.constraints import written
from webapp.cases.levels import graded, level_by, write_levels
from webapp.cases.model import IdentityAssessment, IdentityAssurance, Strand, StrandAlias, Subject
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
    link: str | None = None
    endpoint: str | None = None
    originator_consent_ref: str | None = None

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
            link=self.link or "",
            endpoint=self.endpoint or "",
            aliases=frozenset(self.aliases),
            consented=self.originator_consent_ref is not None,
        )


@dataclass(frozen=True)
class Assessment:
    """The answers of the identity assessment. `candidate` is a name, or the code of a person in the case.

    `alias_link_level` holds the levels that the analyst chose, by alias; the others are what the identity table gives.
    """

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
    not_applicable_reason: str | None = None
    candidate_date_of_birth: date | None = None
    candidate_locality: str | None = None


def assess_identity(actor: Actor, case_id: UUID, given: Assessment, decide: Decide) -> IdentityAssessment:
    """Writes the assessment with its strands and counts, and the levels that the identity table gives.

    Raises InvalidSubmission for an alias that is not in the case, and for a level higher than the table gives; Rejected
    for an admission that nothing shows.
    """
    require(actor, Action.RECORD_FACTS)
    records.find_case(case_id)
    _check(case_id, given)
    strands = [strand.facts for strand in given.strand]
    complete = rules.checks_complete(given.checks, strands)
    derived = rules.corroborated_admission(strands, given.subject_status)
    admitted = derived if given.corroborated_admission is None else given.corroborated_admission
    asked = attribution.asked_of(
        strands,
        checks_complete=complete,
        contradiction_unresolved=given.contradiction_unresolved,
        corroborated_admission=admitted,
    )
    by_table = level_by(decide, asked)
    levels = graded(decide, records.aliases_of(case_id), strands, given.subject_status, asked, given.alias_link_level)
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
            not_applicable_reason=given.not_applicable_reason,
            corroborated_admission=admitted,
            identity_level=by_table.level,
            table_checksum=by_table.checksum,
            checks_complete=complete,
            independent_strands=rules.independent_strands(strands),
            person_level_strand=rules.has_person_level(strands),
            assessed_by=actor.id,
            at=clock.now(),
        )
        session().add(row)
        session().flush()
        _write_strands(case_id, row.id, given.strand)
        write_levels(row.id, levels)
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
    if assessment.identity_level is not None and identity_level != assessment.identity_level:
        raise Rejected(
            "The level that the process holds is not the one that the identity table gave for this assessment. "
            "Ask the process designer."
        )
    share = joint.of_share(assessment.share_id)
    if result == "accept" and share is not None and share.doubted_at is not None:
        raise Rejected("The joint investigation is less sure by now, so this cannot be accepted. Return it.")
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


def _check(case_id: UUID, given: Assessment) -> None:
    """Raises InvalidSubmission, or Rejected for an admission that the evidence does not show."""
    codes = {alias.code for alias in records.aliases_of(case_id)}
    errors: dict[str, str] = {}
    for number, strand in enumerate(given.strand):
        if set(strand.aliases) - codes:
            errors[f"strand.{number}.aliases"] = "Select aliases of this case only"
        if reason := attribution.why_not_person_level(strand.link, person_level=strand.person_level):
            errors[f"strand.{number}.person_level"] = reason
    if unknown := sorted(set(given.alias_link_level) - codes):
        errors["alias_link_level"] = f"There is no alias {', '.join(unknown)} in this case"
    types = {strand.type for strand in given.strand}
    of_records = {name: asdict(given.checks)[name] for name in ("cgnat_resolved", "billing_vs_installation")}
    if reason := attribution.why_not_excused(types, of_records, given.not_applicable_reason):
        errors["not_applicable_reason"] = reason
    if errors:
        raise InvalidSubmission(errors)
    strands = [strand.facts for strand in given.strand]
    if given.corroborated_admission and not rules.admission_or_charge(strands, given.subject_status):
        raise Rejected(
            "Add the admission as a strand that counts, or choose the status charged or convicted, before you say that "
            "an admission, charge or conviction is corroborated.",
            "corroborated_admission",
        )
    if given.corroborated_admission and not rules.corroborated_admission(strands, given.subject_status):
        raise Rejected(
            "Add a strand of another origin that counts, before you say that the admission, charge or conviction is "
            "corroborated.",
            "corroborated_admission",
        )


def _subject(case_id: UUID, given: Assessment) -> Subject:
    """The person of the case with this code or name, added if new; their status is as now assessed."""
    known = records.subjects_of(case_id)
    wanted = " ".join(given.candidate.split())
    subject = next((s for s in known if wanted.casefold() in (s.code.casefold(), s.name.casefold())), None)
    if subject is None:
        number = records.candidates_ever(case_id) + 1
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
            link=attribution.link_of(given.facts),
            endpoint=given.endpoint,
            originator_consent_ref=given.originator_consent_ref,
        )
        session().add(row)
        session().flush()
        session().add_all(StrandAlias(strand_id=row.id, alias_id=codes[code].id) for code in set(given.aliases))
