"""Which questions are asked, given the answers: conditions worked out in the order in which questions stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.forms.bad_answer import BadAnswer
from webapp.forms.fields import Options, options_of, parse
from webapp.forms.question import Field


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions asked and not asked of one form, row or record, and what conditions further down may name."""

    questions: tuple[Field, ...]
    hidden: tuple[Field, ...]
    parts: frozenset[int]  # identities of everything that is hidden, passages of text included
    context: Mapping[str, object]


def asked(fields: Sequence[Field], answers: Mapping[str, Any], options: Options, outer: Mapping[str, object]) -> Asked:
    """Works out what is asked. An answer that is wrong, or given to a hidden question, counts as not given."""
    walk = _Walk(answers, options, dict(outer), _named(fields))
    walk.go(fields, hidden=False)
    return Asked(tuple(walk.questions), tuple(walk.hidden), frozenset(walk.parts), walk.context)


class _Walk:
    def __init__(
        self, answers: Mapping[str, Any], options: Options, context: dict[str, object], named: frozenset[str]
    ) -> None:
        self._answers = answers
        self._options = options
        self._named = named
        self.context = context
        self.questions: list[Field] = []
        self.hidden: list[Field] = []
        self.parts: set[int] = set()

    def go(self, fields: Sequence[Field], *, hidden: bool) -> None:
        for field in fields:
            away = hidden or (field.hide_when is not None and field.hide_when.hides(self.context))
            if away:
                self.parts.add(id(field))
            if field.asks:
                (self.hidden if away else self.questions).append(field)
                if field.key in self._named or field.value_type in ("rows", "record"):
                    self.context[field.key] = None if away else self._value(field, self._answers.get(field.key))
            elif field.kind == "group":
                self.go(field.fields, hidden=away)

    def _value(self, field: Field, raw: Any) -> object:
        if field.value_type == "record":
            return self._row(field, raw) if isinstance(raw, Mapping) else None
        if field.value_type == "rows":
            rows = raw if isinstance(raw, list | tuple) else ()
            return [self._row(field, row) for row in rows[:100] if isinstance(row, Mapping)]
        try:
            return parse(field, raw, self._options)
        except BadAnswer:
            return None

    def _row(self, field: Field, row: Mapping[str, Any]) -> object:
        if field.key not in self._named:
            return None
        return {part.key: self._value(part, row.get(part.key)) for part in field.questions()}


def _named(fields: Sequence[Field]) -> frozenset[str]:
    """Every name that a condition somewhere under `fields` uses."""
    return frozenset(name for field in _all(fields) if field.hide_when for name in field.hide_when.names)


def _all(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all(field.fields)


def arranged_rows(field: Field, raw: Any, options: Options) -> list[Any]:
    """The rows of a repeated group, in order; where they follow a list, what was not sent is added at the end.

    Rows that the caller sent keep their places, so that errors find them again.
    """
    rows = list(raw) if isinstance(raw, list | tuple) else []
    if not field.rows_from:
        return rows
    named = row_question(field)
    present = {row.get(named.key) for row in rows if isinstance(row, Mapping) and isinstance(row.get(named.key), str)}
    missing = [option for option in options_of(named, options) if not option.disabled and option.value not in present]
    return rows + [{named.key: option.value} for option in missing]


def row_question(field: Field) -> Field:
    """The question whose answer names the row, in a repeated group whose rows follow a list."""
    return next(field.questions())


def row_name(field: Field, row: Any, index: int, options: Options) -> str:
    """What a row is called: the label of what it stands for, or its number."""
    if field.rows_from and isinstance(row, Mapping):
        named = row_question(field)
        for option in options_of(named, options):
            if option.value == row.get(named.key):
                return option.label
    return f"{field.row_label} {index + 1}"
