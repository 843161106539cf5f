"""Decision tables: hit policies, aggregations, checks and explanations."""

from typing import Any

import pytest

from tests.unit.engine.tables import decision, definitions, table
from webapp.engine.decisions import DecisionResult, evaluate, read_decisions
from webapp.errors import DefinitionRefused, EngineFault

ROWS = [
    ("> 0", '"low"'),
    ("> 10", '"middle"'),
    ("> 20", '"high"'),
]
VALUES = '"high", "middle", "low"'
NUMBERS = [("> 0", "1"), ("> 10", "10"), ("> 20", "100")]


def decide(body: str, **inputs: Any) -> DecisionResult:
    return evaluate(read_decisions(definitions(decision("d", body, name="Urgency")), "test.dmn"), "d", inputs)


@pytest.mark.parametrize(
    ("policy", "aggregation", "rows", "score", "wanted", "hit"),
    [
        ("UNIQUE", "", ROWS, 5, "low", (1,)),
        ("UNIQUE", "", ROWS, 0, None, ()),
        ("FIRST", "", ROWS, 25, "low", (1,)),
        ("FIRST", "", ROWS, 0, None, ()),
        ("ANY", "", [("> 0", '"a"'), ("> 1", '"a"')], 5, "a", (1, 2)),
        ("PRIORITY", "", ROWS, 25, "high", (3,)),
        ("PRIORITY", "", ROWS, 15, "middle", (2,)),
        ("COLLECT", "", ROWS, 25, ["low", "middle", "high"], (1, 2, 3)),
        ("RULE ORDER", "", ROWS, 25, ["low", "middle", "high"], (1, 2, 3)),
        ("OUTPUT ORDER", "", ROWS, 25, ["high", "middle", "low"], (3, 2, 1)),
        ("COLLECT", "SUM", NUMBERS, 25, 111, (1, 2, 3)),
        ("COLLECT", "MIN", NUMBERS, 25, 1, (1, 2, 3)),
        ("COLLECT", "MAX", NUMBERS, 25, 100, (1, 2, 3)),
        ("COLLECT", "COUNT", NUMBERS, 25, 3, (1, 2, 3)),
        ("COLLECT", "COUNT", NUMBERS, 0, 0, ()),
        ("COLLECT", "SUM", NUMBERS, 0, None, ()),
        ("COLLECT", "", ROWS, 0, None, ()),
    ],
)
def test_hit_policy(
    policy: str, aggregation: str, rows: list[Any], score: int, wanted: Any, hit: tuple[int, ...]
) -> None:
    values = VALUES if policy in ("PRIORITY", "OUTPUT ORDER") else ""
    body = table(["score"], ["level"], rows, policy=policy, aggregation=aggregation, values=values)
    result = decide(body, score=score)
    assert result.outputs == wanted
    assert result.rows == hit


def test_overlap_under_unique_names_the_rows() -> None:
    with pytest.raises(EngineFault, match="rows 1 and 2 apply, but only one row may"):
        decide(table(["score"], ["level"], ROWS), score=15)


def test_conflict_under_any_names_the_rows() -> None:
    body = table(["score"], ["level"], [("> 0", '"a"'), ("> 1", '"a"'), ("> 2", '"b"')], policy="ANY")
    with pytest.raises(EngineFault, match="rows 1 and 3 apply and give different answers"):
        decide(body, score=5)


def test_several_outputs_make_a_context() -> None:
    body = table(["score"], ["level", "days"], [("> 0", '"a"', "1"), ("<= 0", '"b"', "2")])
    assert decide(body, score=1).outputs == {"level": "a", "days": 1}


def test_several_outputs_collected_make_a_list_of_contexts() -> None:
    body = table(["score"], ["level", "days"], [("> 0", '"a"', "1"), ("> 1", '"b"', "2")], policy="COLLECT")
    assert decide(body, score=5).outputs == [{"level": "a", "days": 1}, {"level": "b", "days": 2}]


def test_priority_looks_at_the_second_column_when_the_first_is_equal() -> None:
    rows = [("> 0", '"high"', '"late"'), ("> 1", '"high"', '"now"')]
    body = table(["score"], ["level", "when"], rows, policy="PRIORITY", values='"high", "low"').replace(
        'name="when">', 'name="when"><outputValues><text>"now", "late"</text></outputValues>'
    )
    assert decide(body, score=5).outputs == {"level": "high", "when": "now"}


def test_default_output_stands_where_no_row_applies() -> None:
    body = table(["score"], ["level"], ROWS, policy="FIRST", default='"none"')
    result = decide(body, score=0)
    assert (result.outputs, result.rows) == ("none", ())


def test_table_without_a_matching_row_says_so() -> None:
    assert "No row of the table applies" in decide(table(["score"], ["level"], ROWS), score=0).remarks[0].message


