"""The guidance register: read strictly, and the one source of the words in which forms ask the checks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import forms
import workflows
from webapp.definitions import guidance
from webapp.definitions.bundle import problems_of
from webapp.definitions.guidance import filled, problems_with, read_register
from webapp.errors import DefinitionRefused
from webapp.forms.definition import read

SHIPPED = workflows.find("right_to_know")["guidance.toml"]
FORM = read(forms.find("right_to_know/grounds_check"), "forms/grounds_check.form")
SMALL = """
[register]
title = "Register"

[guidance.issued_1]
title = "Statutory guidance"
version = "1"
status = "issued"
issued = 2026-10-01
have_regard = "An Act, section 1"
duty = "Chief officers must have regard to it."

[checks.A1]
title = "Authority"
question = "Is the controller a competent authority?"
meaning = "The chief officer."
provision = "DPA 2018 section 30"
"""


def refusal(text: str) -> str:
    with pytest.raises(DefinitionRefused) as refused:
        read_register(text.encode())
    return " ".join(problem.message for problem in refused.value.problems)


def test_shipped_register_asks_every_check_once_and_calls_nothing_confirmed() -> None:
    register = read_register(SHIPPED)
    assert list(register.checks) == [f"A{number}" for number in range(1, 23)]
    assert not any(entry.confirmed for entry in (*register.guidance, *register.provisions, *register.checks.values()))
    assert problems_with({"grounds_check": FORM}, register) == []


def test_guidance_that_was_not_issued_says_so() -> None:
    [none_issued, by_analogy, forums] = read_register(SHIPPED).options()
    assert (none_issued.value, none_issued.disabled) == ("none_issued", False)
    assert "none issued: existing law applied" in none_issued.label
    assert by_analogy.label.endswith("April 2023 (by analogy)")
    assert "none issued: local protocols applied" in forums.label


def test_withdrawn_guidance_is_shown_and_cannot_be_chosen() -> None:
    [option] = read_register(SMALL.replace('"issued"', '"withdrawn"').encode()).options()
    assert (option.disabled, option.hint) == (True, "It was withdrawn.")


def test_form_asks_its_checks_in_the_words_of_the_register() -> None:
    register = read_register(SHIPPED)
    asked = {part.register: part for part in filled(FORM, register).questions() if part.register}
    check = register.checks["A9"]
    assert (asked["A9"].label, asked["A9"].hint, asked["A9"].basis) == (
        f"A9. {check.question}", check.meaning, check.provision,
    )  # fmt: skip
    assert {part.label for part in FORM.questions() if part.register} == set(register.checks)


def test_days_and_standing_are_read() -> None:
    [entry] = read_register(SMALL.encode()).guidance
    assert (entry.issued, entry.valid_until, entry.name) == (date(2026, 10, 1), None, "Statutory guidance, 1")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (("[register]", "[registry]"), "means nothing here"),
        (('title = "Register"', "title = 5"), "title is a text"),
        (('status = "issued"', 'status = "new"'), "status is one of"),
        (("issued = 2026-10-01\n", ""), "the day on which it was issued"),
        (("issued = 2026-10-01", 'issued = "2026-10-01"'), "without quotes"),
        (("issued = 2026-10-01", "issued = 2026-10-01\nvalid_from = 2026-10-02\nvalid_until = 2026-10-01"), "before"),
        (('duty = "Chief', 'link = "http://x"\nduty = "Chief'), "begins with https"),
        (('duty = "Chief', 'link = "javascript:alert(1)"\nduty = "Chief'), "begins with https"),
        (('duty = "Chief officers must have regard to it."', 'duty = ""'), "give duty a text"),
        (('meaning = "The', 'sense = "x"\nmeaning = "The'), "sense means nothing"),
        (('meaning = "The', 'confirmed = "yes"\nmeaning = "The'), "confirmed is true or false"),
        (("[checks.A1]", '[checks."A 1"]'), "a key is made of letters"),
        (("The chief officer.", "\u202ethe chief"), "hides nothing"),
        (("The chief officer.", "x" * 1001), "at most 1000 characters"),
        (("[guidance.issued_1]", "[[guidance]]"), "as a table"),
        (("[checks.A1]", "provision = 5\n[checks.A1]"), "means nothing"),
        (("[register]", "provision = 5\n[register]"), "as [[provision]]"),
        (("[register]", "[register"), "cannot be read as TOML"),
    ],
)
def test_mistake_in_the_register_is_named(change: tuple[str, str], part: str) -> None:
    assert part in refusal(SMALL.replace(*change))


@pytest.mark.parametrize("text", ["[" * 5000, "x = 1\n" * 60_000])
def test_register_of_unreasonable_size_is_refused(text: str) -> None:
    assert refusal(text)


def test_check_that_no_form_asks_and_one_that_is_not_held_are_named() -> None:
    register = read_register(SMALL.encode())
    found = {problem.message for problem in problems_with({"grounds_check": FORM}, register)}
    assert "The form grounds_check asks the check A2. Add it under [checks.A2]." in found
    extra = replace(register, checks={**register.checks, "B1": replace(register.checks["A1"], code="B1")})
    messages = [problem.message for problem in problems_with({"grounds_check": FORM}, extra)]
    assert any("No form asks the check B1" in message for message in messages)


def test_package_with_a_broken_register_cannot_be_published() -> None:
    files: dict[str, Any] = {**workflows.find("_template"), guidance.FILE: b"[register]"}
    files |= {f"forms/{name}": content for name, content in forms.package("_template").items()}
    assert [problem.file for problem in problems_of(files)] == [guidance.FILE]
