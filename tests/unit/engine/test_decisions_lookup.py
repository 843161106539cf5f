"""A table that finds its rows by value answers and explains as one that tries each row."""

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.engine.tables import decision, definitions, table
from webapp.engine.decisions import DecisionModel, evaluate, read_decisions

ROWS = [
    ['"A"', "1", "-", '"one"'],
    ['"B"', "1, 2", "-", '"two"'],
    ['"A", "C"', "2", "> 5", '"three"'],
    ["-", "3.0", "-", '"four"'],
    ["null", "-", "-", '"five"'],
    ['"D"', "null", "-", '"six"'],
    ['"E"', "> 7", "-", '"seven"'],
    ['not("A")', "4", "-", '"eight"'],
    ["-", "-", "< 0", '"nine"'],
]


def model(policy: str) -> DecisionModel:
    body = table(["x", "y", "z"], ["answer"], ROWS, policy=policy)
    return read_decisions(definitions(decision("d", body)), "t.dmn")


def without_lookup(found: DecisionModel) -> DecisionModel:
    element = found.elements["d"]
    assert element.table is not None
    assert element.table.lookup is not None
    plain = replace(element.table, lookup=None)
    element.table, element.code = plain, plain.decide
    return found


GIVEN: list[tuple[Any, Any, Any]] = [
    (x, y, z) for x in ("A", "B", "C", "E", "Z", None, 5, True) for y in (1, 2, 3, 4, 8, None, "1") for z in (-1, 9)
]


@pytest.mark.parametrize("policy", ["COLLECT", "FIRST", "RULE ORDER"])
def test_lookup_changes_no_answer(policy: str) -> None:
    quick, slow = model(policy), without_lookup(model(policy))
    for x, y, z in GIVEN:
        given = {"x": x, "y": y, "z": z}
        one, other = evaluate(quick, "d", given), evaluate(slow, "d", given)
        assert (one.outputs, one.rows, one.matched) == (other.outputs, other.rows, other.matched)
        reports = one.tables[0].rows, other.tables[0].rows
        assert [(row.number, row.applies) for row in reports[0]] == [(row.number, row.applies) for row in reports[1]]


def test_rows_that_were_not_tried_say_why_they_do_not_apply() -> None:
    result = evaluate(model("COLLECT"), "d", {"x": "A", "y": 1, "z": 1})
    assert "Row 1 applies." in result.explanation
    assert 'Row 2 does not apply: “x” is A, and the row asks for "B".' in result.explanation
    assert "Row 4 does not apply: “y” is 1, and the row asks for 3.0." in result.explanation
