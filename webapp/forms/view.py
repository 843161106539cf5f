"""What a template needs to show a form: words, ids, values and states, and no HTML."""

from dataclasses import dataclass
from typing import Literal

from webapp.forms.passages import Passage

QuestionKind = Literal["input", "textarea", "date", "radios", "select", "checkboxes", "checkbox", "files"]


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One thing to choose. `reason` says why a disabled one cannot be chosen."""

    id: str
    value: str
    label: str
    hint: str
    checked: bool
    disabled: bool
    exclusive: bool = False

    @property
    def reason(self) -> str:
        return self.hint if self.disabled else ""


@dataclass(frozen=True, slots=True)
class PartView:
    """One box of a date."""

    id: str
    name: str
    label: str
    value: str
    wrong: bool
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What every part of a form has: when the page's script shows it, and the same in words for pages without one."""

    show_when: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView(Shown):
    """One question as it stands on the page, with what was typed and what is wrong with it."""

    kind: QuestionKind
    path: str
    name: str
    id: str
    label: str
    hint: tuple[str, ...] = ()
    basis: str = ""
    error: str = ""
    value: str = ""
    choices: tuple[ChoiceView, ...] = ()
    parts: tuple[PartView, ...] = ()
    inline: bool = False
    small: bool = False
    unseen_label: str = ""  # goes on after the label, for those who hear the page
    prefix: str = ""
    suffix: str = ""
    input_mode: str = ""
    width: int = 0  # characters; 0 is as wide as the column
    lines: int = 5
    max_length: int | None = None
    files_name: str = ""  # the name under which new files are sent
    accept: str = ""
    several: bool = False  # more than one file may be chosen
    error_id: str = ""  # the input that a link from the error summary leads to
    focus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView(Shown):
    """Questions under one heading; without a label, only kept together."""

    kind: Literal["group"] = "group"
    id: str
    label: str
    hint: tuple[str, ...]
    basis: str
    items: tuple["ItemView", ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a repeated group. `key_name` and `key_value` say what the row stands for, where that is given."""

    id: str
    title: str
    marker: str  # a hidden input's name, so that a row is sent even when nothing in it is
    items: tuple["ItemView", ...]
    error: str = ""
    key_name: str = ""
    key_value: str = ""
    remove_value: str = ""  # empty when the row cannot be removed
    focus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsView(Shown):
    """A repeated group. `columns` is how many questions of a row stand side by side; 0 is one below the other.

    With one column the row's title takes the place of the question, which `question` and `hint` tell once for all rows.
    """

    kind: Literal["rows"] = "rows"
    path: str
    name: str
    id: str
    label: str
    hint: tuple[str, ...]
    basis: str
    error: str
    rows: tuple[RowView, ...]
    columns: int
    question: str
    add_label: str  # empty when no row can be added
    nothing: str  # what to say when there is no row and none can be added
    focus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView(Shown):
    """Text between the questions."""

    kind: Literal["passage"] = "passage"
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakView(Shown):
    """A line or a space between the questions."""

    kind: Literal["separator", "spacer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsView(Shown):
    """Two or three questions side by side."""

    kind: Literal["columns"] = "columns"
    items: tuple[QuestionView, ...]


ItemView = ColumnsView | QuestionView | GroupView | RowsView | PassageView | BreakView


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One error of the summary at the top; without `href` when it belongs to no input on the page."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A section of a long form: where it is, how many questions it must have answered, and how many are."""

    title: str
    href: str
    needed: int
    answered: int


@dataclass(frozen=True, slots=True)
class FormView:
    """A form with what was typed and what is wrong. `sections` is empty for a short one."""

    id: str
    title: str
    items: tuple[ItemView, ...]
    error_summary: tuple[ErrorLink, ...]
    has_row_buttons: bool
    has_files: bool = False
    sections: tuple[SectionLink, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A question with its answer as lines of text; `lines` is empty when it was not answered."""

    question: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummarySection:
    """Answers under one heading; the heading is empty for those that stand in no group."""

    title: str
    lines: tuple[SummaryLine, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A form's answers for reading only."""

    title: str
    sections: tuple[SummarySection, ...]
