"""A step that is taken several times says in each task's title what it is about, and never who."""

import pytest

from webapp.instances import rules

ABOUT = {"about": "consultee"}


def test_task_says_whose_view_is_recorded() -> None:
    word = rules.about(ABOUT, {"consultee": "csc"})
    assert rules.title("Record a view", word) == "Record a view: Children’s social care"


def test_step_that_is_taken_once_keeps_its_name() -> None:
    assert rules.title("Check grounds", rules.about({}, {"consultee": "csc"})) == "Check grounds"


@pytest.mark.parametrize(
    "value", [None, 3, True, ["csc"], "", "Alex Example", "alex example", "CSC", "csc\n", "x" * 41, "<b>", "é"]
)
def test_nothing_but_a_closed_word_gets_into_a_title(value: object) -> None:
    assert rules.about(ABOUT, {"consultee": value}) == ""
