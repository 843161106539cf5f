"""The examples that designers copy are forms that are accepted."""

import json
import re
from pathlib import Path

import forms
from tests.unit.forms.building import component, rows, text_of, yes_no
from webapp.forms import grammar
from webapp.forms.definition import read

README = (Path(forms.__file__).parent / "README.md").read_text()


def examples() -> list[dict[str, object]]:
    found = []
    for block in re.findall(r"```json\n(.*?)```", README, re.DOTALL):
        if '"type"' not in block or '"components": [ … ]\n}' in block:
            continue
        text = block.replace("[ … ]", json.dumps([yes_no("inner")]))
        decoder, at = json.JSONDecoder(), 0
        while at < len(text.rstrip()):
            example, at = decoder.raw_decode(text, at)
            found.append(example)
            at += len(text[at:]) - len(text[at:].lstrip())
    return found


def test_every_example_is_accepted() -> None:
    definition = read(text_of(*examples()), "forms/made_up.form")
    assert len(definition.fields) == len(examples())


def test_every_kind_of_component_has_an_example_or_is_named() -> None:
    shown = {example["type"] for example in examples()}
    for kind in grammar.ATTRIBUTES:
        assert kind in shown or f"`{kind}`" in README, kind


def test_every_property_is_described() -> None:
    for properties in grammar.PROPERTIES.values():
        for name in properties:
            assert f"{name}" in README, name


def test_conditions_of_the_examples_are_accepted() -> None:
    hides = [json.loads(found)["hide"] for found in re.findall(r'"conditional": (\{.*?\})\n', README)]
    asked = [
        component("textfield", "platform"),
        component("textfield", "result"),
        rows("alias", component("textfield", "handle")),
    ]
    made = [component("textfield", f"last{at}", hide=hide) for at, hide in enumerate(hides)]
    definition = read(text_of(*asked, *made), "forms/made_up.form")
    assert [len(field.hide_when.shown_for) for field in definition.fields if field.hide_when] == [1, 2, 0]
