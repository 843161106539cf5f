"""The small parts of a scenario file, read strictly: roles, moments and durations, with every mistake gathered."""

import re
import reprlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from webapp.clock import LONDON

_ROLE = re.compile(r"([a-z][a-z0-9_]*)(?:/([1-9][0-9]?))?(?:@([A-Za-z]{1,40}))?")
_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def quoted(raw: Any) -> str:
    """What was found in the file, short: aliases of YAML can make a value of a few lines endless to write out."""
    return reprlib.repr(raw).strip("'")


class Reading:
    """One reading of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[str] = []

    def duration(self, raw: Any, where: str) -> timedelta | None:
        match = _DURATION.fullmatch(str(raw))
        if match is None or not any(match.groups()):
            self.mistake(f"{where} takes an ISO 8601 duration such as PT4H or P2D, not {quoted(raw)}.")
            return None
        try:
            return timedelta(**{unit: int(number) for unit, number in match.groupdict().items() if number})
        except (OverflowError, ValueError):
            self.mistake(f"{where} takes a duration of some years at most, not {quoted(raw)}.")
            return None

    def role(self, raw: Any, where: str) -> tuple[str, int, str]:
        if raw is None:
            return "", 1, ""
        match = _ROLE.fullmatch(str(raw))
        if match is None:
            self.mistake(
                f"{where}: as names a role, role/2 for its second person or role@Borders for one of another force, "
                f"not {quoted(raw)}."
            )
            return "", 1, ""
        return match[1], int(match[2] or 1), match[3] or ""

    def moment(self, raw: Any) -> datetime:
        if isinstance(raw, str):
            try:
                raw = datetime.fromisoformat(raw)
            except ValueError:
                self.mistake(f"at must be a date and time such as 2026-03-02T09:00:00Z, not {quoted(raw)}.")
                return datetime(2000, 1, 1, tzinfo=UTC)
        if isinstance(raw, datetime):
            # A time without a zone is what an officer in London reads on the wall.
            return raw if raw.tzinfo else raw.replace(tzinfo=LONDON)
        if isinstance(raw, date):
            return datetime.combine(raw, time(9, 0), LONDON)
        self.mistake("Say under at when the scenario's clock starts.")
        return datetime(2000, 1, 1, tzinfo=UTC)

    def mapping(self, raw: Any, where: str) -> dict[str, Any]:
        if isinstance(raw, dict) and all(isinstance(key, str) for key in raw):
            return raw
        self.mistake(f"{where} must be a list of names and values.")
        return {}

    def known(self, raw: Mapping[str, Any], allowed: frozenset[str], where: str) -> None:
        for key in sorted(set(raw) - allowed):
            self.mistake(f"{where}: “{key}” means nothing here; known are {', '.join(sorted(allowed))}.")

    def mistake(self, sentence: str) -> None:
        self.mistakes.append(f"{self.file}: {sentence}")
