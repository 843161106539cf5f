"""What holds for the measures whatever a diagram says: which step may follow, and how an order stands. Pure."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from webapp.config import SettingsError
from webapp.measures.vocabulary import Measure

SETTING = "RTK_ORDER_MINIMUM_YEARS"
MINIMUM_YEARS = 2
LONGEST_MINIMUM = 10
SHORTEST_REASON = 20
# An order has to be made before these can happen, and once it has ended they cannot.
OF_AN_ORDER_MADE = frozenset(
    {"served", "notified", "not_notified", "breach_reported", "breached", "varied", "renewed", "discharged", "expired"}
)
MADE, OVER = frozenset({"interim", "full"}), frozenset({"discharged", "expired"})


@dataclass(frozen=True)
class StepFacts:
    """One step as the rules look at it."""

    state: str
    happened_on: date
    until: date | None = None


@dataclass(frozen=True)
class OrderStanding:
    """How an order stands: what it is now, until when, when it was served, name and address, breaches."""

    state: str
    until: date | None
    served_on: date | None
    notified: str
    breaches: int


def order_standing(steps: Iterable[StepFacts]) -> OrderStanding:
    """How an order stands after these steps, oldest first.

    `notified` is empty before service, then "waiting", "notified" or "not_notified".
    """
    state, until, served_on, notified, breaches = "", None, None, "", 0
    for step in steps:
        if step.state in MADE | OVER | {"sought", "not_sought", "adjourned", "refused", "withdrawn"}:
            state = step.state
        if step.state in MADE | {"varied", "renewed"}:
            until = step.until or (until if step.state in {"varied", "renewed"} else None)
        if step.state == "served":
            served_on, notified = step.happened_on, "waiting"
        if step.state in {"notified", "not_notified"}:
            notified = step.state
        breaches += step.state == "breached"
    return OrderStanding(state, until, served_on, notified, breaches)


def why_not_next(measure: str, before: Sequence[str], state: str) -> str:
    """The reason why this step cannot follow those states, oldest first; empty when it can."""
    if measure != Measure.PROTECTION_ORDER:
        return ""
    made = any(earlier in MADE for earlier in before)
    if state in OF_AN_ORDER_MADE and not made:
        return "No order was made yet, so this cannot have happened to it."
    if before and any(earlier in OVER for earlier in before):
        return "This order has ended. Start the procedure again for another one."
    return ""


def why_not_apply(route: str, tests: Mapping[str, bool]) -> str:
    """The reason why no application can be made; empty when it can. Basis: Stalking Protection Act 2019 s.1(1)."""
    if route == "application" and not all(tests.values()):
        return "An application needs all three tests. Choose another answer, or look at the tests again."
    return ""


def why_too_short(made_on: date, until: date | None, minimum_years: int) -> str:
    """The reason to look again at the end of a full order; empty when it is long enough or has no end."""
    if until is None:
        return ""
    if until <= made_on:
        return "The order must end after it was made"
    if until < _years_later(made_on, minimum_years):
        return f"A full order usually lasts at least {minimum_years} years. Check the date, and say that you did"
    return ""


def why_depart(category: str, recommended: str, reason: str | None) -> str:
    """What is missing when a person decides otherwise than the table recommends; empty when nothing is."""
    if category != recommended and len((reason or "").strip()) < SHORTEST_REASON:
        return f"Say in at least {SHORTEST_REASON} characters why you depart from the table"
    return ""


def minimum_years(environment: Mapping[str, str] = os.environ) -> int:
    """The least duration of a full order, which a force sets once its lawyers confirm it. Raises SettingsError."""
    given = environment.get(SETTING, str(MINIMUM_YEARS)).strip()
    if not given.isdecimal() or not 0 <= int(given) <= LONGEST_MINIMUM:
        raise SettingsError(f"{SETTING} holds {given!r}. Write a number of years from 0 to {LONGEST_MINIMUM}.")
    return int(given)


@cache
def least_years() -> int:
    """The least duration as it is set, read once."""
    return minimum_years()


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
