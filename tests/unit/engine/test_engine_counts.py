"""What a persisted completion costs, in counts that no other work on the machine can change."""

import sys

from tests.unit.engine.drawing import chain, diagram, end, flow, gateway, start, user
from tests.unit.engine.walking import NOON
from webapp.engine.adapter import apply, run
from webapp.engine.commands import CompleteUserTask, Start
from webapp.engine.parse import parse_package

MOST_CALLS = 750
MOST_BYTES = 300


def calls(action):
    """How many Python functions are called, and what the action gives."""
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        given = action()
    finally:
        sys.setprofile(None)
    return count, given


def completion(definition, step):
    command = CompleteUserTask(step.open_tasks[0].task_id, {})
    return run(definition, apply(definition, step.state, command, NOON).state, {}, NOON)


def begun(*inside, **variables):
    definition = parse_package({"a.bpmn": diagram(*inside)})
    return definition, run(definition, apply(definition, None, Start(variables), NOON).state, {}, NOON)


def test_completion_calls_few_functions_however_long_the_process_is():
    ids = [f"t{number}" for number in range(40)]
    definition, step = begun(start(), *(user(own) for own in ids), end(), chain("start", *ids, "end"))
    count, step = calls(lambda: completion(definition, step))
    assert count <= MOST_CALLS
    assert len(step.state) <= MOST_BYTES


def test_round_two_hundred_of_a_rework_calls_no_more_than_round_ten():
    definition, step = begun(
        start(),
        gateway("exclusive", "again"),
        user("draft"),
        gateway("exclusive", "enough", default="enough_to_end"),
        end(),
        chain("start", "again", "draft", "enough"),
        flow("enough", "again", when="=more"),
        flow("enough", "end"),
        more=True,
    )
    counts, sizes = [], []
    for _ in range(200):
        count, step = calls(lambda now=step: completion(definition, now))
        counts.append(count)
        sizes.append(len(step.state))
    assert counts[-1] <= counts[9] * 1.02
    assert sizes[-1] <= sizes[9] + 10


def test_fourteen_pairs_of_fork_and_join_start_with_few_calls():
    parts, before = [start(), end()], "start"
    for n in range(14):
        parts += [gateway("parallel", f"f{n}"), user(f"a{n}"), user(f"b{n}"), gateway("parallel", f"j{n}")]
        parts += [flow(before, f"f{n}"), chain(f"f{n}", f"a{n}", f"j{n}"), chain(f"f{n}", f"b{n}", f"j{n}")]
        before = f"j{n}"
    definition = parse_package({"a.bpmn": diagram(*parts, flow(before, "end"))})
    _ = definition.specification
    count, step = calls(
        lambda: run(definition, apply(definition, None, Start({}), NOON).state, {}, NOON),
    )
    assert count <= 2 * MOST_CALLS
    assert len(step.state) <= 2 * MOST_BYTES
