"""Which files are forms, and what is said of those that are not."""

import json
from typing import Any

import pytest

from tests.unit.forms.building import YES_NO, choice, component, every_kind, form, group, rows, text_of, yes_no
from webapp.errors import DefinitionRefused, InvalidSubmission
from webapp.forms import grammar
from webapp.forms.definition import Problem, read
from webapp.forms.validate import clean


def problems_of(content: str | bytes, name: str = "forms/made_up.form") -> tuple[Problem, ...]:
    with pytest.raises(DefinitionRefused) as refused:
        read(content, name)
    found: tuple[Problem, ...] = refused.value.problems  # type: ignore[assignment]  # typed as object in the error
    return found


def test_form_with_every_kind_of_component_is_read() -> None:
    definition = every_kind()
    assert definition.id == "made_up"
    assert definition.title == "Made up"
    assert [field.key for field in definition.questions()][:4] == ["crime_ref", "reasons", "victims", "score"]
    assert len(definition.checksum) == 64
    kinds = {field.kind for field in definition.fields}
    assert kinds == set(grammar.ATTRIBUTES) - {"radio"} | {"radio"}


def test_field_tells_what_its_component_says() -> None:
    definition = form(
        component(
            "textfield", "ref", label="Reference", description="As printed", required=True, minLength=2, maxLength=9,
            pattern="^[A-Z]+$", properties={"basis": "PACE", "errorRequired": "Enter it"},
            appearance={"prefixAdorner": "#", "suffixAdorner": "x"},
        ),
        component("number", "age", min=1, max=9, properties={"type": "integer", "routing": "true"}),
    )  # fmt: skip
    ref, age = definition.questions()
    assert (ref.label, ref.hint, ref.basis, ref.required) == ("Reference", "As printed", "PACE", True)
    assert (ref.min_length, ref.max_length, ref.pattern, ref.prefix, ref.suffix) == (2, 9, "^[A-Z]+$", "#", "x")
    assert (age.value_type, age.minimum, age.maximum, age.routing) == ("integer", 1, 9, True)


def test_title_may_be_given() -> None:
    assert form(title="Risk triage").title == "Risk triage"
    assert form(properties={"title": "Risk"}).title == "Risk"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "not a form in JSON"),
        ("{", "not a form in JSON"),
        ("[]", "not a form in JSON"),
        ("null", "not a form in JSON"),
        ('"form"', "not a form in JSON"),
        (b"\xff\xfe", "not UTF-8"),
        ('{"id": "made_up", "id": "other"}', "given twice"),
        ('{"id": NaN}', "NaN is not a number"),
        ('{"id": Infinity}', "Infinity is not a number"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 10_000, "not a form in JSON"),
        (" " * (grammar.FILE_LIMIT + 1), "larger than"),
    ],
)
def test_file_that_is_no_form_is_refused(content: str | bytes, told: str) -> None:
    (problem,) = problems_of(content)
    assert problem.rule == "form-json"
    assert told in problem.message


@pytest.mark.parametrize(
    ("top", "rule"),
    [
        ({"id": ""}, "form-id"),
        ({"id": "Made Up"}, "form-id"),
        ({"id": "../made_up"}, "form-id"),
        ({"id": 7}, "form-id"),
        ({"id": "another"}, "form-id"),
        ({"type": "group"}, "form-type"),
        ({"schemaVersion": 20}, "form-version"),
        ({"schemaVersion": True}, "form-version"),
        ({"schemaVersion": "19"}, "form-version"),
        ({"schemaVersion": None}, "form-version"),
        ({"title": ["x"]}, "form-title"),
        ({"title": "a\u202eb"}, "form-title"),
        ({"title": "{{ name }}"}, "form-title"),
        ({"components": {}}, "form-components"),
        ({"components": None}, "form-components"),
        ({"onSubmit": "x"}, "form-attribute"),
    ],
)
def test_what_a_form_says_of_itself_is_checked(top: dict[str, Any], rule: str) -> None:
    assert rule in {problem.rule for problem in problems_of(text_of(**top))}


