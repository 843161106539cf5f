"""Tasks, sub-processes, called processes, loops and the variables they see."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.unit.engine.drawing import (
    boundary,
    chain,
    diagram,
    element,
    end,
    flow,
    gateway,
    mapping,
    script,
    service,
    start,
    sub,
    task,
    user,
)
from tests.unit.engine.walking import Walk
from webapp.errors import EngineFault, Rejected

TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="defs" name="defs" namespace="test">
  <decision id="urgency" name="Urgency">
    <decisionTable id="table" hitPolicy="UNIQUE">
      <input id="in1" label="Risk">
        <inputExpression id="ie1" typeRef="number"><text>risk</text></inputExpression>
      </input>
      <output id="out1" name="priority" typeRef="string"/>
      <output id="out2" name="hours" typeRef="number"/>
      <rule id="r1"><inputEntry id="a1"><text>&gt;= 5</text></inputEntry>
        <outputEntry id="b1"><text>"high"</text></outputEntry><outputEntry id="c1"><text>1.5</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="a2"><text>&lt; 5</text></inputEntry>
        <outputEntry id="b2"><text>"low"</text></outputEntry><outputEntry id="c2"><text>24</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""


def around(*elements, ids=None):
    ids = ids or ["work"]
    return diagram(start(), *elements, end(), chain("start", *ids, "end"))


@pytest.mark.parametrize("own", ["Start", "End", "process.EndJoin", "Root", "work.BoundaryEventSplit"])
def test_ids_that_spiffworkflow_keeps_for_itself_are_ordinary_ids_here(own):
    drawn = diagram(start("begin"), user(own), user("after"), end("done"), chain("begin", own, "after", "done"))
    walk = Walk(drawn)
    assert walk.open == [own]
    assert walk.done(own).open == ["after"]
    assert walk.done("after").trail == ["begin", own, "after", "done"]


def test_only_user_and_manual_tasks_wait_for_a_person():
    drawn = diagram(
        start(),
        task("plain"),
        element("manualTask", "manual"),
        user("person"),
        end(),
        chain("start", "plain", "manual", "person", "end"),
    )
    walk = Walk(drawn)
    assert walk.open == ["manual"]
    assert walk.done("manual").done("person").ended
    assert walk.trail == ["start", "plain", "manual", "person", "end"]


def test_script_task_sets_its_result_exactly():
    walk = Walk(around(script("work", "=0.1 + 0.2", "sum")))
    assert walk.values["sum"] == Decimal("0.3")


def test_script_counts_working_days_by_the_calendar_it_names():
    day = '=add working days(@"2025-12-31", 1, "{}")'
    for name, wanted in (("Scotland", date(2026, 1, 5)), ("Northern Ireland", date(2026, 1, 2))):
        assert Walk(around(script("work", day.format(name), "due"))).values["due"] == wanted


def test_dates_and_decimals_come_back_from_the_state_as_they_were():
    given = {
        "on": date(2026, 2, 28),
        "moment": datetime(2026, 2, 28, 9, tzinfo=UTC),
        "share": Decimal("0.10"),
        "nothing": None,
        "list": [1, {"deep": [date(2026, 1, 1)]}],
    }
    walk = Walk(around(user("work")), **given)
    assert dict(walk.step.variables) == given
    assert str(walk.values["share"]) == "0.10"
    later = Walk(around(script("work", '=on + duration("P1M")', "later")), **given)
    assert later.values["later"] == date(2026, 3, 28)


def test_service_task_calls_its_operation_with_what_it_sees():
    seen = []

    def look_up(variables):
        seen.append(dict(variables))
        return {"found": True}

    extension = mapping(inputs={"ref": "=case_ref"}, outputs={"result": "=found"})
    walk = Walk(around(service("work", "look_up", extension=extension)), operations={"look_up": look_up}, case_ref="R1")
    assert seen[0]["ref"] == "R1"
    assert walk.values == {"case_ref": "R1", "result": True}


def test_unknown_operation_is_a_fault_that_names_it():
    with pytest.raises(EngineFault, match="no_such") as raised:
        Walk(around(service("work", "no_such")))
    assert raised.value.element_id == "work"


def test_operation_that_refuses_gives_its_own_sentence():
    def refuses(_):
        raise Rejected("The record is closed.")

    with pytest.raises(EngineFault, match="The record is closed"):
        Walk(around(service("work", "close")), operations={"close": refuses})


def test_business_rule_task_keeps_result_and_reasons():
    extension = '<zeebe:calledDecision decisionId="urgency" resultVariable="answer"/>' + mapping(
        outputs={"priority": "=answer.priority", "hours": "=answer.hours"}
    )
    drawn = around(element("businessRuleTask", "work", extension=extension))
    walk = Walk(drawn, tables={"urgency.dmn": TABLE.encode()}, risk=7)
    assert walk.values == {"risk": 7, "priority": "high", "hours": Decimal("1.5")}
    decided = walk.decisions[0]
    assert (decided.element_id, decided.decision, decided.rows) == ("work", "urgency", (1,))
    assert "Row 1 applies" in decided.explanation
    assert len(decided.checksum) == len("0" * 64)
    assert decided.remarks == ()


def test_business_rule_task_keeps_what_was_not_known():
    extension = '<zeebe:calledDecision decisionId="urgency" resultVariable="answer"/>'
    drawn = around(element("businessRuleTask", "work", extension=extension))
    decided = Walk(drawn, tables={"urgency.dmn": TABLE.encode()}, other=1).decisions[0]
    assert any("“risk” has no value here" in remark for remark in decided.remarks)


def test_input_mapping_is_seen_inside_only_and_output_mapping_decides_what_comes_out():
    extension = mapping(
        inputs={"who": "=officer", "kind": '="check"'}, outputs={"outcome": "=result", "log.last": "=kind"}
    )
    walk = Walk(around(user("work", extension=extension)), officer="A", log={"first": 1})
    assert walk.step.open_tasks[0].variables["who"] == "A"
    assert "who" not in walk.values
    walk.done("work", result="ok", noise=1)
    assert walk.values == {"officer": "A", "log": {"first": 1, "last": "check"}, "outcome": "ok"}


def test_faulty_output_mapping_keeps_what_the_person_gave():
    from webapp.engine.adapter import apply, run
    from webapp.engine.commands import CompleteUserTask

    walk = Walk(around(user("work", extension=mapping(outputs={"x": '=date("2026-13-45") + missing'}))))
    task_id = walk.step.open_tasks[0].task_id
    checkpoint = apply(walk.definition, walk.step.state, CompleteUserTask(task_id, {"answer": "kept"}), walk.now)
    assert [f.element_id for f in checkpoint.finished] == ["work"]
    assert run(walk.definition, checkpoint.state, {}, walk.now).ended


def test_sub_process_keeps_its_own_variables_and_shares_the_others():
    inner = sub(
        "work",
        start("s"),
        script("inside", "=own + 1", "own"),
        script("outside", "=own * 10", "shared"),
        end("e"),
        chain("s", "inside", "outside", "e"),
        extension=mapping(inputs={"own": "=1"}),
    )
    walk = Walk(around(inner))
    assert walk.values == {"shared": 20}


def test_task_that_was_completed_cannot_be_completed_again():
    from webapp.engine.adapter import apply
    from webapp.engine.commands import CompleteUserTask
    from webapp.errors import Conflict

    walk = Walk(around(user("a"), user("b"), ids=["a", "b"]))
    task_id = walk.step.open_tasks[0].task_id
    walk.done("a")
    with pytest.raises(Conflict):
        apply(walk.definition, walk.step.state, CompleteUserTask(task_id, {}), walk.now)
    with pytest.raises(Conflict):
        apply(walk.definition, walk.step.state, CompleteUserTask("not an id", {}), walk.now)


def test_two_thousand_rounds_of_rework_stay_flat():
    drawn = diagram(
        start(),
        gateway("exclusive", "again"),
        user("draft"),
        gateway("exclusive", "good"),
        end(),
        chain("start", "again", "draft", "good"),
        flow("good", "end", "=ok"),
        flow("good", "again", "=not(ok)"),
    )
    walk = Walk(drawn, ok=False).done("draft", ok=False)
    early = len(walk.step.state)
    for _ in range(2_000):
        walk.done("draft", ok=False)
    assert len(walk.step.state) < early + 20
    assert walk.done("draft", ok=True).ended


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        ("2026-03-05T09:00:00Z", "2026-03-05T09:00:00+00:00"),
        ("P1D", "2026-03-03T12:00:00+00:00"),
        ("=reply_by", "2026-04-01T08:00:00+00:00"),
        ('=now() + duration("PT4H")', "2026-03-02T16:00:00+00:00"),
    ],
)
def test_due_date_of_a_task_is_worked_out_when_it_opens(schedule, due):
    drawn = around(user("work", extension=f"<zeebe:taskSchedule dueDate='{schedule}'/>"))
    walk = Walk(drawn, reply_by=datetime(2026, 4, 1, 8, tzinfo=UTC))
    assert walk.step.open_tasks[0].due_at == datetime.fromisoformat(due)


def test_error_without_a_code_is_known_by_its_own_id():
    inner = sub("work", start("s"), end("fail", '<bpmn:errorEventDefinition errorRef="E"/>'), chain("s", "fail"))
    drawn = diagram(
        start(),
        inner,
        boundary("caught", "work", '<bpmn:errorEventDefinition errorRef="E"/>'),
        user("after"),
        end(),
        chain("start", "work", "end"),
        chain("caught", "after", "end"),
        before='<bpmn:error id="E" name="Failed"/>',
    )
    assert Walk(drawn).open == ["after"]
