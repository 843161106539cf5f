"""A running case goes over to another version of its process: branches that have begun and joins that wait."""

import pytest

from tests.unit.engine.drawing import (
    chain,
    diagram,
    end,
    gateway,
    start,
    user,
)
from tests.unit.engine.moving import migration, move, refusals
from tests.unit.engine.walking import NOON, Walk


def branches(*, a=("a",), b=("b",), third=False, kind="parallel"):
    ways = [chain("split", *a, "join"), chain("split", *b, "join")]
    tasks = [user(own) for own in (*a, *b)]
    if third:
        ways.append(chain("split", "c", "join"))
        tasks.append(user("c"))
    return diagram(
        start(), gateway(kind, "split"), *tasks, gateway(kind, "join"), user("after"), end(), *ways,
        chain("start", "split"), chain("join", "after", "end"),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
def test_token_that_waits_at_a_join_goes_on_waiting_for_the_other_branch(kind):
    walk = Walk(branches(kind=kind)).done("a")
    move(walk, branches(kind=kind, a=("a", "x"), b=("b", "y")))
    assert walk.open == ["b"]
    assert walk.done("b").open == ["y"]
    assert walk.done("y").open == ["after"]
    assert walk.done("after").ended


def test_branch_drawn_beside_others_that_have_begun_would_never_come_and_refuses_the_case():
    walk = Walk(branches()).done("a")
    assert refusals(walk, branches(third=True)) == [("stuck", "join")]
    found = migration(walk, branches(third=True)).move(walk.step.state, NOON)
    assert "would wait for a branch that does not come" in found.problems[0].message


def test_inclusive_join_does_not_wait_for_a_branch_that_this_case_does_not_have():
    walk = Walk(branches(kind="inclusive")).done("a")
    move(walk, branches(kind="inclusive", third=True))
    assert walk.done("b").open == ["after"]


def test_join_is_passed_when_the_branch_it_waited_for_is_mapped_into_it():
    walk = Walk(branches()).done("a")
    one = diagram(start(), user("a"), gateway("parallel", "join"), user("after"), end(),
                  chain("start", "a", "join", "after", "end"))  # fmt: skip
    assert refusals(walk, one) == [("token", "b")]
    alone = diagram(start(), user("a"), user("after"), end(), chain("start", "a", "after", "end"))
    assert ("token", "join") in refusals(walk, alone)


def test_branches_that_the_new_version_does_one_after_the_other_would_be_done_twice_and_refuse_the_case():
    sequence = diagram(
        start(), user("a"), user("b"), user("after"), end(), chain("start", "a", "b", "after", "end")
    )  # fmt: skip
    walk = Walk(branches())
    assert refusals(walk, sequence) == [("beside", "a")]
    message_ = migration(walk, sequence).move(walk.step.state, NOON).problems[0].message
    assert '"a" and "b" would go on side by side' in message_
    walk = Walk(branches(kind="inclusive")).done("a")
    one_branch = diagram(
        start(), gateway("inclusive", "split"), user("b"), gateway("inclusive", "join"), user("after"), end(),
        chain("start", "split", "b", "join", "after", "end"),
    )  # fmt: skip
    assert refusals(walk, one_branch) == [("beside", "b")]


def test_way_by_which_a_token_came_must_still_lead_into_the_join():
    walk = Walk(branches()).done("a")
    swapped = diagram(
        start(), gateway("parallel", "split"), user("a"), user("b"), user("c"), gateway("parallel", "join"), end(),
        end("other"), chain("start", "split", "b", "join", "end"), chain("split", "a", "other"),
        chain("split", "c", "join"),
    )  # fmt: skip
    assert refusals(walk, swapped) == [("join", "join")]
