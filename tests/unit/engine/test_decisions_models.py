"""Decision models: requirements, functions, services, boxed expressions, types and imports."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.engine.tables import decision, definitions, given, literal, table
from webapp import clock
from webapp.engine.decisions import DecisionResult, decision_names, evaluate, read_decisions
from webapp.engine.dmn.xml import NAMESPACES
from webapp.errors import DefinitionRefused, EngineFault


def decide(*parts: str, name: str = "d", **inputs: Any) -> DecisionResult:
    return evaluate(read_decisions(definitions(*parts), "test.dmn"), name, inputs)


def knowledge(own: str, parameters: str, body: str, *, requires: str = "", kind: str = "FEEL") -> str:
    formal = "".join(f'<formalParameter name="{each}"/>' for each in parameters.split())
    arrow = f'<knowledgeRequirement><requiredKnowledge href="#{requires}"/></knowledgeRequirement>' if requires else ""
    logic = f'<encapsulatedLogic kind="{kind}">{formal}{body}</encapsulatedLogic>'
    inner = f'<variable name="{own}"/>{arrow}{logic}'
    return f'<businessKnowledgeModel id="{own}" name="{own}">{inner}</businessKnowledgeModel>'


def entry(name: str, text: str) -> str:
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{literal(text)}</contextEntry>"


def test_required_decisions_are_worked_out_first() -> None:
    result = decide(
        given("i1", name="risk level", typed="string"),
        decision(
            "urgency",
            table(["risk level"], ["p"], [('"HIGH"', "1"), ("-", "3")], policy="FIRST"),
            name="Urgency",
            requires=["input:i1"],
        ),
        decision("d", literal("Urgency * 2"), requires=["decision:urgency"]),
        **{"risk level": "HIGH"},
    )
    assert result.outputs == 2
    assert [report.decision for report in result.tables] == ["Urgency"]
    assert "Row 1 applies" in result.explanation


def test_decision_is_found_by_id_and_by_name() -> None:
    model = read_decisions(
        definitions(decision("d1", literal("1"), name="The first"), decision("d2", literal("2"))), "x.dmn"
    )
    assert decision_names(model) == (("d1", "The first"), ("d2", "d2"))
    assert evaluate(model, "The first", {}).outputs == 1
    assert evaluate(model, "d1", {}).outputs == 1
    with pytest.raises(EngineFault, match="There is no decision “third”"):
        evaluate(model, "third", {})


def test_variables_without_drawn_inputs_are_seen_too() -> None:
    assert decide(decision("d", literal("risk + 1")), risk=1).outputs == 2


def test_missing_input_is_null_and_remarked() -> None:
    result = decide(given("i", name="risk"), decision("d", literal("risk"), requires=["input:i"]))
    assert result.outputs is None
    assert result.remarks[0].message == "No value was given for “risk”."


SERVICE = (
    '<decisionService id="s" name="grade"><variable name="grade"/><outputDecision href="#out"/>'
    '<inputDecision href="#inner"/><inputData href="#i"/></decisionService>'
)


def test_decision_service_is_called_from_outside_and_from_within() -> None:
    parts = (
        given("i", name="risk"),
        decision("inner", literal('"never asked"'), name="inner"),
        decision("out", literal('risk + " " + inner'), name="out", requires=["input:i", "decision:inner"]),
        SERVICE,
        decision("d", literal('grade("A", "B") + grade(inner: "D", risk: "C")'), requires=["knowledge:s"]),
    )
    assert decide(*parts).outputs == "A BC D"
    assert decide(*parts, name="grade", risk="X", inner="Y").outputs == "X Y"


def test_knowledge_model_is_a_function_and_may_call_itself_and_others() -> None:
    assert (
        decide(
            knowledge("double", "n", literal("n * 2")),
            knowledge("fac", "n", literal("if n = 0 then 1 else n * fac(n - 1)")),
            knowledge("both", "a b", literal("double(a) + b"), requires="double"),
            decision("d", literal("both(fac(4), 1)"), requires=["knowledge:both", "knowledge:fac"]),
        ).outputs
        == 49
    )


def test_knowledge_model_may_be_a_table() -> None:
    body = table(["age"], ["group"], [("< 18", '"child"'), (">= 18", '"adult"')])
    result = decide(
        knowledge("age_group", "age", body), decision("d", literal("age_group(12)"), requires=["knowledge:age_group"])
    )
    assert result.outputs == "child"
    assert result.tables[0].decision == "age_group"


def test_function_of_another_language_is_refused() -> None:
    with pytest.raises(DefinitionRefused, match="another language"):
        decide(knowledge("java", "n", literal("n"), kind="Java"), decision("d", literal("1")))


BOXED = [
    ("context", "<context>" + entry("a", "1") + entry("b", "a + 1") + "</context>", {"a": 1, "b": 2}),
    ("context with a result", "<context>" + entry("a", "1") + entry("", "a + 5") + "</context>", 6),
    ("list", "<list>" + literal("1") + literal("x + 1") + "</list>", [1, 4]),
    (
        "relation",
        '<relation><column name="a"/><column name="b"/><row>' + literal("1") + literal("2") + "</row></relation>",
        [{"a": 1, "b": 2}],
    ),
    (
        "function and call",
        '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="n"/>'
        + literal("n + x")
        + "</functionDefinition></contextEntry><contextEntry><invocation>"
        + literal("f")
        + '<binding><parameter name="n"/>'
        + literal("10")
        + "</binding></invocation></contextEntry></context>",
        13,
    ),
    (
        "conditional",
        f"<conditional><if>{literal('x > 2')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
        1,
    ),
    ("for", f'<for iteratorVariable="n"><in>{literal("[1, 2]")}</in><return>{literal("n * x")}</return></for>', [3, 6]),
    (
        "some",
        f'<some iteratorVariable="n"><in>{literal("[1, 2]")}</in><satisfies>{literal("n > 1")}</satisfies></some>',
        True,
    ),
    (
        "every",
        f'<every iteratorVariable="n"><in>{literal("[1, 2]")}</in><satisfies>{literal("n > 1")}</satisfies></every>',
        False,
    ),
    ("filter", f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item > 1')}</match></filter>", [2, 3]),
    (
        "filter that is no condition",
        f"<filter><in>{literal('[1, 2]')}</in><match>{literal('1')}</match></filter>",
        None,
    ),
]


@pytest.mark.parametrize(("body", "wanted"), [case[1:] for case in BOXED], ids=[case[0] for case in BOXED])
def test_boxed_expression(body: str, wanted: Any) -> None:
    assert decide(decision("d", body), x=3).outputs == wanted


TYPES = (
    '<itemDefinition name="tRisk"><typeRef>string</typeRef>'
    '<allowedValues><text>"HIGH", "LOW"</text></allowedValues></itemDefinition>'
    '<itemDefinition name="tRisks" isCollection="true"><typeRef>tRisk</typeRef></itemDefinition>'
    '<itemDefinition name="tAlias"><itemComponent name="handle"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="first seen"><typeRef>date</typeRef></itemComponent></itemDefinition>'
)


@pytest.mark.parametrize(
    ("typed", "value", "text", "wanted"),
    [
        ("tRisk", "HIGH", "x", "HIGH"),
        ("tRisk", "MEDIUM", "x", None),
        ("tRisks", ["HIGH", "LOW"], "count(x)", 2),
        ("tRisks", ["HIGH", "x"], "x", None),
        ("tRisks", "LOW", "x", ["LOW"]),
        ("number", "5", "x", None),
        ("date", "2026-01-31", 'x + duration("P1D")', "2026-02-01"),
        ("tAlias", {"handle": "h", "first seen": "2026-01-31"}, "x.first seen.year", 2026),
        ("tAlias", {"handle": 5, "first seen": None}, "x", None),
        ("feel:string", "a", "x", "a"),
        ("integer", 5, "x", 5),
    ],
)
def test_typed_input(typed: str, value: Any, text: str, wanted: Any) -> None:
    parts = (TYPES, given("i", name="x", typed=typed), decision("d", literal(text), requires=["input:i"]))
    result = decide(*parts, x=value)
    assert result.outputs == wanted
    assert bool(result.remarks) is (wanted is None)


def test_result_of_another_kind_than_declared_is_null() -> None:
    result = decide(decision("d", literal('"text"'), typed="number"))
    assert result.outputs is None
    assert "declared to be of another kind" in result.remarks[0].message


def test_imported_decisions_and_types_are_used_by_their_name() -> None:
    library = read_decisions(
        definitions(
            TYPES,
            decision("base", literal("20"), name="Base rate"),
            knowledge("twice", "n", literal("n * 2")),
            name="lib",
        ),
        "lib.dmn",
    )
    importing = (
        f'<import name="lib" namespace="urn:lib" importType="{next(iter(NAMESPACES))}"/>',
        decision(
            "d", literal("lib.twice(lib.Base rate)"), requires=["decision:urn:lib#base", "knowledge:urn:lib#twice"]
        ),
    )
    model = read_decisions(definitions(*importing), "main.dmn", {"urn:lib": library})
    assert evaluate(model, "d", {}).outputs == 40
    with pytest.raises(DefinitionRefused, match="is not there"):
        read_decisions(definitions(*importing), "main.dmn")


@pytest.mark.parametrize("namespace", sorted(NAMESPACES))
def test_each_version_of_dmn_is_read(namespace: str) -> None:
    content = definitions(decision("d", table(["x"], ["y"], [("1", "2")])), namespace=namespace)
    assert evaluate(read_decisions(content, "t.dmn"), "d", {"x": 1}).outputs == 2


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (decision("d", ""), "decides nothing"),
        (decision("d", literal("1"), requires=["decision:gone"]), "requires something that is not there"),
        (
            decision("d", literal("d2"), requires=["decision:d2"])
            + decision("d2", literal("d"), requires=["decision:d"]),
            "requires itself",
        ),
        (decision("d", literal("1"), typed="tGone"), "The type “tGone” is not declared"),
        (
            decision("d", literal("1").replace("<literalExpression", '<literalExpression expressionLanguage="python"')),
            "Only FEEL",
        ),
        (
            '<import name="x" namespace="urn:x" importType="http://www.w3.org/TR/pmml"/>' + decision("d", literal("1")),
            "Only other decision files",
        ),
    ],
)
def test_model_that_cannot_be_worked_out_is_refused(part: str, words: str) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        read_decisions(definitions(part), "test.dmn")
    assert any(words in str(problem) for problem in refused.value.problems)


def test_file_that_is_no_decision_file_is_refused() -> None:
    with pytest.raises(DefinitionRefused, match="holds no decisions"):
        read_decisions(b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="x"/>', "x.dmn")


def test_hostile_decision_ends_with_a_sentence() -> None:
    with pytest.raises(EngineFault, match="too much work"):
        decide(decision("d", literal("for i in 1..100000000 return i")))
    with pytest.raises(EngineFault, match="calls itself"):
        decide(knowledge("f", "n", literal("f(n + 1)")), decision("d", literal("f(1)"), requires=["knowledge:f"]))


def test_tables_use_londons_clock_and_bank_holidays() -> None:
    with clock.fixed(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
        assert decide(decision("d", literal("today()"))).outputs == "2026-07-01"
        assert decide(decision("d", literal('add working days(@"2026-12-24", 1)'))).outputs == "2026-12-29"
