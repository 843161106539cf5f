"""States saved by every release must load for ever, show what they showed, and go on as they would have."""

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.saved_states.record import FAMILIES, goes_on
from tests.workflows.second_process import shown
from webapp.engine import adapter
from webapp.engine.parse import parse_package
from webapp.errors import EngineFault

SAVED = sorted(Path(__file__).parent.glob("format_*/*.json"))


def read(path):
    fixture = json.loads(path.read_text())
    definition = parse_package({name: text.encode() for name, text in fixture["files"].items()})
    return fixture, definition, base64.b64decode(fixture["state"]), datetime.fromisoformat(fixture["at"])


def test_every_family_of_elements_has_a_saved_state():
    assert {path.stem for path in SAVED} == set(FAMILIES)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_saved_state_loads_shows_what_it_showed_and_goes_on(path):
    fixture, definition, state, at = read(path)
    assert shown(adapter.look(definition, state, at)) == fixture["shows"]
    assert goes_on(definition, state, at) == fixture["goes_on"]


@pytest.mark.parametrize("number", [0, 2, 9, 255])
def test_state_of_an_unknown_format_is_refused_with_a_sentence(number):
    _, definition, state, at = read(SAVED[0])
    with pytest.raises(EngineFault, match=f"has format {number}; this version reads format 1"):
        adapter.look(definition, state[:9] + bytes([number]) + state[10:], at)