T = component("textfield", "x")
REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    *((f"{kind} is not allowed", {"type": kind, "id": "c"}, "form-kind", kind) for kind in grammar.REFUSED),
    ("an unknown kind", {"type": "signature", "key": "x"}, "form-kind", "signature"),
    ("no kind", {"key": "x"}, "form-kind", "None"),
    ("a kind that is no text", {"type": ["textfield"]}, "form-kind", "not allowed"),
    ("an unknown attribute", T | {"onclick": "x"}, "form-attribute", "onclick"),
    ("an attribute of another kind", T | {"values": YES_NO}, "form-attribute", "values"),
    ("an expression for options", choice("select", "x", "a") | {"valuesExpression": "=y"}, "form-attribute", "valuesE"),
    ("a disabled question", T | {"disabled": True}, "form-attribute", "disabled"),
    ("a read-only question", T | {"readonly": True}, "form-attribute", "readonly"),
    ("a default answer", T | {"defaultValue": "yes"}, "form-attribute", "defaultValue"),
    ("a number kept as text", component("number", "x", serializeToString=True), "form-attribute", "serializeToString"),
    ("an unknown rule", T | {"validate": {"requiredd": True}}, "form-validate", "requiredd"),
    ("a rule of another kind", component("radio", "x", values=YES_NO, min=1), "form-validate", "min"),
    ("rules that are no object", T | {"validate": ["required"]}, "form-attribute", "validate"),
    ("required as text", component("textfield", "x", required="yes"), "form-attribute", "required"),
    ("an unknown property", T | {"properties": {"routng": "true"}}, "form-properties", "routng"),
    ("routing of text", T | {"properties": {"routing": "true"}}, "form-properties", "routing"),
    ("routing neither true nor false", yes_no("x", properties={"routing": "yes"}), "form-properties", "routing"),
    ("routing of a decimal", component("number", "x", properties={"routing": "true"}), "form-routing", "whole"),
    (
        "routing of an open choice",
        component("select", "x", valuesKey="aliases", properties={"routing": "true"}),
        "form-routing",
        "closed",
    ),
    ("routing in rows", rows("r", yes_no("x", properties={"routing": "true"})), "form-routing", "take it out"),
    ("routing in a record", group("G", yes_no("x", properties={"routing": "true"}), key="g"), "form-routing", "take"),
    ("an unknown type", component("number", "x", properties={"type": "float"}), "form-properties", "integer"),
    ("a boolean of one", choice("radio", "x", "yes", properties={"type": "boolean"}), "form-boolean", "exactly"),
    ("another zone", component("datetime", "x", properties={"zone": "CET"}), "form-properties", "zone"),
    ("a zone for a date", component("datetime", "x", properties={"zone": "UTC"}), "form-properties", "zone"),
    ("a time alone", component("datetime", "x", subtype="time"), "form-kind", "subtype"),
    ("an empty key", component("textfield", label="X"), "form-key", "lower-case"),
    ("a key in capitals", component("textfield", "Xyz"), "form-key", "lower-case"),
    ("a key with a dash", component("textfield", "a-b"), "form-key", "lower-case"),
    ("a key with a dot", component("textfield", "a.b"), "form-key", "lower-case"),
    ("a key beginning with _", component("textfield", "__class__"), "form-key", "lower-case"),
    ("a key with foreign letters", component("textfield", "ключ"), "form-key", "lower-case"),
    ("a key that is a number", T | {"key": 7}, "form-key", "lower-case"),
    ("a key too long", component("textfield", "k" * 65), "form-key", "lower-case"),
    *((f"the reserved {key}", component("textfield", key), "form-reserved", key) for key in sorted(grammar.RESERVED)),
    ("no label", T | {"label": ""}, "form-label", "label"),
    ("a label that is no text", T | {"label": {"en": "x"}}, "form-text", "label"),
    ("a label too long", T | {"label": "x" * 301}, "form-text", "label"),
    ("a label with an expression", T | {"label": "=name"}, "form-text", "label"),
    ("a label with a template", T | {"label": "Hello {{name}}"}, "form-text", "label"),
    ("a label with an override of direction", T | {"label": "a\u202eb"}, "form-text", "label"),
    ("a label with an invisible space", T | {"label": "a\u200bb"}, "form-text", "label"),
    ("a label of two lines", T | {"label": "a\nb"}, "form-text", "label"),
    ("a label with half a character", T | {"label": "\ud800"}, "form-text", "label"),
    ("a hint with an expression", T | {"description": "= x"}, "form-text", "description"),
    ("a basis with a NUL", T | {"properties": {"basis": "a\x00"}}, "form-text", "basis"),
    ("a property that is no text", T | {"properties": {"basis": 7}}, "form-text", "basis"),
    ("options and a list", choice("radio", "x", "a") | {"valuesKey": "aliases"}, "form-options", "not both"),
    ("no options", component("select", "x"), "form-options", "no options"),
    ("options that are no list", component("select", "x", values="a"), "form-attribute", "values"),
    ("an option without value", component("select", "x", values=[{"label": "A"}]), "form-options", "value"),
    ("an option with more", component("select", "x", values=[{"value": "a", "x": 1}]), "form-options", "else"),
    ("an option of a number", component("select", "x", values=[{"label": "A", "value": 1}]), "form-options", "plain"),
    ("options twice", choice("select", "x", "a", "a"), "form-options", "Two options"),
    ("too many options", choice("select", "x", *map(str, range(301))), "form-options", "more than"),
    ("an unknown exclusive", choice("checklist", "x", "a", properties={"exclusive": "b"}), "form-properties", "excl"),
    ("a length below nought", component("textfield", "x", maxLength=-1), "form-number", "maxLength"),
    ("a length as text", component("textfield", "x", maxLength="7"), "form-number", "maxLength"),
    ("a length as true", component("textfield", "x", maxLength=True), "form-number", "maxLength"),
    ("a length by expression", component("textfield", "x", maxLength="=7"), "form-number", "maxLength"),
    ("lengths crossed", component("textarea", "x", minLength=9, maxLength=3), "form-validate", "greater"),
    ("bounds crossed", component("number", "x", min=9, max=3), "form-validate", "greater"),
    ("a bound as text", component("number", "x", min="1"), "form-number", "min"),
    ("a bound beyond all use", component("number", "x", max=10**30), "form-number", "max"),
    ("a pattern that can be slow", component("textfield", "x", pattern="^(a+)+$"), "form-pattern", "too many ways"),
    ("a pattern that is no text", component("textfield", "x", pattern=7), "form-pattern", "pattern"),
    ("another validation", component("textfield", "x", validationType="iban"), "form-validate", "email"),
    ("an adorner with an expression", T | {"appearance": {"prefixAdorner": "=x"}}, "form-text", "beside"),
    ("another appearance", T | {"appearance": {"color": "red"}}, "form-appearance", "color"),
    ("HTML in a text", component("text", text="a <b>bold</b> word"), "form-text", "HTML"),
    ("a link in a text", component("text", text="see [here](http://example.org)"), "form-text", "link"),
    ("a picture in a text", component("text", text="![x](y)"), "form-text", "link"),
    ("bold in a text", component("text", text="**now**"), "form-text", "bold"),
    ("code in a text", component("text", text="`rm`"), "form-text", "code"),
    ("a table in a text", component("text", text="| a | b |"), "form-text", "table"),
    ("an expression for a text", component("text", text="=name"), "form-text", "text"),
    ("a list that does not repeat", rows("r", T, isRepeating=False), "form-rows", "group"),
    ("a list of nothing", rows("r"), "form-rows", "asks nothing"),
    ("a list in a list", rows("r", T, rows("s", T)), "form-rows", "cannot stand in another"),
    ("a list in a record", group("G", rows("s", T), key="g"), "form-rows", "cannot stand in another"),
    ("a record in a list", rows("r", group("G", T, key="g")), "form-rows", "leave its path empty"),
    ("too many rows", rows("r", T, defaultRepetitions=101), "form-number", "defaultRepetitions"),
    ("rows from no select", rows("r", T, properties={"rowsFrom": "aliases"}), "form-rows", "first question"),
    (
        "rows from another list",
        rows("r", component("select", "a", valuesKey="items"), properties={"rowsFrom": "aliases"}),
        "form-rows",
        "valuesKey",
    ),
    ("components that are no list", rows("r", T) | {"components": {"a": T}}, "form-attribute", "components"),
    ("a condition that is no text", T | {"conditional": {"hide": True}}, "form-condition", "expression"),
    ("another conditional", T | {"conditional": {"show": "=x"}}, "form-conditional", "show"),
    ("a number for a spacer", component("spacer", key="x"), "form-attribute", "key"),
    ("a title on top of a separator", component("separator", text="x"), "form-attribute", "text"),
    ("a fraction for rows", rows("r", T, defaultRepetitions=1.5), "form-number", "defaultRepetitions"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "rule", "told"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_component_is_refused_by_name(made: dict[str, Any], rule: str, told: str) -> None:
    found = [problem for problem in problems_of(text_of(made)) if problem.rule == rule]
    assert found, problems_of(text_of(made))
    assert any(told in problem.message for problem in found)
    assert all(problem.file == "forms/made_up.form" for problem in found)


@pytest.mark.parametrize("made", ["textfield", 7, None, ["textfield"]])
def test_component_that_is_no_object_is_refused(made: object) -> None:
    (problem,) = problems_of(json.dumps({"id": "made_up", "type": "default", "schemaVersion": 1, "components": [made]}))
    assert problem.rule == "form-component"


def test_every_problem_is_told_at_once() -> None:
    content = text_of(
        {"type": "html"}, component("textfield", "Bad"), component("select", "typename"), schemaVersion=99
    )
    assert {problem.rule for problem in problems_of(content)} >= {
        "form-kind", "form-key", "form-reserved", "form-options", "form-version",
    }  # fmt: skip


def test_problem_names_its_component() -> None:
    (problem,) = problems_of(text_of(component("textfield", "ref", label="Reference", maxLength=-1)))
    assert (problem.element, problem.name) == ("ref", "Reference")


def test_two_questions_may_not_share_a_key() -> None:
    twins = text_of(component("textfield", "a"), group("G", component("number", "a")))
    assert [problem.rule for problem in problems_of(twins)] == ["form-double"]


def test_questions_in_different_rows_and_records_may_share_a_key() -> None:
    asked = component("textfield", "a")
    definition = form(asked, rows("r", asked), rows("s", asked), group("G", asked, key="g"))
    assert [field.key for field in definition.questions()] == ["a", "r", "s", "g"]


def test_two_components_may_not_share_an_id() -> None:
    twins = text_of(component("textfield", "a", id="c"), component("textfield", "b", id="c"))
    assert [problem.rule for problem in problems_of(twins)] == ["form-id"]


def test_form_may_not_have_too_many_components() -> None:
    content = text_of(*({"type": "separator"} for _ in range(grammar.COMPONENT_LIMIT + 1)))
    assert [problem.rule for problem in problems_of(content)] == ["form-size"]


def test_groups_may_not_be_nested_without_end() -> None:
    nested = component("textfield", "a")
    for _ in range(grammar.DEPTH_LIMIT):
        nested = group("G", nested)
    assert [problem.rule for problem in problems_of(text_of(nested))] == ["form-depth"]


def test_what_the_editor_writes_for_itself_is_accepted() -> None:
    definition = form(
        component(
            "textfield", "a", id="Field_1", layout={"row": "Row_1", "columns": None}, conditional={}, defaultValue="",
            disabled=False, readonly=False, properties={}, appearance={},
        ),
        component("select", "b", values=YES_NO, searchable=True),
        component("datetime", "c", subtype="datetime", dateLabel="Date", timeLabel="Time", timeInterval=15, use24h=True,
                  timeSerializingFormat="utc_offset", disallowPassedDates=False),
        rows("r", component("number", "n", increment="1", decimalDigits=0), showOutline=True, disableCollapse=False,
             nonCollapsedItems=5, verticalAlignment="start"),
        executionPlatform="Camunda Cloud", executionPlatformVersion="8.8.0", exporter={"name": "form-js"},
        versionTag="1",
    )  # fmt: skip
    assert [field.key for field in definition.questions()] == ["a", "b", "c", "r"]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (yes_no("x", label="Is the identity hidden?", required=True), "Select an answer to “Is the identity hidden?”"),
        (component("textfield", "x", label="What happened?", required=True), "Enter an answer to “What happened?”"),
        (component("textarea", "x", label="Has she agreed", required=True), "Enter an answer to “Has she agreed”"),
    ],
)
def test_a_question_without_wording_of_its_own_is_asked_for_whole(made: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        clean(form(made), {})
    assert refused.value.errors == {"x": told}


def test_hostile_names_in_a_file_do_not_reach_the_report_whole() -> None:
    (problem,) = problems_of(text_of({"type": "<script>" + "\u202e" * 10_000}))
    assert len(problem.message) < 300
    assert "\u202e" not in problem.message
