"""How long the authority of an enquiry lasts, and when it is chased: pure rules over what its table says.

Basis: Investigatory Powers Act 2016 s.65, by which an authorisation ends with a period that begins with the day on
which it was granted; the periods themselves stand in the table `authority`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.cases.vocabulary import OPEN_SOURCE
from webapp.cases.words import date_in_words
from webapp.clock import LONDON
from webapp.engine.timers import parse_duration

DAY = timedelta(days=1)
# When somebody is reminded on a day: at the beginning of the working day.
IN_THE_MORNING = time(9, 0)


@dataclass(frozen=True)
class AuthorityRule:
    """What the table says of one authority: periods as ISO 8601 durations, empty where there is none."""

    spoc_compulsory: bool = False
    lapses_after: str = ""
    chase_before: str = ""
    chase_after: str = ""


@dataclass(frozen=True)
class AuthorityGiven:
    """An authority as it is recorded, as far as it is recorded already."""

    type: str
    ref: str | None = None
    granted_on: date | None = None
    expires_on: date | None = None


def rule_of(outputs: object) -> AuthorityRule:
    """The rule in an answer of the table of authorities."""
    if not isinstance(outputs, Mapping):
        return AuthorityRule()
    periods = {name: str(outputs.get(name) or "") for name in ("lapses_after", "chase_before", "chase_after")}
    return AuthorityRule(spoc_compulsory=outputs.get("spoc_compulsory") is True, **periods)


def latest_day(given: AuthorityGiven, rule: AuthorityRule) -> date | None:
    """The last day on which the law lets the authority stand; None where it names no period, or the day is unknown."""
    if not rule.lapses_after or given.granted_on is None:
        return None
    return _after(given.granted_on, rule.lapses_after) - DAY


def last_day(given: AuthorityGiven, rule: AuthorityRule) -> date | None:
    """The last day on which the authority stands: the day that it names, or else the last that the law allows."""
    return given.expires_on or latest_day(given, rule)


def why_not_authority(given: AuthorityGiven, rule: AuthorityRule) -> tuple[str, str]:
    """The question and the reason why an authority cannot be as it is recorded; both empty when it can."""
    latest = latest_day(given, rule)
    if given.granted_on and given.expires_on and given.expires_on < given.granted_on:
        return "expiry", "The authority cannot expire before it was given."
    if latest is not None and given.expires_on and given.expires_on > latest:
        return (
            "expiry",
            f"This authority lapses by law on {date_in_words(latest)}. Correct the day, or record the new authority.",
        )
    return "", ""


def why_not_result(given: AuthorityGiven, rule: AuthorityRule, obtained_on: date | None) -> tuple[str, str]:
    """The question and the reason why a result may not be attached under this authority; both empty when it may."""
    if given.type == OPEN_SOURCE:
        return "", ""
    if not given.ref:
        return "authority_ref", "Enter the reference of the authority: no result is attached without it."
    ends = last_day(given, rule)
    if rule.lapses_after and ends is None:
        return "authority_granted_on", "Enter the day on which the authority was given: it lapses by law."
    if obtained_on is None:
        return "", ""
    if given.granted_on is not None and obtained_on < given.granted_on:
        return "obtained_on", (
            f"The authority was given on {date_in_words(given.granted_on)}, after this result was obtained. "
            "Material without authority may not be attached."
        )
    if ends is not None and obtained_on > ends:
        return "obtained_on", (
            f"The authority lapsed on {date_in_words(ends)}, before this result was obtained. "
            "Record the new authority first, or correct the day."
        )
    return "", ""


def chase_at(today: date, rule: AuthorityRule, ends: list[date | None]) -> datetime:
    """When the enquiry is chased: so long before the first end, or after the longest time that one may lie unheard."""
    again = _after(today, rule.chase_after or "P28D")
    before = [_before(day, rule.chase_before) for day in ends if day is not None and day >= today]
    day = max(min([again, *before]), today + DAY)
    return datetime.combine(day, IN_THE_MORNING, LONDON)


def days_left(today: date, ends: date | None) -> int | None:
    """How many days an end is away, today counting as none; None where there is no end."""
    return None if ends is None else (ends - today).days


def _after(start: date, period: str) -> date:
    return parse_duration(period).after(datetime.combine(start, time(12), LONDON)).astimezone(LONDON).date()


def _before(end: date, period: str) -> date:
    """So long before an end; a month counts as thirty days here, because a reminder need not be exact."""
    length = parse_duration(period or "P7D")
    return end - timedelta(days=length.days + 30 * length.months, seconds=length.seconds)
