"""What holds for orders and for MAPPA, row by row."""

import re
from datetime import date
from pathlib import Path

import pytest

from webapp.config import SettingsError
from webapp.forms.definition import FormDefinition, read
from webapp.measures import rules, submissions
from webapp.measures.facts import LABELS, in_words
from webapp.measures.rules import OrderStanding, StepFacts
from webapp.measures.vocabulary import ALL_SORTS, ALL_STATES, Measure

MADE, SERVED = date(2026, 3, 2), date(2026, 3, 4)
ENDS = date(2028, 6, 1)
# These answers are the kind, the state or the day of a step, and have columns of their own.
OF_COLUMNS = {
    "forum",
    "order_route", "order_supersedes", "order_result", "order_heard_on", "order_ends_on", "order_served_on",
    "order_notified", "order_notified_on", "order_breach_on", "order_change", "order_changed_on", "mappa_category",
    "mappa_referred_on", "mappa_met_on", "mappa_managed", "mappa_review_on", "forum_result", "forum_met_on",
    "support_service", "support_consent", "support_result", "support_asked_on",
}  # fmt: skip
COURSE = [
    StepFacts("sought", MADE),
    StepFacts("not_superseded", MADE),
    StepFacts("interim", MADE, date(2026, 4, 1)),
    StepFacts("served", SERVED),
    StepFacts("notified", SERVED),
    StepFacts("breached", SERVED),
    StepFacts("full", SERVED, ENDS),
    StepFacts("varied", SERVED),
    StepFacts("no_breach", SERVED),
]


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        (0, OrderStanding("", None, None, "", 0)),
        (2, OrderStanding("sought", None, None, "", 0)),
        (3, OrderStanding("interim", date(2026, 4, 1), None, "", 0)),
        (4, OrderStanding("interim", date(2026, 4, 1), SERVED, "waiting", 0)),
        (5, OrderStanding("interim", date(2026, 4, 1), SERVED, "notified", 0)),
        (7, OrderStanding("full", ENDS, SERVED, "notified", 1)),
        (9, OrderStanding("full", ENDS, SERVED, "notified", 1)),
    ],
)
def test_order_stands_as_its_newest_steps_say(steps: int, standing: OrderStanding) -> None:
    assert rules.order_standing(COURSE[:steps]) == standing


def test_full_order_without_an_end_does_not_keep_that_of_the_interim_one() -> None:
    assert rules.order_standing([*COURSE[:3], StepFacts("full", SERVED)]).until is None


def test_order_is_put_into_words_for_who_decides() -> None:
    words = in_words(rules.order_standing(COURSE[:7]), "on_conviction")
    assert words == (
        "Full order made, of the court’s own motion, on conviction\nUntil 1 June 2028\n"
        "Served on 4 March 2026; name and address notified\nBreaches recorded: 1"
    )


@pytest.mark.parametrize(
    ("before", "state", "refused"),
    [
        (["sought"], "served", True),
        (["sought"], "breached", True),
        (["sought", "refused"], "renewed", True),
        (["sought"], "full", False),
        (["sought", "full"], "served", False),
        (["sought", "interim", "served"], "not_notified", False),
        (["sought", "full", "expired"], "breached", True),
        (["sought", "full", "discharged"], "full", True),
    ],
)
def test_nothing_happens_to_an_order_before_it_was_made_or_after_its_end(
    before: list[str], state: str, refused: bool
) -> None:
    assert bool(rules.why_not_next(Measure.PROTECTION_ORDER, before, state)) is refused


@pytest.mark.parametrize(
    ("route", "met", "refused"),
    [
        ("application", (True, True, True), False),
        ("application", (True, True, False), True),
        ("application", (False, True, True), True),
        ("on_acquittal", (False, False, False), False),
        ("none", (False, True, True), False),
    ],
)
def test_only_an_application_of_the_police_needs_all_three_tests(
    route: str, met: tuple[bool, ...], refused: bool
) -> None:
    assert bool(rules.why_not_apply(route, dict(zip("abc", met, strict=True)))) is refused


@pytest.mark.parametrize(
    ("until", "years", "said"),
    [
        (None, 2, ""),
        (date(2028, 3, 2), 2, ""),
        (date(2028, 3, 1), 2, "at least 2 years"),
        (date(2026, 9, 2), 0, ""),
        (date(2026, 3, 2), 0, "after it was made"),
    ],
)
def test_end_of_a_full_order_is_looked_at_again_where_it_is_early(until: date | None, years: int, said: str) -> None:
    reason = rules.why_too_short(MADE, until, years)
    assert said in reason
    assert bool(said) is bool(reason)


def test_order_made_on_a_leap_day_can_be_long_enough() -> None:
    assert rules.why_too_short(date(2028, 2, 29), date(2030, 2, 28), 2) == ""


@pytest.mark.parametrize(
    ("category", "reason", "refused"),
    [
        ("automatic", None, False),
        ("discretionary", None, True),
        ("discretionary", "too short", True),
        ("not_eligible", "He has left the country for good.", False),
    ],
)
def test_departing_from_the_table_needs_a_reason(category: str, reason: str | None, refused: bool) -> None:
    assert bool(rules.why_depart(category, "automatic", reason)) is refused


@pytest.mark.parametrize(("given", "years"), [(None, 2), ("3", 3), (" 0 ", 0)])
def test_force_sets_the_least_duration(given: str | None, years: int) -> None:
    assert rules.minimum_years({} if given is None else {rules.SETTING: given}) == years


@pytest.mark.parametrize("given", ["", "two", "-1", "11", "2.5"])
def test_unreadable_least_duration_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match=rules.SETTING):
        rules.minimum_years({rules.SETTING: given})


def test_every_closed_value_has_room_in_its_column() -> None:
    assert [value for value in (*ALL_SORTS, *ALL_STATES, *Measure) if len(value) > 20] == []


def test_every_answer_that_is_kept_in_words_has_its_label() -> None:
    """The writers say which answers go into a step; each of them is read with its question."""
    source = Path(submissions.__file__).read_text()
    kept = set(re.findall(r'"(\w+)"', source))
    asked = {field.key for form in submissions.WRITERS for field in _form(form).questions()}
    assert (kept & asked) - LABELS.keys() - OF_COLUMNS == set()


def _form(form_id: str) -> FormDefinition:
    path = Path(__file__).parents[3] / "forms" / "right_to_know" / f"{form_id}.form"
    return read(path.read_bytes(), path.name)
