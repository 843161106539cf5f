"""The answers of a page as the browser sends them: pairs of name and text, put together as they were asked."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.forms import grammar
from webapp.forms.characters import sendable
from webapp.forms.question import Field, FormDefinition

DATE_PARTS = ("day", "month", "year")
MOMENT_PARTS = (*DATE_PARTS, "time")
ADD, REMOVE = "_add", "_remove"
_ROW = re.compile(r"(0|[1-9]\d{0,3})", re.ASCII)


class PostedAnswers(dict[str, Any]):
    """Answers from a page, as typed. A page may hold answers to questions that later answers made unnecessary.

    `validate.clean` leaves such answers out, where it refuses them from anyone who says exactly what is answered.
    `focus` is the name of the row, or of the repeated group, in which a button was pressed.
    """

    focus: str = ""


class _Pairs:
    """What was sent under each name; a name sent more than once keeps all its texts in order."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._texts: dict[str, list[str]] = {}
        for name, text in pairs:
            self._texts.setdefault(name, []).append(sendable(text))

    def all(self, name: str) -> list[str]:
        return self._texts.get(name, [])

    def last(self, name: str) -> str:
        return self._texts.get(name, [""])[-1]

    def row_numbers(self, prefix: str) -> list[int]:
        """The rows sent under a repeated group's name, at most one more than it may have."""
        found: set[int] = set()
        for name in self._texts:
            if name.startswith(prefix):
                number = _ROW.match(name, len(prefix))
                if number and name[number.end() : number.end() + 1] == "-":
                    found.add(int(number.group()))
        return sorted(found)[: grammar.ROW_LIMIT + 1]


def answers_from_post(definition: FormDefinition, pairs: Sequence[tuple[str, str]]) -> PostedAnswers:
    """What was typed on the page, wrong answers included; names that belong to no question are passed over.

    Characters that no page or database can carry arrive as the replacement character, which `clean` refuses.
    Names are `crime_ref`, `alias-0-handle`, `first_seen-day`, `-month`, `-year`, and `-time` for a moment.
    """
    sent = _Pairs(pairs)
    return PostedAnswers((field.key, _answer(field, field.key, sent)) for field in definition.questions())


def apply_row_buttons(definition: FormDefinition, answers: dict[str, Any], pairs: Sequence[tuple[str, str]]) -> bool:
    """Adds or removes the row whose button was pressed, in `answers`; says whether one was pressed.

    The buttons are `_add=alias` and `_remove=alias-2`.
    """
    sent = _Pairs(pairs)
    groups = {
        field.key: field for field in definition.questions() if field.value_type == "rows" and not field.fixed_rows
    }
    added, removed = sent.last(ADD), sent.last(REMOVE)
    if added in groups:
        rows = _rows_of(answers, added, least=groups[added].first_rows)
        if len(rows) < grammar.ROW_LIMIT:
            rows.append({})
        answers[added] = rows
        _focus(answers, f"{added}-{len(rows) - 1}")
        return True
    key, _, number = removed.rpartition("-")
    if key in groups and _ROW.fullmatch(number):
        rows = _rows_of(answers, key, least=0)
        answers[key] = rows[: int(number)] + rows[int(number) + 1 :]
        _focus(answers, key)
        return True
    return False


def _focus(answers: dict[str, Any], name: str) -> None:
    if isinstance(answers, PostedAnswers):
        answers.focus = name


def _rows_of(answers: Mapping[str, Any], key: str, *, least: int) -> list[Any]:
    rows = answers.get(key)
    found = list(rows) if isinstance(rows, list) else []
    return found + [{} for _ in range(least - len(found))]


def _answer(field: Field, name: str, sent: _Pairs) -> Any:
    match field.value_type:
        case "rows":
            numbers = sent.row_numbers(f"{name}-")
            return [_record(field, f"{name}-{number}", sent) for number in numbers]
        case "record":
            return _record(field, name, sent)
        case "choices":
            return [text for text in sent.all(name) if text]
        case "date":
            return {part: sent.last(f"{name}-{part}") for part in DATE_PARTS}
        case "datetime":
            return {part: sent.last(f"{name}-{part}") for part in MOMENT_PARTS}
        case _:
            return sent.last(name)


def _record(field: Field, name: str, sent: _Pairs) -> dict[str, Any]:
    return {part.key: _answer(part, f"{name}-{part.key}", sent) for part in field.questions()}
