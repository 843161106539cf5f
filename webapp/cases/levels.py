"""The identity table grades each alias by the strands that concern it; the analyst may only be less sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from webapp.cases import attribution, rules
from webapp.cases.answers import Decide
from webapp.cases.model import Alias, AliasAttribution
from webapp.cases.rules import StrandFacts
from webapp.database import session
from webapp.errors import InvalidSubmission, Rejected

TABLE = "identity"


@dataclass(frozen=True)
class LevelByTable:
    """A level that the identity table gave, by which row, and the digest of the table."""

    level: str
    row: int | None
    checksum: str


@dataclass(frozen=True)
class AliasLevel:
    """What became of one alias; without evidence it has no level.

    `account_level` is that of the link from the account to a device, connection or subscriber, and `person_level` that
    of the link from there to the person, each from its own strands; None where no strand shows it.
    """

    alias: Alias
    by_table: LevelByTable | None = None
    level: str | None = None
    account_origins: int = 0
    person_origins: int = 0
    account_level: str | None = None
    person_level: str | None = None


def level_by(decide: Decide, asked: Mapping[str, object]) -> LevelByTable:
    """What the identity table gives. Raises Rejected where the version of the case has no such table."""
    answer = decide(TABLE, asked)
    if answer is None:
        raise Rejected("This version of the process has no identity table. Ask the process designer.")
    return LevelByTable(str(answer.outputs), answer.rows[0] if answer.rows else None, answer.checksum)


def graded(
    decide: Decide,
    aliases: Sequence[Alias],
    strands: Sequence[StrandFacts],
    subject_status: str,
    asked: Mapping[str, object],
    chosen: Mapping[str, str],
) -> list[AliasLevel]:
    """The level of each alias: what the table gives from its own strands, or the lower one that the analyst chose.

    `asked` is what the table was asked of the whole assessment. Raises InvalidSubmission for a level that is too high.
    """
    levels = [_graded(decide, alias, strands, subject_status, asked) for alias in aliases]
    rows = list(chosen)
    errors = {
        f"alias_link_level.{rows.index(one.alias.code)}.level": reason
        for one in levels
        if one.alias.code in chosen
        and (
            reason := attribution.why_not_level(
                one.alias.code, chosen[one.alias.code], one.by_table.level if one.by_table else None
            )
        )
    }
    if errors:
        raise InvalidSubmission(errors)
    return [replace(one, level=chosen.get(one.alias.code, one.level)) for one in levels]


def _graded(
    decide: Decide,
    alias: Alias,
    strands: Sequence[StrandFacts],
    subject_status: str,
    asked: Mapping[str, object],
) -> AliasLevel:
    evidence = attribution.evidence_of(alias.code, strands)
    if evidence is None:
        return AliasLevel(alias)
    corroborated = rules.corroborated_admission(evidence.strands, subject_status)
    of_alias = attribution.asked_of(
        evidence.strands,
        checks_complete=asked["mandatory_checks_complete"] is True,
        contradiction_unresolved=asked["contradiction_unresolved"] is True,
        corroborated_admission=corroborated and asked["corroborated_admission"] is True,
    )
    by_table = level_by(decide, of_alias)
    # The first link ends at a device and needs no strand that points to a person.
    to_device = {**of_alias, "independent_strands": evidence.account_origins, "person_level_strand": True}
    onward = {
        **of_alias,
        "independent_strands": evidence.person_origins,
        "person_level_strand": rules.has_person_level(evidence.to_person),
    }
    return AliasLevel(
        alias,
        by_table,
        by_table.level,
        evidence.account_origins,
        evidence.person_origins,
        level_by(decide, {**to_device, "corroborated_admission": False}).level,
        level_by(decide, onward).level if evidence.to_person else None,
    )


def write_levels(assessment_id: UUID, levels: Sequence[AliasLevel]) -> None:
    """Writes the levels; an alias that nothing concerns has none, so that it cannot be attributed."""
    for one in levels:
        one.alias.link_level = one.level
        if one.level is not None and one.by_table is not None:
            session().add(
                AliasAttribution(
                    assessment_id=assessment_id,
                    alias_id=one.alias.id,
                    level=one.level,
                    table_level=one.by_table.level,
                    table_row=one.by_table.row,
                    account_origins=one.account_origins,
                    person_origins=one.person_origins,
                    account_level=one.account_level,
                    person_level=one.person_level,
                )
            )
