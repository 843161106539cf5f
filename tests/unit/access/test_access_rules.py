"""The policy as a table: who, what, with which facts, and the answer."""

from uuid import UUID

import pytest

from webapp.access.actions import Action
from webapp.access.actor import SYSTEM, Actor
from webapp.access.rules import (
    ROLE_FOR,
    SIGNED_FOR,
    Allowed,
    CaseFacts,
    DefinitionFacts,
    Denied,
    Facts,
    MoveFacts,
    TaskFacts,
    may,
    require,
    separated_from,
)
from webapp.errors import ConfirmationNeeded, NotFound, NotPermitted

ME, OTHER = UUID(int=1), UUID(int=2)


def person(*groups: str) -> Actor:
    return Actor(ME, "me", "Me", frozenset(groups))


LEGAL_TASK = TaskFacts("legal_reviewer", step_name="Review the law")
MY_TASK = TaskFacts("legal_reviewer", assignee=ME, assignee_name="Me", step_name="Review the law")
THEIR_TASK = TaskFacts("legal_reviewer", assignee=OTHER, assignee_name="Lena", step_name="Review the law")
AFTER_MY_GROUNDS = TaskFacts("legal_reviewer", step_name="Review the law", earlier=(("Check grounds", ME),))
AFTER_THEIR_GROUNDS = TaskFacts("legal_reviewer", step_name="Review the law", earlier=(("Check grounds", OTHER),))
WITH_MY_GROUP = CaseFacts(frozenset({"legal_reviewer"}))
OF_OTHERS = CaseFacts(frozenset({"supervisor"}), frozenset({OTHER}))
I_TOOK_PART = CaseFacts(frozenset({"supervisor"}), frozenset({ME}))
MINE = DefinitionFacts(author=ME, state="in_review")
THEIRS = DefinitionFacts(author=OTHER, state="in_review")
MY_PLAN, THEIR_PLAN = MoveFacts(planner=ME), MoveFacts(planner=OTHER)

YES, NO, HIDDEN = "yes", "no", "hidden"


