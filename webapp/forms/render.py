"""A form made ready for the page: definition, what was typed and what is wrong, in the shapes of `view`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from webapp.forms import passages, typed
from webapp.forms.asking import condition_words, show_when
from webapp.forms.characters import visible
from webapp.forms.fields import Options
from webapp.forms.posted import PostedAnswers, answers_from_post, apply_row_buttons
from webapp.forms.question import Field, FormDefinition
from webapp.forms.questions import Place, When, question_view
from webapp.forms.summary import summary_view
from webapp.forms.view import (
    BreakView,
    ColumnsView,
    ErrorLink,
    FormView,
    GroupView,
    ItemView,
    PassageView,
    QuestionView,
    RowsView,
    RowView,
    SectionLink,
)
from webapp.forms.visibility import arranged_rows, row_name, row_question

__all__ = ["PostedAnswers", "answers_from_post", "apply_row_buttons", "form_view", "summary_view"]

_INLINE_CHOICES = 4
_LONG = 4  # a form with so many sections shows where they are
_COLUMNS = 3  # more questions than this do not stand side by side


def form_view(
    definition: FormDefinition,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    options: Options | None = None,
) -> FormView:
    """What the template shows. `answers` may be as typed or as kept; `errors` are those of InvalidSubmission.

    Questions with a condition are always part of the view: a page without its script shows them with their condition
    in words, and `validate.clean` asks for them only where they apply.
    """
    page = _Page(answers or {}, errors or {}, options or {})
    items = page.items(definition.fields, Place.top(definition, page.answers))
    return FormView(
        id=definition.id,
        title=definition.title,
        items=items,
        error_summary=page.error_summary(),
        has_files=any(field.kind == "filepicker" for field in definition.questions()),
        has_row_buttons=any(field.value_type == "rows" and not field.fixed_rows for field in definition.questions()),
        sections=_sections(definition, page.answers),
    )


def _sections(definition: FormDefinition, answers: Mapping[str, Any]) -> tuple[SectionLink, ...]:
    """The sections of a form that is long enough to get lost in, with how far each has come."""
    groups = [field for field in definition.fields if field.kind == "group" and field.label]
    if len(groups) < _LONG:
        return ()
    links = []
    for group in groups:
        needed = [part for part in group.questions() if part.required and part.hide_when is None]
        answered = sum(answers.get(part.key) not in (None, "", [], {}) for part in needed)
        links.append(SectionLink(group.label, f"#{_section_id(group)}", len(needed), answered))
    return tuple(links)


def _section_id(group: Field) -> str:
    """Where a section without a path of its own begins on the page."""
    return "section-" + re.sub(r"[^a-z0-9]+", "-", group.label.lower()).strip("-")


class _Page:
    """One rendering; remembers which errors found their input, in the order of the page."""

    def __init__(self, answers: Mapping[str, Any], errors: Mapping[str, str], options: Options) -> None:
        self.answers = answers
        self._errors = errors
        self._options = options
        self._focus = answers.focus if isinstance(answers, PostedAnswers) else ""
        self._links: dict[str, ErrorLink] = {}

    def error_summary(self) -> tuple[ErrorLink, ...]:
        rest = {path: ErrorLink(visible(text), "") for path, text in self._errors.items() if path not in self._links}
        return tuple((self._links | rest).values())

    def _error(self, path: str, href: str) -> str:
        sentence = visible(self._errors.get(path, ""))
        if sentence:
            self._links[path] = ErrorLink(sentence, f"#{href}")
        return sentence

    def items(self, fields: Sequence[Field], place: Place) -> tuple[ItemView, ...]:
        found: list[ItemView] = []
        for _, parts in groupby(fields, key=_line_of):
            made = [self._item(field, place) for field in parts]
            questions = tuple(item for item in made if isinstance(item, QuestionView))
            side_by_side = len(questions) == len(made) and 1 < len(made) <= _COLUMNS
            found += [ColumnsView(items=questions)] if side_by_side else made
        return tuple(found)

    def _item(self, field: Field, place: Place) -> ItemView:
        shown = When(show_when=show_when(field, place), condition=condition_words(field, place))
        match field.kind:
            case "text":
                return PassageView(passages=passages.passages(field.text), **shown)
            case "separator" | "spacer":
                return BreakView(kind=field.kind, **shown)
            case "group":
                return self._group(field, place, shown)
            case "dynamiclist":
                return self._rows(field, place, shown)
        path = place.path(field)
        error = visible(self._errors.get(path, ""))
        view = question_view(field, place, error, self._options, shown, focus=self._focus)
        self._error(path, view.error_id)
        return view

    def _group(self, field: Field, place: Place, shown: When) -> GroupView:
        inner = place.record(field) if field.asks else place
        if field.asks:
            self._error(place.path(field), place.id(field))
        return GroupView(
            id=place.id(field) if field.asks else _section_id(field) if field.label else "",
            label=field.label,
            hint=tuple(field.hint.splitlines()),
            basis=field.basis,
            items=self.items(field.fields, inner),
            **shown,
        )

    def _rows(self, field: Field, place: Place, shown: When) -> RowsView:
        raw = place.raw(field)
        rows = arranged_rows(field, raw, self._options)
        if not rows and not field.rows_from:
            rows = [{} for _ in range(field.first_rows)]
        path, list_id = place.path(field), place.id(field)
        error = self._error(path, f"{list_id}--rows")
        columns = _columns(field)
        single = field.fields[1] if columns == 1 else None
        return RowsView(
            path=path,
            name=place.name(field),
            id=list_id,
            label=field.label,
            hint=tuple(field.hint.splitlines()),
            basis=field.basis,
            question=single.label if single else "",
            error=error,
            rows=tuple(self._row(field, place, row, index, len(rows)) for index, row in enumerate(rows)),
            columns=columns,
            add_label="" if field.fixed_rows else _add_label(field, bool(rows)),
            nothing="" if rows or not field.fixed_rows else "There is nothing to fill in here yet.",
            focus=self._focus == place.name(field),
            **shown,
        )

    def _row(self, field: Field, place: Place, row: Any, index: int, count: int) -> RowView:
        inner = place.row(field, row, index)
        row_id, name = inner.own_id, f"{place.name(field)}-{index}"
        parts: Sequence[Field] = field.fields
        title, key_name, key_value = visible(row_name(field, row, index, self._options)), "", ""
        error = self._error(f"{place.path(field)}.{index}", f"{row_id}--row")
        if field.rows_from:
            named = row_question(field)
            parts = [part for part in field.fields if part is not named]
            key_name, key_value = inner.name(named), typed.one_line(inner.raw(named))
            error = error or self._error(inner.path(named), f"{row_id}--row")
        removable = not field.fixed_rows and (count > 1 or field.first_rows == 0)
        items = self.items(parts, inner)
        if field.rows_from and _columns(field):
            items = tuple(_compact(item, title, single=len(items) == 1) for item in items)
        return RowView(
            id=row_id,
            title=title,
            marker=f"{name}-_row",
            items=items,
            error=error,
            key_name=key_name,
            key_value=key_value,
            remove_value=name if removable else "",
            focus=self._focus == name,
        )


def _line_of(field: Field) -> object:
    return field.line or field  # a question on no line stands alone


def _columns(field: Field) -> int:
    """How many questions stand side by side in a row that is one of a given list; 0 when they do not."""
    questions = field.fields[1:]
    simple = all(part.asks and part.kind != "textarea" and part.hide_when is None for part in questions)
    return len(questions) if field.rows_from and simple and len(questions) <= _COLUMNS else 0


def _compact(item: ItemView, title: str, *, single: bool) -> ItemView:
    """A question of a short row: small, and with the row's title for a label where it is the only one."""
    if not isinstance(item, QuestionView):
        return item
    inline = 1 < len(item.choices) <= _INLINE_CHOICES and not any(choice.hint for choice in item.choices)
    small = replace(item, inline=item.inline or inline, small=True, lines=2)
    return replace(small, label=title, unseen_label=item.label, hint=(), basis="") if single else small


def _add_label(field: Field, some: bool) -> str:
    label = field.row_label[:1].lower() + field.row_label[1:]
    return f"Add another {label}" if some else f"Add {label}"
