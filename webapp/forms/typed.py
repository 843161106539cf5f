"""What stands in an input: answers as typed, or kept answers put back into the form in which they are typed."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from webapp import clock
from webapp.forms.bad_answer import BadAnswer
from webapp.forms.characters import sendable
from webapp.forms.fields import Options, options_of, parse
from webapp.forms.posted import DATE_PARTS, MOMENT_PARTS
from webapp.forms.question import Field, Option


def text(raw: Any) -> str:
    """The text of an input; nothing for an answer that no input could have held."""
    if isinstance(raw, bool):
        return ""
    if isinstance(raw, Decimal):
        return f"{raw:f}"
    return sendable(str(raw)) if isinstance(raw, str | int | float) else ""


def one_line(raw: Any) -> str:
    """The text of an input of one line, which can hold no line end."""
    return re.sub(r"[\r\n\u2028\u2029]+", " ", text(raw))


def date_parts(field: Field, raw: Any, options: Options) -> dict[str, str]:
    """The texts of the boxes of a date, by part."""
    names = MOMENT_PARTS if field.value_type == "datetime" else DATE_PARTS
    if isinstance(raw, Mapping):
        return {name: one_line(raw.get(name)) for name in names}
    value = raw
    if isinstance(raw, str):
        try:
            value = parse(field, raw, options)
        except BadAnswer:
            return dict.fromkeys(names, "") | {"day": one_line(raw)}
    if isinstance(value, datetime):
        local = value.astimezone(UTC if field.utc else clock.LONDON) if value.tzinfo else value
        return _of_day(local) | {"time": f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"}
    if isinstance(value, date):
        return dict.fromkeys(names, "") | _of_day(value)
    return dict.fromkeys(names, "")


def _of_day(day: date) -> dict[str, str]:
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def wrong_parts(field: Field, raw: Any, options: Options, error: str) -> frozenset[str]:
    """Which boxes of a date are wrong: the one that the sentence is about, or all of them."""
    names = MOMENT_PARTS if field.value_type == "datetime" else DATE_PARTS
    if not error:
        return frozenset()
    try:
        parse(field, raw, options)
    except BadAnswer as bad:
        if bad.part and error.endswith(bad.sentence):
            return frozenset({bad.part})
    return frozenset(names)


def chosen(field: Field, raw: Any, options: Options) -> frozenset[str]:
    """The values of the options that are chosen; a disabled one never is."""
    given: Sequence[Any] = raw if isinstance(raw, list | tuple) else (raw,)
    spelled = {("yes" if value else "no") if isinstance(value, bool) else text(value) for value in given}
    return frozenset(option.value for option in _open(options_of(field, options)) if option.value in spelled)


def _open(options: Sequence[Option]) -> list[Option]:
    return [option for option in options if not option.disabled]


def ticked(raw: Any) -> bool:
    """Whether a single checkbox is ticked."""
    return raw is True or (isinstance(raw, str) and raw.strip().lower() in ("yes", "true", "on"))
