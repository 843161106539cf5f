"""Random cases moved to random versions by random mappings: whatever is accepted comes to its end."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.engine.random_diagrams import BLOCKS, Drawn
from tests.unit.engine.walking import Walk
from webapp.engine.migration import Migration, propose
from webapp.engine.parse import parse_package

MOST_STEPS = 200


def begun(block, dice):
    """A walk through a random diagram that has come some steps, and the variables that its gateways ask for."""
    drawn = Drawn()
    walk = Walk(drawn.whole(block), **dict.fromkeys(drawn.conditions, False))
    for _ in range(dice.randrange(4)):
        if not walk.ended:
            walk.done(dice.choice(walk.open), **answers(drawn, dice))
    return walk, drawn


def answers(drawn, dice):
    return {name: dice.random() < 0.3 for name in drawn.conditions}


def walk_to_the_end(walk, drawn, dice):
    for _ in range(MOST_STEPS):
        if walk.ended:
            return
        assert walk.open, "the case stands still"
        walk.done(dice.choice(walk.open), **answers(drawn, dice))
    raise AssertionError("the case does not come to its end")


@settings(max_examples=150, deadline=None)
@given(BLOCKS, BLOCKS, st.integers(0, 10**6).map(Random))
def test_case_that_is_accepted_by_another_version_comes_to_its_end_there(one, other, dice):
    walk, _ = begun(one, dice)
    drawn = Drawn()
    target = parse_package({"other.bpmn": drawn.whole(other)})
    kinds = {}
    for own, element in target.elements.items():
        kinds.setdefault(element.kind, []).append(own)
    mapping = {own: dice.choice(kinds.get(element.kind, [""])) for own, element in walk.definition.elements.items()}
    if walk.ended:
        return
    moved = Migration(walk.definition, target, mapping).move(walk.step.state, walk.now)
    if moved.step is None:
        assert moved.problems
        assert all(problem.message for problem in moved.problems)
        return
    walk.definition, walk.step = target, moved.step
    walk.run_on()
    walk_to_the_end(walk, drawn, dice)


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.integers(0, 10**6).map(Random))
def test_case_moved_to_the_same_drawing_after_every_step_comes_to_its_end(block, dice):
    walk, drawn = begun(block, dice)
    one = walk.definition
    other = parse_package(one.files, one.main)
    for _ in range(MOST_STEPS):
        if walk.ended:
            break
        moved = Migration(one, other, propose(one, other)).move(walk.step.state, walk.now)
        assert (moved.problems, moved.notes) == ((), ())
        walk.definition, walk.step = other, moved.step
        one, other = other, one
        walk.done(dice.choice(walk.open), **answers(drawn, dice))
    assert walk.ended
