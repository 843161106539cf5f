"""Submissions by chance to every shipped form: kept as they were given, or refused by question; the case always loads.

What is kept goes into the database and comes back, and given again it is kept the same; a page shows it, with or
without errors; and the routing values that leave the form can be put into a process whose state loads again.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.fixtures.figures import Say
from tests.unit.engine.drawing import diagram, end, flow, start, user
from tests.unit.engine.walking import Walk
from tests.unit.forms.test_shipped_forms import OPTIONS, SHIPPED, shipped
from webapp.cases.answers import storable
from webapp.errors import InvalidSubmission
from webapp.forms.fields import options_of
from webapp.forms.question import Field, FormDefinition
from webapp.forms.render import answers_from_post, form_view, summary_view
from webapp.forms.routing import routing_values
from webapp.forms.validate import clean

SEED = 20_261_126
FEW, MANY = 20, 5_000
ODD: tuple[Any, ...] = (
    None, "", " ", "\x00", "\ud800", "\u202e", "x" * 6_000, 0, -1, 10**400, 1.5, float("nan"), float("inf"),
    True, False, Decimal("NaN"), [], {}, [[]], [None], {"a": {}}, {"typename": "x"}, "typename", "__builtins__",
    "2026-02-30", "9999-12-31T23:59:59Z", "0001-01-01", "24:60", "٣", "yes", "no", "on", "null", b"x",
    object, Decimal("1e999999"), {"day": "31", "month": "2", "year": "2026"},
    {"day": "1", "month": "x", "year": "9" * 400, "time": "9"}, ["x"] * 400,
)  # fmt: skip
WORDS = ("RK/1001/26", "Enough words.", "https://forum.example/u/1", "é ü\nnew line", "07700 900123")
NAMES = ("typename", "__class__", "__builtins__", "", " ", "a.b", "0", "case_id", "x" * 500, "\ud800", "\x00")
TURNS = diagram(start(), user("ask"), end(), flow("start", "ask"), flow("ask", "end"))


class Chance:
    """Answers to a form: mostly what it asks for, sometimes not."""

    def __init__(self, seed: str) -> None:
        self.dice = Random(seed)  # noqa: S311 - chance, not secrecy
        self.careless, self.answered = 0.0, 1.0

    def answers(self, definition: FormDefinition) -> dict[Any, Any]:
        """By the name of each question, as somebody gives them who says exactly what is answered."""
        self.careless = self.dice.choice((0.0, 0.0, 0.02, 0.3))
        self.answered = self.dice.choice((1.0, 1.0, 0.93))
        given = self._record(definition.questions())
        if self.careless and self.dice.random() < 0.3:
            given[self.dice.choice(NAMES)] = self.dice.choice(ODD)
        return given

    def _record(self, questions: Any) -> dict[Any, Any]:
        return {field.key: self._answer(field) for field in questions if self.dice.random() < self.answered}

    def _answer(self, field: Field) -> Any:
        if self.dice.random() < self.careless:
            return self.dice.choice(ODD)
        values = [option.value for option in options_of(field, OPTIONS) if not option.disabled]
        match field.value_type:
            case "boolean":
                return self.dice.choice((True, False, "yes", "no"))
            case "integer":
                return self.dice.randint(int(field.minimum or 0), int(field.maximum or 30))
            case "decimal":
                return self.dice.choice(("1.5", 2, Decimal("0.25")))
            case "date":
                return f"{self.dice.choice((1990, 2025, 2026, 2031))}-{self.dice.randint(1, 12):02}-15"
            case "datetime":
                return f"{self.dice.choice((2025, 2026, 2031))}-{self.dice.randint(1, 12):02}-15T09:30:00Z"
            case "choice":
                return self.dice.choice(values or ["x"])
            case "choices":
                return self.dice.sample(values, self.dice.randint(0, min(2, len(values))))
            case "rows":
                return [self._record(field.questions()) for _ in range(self.dice.randint(0, 3))]
            case "record":
                return self._record(field.questions())
        return self._words(field)

    def _words(self, field: Field) -> str:
        words = self.dice.choice(WORDS)
        return (words * (1 + (field.min_length or 0) // len(words)))[: field.max_length or None]


def pairs_of(prefix: str, given: Any) -> list[tuple[str, str]]:
    """The answers as a browser would send them."""
    if isinstance(given, Mapping):
        named = [(f"{prefix}-{key}" if prefix else str(key), part) for key, part in given.items()]
        return [pair for name, part in named for pair in pairs_of(name, part)]
    if isinstance(given, list) and any(isinstance(part, Mapping) for part in given):
        return [pair for number, part in enumerate(given) for pair in pairs_of(f"{prefix}-{number}", part)]
    if isinstance(given, list):
        return [(prefix, str(part)) for part in given]
    if isinstance(given, str) and given[4:5] == "-":
        day, _, hour = given.partition("T")
        parts = dict(zip(("year", "month", "day"), day.split("-"), strict=False)) | {"time": hour[:5]}
        return [(f"{prefix}-{part}", text) for part, text in parts.items()]
    return [(prefix, {True: "yes", False: "no"}.get(given, str(given)) if isinstance(given, bool) else str(given))]


def is_shown(definition: FormDefinition, answers: Mapping[Any, Any], errors: Mapping[str, str]) -> None:
    assert form_view(definition, answers, errors, OPTIONS).title == definition.title


def taken(definition: FormDefinition, answers: Mapping[Any, Any]) -> dict[str, Any] | None:
    """What is kept of the answers; None where they are refused, which must be in sentences by question."""
    try:
        return clean(definition, answers, OPTIONS)
    except InvalidSubmission as refused:
        assert refused.errors
        assert all(isinstance(path, str) and 3 < len(text) < 600 for path, text in refused.errors.items())
        is_shown(definition, answers, refused.errors)
        return None


def meet(key: str, name: str, count: int) -> tuple[int, int]:
    """How many submissions of each kind were kept and refused."""
    definition, chance = shipped(key, name), Chance(f"{SEED} {name}")
    walk, kept = Walk(TURNS), 0
    before = walk.step
    for number in range(count):
        given = chance.answers(definition)
        by_page = number % 2 == 1
        answers = answers_from_post(definition, pairs_of("", given)) if by_page else given
        found = taken(definition, answers)
        if found is None:
            continue
        kept += 1
        stored = json.loads(json.dumps({key: storable(value) for key, value in found.items()}))
        again = clean(definition, stored, OPTIONS)
        assert storable(again) == storable(found), f"seed {SEED}, {name}, number {number}: {given!r:.500}"
        is_shown(definition, stored, {})
        assert summary_view(definition, stored, OPTIONS).title == definition.title
        routing = routing_values(definition, found)
        assert json.loads(json.dumps(routing)) == routing
        if kept % 20 == 1:
            # Saved, and looked at again as it was saved.
            walk.step = before
            walk.done("ask", **routing)
    return kept, count - kept


@pytest.mark.parametrize(("key", "name"), SHIPPED)
def test_submission_by_chance_is_kept_as_given_or_refused_by_question(key: str, name: str) -> None:
    meet(key, name, FEW)


@pytest.mark.long
def test_thousands_of_submissions_to_each_form(figure: Say) -> None:
    counts = [meet(key, name, MANY) for key, name in SHIPPED]
    kept, refused = (sum(column) for column in zip(*counts, strict=True))
    assert all(one > 0 for one, _ in counts)
    figure(
        "submissions by chance to every shipped form",
        f"{len(SHIPPED)} forms, {MANY:,} each: {kept:,} kept as given, {refused:,} refused by question; 0 others, "
        "each state loads",
    )


@pytest.mark.parametrize(("key", "name"), SHIPPED)
def test_shipped_form_is_filled_in_rightly_by_chance(key: str, name: str) -> None:
    """Else the submissions above would try nothing but refusals."""
    definition, chance = shipped(key, name), Chance(name)
    # By a page, which may send what later answers made unnecessary.
    sent = (answers_from_post(definition, pairs_of("", chance.answers(definition))) for _ in range(400))
    assert any(taken(definition, answers) is not None for answers in sent)
