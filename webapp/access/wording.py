"""How a refusal speaks of steps and roles."""

from collections.abc import Collection, Sequence

from webapp.access.groups import GROUPS

MOST_NAMED = 3


def named(steps: Sequence[str]) -> str:
    """“One”, “two” and “three”."""
    *others, last = [f"“{step}”" for step in steps]
    return f"{', '.join(others)} and {last}" if others else last


def role_of(group: str) -> str:
    """What people call a group."""
    return GROUPS.get(group, group)


def needs_role(roles: Collection[str]) -> str:
    """The sentence for somebody who has none of the roles that an act is for."""
    few = 0 < len(roles) <= MOST_NAMED
    names = " or ".join(sorted(GROUPS[group] for group in roles)) if few else "case-work"
    return f"You need the {names} role to do this."
