"""What the identity assessment writes: strands, checks, and the level of each alias by the identity table."""

from collections.abc import Iterable
from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases import rules, service
from webapp.cases.answers import Answers, Decide, Derived, Routing, only
from webapp.errors import InvalidSubmission

CHECKS = (
    "time_zone_verified",
    "ip_source_attached",
    "cgnat_resolved",
    "billing_vs_installation",
    "other_occupants_considered",
)


def identity_assessment(actor: Actor, case_id: UUID, answers: Answers, _: Routing, decide: Decide) -> Derived:
    """The assessment, reduced to what the identity table reads."""
    given = service.Assessment(
        candidate=str(answers.get("candidate_known") or answers["candidate"]),
        strand=[_strand(row) for row in answers.get("strand") or ()],
        checks=rules.CheckFacts(**only(answers, *CHECKS)),
        alias_link_level=_levels(answers.get("alias_link_level") or ()),
        **only(
            answers,
            "candidate_date_of_birth",
            "candidate_locality",
            "contradiction_unresolved",
            "contradiction_unresolved_reason",
            "alternative_suspects",
            "corroborated_admission",
            "not_applicable_reason",
            "subject_age_group",
            "subject_status",
            "subject_police_link",
        ),
    )
    row = service.assess_identity(actor, case_id, given, decide)
    return {
        "mandatory_checks_complete": row.checks_complete,
        "independent_strands": row.independent_strands,
        "person_level_strand": row.person_level_strand,
        "corroborated_admission": row.corroborated_admission,
    }


def _strand(row: Answers) -> service.StrandGiven:
    keys = (
        "type",
        "grade_assessment",
        "handling_code",
        "independent_group",
        "person_level",
        "fact_or_assessment",
        "description",
        "link",
        "endpoint",
        "originator_consent_ref",
    )
    return service.StrandGiven(
        grade_source=int(row["grade_source"]), aliases=list(row.get("aliases") or ()), **only(row, *keys)
    )


def _levels(rows: Iterable[Answers]) -> dict[str, str]:
    """The levels that the analyst chose, by the alias; one left empty takes what the table gives."""
    levels: dict[str, str] = {}
    for number, row in enumerate(rows):
        if row["alias"] in levels:
            raise InvalidSubmission({f"alias_link_level.{number}.alias": "Grade each alias once"})
        if row.get("level"):
            levels[row["alias"]] = row["level"]
    return levels
