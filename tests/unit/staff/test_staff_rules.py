"""Who may propose and decide what, as a table."""

from collections.abc import Collection
from uuid import UUID

import pytest

from webapp.access.groups import CASE_GROUPS, DUTY_GROUPS, GROUPS, why_not_together
from webapp.staff.rules import Kind, PersonFacts, why_not_decide, why_not_propose

ADA, AMOS, NINA = UUID(int=1), UUID(int=2), UUID(int=3)
ACTIVE = PersonFacts(NINA, frozenset({"supervisor"}), suspended=False)
GONE = PersonFacts(NINA, frozenset({"supervisor"}), suspended=True)
ELSEWHERE = PersonFacts(NINA, frozenset(), suspended=False, signs_in_here=False)
TWICE = PersonFacts(NINA, frozenset(), suspended=False, proposed_already=True)


@pytest.mark.parametrize(
    ("who", "person", "kind", "groups", "sentence"),
    [
        (ADA, ACTIVE, Kind.GROUPS, ["legal_reviewer"], ""),
        (ADA, ACTIVE, Kind.GROUPS, [], ""),
        (ADA, ACTIVE, Kind.PASSWORD, [], ""),
        (ADA, ACTIVE, Kind.SECOND_FACTOR, [], ""),
        (ADA, GONE, Kind.RETURN, [], ""),
        (NINA, ACTIVE, Kind.GROUPS, ["administrator"], "their own account"),
        (NINA, ACTIVE, Kind.SECOND_FACTOR, [], "their own account"),
        (NINA, GONE, Kind.RETURN, [], "their own account"),
        (ADA, ACTIVE, Kind.GROUPS, ["supervisor"], "already"),
        (ADA, ACTIVE, Kind.GROUPS, ["emperor"], "no group called emperor"),
        (ADA, ACTIVE, Kind.GROUPS, ["administrator", "supervisor"], "cannot work on cases as well"),
        (ADA, ACTIVE, Kind.RETURN, [], "not suspended"),
        (ADA, GONE, Kind.GROUPS, ["spoc"], "suspended"),
        (ADA, GONE, Kind.PASSWORD, [], "suspended"),
        (ADA, ELSEWHERE, Kind.PASSWORD, [], "the force’s own account"),
        (ADA, TWICE, Kind.GROUPS, ["spoc"], "proposed for this person already"),
    ],
)
def test_what_may_be_proposed(
    who: UUID, person: PersonFacts, kind: Kind, groups: Collection[str], sentence: str
) -> None:
    found = why_not_propose(who, person, kind, groups)
    assert (sentence in found) if sentence else not found


def test_only_somebody_else_decides() -> None:
    assert why_not_decide(AMOS, ADA, NINA) == ""
    assert "another administrator" in why_not_decide(ADA, ADA, NINA)
    assert "another administrator" in why_not_decide(NINA, ADA, NINA)


def test_administrator_works_on_no_case_and_everything_else_goes_together() -> None:
    seeing_cases = CASE_GROUPS | DUTY_GROUPS
    for group in seeing_cases:
        assert why_not_together(["administrator", group])
    assert why_not_together(set(GROUPS) - {"administrator"}) == ""
    assert why_not_together(set(GROUPS) - set(seeing_cases)) == ""
