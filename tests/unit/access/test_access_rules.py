"""The policy answers as its table says, and refuses every action to whom nothing is given."""

import pytest

from tests.unit.access.policy_table import NOBODY, TABLE, TASK, answer, person
from webapp.access import rules
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import Facts
from webapp.access.roles import BY_THE_SYSTEM, FOR_ANY_ROLE, FOR_EVERYONE, FOR_ONESELF, OF_TASKS, ROLE_FOR, SIGNED_FOR
from webapp.access.rules import Allowed, may, require
from webapp.errors import ConfirmationNeeded, NotPermitted


@pytest.mark.parametrize(
    ("actor", "action", "facts", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_policy(actor: Actor, action: Action, facts: Facts, expected: str) -> None:
    assert answer(rules, actor, action, facts) == expected


@pytest.mark.parametrize("action", list(Action))
def test_every_action_is_refused_to_somebody_in_no_group_but_the_open_ones(action: Action) -> None:
    assert answer(rules, NOBODY, action, TASK) == ("yes" if action in FOR_EVERYONE | FOR_ONESELF else "no account")


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_its_rule(action: Action) -> None:
    assert action in {*ROLE_FOR, *OF_TASKS, *FOR_EVERYONE, *FOR_ONESELF, *FOR_ANY_ROLE, *BY_THE_SYSTEM}


@pytest.mark.parametrize("action", sorted(SIGNED_FOR))
def test_what_is_signed_for_needs_a_fresh_proof_of_who_signs(action: Action) -> None:
    groups = ROLE_FOR[action]
    stale, fresh = (person(*groups, confirmed=confirmed) for confirmed in (False, True))
    # The page may offer the act, and the act itself asks for the proof.
    assert isinstance(may(stale, action), Allowed)
    with pytest.raises(ConfirmationNeeded):
        require(stale, action)
    require(fresh, action)


def test_somebody_without_the_right_is_not_asked_for_a_proof() -> None:
    with pytest.raises(NotPermitted):
        require(person("supervisor"), Action.DECIDE_DISCLOSURE)


def test_nobody_counts_as_confirmed_unless_a_door_says_so() -> None:
    assert not person("decision_maker").confirmed
