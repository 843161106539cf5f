"""What is usually answered stands once, and a worked case says only what is special about it."""

import pytest

from webapp.errors import DefinitionRefused
from webapp.scenarios.format import read_scenario
from webapp.scenarios.steps import Complete
from webapp.scenarios.usual import scenario_of

USUAL = b"""
ask: {as: officer, with: {name: Victim A, told: yes, rows: [1, 2]}}
answer: {as: lawyer/2, with: {agreed: yes}}
"""
HEAD = "name: n\nprocess: p\nat: 2026-03-02T09:00:00Z\nsteps:\n"


def steps(text: str) -> list[object]:
    files = {"scenarios/usual.yaml": USUAL, "scenarios/own.yaml": (HEAD + text).encode()}
    return list(scenario_of(files, "scenarios/own.yaml").steps)


def test_steps_are_completed_as_usual_one_after_another() -> None:
    assert steps("  - usual: [ask, answer]") == [
        Complete("ask", "officer", 1, {"name": "Victim A", "told": True, "rows": [1, 2]}),
        Complete("answer", "lawyer", 2, {"agreed": True}),
    ]


def test_what_differs_replaces_the_usual_answer_and_a_tilde_leaves_it_out() -> None:
    text = "  - {complete: ask, like: usual, with: {told: no, rows: ~, more: 3}}"
    assert steps(text) == [Complete("ask", "officer", 1, {"name": "Victim A", "told": False, "more": 3})]


def test_another_person_may_answer_as_usual() -> None:
    assert steps("  - {complete: answer, like: usual, as: officer}") == [
        Complete("answer", "officer", 1, {"agreed": True})
    ]


def test_without_like_nothing_is_taken_over() -> None:
    assert steps("  - {complete: ask, as: officer, with: {told: no}}") == [
        Complete("ask", "officer", 1, {"told": False})
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  - usual: ask", "step 1: usual is a list of element ids."),
        ("  - usual: [nothing]", "there is no usual answer to “nothing”"),
        ("  - {complete: nothing, like: usual}", "like is “usual”, for an element to which there is a usual answer"),
        ("  - {complete: ask, like: always}", "like is “usual”, for an element to which there is a usual answer"),
        ("  - {usual: [ask], as: officer}", "“as” means nothing here"),
    ],
)
def test_what_cannot_be_taken_over_is_named(text: str, sentence: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        steps(text)
    assert any(sentence in str(problem) for problem in refused.value.problems)


def test_a_scenario_without_such_a_file_reads_as_ever() -> None:
    assert read_scenario(HEAD + "  - {complete: ask}", "own.yaml").steps == [Complete("ask")]
