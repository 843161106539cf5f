"""The procedures of a package: processes that people begin on a case beside its main one, when they are needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.access.groups import CASE_GROUPS
from webapp.engine.parse import ParsedDefinition, Problem

_SETTINGS = "package.toml"
WHEN = ("open", "always")
LONGEST = 120  # of a key, as of every id in a diagram that is stored


@dataclass(frozen=True)
class Procedure:
    """Who may begin a process on a case, and when.

    `key` is the id of the process. `always` allows it on a closed case too; `once` means that no second one may be
    begun while one is running.
    """

    key: str
    started_by: frozenset[str]
    always: bool = False
    once: bool = False


def read_procedures(raw: object, main: str) -> tuple[dict[str, Procedure], list[str]]:
    """The tables [procedures.KEY] of a package, and a sentence for each mistake in them."""
    if not isinstance(raw, dict):
        return {}, ["Write each procedure as a table of its own, such as [procedures.withdrawal]."]
    found: dict[str, Procedure] = {}
    mistakes: list[str] = []
    for key, table in raw.items():
        wrong = [] if isinstance(table, dict) else [f"Write [procedures.{key[:LONGEST]}] as a table."]
        wrong = wrong or _mistakes(key[:LONGEST], table)
        if len(key) > LONGEST:
            wrong.append(f"Give the procedure {key[:40]} a key of at most {LONGEST} characters.")
        if key == main.removesuffix(".bpmn"):
            wrong.append(f"Remove [procedures.{key}]: the main process begins with each case.")
        mistakes += wrong
        if not wrong:
            found[key] = Procedure(
                key, frozenset(table["started_by"]), table.get("when", WHEN[0]) == "always", table.get("once", False)
            )
    return found, mistakes


def _mistakes(key: str, table: Mapping[str, Any]) -> list[str]:
    of = f"[procedures.{key}]"
    wrong = [
        f"Remove {name} from {of}: it holds started_by, when and once."
        for name in sorted(table.keys() - {"started_by", "when", "once"})
    ]
    groups = table.get("started_by")
    if not isinstance(groups, list) or not groups or not all(isinstance(group, str) for group in groups):
        wrong.append(f"Name the groups that may begin {key} under started_by of {of}.")
    else:
        wrong += [
            f"{of} names the group {group[:40]}, which does not work on cases. Use {', '.join(sorted(CASE_GROUPS))}."
            for group in groups
            if group not in CASE_GROUPS
        ]
    if table.get("when", WHEN[0]) not in WHEN:
        wrong.append(f"Write {' or '.join(WHEN)} under when of {of}.")
    if not isinstance(table.get("once", False), bool):
        wrong.append(f"Write true or false under once of {of}.")
    return wrong


def procedure_problems(parsed: ParsedDefinition, procedures: Mapping[str, Procedure]) -> list[Problem]:
    """What keeps the processes that are named as procedures from being begun by a person."""
    found: list[Problem] = []
    plain = {
        element.process
        for element in parsed.elements.values()
        if element.kind == "startEvent" and not element.parent and element.event and element.event.kind == "none"
    }
    for key in sorted(procedures):
        process = parsed.processes.get(key)
        if process is None:
            sentence = f"[procedures.{key}] names no process of the package. Use the id of one."
            found.append(Problem(_SETTINGS, "", "", "procedure", sentence))
            continue
        for lacks, sentence in (
            (key not in plain, "Draw a start event without a trigger: a person begins this procedure."),
            (process.name == key, "Give the process a name: it is what people choose the procedure by."),
            (not process.documentation, "Write into the documentation of the process when to begin this procedure."),
        ):
            if lacks:
                found.append(Problem(process.file, key, process.name, "procedure", sentence))
    return found
