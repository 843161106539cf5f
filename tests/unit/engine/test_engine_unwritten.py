"""Variables that nothing writes, and conditions that can never be true or false."""

import pytest

from tests.unit.engine import drawing as draw
from webapp.engine.check import check
from webapp.engine.parse import parse_package
from webapp.engine.unwritten import unwritten


def problems(*inside, forms=None, operations=None, before=""):
    """What is wrong with a package of one diagram."""
    parsed = parse_package({"a.bpmn": draw.diagram(*inside, before=before)})
    return unwritten(parsed.elements.values(), parsed.flows.values(), forms or {}, operations or {})


def asking(condition, *first, then="first"):
    """A task, then a gateway with a condition."""
    return (
        draw.start(),
        *first,
        draw.gateway("exclusive", "which", default="which_to_no"),
        draw.user("yes"),
        draw.user("no"),
        draw.end(),
        draw.chain("start", then, "which"),
        draw.flow("which", "yes", when=condition),
        draw.flow("which", "no"),
        draw.chain("yes", "end"),
        draw.chain("no", "end"),
    )


def test_variable_that_nothing_writes_is_named_with_the_flow_that_asks_for_it():
    [problem] = problems(*asking("=aproved", draw.user("first", form="f")), forms={"f": ["approved"]})
    assert (problem.element, problem.rule) == ("which_to_yes", "variable-unwritten")
    assert '"aproved"' in problem.message


WRITTEN = {
    "by a form": draw.user("first", form="f"),
    "by a script": draw.script("first", "=true", "approved"),
    "by an output mapping": draw.user("first", extension=draw.mapping(outputs={"approved": "=case_id"})),
    "by an operation": draw.service("first", "ask_register"),
    "by a message": draw.catch("first", draw.message("reply")),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_variable_that_is_written_somewhere_may_be_asked_for(how):
    found = problems(
        *asking("=approved", WRITTEN[how]),
        forms={"f": ["approved"]},
        operations={"ask_register": ["approved"]},
        before=draw.declared(messages=["reply"]),
    )
    assert found == []


def test_variables_of_loops_and_filters_are_no_variables_of_the_package():
    each = draw.several("=people", "person", output="names", each="=person.name")
    condition = "=some n in names satisfies n = case_id and count(names[item != null]) > loopCounter"
    found = problems(*asking(condition, draw.user("first", each, form="f")), forms={"f": ["people"]})
    assert found == []


def test_condition_that_is_a_variable_which_is_never_boolean_is_refused():
    [problem] = problems(*asking("=stage", draw.script("first", '="one"', "stage")))
    assert (problem.element, problem.rule) == ("which_to_yes", "condition-not-boolean")


@pytest.mark.parametrize("text", ["=1", '="yes"', "=count(a)", '=if a then "x" else 2', "=a + b", "=[a]", "=today()"])
def test_condition_that_can_never_be_boolean_is_refused_in_a_single_file(text):
    report = check({"a.bpmn": draw.diagram(*asking(text, draw.user("first")))})
    assert [problem.rule for problem in report.problems] == ["condition-not-boolean"]


@pytest.mark.parametrize("text", ["=a", "=if a then b else false", "=contains(a, b)", "=a > 1", "=a.b", "=not(a)"])
def test_condition_that_may_be_boolean_is_accepted_in_a_single_file(text):
    assert check({"a.bpmn": draw.diagram(*asking(text, draw.user("first")))}).problems == ()
