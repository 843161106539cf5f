"""How SpiffWorkflow 3.2 answers from a decision table, and what the table says."""

import pytest
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import WorkflowException

from tests.unit.engine import tables
from tests.unit.engine.drawing import chain, diagram, element, end, start, user
from tests.unit.engine.stock.raw import Stock, decision_task, plain_table
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.check import check
from webapp.engine.decisions import evaluate, read_decisions
from webapp.errors import RightToKnowError


def made(rows, *, policy="UNIQUE", outputs=("r",), **more):
    return tables.definitions(tables.decision("d", tables.table(["x"], list(outputs), rows, policy=policy, **more)))


def theirs(table, **values):
    """What a case holds after the decision."""
    drawn = diagram(start(), decision_task("decide", "d"), user("look"), end(), chain("start", "decide", "look", "end"))
    return Stock(drawn, tables=[plain_table(table)], **values).values


def ours(table, **values):
    """The result of the decision; several outputs are a record."""
    return evaluate(read_decisions(table, "t.dmn"), "d", values, now=lambda: NOON).value


TWO = [["> 0", '"low"'], ["> 5", '"high"']]


def test_unique_never_asks_whether_the_rule_is_the_only_one():
    assert theirs(made(TWO), x=9)["r"] == "low"
    with pytest.raises(RightToKnowError):
        ours(made(TWO), x=9)
    assert not check({"t.dmn": made(TWO)}).accepted


def test_collect_does_not_add_up():
    rows = [["> 0", "1"], ["> 5", "2"]]
    table = made(rows, policy="COLLECT", aggregation="SUM")
    assert theirs(table, x=9)["r"] == [1, 2]
    assert ours(table, x=9) == 3


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER"])
def test_hit_policy_is_accepted_and_all_are_first(policy):
    values = '"high","low"' if policy in ("PRIORITY", "OUTPUT ORDER") else ""
    assert theirs(made(TWO, policy=policy), x=9)["r"] == "low"
    if policy == "ANY":
        with pytest.raises(RightToKnowError):
            ours(made(TWO, policy=policy), x=9)
        return
    expected = {"PRIORITY": "high", "RULE ORDER": ["low", "high"], "OUTPUT ORDER": ["high", "low"]}[policy]
    assert ours(made(TWO, policy=policy, values=values), x=9) == expected


@pytest.mark.parametrize("cell", ["1,2,3", "not(4)"])
def test_list_or_negation_in_a_cell_never_matches(cell):
    table = made([[cell, '"yes"']])
    assert "r" not in theirs(table, x=2)
    assert ours(table, x=2) == "yes"


@pytest.mark.parametrize(("cell", "x"), [("[1..5]", 2), ("true", True)])
def test_range_or_truth_in_a_cell_fails_when_a_case_gets_there(cell, x):
    table = made([[cell, '"yes"']])
    with pytest.raises(WorkflowException):
        theirs(table, x=x)
    assert ours(table, x=x) == "yes"


def test_second_decision_in_a_file_is_refused():
    two = tables.definitions(
        tables.decision("d", tables.table(["x"], ["r"], [["1", "2"]])),
        tables.decision("e", tables.literal("x + 1")),
    )
    with pytest.raises(ValidationException, match="AttributeError"):
        theirs(two, x=1)
    assert ours(two, x=1) == 2


def test_no_matching_rule_leaves_the_old_answer_in_force():
    table = made([["1", '"tell"']])
    assert theirs(table, x=2, r="tell")["r"] == "tell"
    assert ours(table, x=2, r="tell") is None


def test_table_may_overwrite_any_variable():
    table = made([["1", '"approve"']], outputs=["decision"])
    assert theirs(table, x=1, decision="refuse")["decision"] == "approve"
    extension = '<zeebe:calledDecision decisionId="d" resultVariable="found"/>'
    drawn = diagram(
        start(), element("businessRuleTask", "decide", extension=extension), user("look"), end(),
        chain("start", "decide", "look", "end"),
    )  # fmt: skip
    walk = Walk(drawn, tables={"t.dmn": table}, x=1, decision="refuse")
    assert (walk.values["decision"], walk.values["found"]) == ("refuse", "approve")
