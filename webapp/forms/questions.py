"""One question made ready for the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from webapp.forms import typed
from webapp.forms.characters import sendable, visible
from webapp.forms.fields import Options, options_of
from webapp.forms.grammar import FILES
from webapp.forms.posted import DATE_PARTS, MOMENT_PARTS
from webapp.forms.question import Field, FormDefinition
from webapp.forms.view import ChoiceView, PartView, QuestionKind, QuestionView

_KINDS: Mapping[str, QuestionKind] = {
    "textfield": "input",
    "textarea": "textarea",
    "number": "input",
    "datetime": "date",
    "radio": "radios",
    "select": "select",
    "checklist": "checkboxes",
    "taglist": "checkboxes",
    "checkbox": "checkbox",
    "filepicker": "files",
}
_WIDTHS = (2, 3, 4, 5, 10, 20, 30)
_INLINE_CHOICES, _INLINE_LETTERS = 3, 28
_SHORT_TEXT = 500  # characters; a shorter text gets a lower box


class When(TypedDict):
    """When a part of the form is shown, for the page's script and in words."""

    show_when: str
    condition: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands: in the form, in a record, or in a row. Names its inputs and finds its answer."""

    prefix: str
    path_prefix: str
    answers: Mapping[str, Any]
    keys: Mapping[str, Field]
    outer: "Place | None" = None

    @classmethod
    def top(cls, definition: FormDefinition, answers: Mapping[str, Any]) -> "Place":
        return cls("", "", answers, {field.key: field for field in definition.questions()})

    def record(self, group: Field) -> "Place":
        return self._inside(group, self.raw(group), f"{self.name(group)}-", f"{self.path(group)}.")

    def row(self, group: Field, row: Any, index: int) -> "Place":
        return self._inside(group, row, f"{self.name(group)}-{index}-", f"{self.path(group)}.{index}.")

    def _inside(self, group: Field, answers: Any, prefix: str, path_prefix: str) -> "Place":
        given = answers if isinstance(answers, Mapping) else {}
        return Place(prefix, path_prefix, given, {part.key: part for part in group.questions()}, self)

    @property
    def own_id(self) -> str:
        return f"q-{self.prefix}".rstrip("-")

    def name(self, field: Field) -> str:
        return self.prefix + field.key

    def id(self, field: Field) -> str:
        return f"q-{self.name(field)}"

    def path(self, field: Field) -> str:
        return self.path_prefix + field.key

    def raw(self, field: Field) -> Any:
        return self.answers.get(field.key)

    def find(self, key: str) -> "tuple[Field, str] | None":
        """The question of that key that a condition here means, and the name of its input."""
        if key in self.keys:
            return self.keys[key], self.prefix + key
        return self.outer.find(key) if self.outer else None


def question_view(field: Field, place: Place, error: str, options: Options, shown: When, *, focus: str) -> QuestionView:
    """The view of one question."""
    kind = _KINDS[field.kind]
    raw, name, own_id = place.raw(field), place.name(field), place.id(field)
    choices = _choices(field, raw, own_id, options)
    parts = _parts(field, raw, name, own_id, options, error) if kind == "date" else ()
    return QuestionView(
        kind=kind,
        path=place.path(field),
        name=name,
        id=own_id,
        label=field.label if field.required or kind == "checkbox" else f"{field.label} (optional)",
        hint=tuple(field.hint.splitlines()),
        basis=field.basis,
        error=error,
        value=_value(field, raw),
        choices=choices,
        parts=parts,
        inline=_is_inline(choices),
        prefix=field.prefix,
        suffix=field.suffix,
        input_mode="numeric" if field.value_type == "integer" else "decimal" if field.kind == "number" else "",
        width=_width(field),
        lines=3 if field.max_length and field.max_length <= _SHORT_TEXT else 5,
        max_length=field.max_length if field.kind == "textarea" else None,
        files_name=f"{FILES}{name}" if kind == "files" else "",
        accept=field.accept,
        several=field.most is None,
        error_id=f"{own_id}--file" if kind == "files" else _error_id(own_id, choices, parts),
        focus=bool(focus) and place.own_id == f"q-{focus}" and field is next(iter(place.keys.values()), None),
        **shown,
    )


def _value(field: Field, raw: Any) -> str:
    if field.kind == "checkbox":
        return "yes" if typed.ticked(raw) else ""
    if field.kind != "textarea":
        return typed.one_line(raw)
    value = typed.text(raw)
    # A browser drops the line feed with which a text area begins, so one more keeps what was typed.
    return f"\n{value}" if value.startswith("\n") else value


def _choices(field: Field, raw: Any, own_id: str, options: Options) -> tuple[ChoiceView, ...]:
    chosen = typed.chosen(field, raw, options)
    # The option that excludes the others stands last, after “or”.
    listed = sorted(options_of(field, options), key=lambda option: option.value == field.exclusive)
    return tuple(
        ChoiceView(
            id=own_id if at == 1 else f"{own_id}-{at}",
            value=sendable(option.value),
            label=visible(option.label),
            hint=visible(option.hint),
            checked=option.value in chosen,
            disabled=option.disabled,
            exclusive=bool(field.exclusive) and option.value == field.exclusive,
        )
        for at, option in enumerate(listed, 1)
    )


def _parts(field: Field, raw: Any, name: str, own_id: str, options: Options, error: str) -> tuple[PartView, ...]:
    values = typed.date_parts(field, raw, options)
    wrong = typed.wrong_parts(field, raw, options, error)
    labels = {"time": "Time (UTC)" if field.utc else "Time"}
    return tuple(
        PartView(
            id=f"{own_id}-{part}",
            name=f"{name}-{part}",
            label=labels.get(part, part.capitalize()),
            value=values[part],
            wrong=part in wrong,
            width={"year": 4, "time": 5}.get(part, 2),
        )
        for part in (MOMENT_PARTS if field.value_type == "datetime" else DATE_PARTS)
    )


def _is_inline(choices: tuple[ChoiceView, ...]) -> bool:
    if not 1 < len(choices) <= _INLINE_CHOICES or any(choice.hint for choice in choices):
        return False
    return sum(len(choice.label) for choice in choices) <= _INLINE_LETTERS


def _width(field: Field) -> int:
    if field.kind == "number":
        length = len(str(field.maximum)) if field.maximum is not None else 10
    else:
        length = field.max_length or 0
    return next((width for width in _WIDTHS if 0 < length <= width), 0)


def _error_id(own_id: str, choices: tuple[ChoiceView, ...], parts: tuple[PartView, ...]) -> str:
    for part in parts:
        if part.wrong:
            return part.id
    if parts:
        return parts[0].id
    return next((choice.id for choice in choices if not choice.disabled), own_id)
