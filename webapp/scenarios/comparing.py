"""Whether what happened is what a scenario expects, with YAML's plain values on one side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from webapp.scenarios.steps import Expect


def differences(
    expected: Expect,
    *,
    open_ids: Sequence[str],
    ended: bool,
    incidents: int,
    variables: Mapping[str, Any],
    outcome: str,
    clocks: Mapping[str, str | None] = MappingProxyType({}),
) -> list[str]:
    """A sentence for each thing that is not as expected."""
    found: list[str] = []
    if expected.open is not None and Counter(expected.open) != Counter(open_ids):
        found.append(f"expected open {_list(expected.open)}, found {_list(open_ids)}")
    if expected.ended is not None and expected.ended != ended:
        found.append(f"expected the process {'to have ended' if expected.ended else 'to be running'}, it is not so")
    if expected.incidents is not None and expected.incidents != incidents:
        found.append(f"expected {expected.incidents} incidents, found {incidents}")
    if expected.outcome is not None and expected.outcome != outcome:
        found.append(f"expected the outcome {expected.outcome}, found {outcome or 'none'}")
    for name, value in expected.variables.items():
        actual = variables.get(name)
        if plain(actual) != plain(value):
            found.append(f"expected {name} to be {value!r}, found {actual!r}")
    for name, state in expected.clocks.items():
        if clocks.get(name) != state:
            found.append(f"expected the clock {name} to be {state}, it is {clocks.get(name) or 'not started'}")
    return found


def plain(value: Any) -> Any:
    """A value as YAML would write it: numbers as numbers whatever their type, moments and dates as ISO text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime | date | time):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _list(ids: Sequence[str]) -> str:
    return "[" + ", ".join(sorted(ids)) + "]"
