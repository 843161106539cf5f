"""Dates, times and states as people read them; times are London's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from webapp.access.groups import GROUPS
from webapp.cases.words import words
from webapp.clock import LONDON, now
from webapp.instances.due_words import due_in_words

if TYPE_CHECKING:
    from flask import Flask

PRIORITIES = {
    "P1_IMMEDIATE": ("Immediate", "govuk-tag--red"),
    "P2_HIGH": ("High", "govuk-tag--orange"),
    "P3_STANDARD": ("Standard", "govuk-tag--grey"),
}
VERSION_STATES = {
    "draft": ("Draft", "govuk-tag--yellow"),
    "in_review": ("In review", "govuk-tag--purple"),
    "deployed": ("In use", "govuk-tag--green"),
    "superseded": ("Replaced", "govuk-tag--grey"),
    "retired": ("Retired", "govuk-tag--grey"),
}
STEP_STATES = {
    "done": ("Done", "govuk-tag--green"),
    "current": ("Now", "govuk-tag--blue"),
    "failed": ("Stopped", "govuk-tag--red"),
    "todo": ("Not yet", "govuk-tag--grey"),
}
STEP_KINDS = {
    "userTask": "",
    "businessRuleTask": "Decision table",
    "serviceTask": "Automatic",
    "scriptTask": "Automatic",
    "callActivity": "Part of the process",
}
FILE_KINDS = {"bpmn": "Diagram", "dmn": "Decision tables", "form": "Form"}


@dataclass(frozen=True)
class Reasons:
    """Why a decision table answered as it did: the row that applies, and why the others do not."""

    applied: tuple[str, ...]
    others: tuple[str, ...]


def prepare(app: Flask) -> None:
    """Gives the templates their filters."""
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        clock_time=clock_time,
        due=due,
        due_mark=due_mark,
        plain=plain,
        file_size=file_size,
        answer=answer,
        passages=passages,
        reasons=reasons,
        role=role,
        priority_title=lambda value: PRIORITIES.get(value, (plain(value), ""))[0],
        priority_class=lambda value: PRIORITIES.get(value, ("", "govuk-tag--grey"))[1],
        version_title=lambda value: VERSION_STATES.get(value, (plain(value), ""))[0],
        version_class=lambda value: VERSION_STATES.get(value, ("", "govuk-tag--grey"))[1],
        file_kind=lambda value: FILE_KINDS.get(value, "Settings"),
        step_title=lambda value: STEP_STATES[value][0],
        step_class=lambda value: STEP_STATES[value][1],
        step_kind=lambda value: STEP_KINDS.get(value, ""),
    )


def day(at: date | datetime) -> str:
    """A date: 3 March 2026."""
    local = at.astimezone(LONDON).date() if isinstance(at, datetime) else at
    return f"{local.day} {local:%B %Y}"


def file_size(size: int) -> str:
    """How large a file is: 820 KB, 3.4 MB."""
    if size < 1000:
        return f"{size} bytes"
    if size < 999_500:
        return f"{size / 1000:.0f} KB"
    return f"{size / 1_000_000:.1f} MB"


def clock_time(at: datetime) -> str:
    """A time of day: 14:02."""
    return f"{at.astimezone(LONDON):%H:%M}"


def moment(at: datetime) -> str:
    """A date with its time: 3 March 2026 at 14:02."""
    return f"{day(at)} at {clock_time(at)}"


def due(at: datetime) -> str:
    """When something is due, as a colleague would say it: due tomorrow 17:00, 2 working days late."""
    return due_in_words(at, now())


def due_mark(at: datetime, warn_at: datetime | None = None) -> str:
    """What a list marks a deadline with: late, due soon, or nothing."""
    return "late" if at <= now() else "due soon" if warn_at is not None and warn_at <= now() else ""


def plain(value: object) -> str:
    """A closed value as words: DISCLOSED_FULL becomes Disclosed in full."""
    return words(value)


_PERIOD = re.compile(r"P(\d{1,4})([YMWD])")
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def answer(value: str) -> str:
    """What a decision table gave: a code as words, a period of days or months as such, a sentence as it stands."""
    if period := _PERIOD.fullmatch(value):
        number, unit = int(period[1]), _UNITS[period[2]]
        return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
    return words(value) if re.fullmatch(r"\w+", value) else value


def passages(text: str) -> list[str]:
    """The paragraphs of a plain text, parted by empty lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


# How `engine.dmn.recording` begins the sentences about rows that gave no answer.
_DID_NOT_COUNT = re.compile(r"Rows? \d+ (does not apply|also applies|was not looked at|to \d+ were not looked at)")


def reasons(explanation: str) -> Reasons:
    """The lines of a decision table's explanation; its first line repeats the outcome and is left out."""
    lines = [line.strip() for line in explanation.splitlines()[1:] if line.strip()]
    others = tuple(line for line in lines if _DID_NOT_COUNT.match(line))
    return Reasons(tuple(line for line in lines if line not in others), others)


def role(group: str) -> str:
    """The title of a group."""
    return GROUPS.get(group, plain(group))
