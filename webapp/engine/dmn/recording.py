"""What an evaluation leaves behind for the officer's page, the record and the designer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from webapp.feel.budget import Run


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that the input did not meet."""

    column: str
    value: Any
    wanted: str

    def __str__(self) -> str:
        wanted = {"true": "yes", "false": "no", "null": "“not known”"}.get(self.wanted, self.wanted)
        return f"“{self.column}” is {said(self.value)}, and the row asks for {wanted}"


@dataclass(frozen=True, slots=True)
class RowReport:
    """Whether a row applied; `failed` is the first cell that was not met."""

    number: int
    id: str
    applies: bool
    failed: Cell | None
    annotations: tuple[tuple[str, str], ...]

    @property
    def citation(self) -> str:
        """The legal basis of the row: an annotation called Basis, otherwise what follows “Basis:” in a remark."""
        for heading, text in self.annotations:
            if "basis" in heading.lower() or "legal" in heading.lower():
                return text
        for _, text in self.annotations:
            _, found, basis = text.partition("Basis:")
            if found:
                return basis.strip().rstrip(".")
        return ""

    def plain(self, *, counts: bool) -> dict[str, Any]:
        """The same in JSON terms; `counts` tells whether its answer is part of the table's."""
        return {
            "row": self.number,
            "id": self.id,
            "applies": self.applies,
            "counts": counts,
            "why": self.reason if self.applies else f"{self.failed}.",
            "basis": self.citation,
            "annotations": [{"heading": heading, "text": text} for heading, text in self.annotations],
        }

    @property
    def reason(self) -> str:
        """What the table's author wrote beside the row, its legal basis named as such."""
        texts = [
            f"Basis: {text}" if text == self.citation and "Basis:" not in text else text for _, text in self.annotations
        ]
        return " ".join(f"{text.strip().rstrip('.')}." for text in texts if text.strip())


@dataclass(frozen=True)
class TableReport:
    """One table, worked out once. `hits` are the rows whose answers count, in their order."""

    table: str
    decision: str
    hit_policy: str
    inputs: tuple[tuple[str, Any], ...]
    hits: tuple[RowReport, ...]
    answer: Any
    checksum: str
    size: int  # how many rows the table has
    all_rows: Callable[[], tuple[RowReport, ...]] = field(repr=False, compare=False)

    @property
    def used(self) -> tuple[int, ...]:
        """The numbers of the rows whose answers count."""
        return tuple(row.number for row in self.hits)

    @cached_property
    def rows(self) -> tuple[RowReport, ...]:
        """What became of each row, put together only when somebody asks."""
        return self.all_rows()

    def sentences(self) -> list[str]:
        """Why this answer, row by row."""
        made = [f"{self.decision}: {said(self.answer).rstrip('.')}."]
        made.extend(f"Row {row.number} applies. {row.reason}".rstrip() for row in self.hits)
        if not self.used:
            made.append("No row applies.")
        made.extend(
            f"Row {row.number} also applies but does not count."
            if row.failed is None
            else f"Row {row.number} does not apply: {row.failed}."
            for row in self.rows
            if row.number not in self.used
        )
        if self.rows and self.rows[-1].number < self.size:
            made.append(
                f"{_later(self.rows[-1].number + 1, self.size)} not looked at: the first row that applies counts."
            )
        return made

    def plain(self) -> dict[str, Any]:
        """The same in JSON terms, with what became of each row."""
        return {
            "table": self.table,
            "decision": self.decision,
            "hit_policy": self.hit_policy,
            "inputs": [{"label": label, "value": value} for label, value in self.inputs],
            "rows": [row.plain(counts=row.number in self.used) for row in self.rows],
            "answer": self.answer,
            "checksum": self.checksum,
        }


def _later(first: int, last: int) -> str:
    return f"Row {first} was" if first == last else f"Rows {first} to {last} were"


def said(value: Any) -> str:
    """A JSON value in words."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(said, value)) or "nothing"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {said(item)}" for name, item in value.items()) or "nothing"
    return str(value)


class DecisionRun(Run):
    """An evaluation that keeps the reports of its tables."""

    __slots__ = ("reports",)

    reports: list[TableReport]


def recorder(run: Run) -> list[TableReport]:
    """Where reports are kept; a list to be forgotten when nobody asked for them."""
    return run.reports if isinstance(run, DecisionRun) else []


def explanation(reports: Sequence[TableReport]) -> str:
    """All reports as text, a line for each sentence."""
    return "\n".join(sentence for report in reports for sentence in report.sentences())
