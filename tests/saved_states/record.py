"""Saved states of a release, taken from conformance scenarios in the middle of their course.

`.venv/bin/python -m tests.saved_states.record FOLDER` writes one for each family of elements. Those of a release that
has been published are never written again: they must load for ever.
"""

import base64
import json
import sys
from datetime import datetime
from pathlib import Path

from tests.workflows.second_process import course_of
from webapp.engine import adapter
from webapp.engine.commands import CompleteUserTask, FireTimers
from webapp.engine.parse import ParsedDefinition, parse_package
from webapp.scenarios.diagram import diagram_files

SCENARIOS = Path(__file__).parents[1] / "workflows" / "conformance"
FAMILIES = (
    "sequence",
    "parallel_nested",
    "inclusive_both",
    "inclusive_join_in_a_loop",
    "event_gateway_timer_wins",
    "boundary_timer_from_a_variable_beside",
    "boundary_cycle_beside",
    "boundary_message_on_a_sub_process_beside",
    "boundary_conditional_beside",
    "event_sub_process_message_every_time",
    "event_sub_process_cycle",
    "event_sub_process_error",
    "event_sub_process_signal_beside",
    "escalation_beside",
    "sub_process_nested_three_deep",
    "sub_process_own_variables",
    "call_in_a_call",
    "call_for_each_item",
    "multi_instance_collects_in_order",
    "multi_instance_sequential_collects",
    "multi_instance_sub_process",
    "standard_loop_maximum",
    "message_wrong_key_waits_on",
    "receive_task",
    "time_cycle_over_month_ends",
    "dates_and_decimals",
    "exclusive_nothing_true_without_default",
    "link_from_two_places",
    "service_given_up_by_timer",
)
MOST_STEPS = 60


def goes_on(definition: ParsedDefinition, state: bytes, at: datetime) -> list[str]:
    """What is finished when each open task is completed in turn and each timer fires, up to a bound."""
    trail: list[str] = []
    now = at
    for _ in range(MOST_STEPS):
        step = adapter.look(definition, state, now)
        if step.open_tasks:
            command: CompleteUserTask | FireTimers = CompleteUserTask(step.open_tasks[0].task_id, {})
        elif step.timers:
            now = max(now, min(timer.due_at for timer in step.timers))
            command = FireTimers()
        else:
            break
        checkpoint = adapter.apply(definition, state, command, now)
        after = adapter.run(definition, checkpoint.state, {}, now)
        trail += [element.element_id for element in (*checkpoint.finished, *after.finished)]
        state = after.state
    return [*trail, "ended"] if adapter.look(definition, state, now).ended else trail


def record(folder: Path) -> None:
    """Writes the fixtures."""
    folder.mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        course = course_of(SCENARIOS / f"{family}.yaml")
        files = {path: content.decode() for path, content in diagram_files(SCENARIOS / course["diagram"]).items()}
        # The state with the most in it.
        saved = max(course["saved"], key=lambda each: len(base64.b64decode(each["state"])))
        definition = parse_package({path: text.encode() for path, text in files.items()})
        at = datetime.fromisoformat(saved["at"])
        trail = goes_on(definition, base64.b64decode(saved["state"]), at)
        fixture = {"files": files, **saved, "goes_on": trail}
        (folder / f"{family}.json").write_text(json.dumps(fixture, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    record(Path(sys.argv[1]))
