"""What a form is made of: questions, their options, and the groups they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from webapp.forms.conditions import Condition

Kind = Literal[
    "textfield", "textarea", "number", "datetime", "radio", "select", "checkbox", "checklist", "taglist", "filepicker",
    "group", "dynamiclist", "text", "separator", "spacer",
]  # fmt: skip
ValueType = Literal[
    "none", "text", "boolean", "integer", "decimal", "date", "datetime", "choice", "choices", "rows", "record"
]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen. A disabled one is shown with its hint as the reason and can never be chosen."""

    value: str
    label: str
    hint: str = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question, a group of questions, a repeated group, or a passage of text between them.

    `key` is empty for what takes no answer. `options_from` and `rows_from` name lists that the caller supplies when the
    form is shown. `fields` are the questions of a group or of one row. A group with a key keeps its answers together
    as one record under that key; the questions of any other group belong to the form itself.
    """

    kind: Kind
    key: str = ""
    label: str = ""
    hint: str = ""
    basis: str = ""
    value_type: ValueType = "none"
    required: bool = False
    error_required: str = ""
    options: tuple[Option, ...] = ()
    options_from: str = ""
    exclusive: str = ""  # the option that excludes all others, such as "none"
    rows_from: str = ""
    row_label: str = "Row"
    fixed_rows: bool = False  # no rows may be added or removed
    first_rows: int = 1  # how many empty rows a new form shows
    routing: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimal_digits: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    error_pattern: str = ""
    validation: Literal["", "email", "phone"] = ""
    prefix: str = ""
    suffix: str = ""
    accept: str = ""  # the endings that a question for files asks for
    most: int | None = None  # how many may be chosen
    register: str = ""  # the entry of the guidance register that gives its question, meaning and provision
    utc: bool = False  # a moment typed in UTC rather than in London time
    not_past: bool = False
    not_future: bool = False
    text: str = ""
    line: str = ""  # questions that follow each other on the same line stand side by side
    hide_when: Condition | None = None
    fields: tuple["Field", ...] = ()

    @property
    def asks(self) -> bool:
        """Whether an answer is given here: a question, a repeated group, or a group that keeps its answers together."""
        return self.value_type != "none"

    def questions(self) -> Iterator["Field"]:
        """The questions of this group or row, through groups but not into repeated groups."""
        return questions_of(self.fields)


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A form as its file describes it, read and found sound."""

    id: str
    title: str
    fields: tuple[Field, ...]
    checksum: str  # SHA-256 of the file, in hexadecimal

    def questions(self) -> Iterator[Field]:
        """Every question of the form, through groups but not into repeated groups or those with a path of their own."""
        return questions_of(self.fields)


def questions_of(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The questions and repeated groups among `fields`, in the order in which they are asked."""
    for part in fields:
        if part.asks:
            yield part
        elif part.kind == "group":
            yield from questions_of(part.fields)
