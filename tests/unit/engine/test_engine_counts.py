"""What a persisted completion costs, in counts that no other work on the machine can change."""

import sys
import tracemalloc

from bench import engine_models
from tests.unit.engine.drawing import chain, diagram, end, flow, gateway, start, user
from tests.unit.engine.walking import NOON
from webapp.engine import state
from webapp.engine.adapter import apply, run
from webapp.engine.commands import CompleteUserTask, Start
from webapp.engine.parse import parse_package

MOST_CALLS = 550
MOST_BYTES = 300
# Of a whole case: its costliest completion begins several things at once and works out a decision.
MOST_CALLS_OF_A_CASE = 2_050
MOST_BYTES_OF_A_CASE = 900
MOST_MEMORY = 20_000


def called(action):
    """The files and names of the Python functions that are called, in their order, and what the action gives."""
    names = []

    def note(frame, event, argument):
        if event == "call":
            names.append((frame.f_code.co_filename, frame.f_code.co_name))

    sys.setprofile(note)
    try:
        given = action()
    finally:
        sys.setprofile(None)
    return names, given


def calls(action):
    """How many Python functions are called, and what the action gives."""
    names, given = called(action)
    return len(names), given


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


def whole_case():
    """Every completion of a whole case: what it called, and the step it came to."""
    model = engine_models.case()
    definition = parse_package(model.ours, "process")
    step = run(definition, apply(definition, None, Start(dict(model.start)), NOON).state, {}, NOON)
    while not step.ended:
        forget_what_was_read_back()
        task = min(step.open_tasks, key=lambda task: task.element_id)
        command = CompleteUserTask(task.task_id, model.answers.get(task.element_id, {}))

        def complete(now=step, command=command):
            return run(definition, apply(definition, now.state, command, NOON).state, {}, NOON)

        names, step = called(complete)
        yield definition, names, step


def forget_what_was_read_back():
    """As in a later request: the state is read from its bytes."""
    state.READ_BACK.last = None


def test_no_completion_of_a_whole_case_costs_more_than_so_many_calls_and_bytes():
    found = [(len(names), len(step.state)) for _, names, step in whole_case()]
    assert len(found) == 29
    assert max(count for count, _ in found) <= MOST_CALLS_OF_A_CASE
    assert max(size for _, size in found) <= MOST_BYTES_OF_A_CASE


def test_no_completion_reads_parses_or_compiles_anything():
    """The definition is made once in a process; a request only looks its specification up."""
    never = ("reading.py", "reader.py", "reader_details.py", "xmlgate.py", "engine/compiler.py", "compiler_nodes.py")
    for _, names, _ in whole_case():
        assert [name for name in names if name[0].endswith(never) or "/feel/parsing" in name[0]] == []
        assert [name for file, name in names if file.endswith("parse.py") and name.startswith("_")] == []


def test_live_instance_of_a_whole_case_takes_little_memory():
    definition, _, step = next(whole_case())
    forget_what_was_read_back()
    tracemalloc.start()
    kept = state.load(step.state, definition.specification, NOON)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept.tasks
    assert size <= MOST_MEMORY
