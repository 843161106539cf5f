"""The database is the last judge: its constraints have names, and a name has a sentence for the person who met it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import CheckConstraint, Index, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from webapp.database import Base, session
from webapp.errors import Rejected

UNKNOWN_ANSWER = "The record has no place for one of these answers. Ask the process designer to check the form."
BROKEN_LINK = "One of these answers points to something that is not in this case. Open the task again and choose anew."

SENTENCES: dict[str, str] = {
    "hold_on_disclosure": "A hold stands on disclosure in this case, so nothing may be approved for telling.",
    "permission_to_disclose": "Nothing may be told: there is no decision that allows it, or a hold stands.",
    "correction_reaches_all": "Somebody who was told has not been told yet that it was wrong. Tick them off first.",
    "uq_case_file_reference": "Another case was given this reference at the same moment. Try again.",
    "uq_alias_case_id_code": "Another alias was added to this case at the same moment. Try again.",
    "uq_subject_case_id_code": "Another candidate was added to this case at the same moment. Try again.",
    "alias_attributable": "An alias whose link to the subject is not probable or confirmed cannot be disclosed.",
    "uq_safeguarding_plan_case_id_version": "The plan was changed at the same moment. Open the task again.",
}


def one_of(column: str, values: Iterable[str | int], name: str = "") -> CheckConstraint:
    """A constraint that holds a column to a closed list; an empty column passes."""
    listed = ", ".join(str(v) if isinstance(v, int) else f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or column)


def when(condition: str, needed: str, name: str) -> CheckConstraint:
    """A constraint that one thing in a row needs another; an empty column does not count as what is needed."""
    return CheckConstraint(f"({condition}) IS NOT TRUE OR ({needed}) IS TRUE", name=name)


@contextmanager
def written() -> Iterator[None]:
    """Writes what was added inside; raises Rejected with the constraint's own sentence where the database refuses."""
    try:
        yield
        session().flush()
    except IntegrityError as error:
        raise Rejected(sentence_of(error)) from error


def sentence_of(error: IntegrityError) -> str:
    """What to tell the person whose answers met a constraint."""
    name = constraint_of(error)
    if name in SENTENCES:
        return SENTENCES[name]
    return BROKEN_LINK if name.startswith("fk_") or not name else UNKNOWN_ANSWER


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that was met; empty where the database does not say which."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    message = str(error.orig)
    if found := re.search(r"CHECK constraint failed: (\w+)", message):
        return found.group(1)
    if found := re.search(r"guard met: (\w+)", message):
        return found.group(1)
    if found := re.search(r"UNIQUE constraint failed: (.+)", message):
        return _unique_over(found.group(1).split(", "))
    return ""


def _unique_over(columns: list[str]) -> str:
    # SQLite names the columns of a unique constraint, not the constraint itself.
    table = Base.metadata.tables.get(columns[0].partition(".")[0])
    wanted = {column.partition(".")[2] for column in columns}
    if table is None:
        return ""
    return next((str(rule.name) for rule in _unique_rules(table) if {c.name for c in rule.columns} == wanted), "")


def _unique_rules(table: Table) -> Iterator[UniqueConstraint | Index]:
    yield from (rule for rule in table.constraints if isinstance(rule, UniqueConstraint))
    yield from (index for index in table.indexes if index.unique)