@pytest.mark.parametrize("value", ["MEDIUM", "high"])
def test_input_outside_of_its_allowed_values_is_refused(value: str) -> None:
    body = table(["risk"], ["days"], [('"HIGH"', "1"), ("-", "2")], policy="FIRST", allowed='"HIGH", "LOW"')
    with pytest.raises(EngineFault, match="the value of “risk” is not one of those"):
        decide(body, risk=value)
    assert decide(body, risk="LOW").outputs == 2


def test_output_outside_of_its_allowed_values_is_refused() -> None:
    body = table(["score"], ["level"], [("> 0", '"a"'), ("<= 0", '"x"')], values='"a", "b"')
    with pytest.raises(EngineFault, match="row 2 gives a “level”"):
        decide(body, score=0)


def test_input_of_another_kind_is_not_known() -> None:
    body = table(["score"], ["level"], [("null", '"unknown"'), ("> 0", '"known"')], typed="number")
    result = decide(body, score="five")
    assert result.outputs == "unknown"
    assert "another kind" in result.remarks[0].message


# The sixteen ordinary cells that an engine without FEEL gets wrong or cannot read.
@pytest.mark.parametrize(
    ("cell", "value", "hit"),
    [
        ("5", 5, True),
        ("> 5", 6, True),
        ("[1..5]", 5, True),
        ("(1..5)", 5, False),
        ("1,2", 2, True),
        ("1,2", 3, False),
        ('"a"', "a", True),
        ('"a","b"', "b", True),
        ('"a","b"', "c", False),
        ('not("a")', "b", True),
        ('not("a")', "a", False),
        ("true", True, True),
        ("null", None, True),
        ('date("2026-01-31")', None, False),
        ('contains(?, "ab")', "xaby", True),
        ("-", "anything", True),
    ],
)
def test_ordinary_cell(cell: str, value: Any, hit: bool) -> None:
    assert decide(table(["x"], ["y"], [(cell, '"hit"')], default='"miss"'), x=value).outputs == (
        "hit" if hit else "miss"
    )


def test_result_explains_each_row_in_the_words_of_the_table() -> None:
    rows = [
        ("true", "-", '"P1"', "ECHR Article 2"),
        ("false", '"HIGH"', '"P2"', "DPA 2018 s.35(2)"),
        ("-", "-", '"P3"', "Scheme policy"),
    ]
    result = decide(
        table(["threat to life", "risk"], ["priority"], rows, policy="FIRST"),
        **{"threat to life": False, "risk": "HIGH"},
    )
    assert result.outputs == "P2"
    assert [(row.number, row.id, row.citation) for row in result.matched] == [(2, "r2", "DPA 2018 s.35(2)")]
    assert result.explanation.splitlines() == [
        "Urgency: P2.",
        "Row 2 applies. Basis: DPA 2018 s.35(2).",
        "Row 1 does not apply: “threat to life” is no, and the row asks for yes.",
        "Row 3 was not looked at: the first row that applies counts.",
    ]
    (report,) = result.tables
    assert report.inputs == (("threat to life", False), ("risk", "HIGH"))
    assert result.checksum == report.checksum


def test_checksum_changes_with_what_the_table_says_alone() -> None:
    first = definitions(decision("d", table(["x"], ["y"], [("1", "2")])))
    moved = first.replace(b'<decisionTable id="t"', b'<decisionTable xmlns:e="urn:editor" e:width="5" id="t"')
    other = first.replace(b"<text>2</text>", b"<text>3</text>")
    sums = [evaluate(read_decisions(content, "t.dmn"), "d", {"x": 1}).checksum for content in (first, moved, other)]
    assert sums[0] == sums[1] != sums[2]


def test_every_problem_of_a_table_is_reported_at_once() -> None:
    body = table(["score", ""], ["level"], [("> ", "-", '"a"'), ("5", "-", "1 +")], policy="LAST")
    with pytest.raises(DefinitionRefused) as refused:
        read_decisions(definitions(decision("d", body, name="Urgency")), "urgency.dmn")
    problems = {(problem.rule, problem.file) for problem in refused.value.problems}
    assert problems == {
        (rule, "urgency.dmn") for rule in ("feel-cell", "feel-expression", "dmn-hit-policy", "dmn-input")
    }
    assert all(problem.name == "Urgency" for problem in refused.value.problems)


def test_ranking_needs_its_output_values() -> None:
    with pytest.raises(DefinitionRefused, match="List them"):
        decide(table(["score"], ["level"], ROWS, policy="PRIORITY"), score=1)


def test_several_columns_cannot_be_added_up() -> None:
    with pytest.raises(DefinitionRefused, match="one output column"):
        decide(table(["s"], ["a", "b"], [("1", "1", "1")], policy="COLLECT", aggregation="SUM"), s=1)


def test_table_of_five_hundred_rows_is_worked_out() -> None:
    rows = [(str(number), str(number * 2)) for number in range(500)]
    assert decide(table(["x"], ["y"], rows), x=499).outputs == 998
