"""This FEEL against the npm reference, expression by expression, with every difference listed and justified."""

from pathlib import Path
from typing import Any

import pytest

from tests.conformance.reference import HERE, Question, node, ours, questions, same, theirs
from tests.fixtures.summary import note

FEWEST = 400
QUESTIONS = questions()


def listed() -> dict[str, str]:
    """The known differences, each with its reason."""
    found: dict[str, str] = {}
    reason = ""
    for line in (HERE / "differences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            reason = line.removeprefix("## ")
        elif line and not line.startswith("# "):
            found[line] = reason
    return found


@pytest.fixture(scope="module")
def reference(pytestconfig: pytest.Config) -> list[tuple[Question, Any]]:
    """Each question with the reference's answer; none where the machine has no Node or the reference is not there."""
    program = node()
    found = [] if program is None else list(zip(QUESTIONS, theirs(QUESTIONS, program), strict=True))
    if found:
        note(pytestconfig, f"FEEL: {len(found)} expressions compared with the npm reference.")
    else:
        missing = "Node or its packages are missing (./rtk test fetches them)."
        note(pytestconfig, f"FEEL: not compared with the npm reference: {missing}", warning=True)
    return found


def test_there_are_enough_questions_and_none_is_asked_twice() -> None:
    asked = [(each.file == "cells", str(each)) for each in QUESTIONS]
    assert len(set(asked)) == len(asked) >= FEWEST


def test_every_known_difference_is_a_question_and_has_a_reason() -> None:
    known = listed()
    assert set(known) <= {str(each) for each in QUESTIONS}
    assert all(len(reason) > len("Because.") for reason in known.values())


def test_answers_are_those_of_the_reference_but_for_the_known_differences(
    reference: list[tuple[Question, Any]],
) -> None:
    """Without Node the closing lines of the run say so, and the listed questions still have answers here."""
    differences = {str(each) for each, answer in reference if not same(ours(each), answer)}
    expected = set(listed()) if reference else set()
    assert differences == expected


def test_numbers_within_binary_fractions_are_the_same_and_kinds_are_kept_apart() -> None:
    assert same([1, {"a": 0.3}], [1, {"a": 0.1 + 0.2}])
    assert not same([True], [1])
    assert not same([None], [False])
    assert not same({"a": 1}, {"b": 1})


def test_differences_are_justified_on_the_page_for_designers() -> None:
    page = (Path(__file__).parents[2] / "docs" / "feel.md").read_text(encoding="utf-8")
    assert all(reason in page for reason in listed().values())
