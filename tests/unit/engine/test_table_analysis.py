"""What the check says about a decision table: what is wrong, what is doubtful, and that an honest table passes."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.engine.tables import decision, definitions, table
from webapp.engine.check import Report, check
from webapp.engine.decisions import evaluate, read_decisions
from webapp.errors import EngineFault

TABLES = sorted((Path(__file__).resolve().parents[3] / "workflows" / "right_to_know").glob("*.dmn"))


def report(inputs: Sequence[str], rows: Sequence[Sequence[str]], **settings: str) -> Report:
    return check({"t.dmn": definitions(decision("d", table(inputs, ["answer"], rows, **settings)))})


def wrong(found: Report) -> list[tuple[str, str]]:
    return [(each.rule, each.message) for each in found.problems]


def doubtful(found: Report) -> list[tuple[str, str]]:
    return [(each.rule, each.message) for each in found.warnings]


def test_overlap_of_a_unique_table_names_rows_and_values() -> None:
    found = report(["age"], [["< 18", '"a"'], [">= 18", '"b"'], ["[10..20]", '"c"']], typed="number")
    assert [(each.element, each.rule) for each in found.problems] == [("r3", "dmn-overlap"), ("r3", "dmn-overlap")]
    assert found.problems[0].message.startswith("Rows 1 and 3 both apply when “age” is 10 or more and less than 18,")


UNIQUE: list[tuple[list[list[str]], bool]] = [
    ([['"a"', "1"], ['"b"', "2"]], False),
    ([['"a"', "1"], ['"b", "a"', "2"]], True),
    ([["-", "1"], ["5", "2"]], True),
    ([["[1..5]", "1"], ["(5..9]", "2"]], False),
    ([["[1..5]", "1"], ["[5..9]", "2"]], True),
    ([["< 5", "1"], ["> 5", "2"]], False),
    ([["not(5)", "1"], ["5", "2"]], False),
    ([["not(5)", "1"], ["6", "2"]], True),
    ([["true", "1"], ["false", "2"]], False),
    ([["null", "1"], ["> 5", "2"]], False),
    ([['@"2026-01-01"', "1"], ['date("2026-01-01")', "2"]], True),
    ([['< @"2026-01-01"', "1"], ['>= @"2026-01-01"', "2"]], False),
    ([['< @"P1D"', "1"], ['[@"PT12H"..@"P2D"]', "2"]], True),
    ([['< @"10:00:00"', "1"], ['> @"09:00:00"', "2"]], True),
    ([['< @"P1Y"', "1"], ['>= @"P12M"', "2"]], False),
    ([['< "m"', "1"], ['> "k"', "2"]], True),
    ([["? > 5", "1"], ["? < 7", "2"]], True),
    ([["? in (1, 2)", "1"], ["? between 3 and 4", "2"]], False),
    ([["> limit", "1"], ["<= limit", "2"]], False),  # depends on the case, so nothing is claimed
    ([["> limit", "1"], ["> limit", "2"]], True),
    ([["contains(?, x)", "1"], ["-", "2"]], True),
    ([["1.0", "1"], ["1", "2"]], True),
]


@pytest.mark.parametrize(("rows", "overlap"), UNIQUE)
def test_overlaps_of_single_cells(rows: list[list[str]], overlap: bool) -> None:
    found = report(["asked"], rows)
    assert ("dmn-overlap" in [each.rule for each in found.problems]) is overlap


def test_overlap_only_where_inputs_depend_on_each_other_is_doubtful() -> None:
    rows = [["> 5", "-", "1"], ["-", "true", "2"]]
    assert wrong(report(["x", "y"], rows)) != []
    found = report(["x", "x < 3"], rows)
    assert found.accepted
    assert "dmn-overlap" in [each.rule for each in found.warnings]


def test_any_rows_may_overlap_when_they_agree() -> None:
    assert report(["x"], [["> 5", '"a"'], ["> 7", '"a"'], ["<= 5", '"b"']], policy="ANY").accepted
    found = report(["x"], [["> 5", '"a"'], ["> 7", '"b"']], policy="ANY")
    assert [rule for rule, _ in wrong(found)] == ["dmn-any-conflict"]


def test_gaps_are_doubtful_and_told_with_values() -> None:
    found = report(["age", "risk"], [["< 18", "-", "1"], ["> 18", '"LOW"', "2"]])
    assert found.accepted
    combined = "“age” is more than 18 and “risk” is something else"
    assert doubtful(found) == [
        ("dmn-gap", f"No row applies when {when}. Add a row or a default, unless that cannot happen.")
        for when in ("“age” is 18", combined)
    ]


def test_complete_tables_have_no_gaps() -> None:
    for found in (
        report(["a", "b"], [["true", "true", "1"], ["true", "false", "2"], ["false", "-", "3"]]),
        report(["a"], [['"x"', "1"], ['"y"', "2"]], allowed='"x", "y"'),
        report(["a"], [['"x"', "1"]], default="2"),
        report(["a"], [['"x"', "1"]], policy="COLLECT"),
        report(["a"], [["null", "1"], ["not(null)", "2"]]),
        report(["a"], [["<= limit", "1"], ["> limit", "2"]]),
    ):
        assert [rule for rule, _ in doubtful(found) if rule == "dmn-gap"] == []


def test_row_that_earlier_rows_hide_can_never_apply() -> None:
    found = report(["a"], [["-", "1"], ["> 5", "2"]], policy="FIRST")
    assert wrong(found) == [
        ("dmn-unreachable", "Row 2 can never apply: row 1 takes all its cases and stands first. Move or remove it.")
    ]
    found = report(["a"], [["< 10", "1"], [">= 10", "2"], ["[5..15]", "3"]], policy="FIRST")
    assert "rows 1 and 2 take all its cases" in found.problems[0].message


def test_catch_all_row_under_first_is_honest() -> None:
    found = report(["a", "b"], [["true", "-", "1"], ["false", "> 3", "2"], ["-", "-", "3"]], policy="FIRST")
    assert found.problems == found.warnings == ()


def test_rows_of_which_the_first_is_taken_are_doubtful() -> None:
    found = report(["a", "b"], [["true", "-", "1"], ["-", "true", "2"], ["-", "-", "3"]], policy="FIRST")
    assert found.accepted
    assert doubtful(found)[0][0] == "dmn-masked"
    assert "row 1 is taken, because it stands first" in doubtful(found)[0][1]


def test_row_that_is_always_outranked_can_never_apply() -> None:
    rows = [["> 5", '"HIGH"'], ["> 7", '"LOW"'], ["<= 5", '"LOW"']]
    found = report(["a"], rows, policy="PRIORITY", values='"HIGH", "LOW"')
    assert [(each.element, each.rule) for each in found.problems] == [("r2", "dmn-unreachable")]


def test_cell_that_no_value_meets() -> None:
    found = report(["a"], [["[5..1]", "1"], ["> 5", "2"]])
    assert [(each.rule, "no value meets [5..1]" in each.message) for each in found.problems] == [
        ("dmn-unreachable", True)
    ]


def test_column_that_no_row_asks_for() -> None:
    found = report(["a", "b"], [["true", "-", "1"], ["false", "-", "2"]])
    assert ("dmn-unused-input", "No row asks for “b”. Remove the column, or fill its cells.") in doubtful(found)


# Cell, type of the column, the rule it breaks, words of the sentence.
WRONG = [
    ('"12"', "number", "dmn-type", '"12" is a text, and the column asks for a number'),
    ("12", "string", "dmn-type", 'Write "12" in quotation marks'),
    ('"true"', "boolean", "dmn-type", "Write it without quotation marks"),
    ("> 5", "string", "dmn-type", "5 is a number, and the column asks for a text"),
    ('"2026-01-01"', "date", "dmn-type", 'Write @"2026-01-01".'),
    ("2026-01-01", "date", "dmn-type", "2024 is a number"),
    ("? = 5", "string", "dmn-type", "5 is a number"),
    ("HIGH", "string", "dmn-unknown-name", 'Write "HIGH" in quotation marks'),
    ("HIGH, LOW", "", "dmn-unknown-name", 'Write "LOW" in quotation marks'),
    ("matchs(?, x)", "", "dmn-unknown-name", "“matchs” is no function"),
    ('"a" or "b"', "", "dmn-type", "“or” joins what is true or false"),
]
SLIPS = [
    ('"a, b"', "", 'one text with a comma in it. Write "a", "b".'),
    ('"> 5"', "", "is a text and no comparison"),
    ('"[1..5]"', "", "is a text and no comparison"),
    ('"true"', "", "Write true without quotation marks"),
    ('"null"', "string", "Write null without quotation marks"),
    ('" a"', "", "begins or ends with a space"),
    ('< "2026-01-01"', "", "is a text and no date"),
    ("1-5", "number", "write [1..5]"),
    ("> limit", "number", "nothing in the file is called “limit”"),
]


@pytest.mark.parametrize(("cell", "typed", "rule", "said"), WRONG)
def test_cells_that_are_wrong(cell: str, typed: str, rule: str, said: str) -> None:
    found = report(["x"], [[cell, "1"]], typed=typed)
    assert [each.rule for each in found.problems if said in each.message] == [rule]
    assert all("Row 1, “x”: " in each.message for each in found.problems)


@pytest.mark.parametrize(("cell", "typed", "said"), SLIPS)
def test_cells_that_are_legal_and_surely_not_meant(cell: str, typed: str, said: str) -> None:
    found = report(["asked"], [[cell, "1"]], typed=typed)
    assert found.accepted
    assert any(said in message for _, message in doubtful(found))


def test_column_without_a_type_takes_that_of_its_question() -> None:
    found = report(["x > 5"], [['"yes"', "1"]])
    assert [rule for rule, _ in wrong(found)] == ["dmn-type"]


def test_answers_are_checked_against_type_allowed_values_and_names() -> None:
    rows = [["1", '"A"'], ["2", '"C"'], ["3", "A"]]
    found = report(["x"], rows, values='"A", "B"')
    assert [(each.element, each.rule) for each in found.problems] == [
        ("r2", "dmn-not-allowed"),
        ("r3", "dmn-unknown-name"),
    ]


def test_values_that_the_column_does_not_allow() -> None:
    found = report(["x"], [['"A"', "1"], ['"B", "C"', "2"]], allowed='"A", "B"')
    assert [(each.element, each.rule) for each in found.problems] == [("r2", "dmn-not-allowed")]


def test_names_are_compared_with_the_inputs_that_are_drawn() -> None:
    drawn = '<inputData id="i" name="risk_level"/><inputData id="j" name="age"/>'
    body = table(["risk_level", "ago"], ["answer"], [["-", "> 1", "1"]], policy="FIRST")
    file = definitions(drawn, decision("d", body, requires=["input:i", "input:j"]))
    found = check({"t.dmn": file})
    assert wrong(found) == [("dmn-unknown-name", "Nothing is called “ago” here. Did you mean “age”?")]
    assert ("dmn-unused-input", "“d” does not use “age”. Remove the arrow, or ask for it.") in doubtful(found)


def test_function_that_does_not_exist_in_a_literal_expression() -> None:
    body = "<literalExpression><text>add workdays(x, 2)</text></literalExpression>"
    assert [rule for rule, _ in wrong(check({"t.dmn": definitions(decision("d", body))}))] == ["dmn-unknown-name"]


@pytest.mark.parametrize("path", TABLES, ids=[path.stem for path in TABLES])
def test_tables_of_the_process_are_accepted(path: Path) -> None:
    found = check({path.name: path.read_bytes()})
    assert found.accepted
    assert found.as_json()["files"][0]["warnings"] == [
        {"element": each.element, "name": each.name, "rule": each.rule, "message": each.message}
        for each in found.warnings
    ]


def test_thousand_rows_come_through_the_gate() -> None:
    rows = [[f'"K{number}"', "-" if number % 3 else "> 5", f'"out {number}"'] for number in range(1_000)]
    assert report(["key", "amount"], rows, policy="FIRST").accepted


def test_table_with_too_many_combinations_says_so() -> None:
    chance = random.Random(1)  # noqa: S311  # a table, and no secret
    rows = [[*(chance.choice(("-", "-", "-", "-", "true", "false")) for _ in range(10)), '"a"'] for _ in range(600)]
    found = report([f"x{number}" for number in range(10)], rows, policy="ANY")
    assert any("too many combinations" in message for _, message in doubtful(found))


CELLS = ["-", "1", "2", "3", "< 2", ">= 2", "[1..2]", "(1..3)", "not(2)", "1, 3", "null", "? > 1", "not(< 2)"]


@pytest.mark.parametrize("seed", range(12))
def test_analysis_agrees_with_what_the_table_answers(seed: int) -> None:
    """Each of many small tables is asked for every combination of values, and the analysis knew."""
    chance = random.Random(seed)  # noqa: S311  # a table, and no secret
    rows = [[chance.choice(CELLS), chance.choice(CELLS), f'"{number}"'] for number in range(4)]
    unique = report(["a", "b"], rows)
    first = report(["a", "b"], rows, policy="FIRST")
    values = (0, 1, 1.5, 2, 2.5, 3, 4, None)
    content = {
        policy: read_decisions(definitions(decision("d", table(["a", "b"], ["answer"], rows, policy=policy))), "t.dmn")
        for policy in ("UNIQUE", "FIRST")
    }
    overlaps = gaps = False
    reached: set[int] = set()
    for given in [{"a": one, "b": other} for one in values for other in values]:
        known = None not in given.values()
        answer = evaluate(content["FIRST"], "d", given)
        reached |= set(answer.rows)
        gaps = gaps or (known and not answer.rows)
        try:
            evaluate(content["UNIQUE"], "d", given)
        except EngineFault:
            overlaps = overlaps or known
    rules = [rule for rule, _ in wrong(unique)]
    assert ("dmn-overlap" in rules) is overlaps
    assert any(rule == "dmn-gap" for rule, _ in doubtful(first)) >= gaps
    dead = {int(each.element[1:]) for each in first.problems if each.rule == "dmn-unreachable"}
    assert dead.isdisjoint(reached)
    assert {1, 2, 3, 4} - reached == dead
