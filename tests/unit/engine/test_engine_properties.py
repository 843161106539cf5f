"""Random sound diagrams are accepted and always come to their end; changed ones are refused or never get stuck."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.engine.sound_diagrams import LEAVES, ONE, ONE_MORE, TWO, Drawn, Wanderer, blocks, mutated, named
from webapp.engine.check import check

CHANCE = st.integers(0, 10**6).map(Random)
BRIEF = settings(max_examples=60, deadline=None)
LONG = settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))


def comes_to_its_end(block, dice):
    drawn = Drawn()
    files = drawn.whole(block)
    assert check(named(files), main="process").problems == ()
    wanderer = Wanderer(files, drawn.conditions, dice)
    assert wanderer.go(), f"still open after many steps: {wanderer.walk.open}"
    assert wanderer.walk.open == []


def is_refused_or_never_stuck(block, dice):
    """The gate's promise: what it lets through is never left with nothing to do and nothing to wait for."""
    drawn = Drawn()
    files = mutated(drawn.whole(block), dice, dice.randint(1, 3))
    problems = check(named(files), main="process").problems
    assert all(problem.message and problem.rule and problem.element for problem in problems)
    if not problems:
        Wanderer(files, drawn.conditions, dice).go(steps=60)


@BRIEF
@given(blocks(), CHANCE)
def test_random_sound_diagram_is_accepted_and_always_completes(block, dice):
    comes_to_its_end(block, dice)


@pytest.mark.parametrize("kind", [*LEAVES, *ONE, *ONE_MORE, *TWO])
def test_each_kind_of_block_is_accepted_and_completes(kind):
    block = (
        kind
        if kind in LEAVES
        else (kind, ["task", ("beside", ["task", "note"])][: 1 if kind in (*ONE, *ONE_MORE) else 2])
    )
    for seed in range(4):
        comes_to_its_end(block, Random(seed))  # noqa: S311 - chance, not secrecy


@BRIEF
@given(blocks(), CHANCE)
def test_changed_diagram_is_refused_or_never_stuck(block, dice):
    is_refused_or_never_stuck(block, dice)


@pytest.mark.long
@LONG
@given(blocks(most=20), CHANCE)
def test_thousands_of_sound_diagrams_complete(block, dice):
    comes_to_its_end(block, dice)


@pytest.mark.long
@LONG
@given(blocks(most=20), CHANCE)
def test_thousands_of_changed_diagrams_are_refused_or_never_stuck(block, dice):
    is_refused_or_never_stuck(block, dice)
