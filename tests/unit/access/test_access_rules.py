"""The policy answers as its table says, and refuses every action to whom nothing is given."""

import pytest

from tests.unit.access.policy_table import NOBODY, TABLE, TASK, answer
from webapp.access import rules
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import Facts
from webapp.access.roles import BY_THE_SYSTEM, FOR_ANY_ROLE, FOR_EVERYONE, OF_TASKS, ROLE_FOR


@pytest.mark.parametrize(
    ("actor", "action", "facts", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_policy(actor: Actor, action: Action, facts: Facts, expected: str) -> None:
    assert answer(rules, actor, action, facts) == expected


@pytest.mark.parametrize("action", list(Action))
def test_every_action_is_refused_to_somebody_in_no_group_but_the_open_ones(action: Action) -> None:
    assert answer(rules, NOBODY, action, TASK) == ("yes" if action in FOR_EVERYONE else "no account")


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_its_rule(action: Action) -> None:
    assert action in {*ROLE_FOR, *OF_TASKS, *FOR_EVERYONE, *FOR_ANY_ROLE, *BY_THE_SYSTEM}
