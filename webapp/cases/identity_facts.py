"""What is on record about aliases, strands and the identity, in words. The caller has asked the access policy."""

from uuid import UUID

from webapp.access.fields import FieldGroup
from webapp.access.queries import names_of
from webapp.cases import records
from webapp.cases.model import Alias, AliasAttribution, IdentityAssessment, Strand
from webapp.cases.vocabulary import WITH_CONDITIONS
from webapp.cases.words import Row, date_in_words, signed, typed, words

EVIDENCE = FieldGroup.EVIDENCE


def aliases(case_id: UUID) -> list[Row]:
    """Each alias with its level, and beside it what the table gave where the analyst was less sure."""
    assessment = records.newest_assessment(case_id)
    levels = {row.alias_id: row for row in records.attributions_of(assessment.id)} if assessment else {}
    return [_alias(alias, levels.get(alias.id)) for alias in records.aliases_of(case_id)]


def _alias(alias: Alias, attribution: AliasAttribution | None) -> Row:
    seen = [date_in_words(day) for day in (alias.first_seen, alias.last_seen) if day]
    parts = [
        f"{alias.handle} on {alias.platform}",
        f"Permanent identifier: {alias.stable_id}" if alias.stable_id else "",
        f"Seen: {' to '.join(dict.fromkeys(seen))}" if seen else "",
        f"Link to the subject: {words(alias.link_level).lower()}" if alias.link_level else "Link not graded yet",
        _by_table(attribution),
        "From the joint investigation" if alias.joint_source else "",
    ]
    return Row(alias.code, "\n".join(filter(None, parts)))


def _by_table(attribution: AliasAttribution | None) -> str:
    if attribution is None or attribution.table_level is None:
        return ""
    origins = (
        f"independent origins: {attribution.account_origins} from the account, "
        f"{attribution.person_origins} to the person"
    )
    lower = " The analyst is less sure." if attribution.level != attribution.table_level else ""
    row = f", row {attribution.table_row}" if attribution.table_row else ""
    return f"Identity table: {words(attribution.table_level).lower()}{row}; {origins}.{lower}"


def identity(case_id: UUID) -> list[Row]:
    """The newest assessment, its strands, its review, and whom else the case knows."""
    assessment = records.newest_assessment(case_id)
    if assessment is None:
        return []
    people = {subject.id: subject for subject in records.subjects_of(case_id)}
    subject = people[assessment.subject_id]
    names = names_of([assessment.assessed_by])
    rows = [
        Row("Candidate", f"{subject.name} ({subject.code})"),
        Row("Age", words(subject.age_group)),
        Row("Lives in", typed(subject.locality)),
        Row("Status", words(subject.status)),
        Row("Police link", words(subject.police_link)),
        *_origin(assessment),
        *_strands(assessment.id),
        Row("Independent strands that count", str(assessment.independent_strands)),
        Row("Evidence points to the person", words(assessment.person_level_strand)),
        *_checks(assessment),
        Row("Corroborated admission, charge or conviction", words(assessment.corroborated_admission)),
        Row("Contradiction unresolved", words(assessment.contradiction_unresolved)),
    ]
    if assessment.contradiction_reason:
        rows.append(Row("What contradicts it", assessment.contradiction_reason, EVIDENCE))
    rows += [
        Row("Who else it could be", assessment.alternative_suspects, EVIDENCE),
        Row("Assessed by", signed(names.get(assessment.assessed_by, ""), assessment.at)),
    ]
    others = [one for one in people.values() if one.id != subject.id]
    if others:
        rows.append(Row("Others who were assessed", "\n".join(f"{one.name} ({one.code})" for one in others)))
    return rows + _assurance(assessment.id)


def _origin(assessment: IdentityAssessment) -> list[Row]:
    """That it came from the joint investigation, and who had accepted it there; never which case that is."""
    if assessment.share_id is None or assessment.joint_accepted_by is None or assessment.joint_accepted_at is None:
        return []
    name = names_of([assessment.joint_accepted_by]).get(assessment.joint_accepted_by, "")
    accepted = f"Accepted there by {signed(name, assessment.joint_accepted_at)}"
    return [Row("From the joint investigation", f"{accepted}\nOnly what concerns this victim was taken over.")]


def _checks(assessment: IdentityAssessment) -> list[Row]:
    rows = [Row("Mandatory checks complete", words(assessment.checks_complete))]
    if assessment.not_applicable_reason:
        rows.append(Row("Why a check does not apply", assessment.not_applicable_reason, EVIDENCE))
    return rows


def _strands(assessment_id: UUID) -> list[Row]:
    return [Row(f"Strand {row.number}", _strand(row), EVIDENCE) for row in records.strands_of(assessment_id)]


def _strand(strand: Strand) -> str:
    grade = f"{strand.grade_source}{strand.grade_assessment}{strand.handling_code}"
    consent = (
        f"The owner agrees to its use: {strand.originator_consent_ref}"
        if strand.originator_consent_ref
        else "Does not count until its owner agrees to its use"
    )
    parts = [
        f"{words(strand.type)}, graded {grade}, origin {strand.independent_group}",
        strand.description or "",
        words(strand.link) if strand.link else "",
        f"Device, connection or subscriber: {strand.endpoint}" if strand.endpoint else "",
        "Points to the person" if strand.person_level else "Points to a device or household",
        consent if strand.handling_code == WITH_CONDITIONS else "",
        words(strand.kind),
    ]
    return "\n".join(filter(None, parts))


def _assurance(assessment_id: UUID) -> list[Row]:
    assurance = records.assurance_of(assessment_id)
    if assurance is None:
        return []
    name = names_of([assurance.assured_by]).get(assurance.assured_by, "")
    return [
        Row("Identity level", words(assurance.identity_level)),
        Row("Review", "Accepted" if assurance.result == "accept" else "Returned"),
        Row("Reviewer’s reasons", assurance.reasons),
        Row("Reviewed by", signed(name, assurance.at)),
    ]
