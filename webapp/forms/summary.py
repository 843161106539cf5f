"""A form's answers for reading only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from webapp.forms.bad_answer import BadAnswer
from webapp.forms.characters import visible
from webapp.forms.fields import Options, parse, show
from webapp.forms.question import Field, FormDefinition
from webapp.forms.view import SummaryLine, SummarySection, SummaryView
from webapp.forms.visibility import asked, row_name, row_question


def summary_view(definition: FormDefinition, answers: Mapping[str, Any], options: Options | None = None) -> SummaryView:
    """The questions that were asked, with their answers, under the headings of their groups.

    Answers may be as kept, or as read back from JSON. Characters that cannot be seen are spelled out.
    """
    reading = _Reading(options or {})
    reading.scope(definition.fields, answers, {}, "")
    return SummaryView(definition.title, tuple(SummarySection(title, tuple(lines)) for title, lines in reading.found))


class _Reading:
    def __init__(self, options: Options) -> None:
        self._options = options
        self.found: list[tuple[str, list[SummaryLine]]] = []

    def scope(
        self, fields: Sequence[Field], answers: Mapping[str, Any], outer: Mapping[str, object], title: str
    ) -> None:
        found = asked(fields, answers, self._options, outer)
        self._fields(fields, answers, found.parts, found.context, title)

    def _fields(
        self,
        fields: Sequence[Field],
        answers: Mapping[str, Any],
        hidden: frozenset[int],
        context: Mapping[str, object],
        title: str,
    ) -> None:
        for field in fields:
            if id(field) in hidden:
                continue
            raw = answers.get(field.key)
            if field.value_type == "rows":
                self._rows(field, raw, context)
            elif field.value_type == "record":
                self.scope(field.fields, raw if isinstance(raw, Mapping) else {}, context, field.label)
            elif field.asks:
                self._line(title, field, raw)
            elif field.kind == "group":
                self._fields(field.fields, answers, hidden, context, field.label or title)

    def _rows(self, field: Field, raw: Any, context: Mapping[str, object]) -> None:
        rows = raw if isinstance(raw, list | tuple) else ()
        if not rows:
            self._add("", SummaryLine(field.label, ()))
        for index, row in enumerate(rows):
            title = visible(row_name(field, row, index, self._options))
            parts = field.fields
            if field.rows_from:
                parts = tuple(part for part in parts if part is not row_question(field))
            self.scope(parts, row if isinstance(row, Mapping) else {}, context, f"{field.label}: {title}")

    def _line(self, title: str, field: Field, raw: Any) -> None:
        relaxed = replace(field, not_past=False, not_future=False, pattern="", min_length=None, required=False)
        try:
            lines = show(field, parse(relaxed, raw, self._options), self._options)
        except BadAnswer:
            # An answer that was right when it was given is shown even where its option has gone meanwhile.
            lines = show(field, raw if isinstance(raw, list) else str(raw), self._options)
        texts = tuple(visible(part) for line in lines for part in line.split("\n"))
        self._add(title, SummaryLine(field.label, texts))

    def _add(self, title: str, line: SummaryLine) -> None:
        if not self.found or self.found[-1][0] != title:
            self.found.append((title, []))
        self.found[-1][1].append(line)
