"""Choosing, splitting and joining."""

import pytest

from tests.unit.engine.drawing import chain, diagram, end, flow, gateway, script, start, task, user
from tests.unit.engine.walking import Walk
from webapp.errors import EngineFault


def choice(kind="exclusive", default="", first="=x > 1", second="=x > 5"):
    more = {"default": default} if default else {}
    return diagram(
        start(),
        gateway(kind, "which", name="Which?", **more),
        user("a"),
        user("b"),
        user("c"),
        end(),
        flow("start", "which"),
        flow("which", "a", first),
        flow("which", "b", second),
        flow("which", "c", "" if default else "=false"),
        chain("a", "end"),
        chain("b", "end"),
        chain("c", "end"),
    )


def test_exclusive_gateway_takes_the_first_true_condition_only():
    assert Walk(choice(), x=9).open == ["a"]


def test_exclusive_gateway_takes_the_default_when_nothing_is_true():
    assert Walk(choice(default="which_to_c"), x=0).open == ["c"]


def test_exclusive_gateway_without_a_way_is_a_fault_that_names_the_gateway():
    with pytest.raises(EngineFault) as raised:
        Walk(choice(), x=0)
    assert raised.value.element_id == "which"
    assert raised.value.element_name == "Which?"
    assert "No condition is true" in raised.value.sentence


@pytest.mark.parametrize("value", ["False", "no", "true", 0, 1, [False], None, {}])
def test_condition_that_is_not_a_boolean_opens_nothing(value):
    with pytest.raises(EngineFault, match="exactly true or false"):
        Walk(choice(first="=answer"), x=9, answer=value)
    with pytest.raises(EngineFault, match="exactly true or false"):
        Walk(choice(first="=nobody_wrote_this"), x=9)


def test_inclusive_gateway_takes_every_true_condition():
    assert Walk(choice("inclusive"), x=9).open == ["a", "b"]


def test_inclusive_gateway_takes_the_default_only_when_nothing_is_true():
    assert Walk(choice("inclusive", default="which_to_c"), x=9).open == ["a", "b"]
    assert Walk(choice("inclusive", default="which_to_c"), x=0).open == ["c"]


def parallel(*between):
    return diagram(
        start(),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        gateway("parallel", "join"),
        user("after"),
        end(),
        chain("start", "split", "a", "join", "after", "end"),
        chain("split", "b", "join"),
        *between,
    )


def test_parallel_join_waits_for_every_branch_in_any_order():
    for first, second in (("a", "b"), ("b", "a")):
        walk = Walk(parallel())
        assert walk.open == ["a", "b"]
        assert walk.done(first).open == [second]
        assert walk.done(second).open == ["after"]
        assert walk.done("after").ended


def test_branches_see_each_others_results_and_no_old_value_comes_back_at_the_join():
    walk = Walk(parallel(), decision="approve")
    walk.done("a", decision="refuse").done("b", note="late")
    assert walk.values["decision"] == "refuse"


def test_exclusive_join_lets_every_token_through():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        task("a"),
        task("b"),
        gateway("exclusive", "join"),
        user("after"),
        end(),
        chain("start", "split", "a", "join", "after", "end"),
        chain("split", "b", "join"),
    )
    walk = Walk(drawn)
    assert walk.open == ["after", "after"]
    assert not walk.done("after").ended
    assert walk.done("after").ended


def test_implicit_split_and_merge_of_an_activity():
    drawn = diagram(
        start(), task("t"), user("a"), user("b"), end(), chain("start", "t", "a", "end"), chain("t", "b", "end")
    )
    walk = Walk(drawn)
    assert walk.open == ["a", "b"]
    assert walk.done("a").open == ["b"]
    assert walk.done("b").ended


def conditional_activity(x):
    drawn = diagram(
        start(),
        user("t", default="t_to_c"),
        user("a"),
        user("b"),
        user("c"),
        end(),
        flow("start", "t"),
        flow("t", "a", "=x > 1"),
        flow("t", "b", "=x > 5"),
        flow("t", "c"),
        *(flow(own, "end") for own in "abc"),
    )
    return Walk(drawn).done("t", x=x).open


def test_conditions_on_flows_out_of_an_activity_are_asked():
    assert conditional_activity(3) == ["a"]
    assert conditional_activity(9) == ["a", "b"]
    assert conditional_activity(0) == ["c"]