@pytest.mark.parametrize(
    ("actor", "action", "facts", "answer"),
    [
        (person("process_designer"), Action.PLAN_MOVE, MY_PLAN, YES),
        (person("process_designer"), Action.PLAN_MOVE, THEIR_PLAN, NO),
        (person("process_designer"), Action.APPROVE_MOVE, THEIR_PLAN, NO),
        (person("process_publisher"), Action.APPROVE_MOVE, THEIR_PLAN, YES),
        (person("process_publisher"), Action.UNDO_MOVE, THEIR_PLAN, YES),
        (person("process_publisher"), Action.PLAN_MOVE, MY_PLAN, NO),
        (person("process_designer", "process_publisher"), Action.APPROVE_MOVE, MY_PLAN, NO),
        (person("process_designer", "process_publisher"), Action.UNDO_MOVE, MY_PLAN, NO),
        (person("legal_reviewer"), Action.VIEW_MOVES, None, NO),
        (person("legal_reviewer"), Action.VIEW_TASK, LEGAL_TASK, YES),
        (person("supervisor"), Action.VIEW_TASK, LEGAL_TASK, HIDDEN),
        (person("supervisor"), Action.COMPLETE_TASK, LEGAL_TASK, HIDDEN),
        (person("supervisor"), Action.VIEW_TASK, MY_TASK, HIDDEN),
        (person("legal_reviewer"), Action.CLAIM_TASK, LEGAL_TASK, YES),
        (person("legal_reviewer"), Action.COMPLETE_TASK, LEGAL_TASK, YES),
        (person("legal_reviewer"), Action.COMPLETE_TASK, MY_TASK, YES),
        (person("legal_reviewer"), Action.COMPLETE_TASK, THEIR_TASK, NO),
        (person("legal_reviewer"), Action.CLAIM_TASK, THEIR_TASK, NO),
        (person("legal_reviewer"), Action.VIEW_TASK, THEIR_TASK, YES),
        (person("legal_reviewer"), Action.RELEASE_TASK, LEGAL_TASK, NO),
        (person("legal_reviewer"), Action.RELEASE_TASK, MY_TASK, YES),
        (person("legal_reviewer"), Action.RELEASE_TASK, THEIR_TASK, NO),
        (person("legal_reviewer"), Action.CLAIM_TASK, AFTER_MY_GROUNDS, NO),
        (person("legal_reviewer"), Action.COMPLETE_TASK, AFTER_MY_GROUNDS, NO),
        (person("legal_reviewer"), Action.VIEW_TASK, AFTER_MY_GROUNDS, YES),
        (person("legal_reviewer"), Action.COMPLETE_TASK, AFTER_THEIR_GROUNDS, YES),
        (person("legal_reviewer"), Action.VIEW_TASK, None, HIDDEN),
        (person("legal_reviewer"), Action.VIEW_CASE, WITH_MY_GROUP, YES),
        (person("legal_reviewer"), Action.VIEW_CASE, OF_OTHERS, HIDDEN),
        (person("legal_reviewer"), Action.VIEW_CASE, I_TOOK_PART, YES),
        (person("administrator"), Action.VIEW_CASE, I_TOOK_PART, HIDDEN),
        (person("process_designer"), Action.VIEW_CASE, WITH_MY_GROUP, HIDDEN),
        (person("investigating_officer"), Action.OPEN_CASE, None, YES),
        (person("legal_reviewer"), Action.OPEN_CASE, None, NO),
        (person("process_designer"), Action.EDIT_DEFINITION, None, YES),
        (person("process_publisher"), Action.EDIT_DEFINITION, None, NO),
        (person("process_publisher"), Action.PUBLISH_DEFINITION, THEIRS, YES),
        (person("process_publisher"), Action.PUBLISH_DEFINITION, MINE, NO),
        (person("process_designer", "process_publisher"), Action.PUBLISH_DEFINITION, MINE, NO),
        (person("process_designer"), Action.PUBLISH_DEFINITION, THEIRS, NO),
        (person("administrator"), Action.CHANGE_USERS, None, YES),
        (person("supervisor"), Action.CHANGE_USERS, None, NO),
        (person("administrator"), Action.LIST_CASES, None, NO),
        (person(), Action.VIEW_INBOX, None, NO),
        (person(), Action.SIGN_OUT, None, YES),
        (person("supervisor"), Action.RUN_AUTOMATIC_STEP, None, NO),
        (SYSTEM, Action.RUN_AUTOMATIC_STEP, None, YES),
        (SYSTEM, Action.COMPLETE_TASK, LEGAL_TASK, NO),
        (SYSTEM, Action.PUBLISH_DEFINITION, THEIRS, NO),
    ],
)
def test_policy(actor: Actor, action: Action, facts: Facts, answer: str) -> None:
    verdict = may(actor, action, facts)
    assert {YES: Allowed, NO: Denied, HIDDEN: Denied}[answer] is type(verdict)
    if isinstance(verdict, Denied):
        assert verdict.hides == (answer == HIDDEN)
        assert verdict.reason.endswith(".")


@pytest.mark.parametrize("action", list(Action))
def test_every_action_is_refused_to_somebody_in_no_group_but_the_open_ones(action: Action) -> None:
    open_to_all = {Action.SIGN_IN, Action.SIGN_OUT, Action.SEE_PUBLIC_PAGE, Action.MANAGE_OWN_SIGN_IN}
    assert isinstance(may(person(), action, LEGAL_TASK), Allowed) == (action in open_to_all)


def test_a_hidden_thing_is_answered_like_one_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        require(person("supervisor"), Action.VIEW_TASK, LEGAL_TASK)


def test_a_forbidden_act_says_what_the_person_did_before() -> None:
    with pytest.raises(NotPermitted, match="You completed “Check grounds” in this case"):
        require(person("legal_reviewer"), Action.COMPLETE_TASK, AFTER_MY_GROUNDS)


def test_all_earlier_steps_are_named_once() -> None:
    facts = TaskFacts("decision_maker", step_name="Decide", earlier=(("B", ME), ("A", ME), ("A", ME), ("C", OTHER)))
    assert separated_from(person("decision_maker"), facts) == (
        "You completed “A” and “B” in this case, so another person has to do “Decide”."
    )


@pytest.mark.parametrize("action", sorted(SIGNED_FOR))
def test_what_is_signed_for_needs_a_fresh_proof_of_who_signs(action: Action) -> None:
    groups = ROLE_FOR[action]
    stale, fresh = (Actor(ME, "me", "Me", groups, confirmed=confirmed) for confirmed in (False, True))
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
