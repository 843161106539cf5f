"""Which evidence concerns which account, and what the identity table is asked about it: pure rules over plain values.

Basis: the attribution model of the scheme: the link from the account to a device, connection or subscriber and the
link from there to a person are borne out separately, and strands of one origin count once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from webapp.cases import rules
from webapp.cases.rules import StrandFacts
from webapp.cases.vocabulary import ACCOUNT_LINK, BOTH_LINKS, PERSON_LINK, IdentityLevel

# The least sure first.
BY_SURENESS = (IdentityLevel.INSUFFICIENT, IdentityLevel.POSSIBLE, IdentityLevel.PROBABLE, IdentityLevel.CONFIRMED)


@dataclass(frozen=True)
class AliasEvidence:
    """What bears out the attribution of one account: its strands, those of each link, and their independent origins.

    A strand that supports both links stands in both.
    """

    strands: tuple[StrandFacts, ...]
    account_origins: int
    person_origins: int
    to_device: tuple[StrandFacts, ...] = ()
    to_person: tuple[StrandFacts, ...] = ()


def link_of(strand: StrandFacts) -> str:
    """The link that a strand supports; where nobody said so, one that points to the person supports both."""
    if strand.link:
        return strand.link
    return BOTH_LINKS if strand.person_level else ACCOUNT_LINK


def evidence_of(alias: str, strands: Sequence[StrandFacts]) -> AliasEvidence | None:
    """The evidence that concerns an alias, by its code; None where nothing ties the account to anything.

    A strand without aliases concerns all of them. A strand that supports only the second link concerns the accounts
    that lead to its device, connection or subscriber, and all that it could concern where it names none.
    """
    own = [s for s in strands if _names(s, alias) and link_of(s) in (ACCOUNT_LINK, BOTH_LINKS)]
    if not own:
        return None
    reached = {_end(s) for s in own if s.endpoint}
    onward = [
        s for s in strands if link_of(s) == PERSON_LINK and _names(s, alias) and (not s.endpoint or _end(s) in reached)
    ]
    to_person = (*(s for s in own if link_of(s) == BOTH_LINKS), *onward)
    return AliasEvidence(
        (*own, *onward),
        rules.independent_strands(own),
        rules.independent_strands(to_person),
        tuple(own),
        to_person,
    )


def asked_of(
    strands: Sequence[StrandFacts],
    *,
    checks_complete: bool,
    contradiction_unresolved: bool,
    corroborated_admission: bool,
) -> dict[str, object]:
    """What the identity table is asked about these strands."""
    return {
        "contradiction_unresolved": contradiction_unresolved,
        "mandatory_checks_complete": checks_complete,
        "corroborated_admission": corroborated_admission,
        "independent_strands": rules.independent_strands(strands),
        "person_level_strand": rules.has_person_level(strands),
    }


def is_surer(level: str, than: str) -> bool:
    """Whether one level claims more than another."""
    return BY_SURENESS.index(IdentityLevel(level)) > BY_SURENESS.index(IdentityLevel(than))


def why_not_level(alias: str, chosen: str, by_table: str | None) -> str:
    """The reason why the analyst may not choose this level for an alias; empty when they may.

    Going lower is free. Going higher is refused: the way to a higher level is more evidence.
    """
    if by_table is None:
        return f"No strand ties {alias} to anything, so it has no level. Leave it empty, or add the strand."
    if is_surer(chosen, by_table):
        return (
            f"From the strands that concern {alias} the identity table gives {by_table.lower()}. "
            "Choose that or lower, or add the evidence that is missing."
        )
    return ""


def why_not_excused(types: Collection[str], answers: Mapping[str, str | None], reason: str | None) -> str:
    """The reason why a check may not be answered “not applicable”; empty when none is, or when it is explained."""
    if "technical" in types and "na" in answers.values() and not reason:
        return "There is technical evidence. Say why the check does not apply, or answer it with yes or no."
    return ""


def why_not_person_level(link: str | None, *, person_level: bool) -> str:
    """The reason why a strand cannot point to the person; empty when it can."""
    if link == ACCOUNT_LINK and person_level:
        return "A strand that only leads to a device, connection or subscriber does not point to the person"
    return ""


def _names(strand: StrandFacts, alias: str) -> bool:
    return not strand.aliases or alias in strand.aliases


def _end(strand: StrandFacts) -> str:
    return " ".join(strand.endpoint.casefold().split())