def test_condition_that_fails_after_a_task_does_not_lose_the_answer():
    drawn = diagram(
        start(),
        user("t"),
        end(),
        end("other"),
        flow("start", "t"),
        flow("t", "end", "=y"),
        flow("t", "other", "=not(y)"),
    )
    walk = Walk(drawn)
    from webapp.engine.adapter import apply, run
    from webapp.engine.commands import CompleteUserTask

    checkpoint = apply(
        walk.definition, walk.step.state, CompleteUserTask(walk.step.open_tasks[0].task_id, {"y": "yes"}), walk.now
    )
    with pytest.raises(EngineFault) as raised:
        run(walk.definition, checkpoint.state, {}, walk.now)
    assert raised.value.element_id == "t"
    assert checkpoint.variables == {"y": "yes"}
    assert checkpoint.open_tasks == ()


def test_parallel_gateway_that_joins_and_splits_at_once():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        gateway("parallel", "both"),
        user("c"),
        user("d"),
        end(),
        chain("start", "split", "a", "both", "c", "end"),
        chain("split", "b", "both", "d", "end"),
    )
    walk = Walk(drawn)
    assert walk.done("a").open == ["b"]
    assert walk.done("b").open == ["c", "d"]


def test_two_flows_from_one_gateway_to_the_same_join_count_as_two():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        gateway("parallel", "join"),
        user("after"),
        end(),
        chain("start", "split", "join", "after", "end"),
        flow("split", "join", own="second"),
    )
    assert Walk(drawn).open == ["after"]


def test_parallel_join_in_a_loop_starts_afresh_each_time():
    drawn = diagram(
        start(),
        gateway("exclusive", "again"),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        gateway("parallel", "join"),
        gateway("exclusive", "enough"),
        end(),
        chain("start", "again", "split", "a", "join", "enough"),
        chain("split", "b", "join"),
        flow("enough", "end", "=stop"),
        flow("enough", "again", "=not(stop)"),
    )
    walk = Walk(drawn, stop=False)
    for _ in range(5):
        assert walk.done("a").open == ["b"]
        assert walk.done("b").open == ["a", "b"]
    walk.done("b", stop=True).done("a")
    assert walk.ended


def inclusive(x):
    drawn = diagram(
        start(),
        gateway("inclusive", "split"),
        user("a"),
        user("b"),
        gateway("inclusive", "join"),
        user("after"),
        end(),
        flow("start", "split"),
        flow("split", "a", "=x > 0"),
        flow("split", "b", "=x > 5"),
        chain("a", "join", "after", "end"),
        chain("b", "join"),
    )
    return Walk(drawn, x=x)


def test_inclusive_join_waits_for_the_branches_that_were_taken():
    one = inclusive(1)
    assert one.open == ["a"]
    assert one.done("a").open == ["after"]
    two = inclusive(9)
    assert two.done("b").open == ["a"]
    assert two.done("a").open == ["after"]
    assert two.done("after").ended


def test_inclusive_join_goes_on_when_the_other_branch_ends_elsewhere():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        gateway("exclusive", "way"),
        gateway("inclusive", "join"),
        user("after"),
        end(),
        end("away"),
        chain("start", "split", "a", "join", "after", "end"),
        chain("split", "b", "way"),
        flow("way", "join", "=come"),
        flow("way", "away", "=not(come)"),
    )
    assert Walk(drawn).done("a").open == ["b"]
    assert Walk(drawn).done("a").done("b", come=False).open == ["after"]
    assert Walk(drawn).done("a").done("b", come=True).open == ["after"]


def test_fourteen_fork_and_join_pairs_in_a_row_start_at_once():
    parts, ids = [], ["start"]
    for number in range(14):
        split, join = f"s{number}", f"j{number}"
        parts += [gateway("parallel", split), gateway("parallel", join), task(f"a{number}"), user(f"b{number}")]
        parts += [chain(split, f"a{number}", join), chain(split, f"b{number}", join), flow(ids[-1], split)]
        ids.append(join)
    walk = Walk(diagram(start(), end(), *parts, flow(ids[-1], "end")))
    assert len(walk.step.state) < 2_000
    for number in range(14):
        walk.done(f"b{number}")
    assert walk.ended


def test_loop_without_anyone_acting_stops_at_the_limit_and_names_an_element():
    drawn = diagram(
        start(),
        gateway("exclusive", "g"),
        script("t", "=1", "n"),
        user("u"),
        end(),
        chain("start", "g"),
        flow("g", "t", "=true"),
        flow("g", "u", "=false"),
        chain("t", "g"),
        chain("u", "end"),
    )
    with pytest.raises(EngineFault, match="500 automatic steps") as raised:
        Walk(drawn)
    assert raised.value.element_id in ("g", "t")
