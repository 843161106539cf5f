"""Answers checked against their form: clean values, or every error with the sentence to show."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from webapp.errors import InvalidSubmission
from webapp.forms import grammar, wording
from webapp.forms.characters import short
from webapp.forms.fields import Answer, Options, is_empty
from webapp.forms.posted import PostedAnswers
from webapp.forms.question import Field, FormDefinition
from webapp.forms.visibility import Asked, arranged_rows, asked, row_name, row_question

_UNKNOWN = "unknown"  # stands in marshmallow's errors until the name is put into a sentence
_UNKNOWN_LIMIT = 20


def clean(definition: FormDefinition, answers: Mapping[str, Any], options: Options | None = None) -> dict[str, Any]:
    """The answers as they are kept: str, bool, int, Decimal, date, datetime in UTC, list of str, dict or list of dict.

    A question that was not answered, or was not asked, is left out; a checkbox not ticked is False and a list not
    filled is empty. An answer to a question that was not asked is refused, but left out from a page (`PostedAnswers`).
    Raises InvalidSubmission, whose errors are by path, such as `alias.0.handle`.
    """
    if not isinstance(answers, Mapping):
        raise InvalidSubmission({"": "Give the answers as names with values."})
    cleaning = _Cleaning(options or {}, lenient=isinstance(answers, PostedAnswers))
    try:
        return cleaning.scope(definition.fields, answers, {})
    except ValidationError as error:
        ordered = _in_order(_flat(error.messages), [field.key for field in definition.questions()])
        raise InvalidSubmission(ordered) from error


def shown(definition: FormDefinition, answers: Mapping[str, Any], options: Options) -> dict[str, str]:
    """What people read as they chose from a list of the case: the label of each such answer, as `<key>_shown`."""
    chosen = [
        field for field in definition.questions() if field.options_from and isinstance(answers.get(field.key), str)
    ]
    return {
        f"{field.key}_shown": option.label
        for field in chosen
        for option in options.get(field.options_from, ())
        if option.value == answers[field.key]
    }


class _Cleaning:
    """One submission: schemas are built from what is asked, for the form and for every row and record in it."""

    def __init__(self, options: Options, *, lenient: bool) -> None:
        self.options = options
        self._lenient = lenient
        self._schemas: dict[tuple[int, ...], Schema] = {}

    def scope(self, parts: Sequence[Field], answers: Mapping[str, Any], outer: Mapping[str, object]) -> dict[str, Any]:
        """The clean answers of a form, row or record. Raises ValidationError."""
        found = asked(parts, answers, self.options, outer)
        schema = self._schema(found)
        given = self._given(found, answers)
        try:
            clean_answers: dict[str, Any] = schema.load(given)
        except ValidationError as error:
            messages = error.messages if isinstance(error.messages, dict) else {}
            raise ValidationError({key: _named_unknown(messages[key], key, found) for key in messages}) from error
        return {key: value for key, value in clean_answers.items() if value is not None}

    def _schema(self, found: Asked) -> Schema:
        """The schema for what is asked; rows in which the same is asked share one."""
        asked_here = tuple(id(field) for field in found.questions)
        if any(field.value_type in ("rows", "record") for field in found.questions):
            return _schema(found, self)  # what stands inside depends on the answers around it
        if asked_here not in self._schemas:
            self._schemas[asked_here] = _schema(found, self)
        return self._schemas[asked_here]

    def _given(self, found: Asked, answers: Mapping[str, Any]) -> dict[str, Any]:
        """What is put before the schema: nothing for questions left empty, so that a missing answer is told as such."""
        questions = {field.key: field for field in found.questions}
        hidden = {field.key for field in found.hidden}
        given: dict[str, Any] = {}
        for key, value in answers.items():
            if key in hidden and (self._lenient or is_empty(value)):
                continue
            if key in questions and is_empty(value):
                continue
            given[short(str(key)) if key not in questions and key not in hidden else key] = value
            if len(given) > len(questions) + len(hidden) + _UNKNOWN_LIMIT:
                break
        for field in found.questions:
            if _is_always_there(field):
                given.setdefault(field.key, _nothing(field))
        return given


def _is_always_there(field: Field) -> bool:
    return field.kind == "checkbox" or field.value_type in ("rows", "record", "choices")


def _nothing(field: Field) -> Any:
    return {"rows": [], "record": {}, "choices": []}.get(field.value_type, False)


def _schema(found: Asked, cleaning: _Cleaning) -> Schema:
    built = Schema.from_dict({field.key: _field(field, cleaning, found.context) for field in found.questions})
    schema = built(unknown=RAISE)
    schema.error_messages = {**schema.error_messages, "unknown": _UNKNOWN}
    return schema


def _field(field: Field, cleaning: _Cleaning, context: Mapping[str, object]) -> fields.Field[Any]:
    if field.value_type == "rows":
        return _Rows(field, cleaning, context)
    if field.value_type == "record":
        return _Record(field, cleaning, context)
    return Answer(field, cleaning.options)


class _Record(fields.Field[dict[str, Any]]):
    """The answers of a group that keeps them together."""

    def __init__(self, group: Field, cleaning: _Cleaning, context: Mapping[str, object]) -> None:
        super().__init__()
        self._group = group
        self._cleaning = cleaning
        self._context = context

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002  # marshmallow calls with these
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError(f"Give the answers of “{self._group.label}” as names with values")
        return self._cleaning.scope(self._group.fields, value, self._context)


class _Rows(_Record):
    """The rows of a repeated group. Rows in which nothing was answered are left out."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002
        data: Mapping[str, Any] | None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Any:
        if not isinstance(value, list | tuple):
            raise ValidationError(f"Give “{self._group.label}” as a list")
        if len(value) > grammar.ROW_LIMIT:
            raise ValidationError(f"“{self._group.label}” may have {grammar.ROW_LIMIT} rows or fewer")
        rows = arranged_rows(self._group, value, self._cleaning.options)
        clean_rows: list[dict[str, Any]] = []
        errors: dict[Any, Any] = {}
        for index, row in enumerate(rows):
            if is_empty(row) and not self._needs_a_row(rows, index):
                continue
            try:
                clean_rows.append(self._row(row))
            except ValidationError as error:
                errors[index] = self._numbered(error.messages, row, index)
        self._refuse_doubles(rows, errors)
        if errors:
            raise ValidationError(errors)
        if self._group.required and all(is_empty(row) for row in rows):
            raise ValidationError(wording.required(self._group))
        return clean_rows

    def _needs_a_row(self, rows: list[Any], index: int) -> bool:
        return self._group.required and index == 0 and all(is_empty(row) for row in rows)

    def _row(self, row: Any) -> dict[str, Any]:
        if not isinstance(row, Mapping):
            raise ValidationError("Give each row as names with values")
        return self._cleaning.scope(self._group.fields, row, self._context)

    def _refuse_doubles(self, rows: list[Any], errors: dict[Any, Any]) -> None:
        if not self._group.rows_from:
            return
        key = row_question(self._group).key
        seen: set[str] = set()
        for index, row in enumerate(rows):
            named = row.get(key) if isinstance(row, Mapping) else None
            if isinstance(named, str) and named in seen:
                errors[index] = {key: f"{row_name(self._group, row, index, self._cleaning.options)} is given twice"}
            elif isinstance(named, str):
                seen.add(named)

    def _numbered(self, messages: Any, row: Any, index: int) -> Any:
        name = row_name(self._group, row, index, self._cleaning.options)
        if isinstance(messages, dict):
            return {key: [wording.in_row(name, sentence) for sentence in part] for key, part in messages.items()}
        return [wording.in_row(name, sentence) for sentence in messages]


def _named_unknown(messages: Any, key: Any, found: Asked) -> Any:
    if messages != [_UNKNOWN]:
        return messages
    for field in found.hidden:
        if field.key == key:
            label = field.label or field.key
            return [f"“{label}” is not asked with these answers; leave it out"]
    return [f"This form has no question called “{short(str(key))}”; leave it out"]


def _flat(messages: Any, path: str = "") -> dict[str, str]:
    """marshmallow's nested errors by path, the first sentence of each."""
    if isinstance(messages, dict):
        found: dict[str, str] = {}
        for key, part in messages.items():
            found |= _flat(part, f"{path}.{key}" if path else str(key))
        return found
    sentences = [messages] if isinstance(messages, str) else list(messages)
    return {path: str(sentences[0])} if sentences else {}


def _in_order(errors: dict[str, str], keys: Sequence[str]) -> dict[str, str]:
    """The errors in the order of the questions on the page."""
    place = {key: at for at, key in enumerate(keys)}
    return dict(sorted(errors.items(), key=lambda error: place.get(error[0].split(".")[0], len(keys))))
