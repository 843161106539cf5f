"""What the worked cases of a package reach, and what they leave out: elements, flows, rows of tables, forms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from webapp.cases import queries as cases
from webapp.definitions import rules
from webapp.definitions.bundle import load_bundle
from webapp.engine.decisions import read_decisions
from webapp.engine.parse import Element, Flow
from webapp.instances import clock_queries
from webapp.instances import queries as instances


@dataclass(frozen=True)
class Reached:
    """What one run came to, or several together: ids of elements, flows and forms, decisions with row numbers from 1.

    `clocks` are those that ran, each with the priority it ran at.
    """

    elements: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, int]] = frozenset()
    forms: frozenset[str] = frozenset()
    clocks: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: "Reached") -> "Reached":
        return Reached(
            self.elements | other.elements,
            self.flows | other.flows,
            self.rows | other.rows,
            self.forms | other.forms,
            self.clocks | other.clocks,
        )


@dataclass(frozen=True)
class Part:
    """One diagram, its flows, one table, or the forms: how many parts it has, and which of them nothing reaches."""

    title: str
    total: int
    missing: tuple[str, ...]

    def __str__(self) -> str:
        found = f"{self.total - len(self.missing)} of {self.total}"
        return f"{self.title}: {found}" + "".join(f"\n    not reached: {name}" for name in self.missing)


def reached_here(flows: Collection[str]) -> Reached:
    """What was reached by whatever ran in the database of the present transaction; no record there knows its flows."""
    elements, rows = instances.carried_out()
    return Reached(elements, frozenset(flows), rows, cases.forms_submitted(), clock_queries.started())


def report(files: Mapping[str, bytes], reached: Reached) -> list[Part]:
    """Each part of a package with what of it nothing reached. Raises DefinitionRefused."""
    bundle = load_bundle(files)
    parts = []
    for key, process in bundle.parsed.processes.items():
        drawn = [element for element in bundle.parsed.elements.values() if element.process == key]
        missing = [element for element in drawn if element.id not in reached.elements]
        parts.append(Part(f"Diagram “{process.name}”", len(drawn), tuple(map(_named, missing))))
        flows = [flow for flow in bundle.parsed.flows.values() if flow.process == key]
        untaken = [_way(flow, bundle.parsed.elements) for flow in flows if flow.id not in reached.flows]
        parts.append(Part(f"Flows of “{process.name}”", len(flows), tuple(untaken)))
    for path in sorted(files):
        if rules.kind_of(path) == "dmn":
            parts += _tables(files[path], path, reached)
    asked = sorted({element.form for element in bundle.parsed.elements.values() if element.form})
    parts.append(Part("Forms", len(asked), tuple(form for form in asked if form not in reached.forms)))
    return parts


def _tables(content: bytes, path: str, reached: Reached) -> list[Part]:
    tables = [(each.id, each.name, each.table) for each in read_decisions(content, path).decisions if each.table]
    return [
        Part(
            f"Table “{name}”",
            len(table.rows),
            tuple(f"row {n}" for n in range(1, len(table.rows) + 1) if (decision, n) not in reached.rows),
        )
        for decision, name, table in tables
    ]


def _named(element: Element) -> str:
    return f"{element.name} ({element.id})" if element.name else element.id


def _way(flow: Flow, elements: Mapping[str, Element]) -> str:
    answer = f"“{flow.name}” " if flow.name else ""
    return f"{answer}from {_named(elements[flow.source])} to {_named(elements[flow.target])}"
