"""What package.toml says of a whole package: its lanes, roles, clocks and legal invariants."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from webapp.access.groups import GROUPS
from webapp.cases.vocabulary import Priority
from webapp.definitions.procedures import Procedure, read_procedures
from webapp.engine.parse import Problem
from webapp.engine.xmlgate import MAX_NAME, readable
from webapp.errors import DefinitionRefused

FILE = "package.toml"
KEYS = frozenset({"key", "title", "owner", "main", "procedures", "lanes", "roles", "clocks", "invariants"})
STEPS = ("before_disclosure", "before_urgent_disclosure", "after_urgent_disclosure")
NO_INVARIANTS: dict[str, list[Any]] = {key: [] for key in (*STEPS, "distinct")}
MAX_BYTES = 100_000
MAX_LINE = 2_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}|_template")
_WORKING_DAYS = re.compile(r"(\d{1,3}) working days?")
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?")


@dataclass(frozen=True)
class Period:
    """How long a clock runs: elapsed time or working days, never both."""

    elapsed: timedelta = timedelta()
    working_days: int = 0


@dataclass(frozen=True)
class PackageSettings:
    """The checked content of package.toml."""

    key: str
    title: str
    owner: str
    main: str
    lanes: Mapping[str, str]
    roles: Mapping[str, str]
    clocks: Mapping[str, Mapping[str, Period]]
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    before_disclosure: tuple[str, ...] = ()
    before_urgent: tuple[str, ...] = ()
    after_urgent: tuple[str, ...] = ()
    distinct: tuple[frozenset[str], ...] = ()


def read_settings(content: bytes) -> PackageSettings:
    """The settings of a package. Raises DefinitionRefused with every problem found."""
    if len(content) > MAX_BYTES or max(map(len, content.splitlines()), default=0) > MAX_LINE:
        sentence = f"The file is larger than {MAX_BYTES // 1000} KB or has a line of more than {MAX_LINE} characters."
        raise DefinitionRefused([_problem("toml", f"{sentence} Shorten it.")])
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except RecursionError:
        raise DefinitionRefused([_problem("toml", "The file is nested too deeply. Flatten it.")]) from None
    except ValueError as error:  # not readable as TOML or as UTF-8, or a number of thousands of digits
        raise DefinitionRefused([_problem("toml", f"The file cannot be read as TOML: {error}")]) from None
    problems = [_problem("unknown_key", f"Remove {key}, which means nothing here.") for key in sorted(set(raw) - KEYS)]
    texts = {name: raw.get(name, "") for name in ("key", "title", "owner", "main")}
    problems += [
        _problem("text", f"Give {name} a text.") for name, value in texts.items() if not isinstance(value, str)
    ]
    if not _KEY.fullmatch(str(texts["key"])):
        problems.append(_problem("key", "Give the package a key of small letters, digits and underscores."))
    if not str(texts["main"]):
        problems.append(_problem("main", "Name the main process under main."))
    problems += [
        _problem("text", f"Give {name} a text of at most {MAX_NAME} characters that hides nothing.")
        for name, value in texts.items()
        if isinstance(value, str) and (len(value) > MAX_NAME or not readable(value))
    ]
    lanes, roles = (_texts(raw, name, problems) for name in ("lanes", "roles"))
    for role in roles:
        if role not in GROUPS:
            problems.append(_problem("group", f"[roles] names the group {role[:MAX_NAME]}, which does not exist."))
    for lane, group in lanes.items():
        if group not in GROUPS:
            problems.append(_problem("group", f"The lane “{lane}” names the group {group}, which does not exist."))
    clocks = _clocks(raw.get("clocks", {}), problems)
    procedures, wrong = read_procedures(raw.get("procedures", {}), str(texts["main"]))
    problems += [_problem("procedure", sentence) for sentence in wrong]
    invariants = _invariants(raw.get("invariants", {}), problems)
    if problems:
        raise DefinitionRefused(problems)
    return PackageSettings(
        **texts,
        lanes=lanes,
        roles=roles,
        clocks=clocks,
        procedures=procedures,
        before_disclosure=tuple(invariants["before_disclosure"]),
        before_urgent=tuple(invariants["before_urgent_disclosure"]),
        after_urgent=tuple(invariants["after_urgent_disclosure"]),
        distinct=tuple(frozenset(steps) for steps in invariants["distinct"]),
    )


def read_period(text: str) -> Period:
    """A clock's length from “2 working days” or an ISO 8601 duration of days, hours, minutes; ValueError if neither."""
    if match := _WORKING_DAYS.fullmatch(text.strip()):
        return Period(working_days=int(match[1]))
    if (match := _DURATION.fullmatch(text.strip())) and any(match.groups()):
        days, hours, minutes = (int(part or 0) for part in match.groups())
        return Period(elapsed=timedelta(days=days, hours=hours, minutes=minutes))
    raise ValueError(text)


def _texts(raw: Mapping[str, Any], name: str, problems: list[Problem]) -> dict[str, str]:
    table = raw.get(name, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        problems.append(_problem(name, f"[{name}] holds lines of the form name = “text”."))
        return {}
    if any(len(text) > MAX_NAME or not readable(text) for line in table.items() for text in line):
        problems.append(_problem(name, f"[{name}] holds texts of at most {MAX_NAME} characters that hide nothing."))
    return table


def _clocks(raw: object, problems: list[Problem]) -> dict[str, dict[str, Period]]:
    clocks: dict[str, dict[str, Period]] = {}
    if not isinstance(raw, dict):
        problems.append(_problem("clock", "[clocks] holds a period for each priority under the name of each clock."))
    for name, by_priority in raw.items() if isinstance(raw, dict) else ():
        periods: dict[str, Period] = {}
        for priority, text in by_priority.items() if isinstance(by_priority, dict) else ():
            if priority not in {*Priority}:
                sentence = f"The clock {name} names the priority {priority}. Use {', '.join(Priority)}."
                problems.append(_problem("clock", sentence))
            try:
                periods[priority] = read_period(str(text))
            except ValueError:
                sentence = f"The clock {name} for {priority} must read like “2 working days” or “PT4H”, not “{text}”."
                problems.append(_problem("clock", sentence))
        if not periods:
            problems.append(_problem("clock", f"The clock {name} needs a period for each priority."))
        clocks[name] = periods
    return clocks


def _invariants(raw: object, problems: list[Problem]) -> dict[str, list[Any]]:
    """The legal steps that come before a disclosure, and before and after an urgent one; sets for different people."""
    table = {**NO_INVARIANTS, **raw} if isinstance(raw, dict) else {}
    sets = table.get("distinct")
    well_formed = isinstance(sets, list) and all(_is_texts(steps) for steps in sets)
    if table.keys() != NO_INVARIANTS.keys() or not well_formed or not all(_is_texts(table[name]) for name in STEPS):
        sentence = f"[invariants] holds {', '.join(STEPS)}, lists of legal steps, and distinct, a list of such lists."
        problems.append(_problem("invariants", sentence))
        return NO_INVARIANTS
    return table


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _problem(rule: str, message: str) -> Problem:
    return Problem(file=FILE, element="", name="", rule=rule, message=message)
