"""How the policy names roles and steps in its refusals."""

from collections.abc import Collection, Sequence

from webapp.access.groups import GROUPS

MOST_NAMED = 3


def title_of(group: str) -> str:
    """What people call a group."""
    return GROUPS.get(group, group)


def one_of(groups: Collection[str]) -> str:
    """A few groups as a choice; many are case-work."""
    return " or ".join(sorted(map(title_of, groups))) if 0 < len(groups) <= MOST_NAMED else "case-work"


def listed(steps: Sequence[str]) -> str:
    """Steps in quotation marks, one after the other."""
    *others, last = [f"“{step}”" for step in steps]
    return f"{', '.join(others)} and {last}" if others else last


def needs_role(roles: Collection[str]) -> str:
    """The sentence for somebody who has none of the roles that an act is for."""
    return f"You need the {one_of(roles)} role to do this."
