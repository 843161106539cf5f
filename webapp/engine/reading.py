"""Reads all diagrams and tables of a package, each checked by itself and then against the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.engine.allowed import check_allowed
from webapp.engine.decisions import DecisionModel, decision_names, read_decisions
from webapp.engine.drawn import Diagram, Element
from webapp.engine.problems import Findings, Problem
from webapp.engine.reader import DiagramReader
from webapp.engine.sources import check_sources
from webapp.engine.structure import check_structure
from webapp.engine.xmlgate import parse_xml
from webapp.errors import DefinitionRefused


@dataclass(slots=True)
class Package:
    """What was read: diagrams, and the model in which each decision is found."""

    diagrams: list[Diagram] = field(default_factory=list)
    models: dict[str, DecisionModel] = field(default_factory=dict)
    unread: bool = False

    @property
    def elements(self) -> list[Element]:
        """The elements of all diagrams."""
        return [element for diagram in self.diagrams for element in diagram.elements]

    @property
    def processes(self) -> dict[str, str]:
        """The ids of all processes, each with its file."""
        return {process.id: process.file for diagram in self.diagrams for process in diagram.processes}


def read_package(files: Mapping[str, bytes], findings: Findings) -> Package:
    """Everything that can be read; what is wrong with it goes to the findings, for all files at once."""
    package = Package()
    for path in sorted(files):
        if path.endswith(".bpmn"):
            try:
                package.diagrams.append(_read_diagram(files[path], path, findings))
            except DefinitionRefused as refused:
                package.unread = True
                findings.extend(_typed(refused))
    _read_tables({path: files[path] for path in sorted(files) if path.endswith(".dmn")}, package, findings)
    _check_together(package, findings)
    return package


def _read_tables(files: Mapping[str, bytes], package: Package, findings: Findings) -> None:
    """Reads the tables, those that import others after the others."""
    waiting = dict(files)
    read: dict[str, DecisionModel] = {}
    while waiting:
        refusals: dict[str, DefinitionRefused] = {}
        for path, content in waiting.items():
            try:
                model = read_decisions(content, path, read)
            except DefinitionRefused as refused:
                refusals[path] = refused
                continue
            read[model.namespace] = model
            for own, _ in decision_names(model):
                if own in package.models:
                    findings.add(path, "decision-unique", f'The decision "{own}" is in two files. Keep one.', own)
                package.models[own] = model
        if len(refusals) == len(waiting):
            package.unread = True
            for refusal in refusals.values():
                findings.extend(_typed(refusal))
            return
        waiting = {path: waiting[path] for path in refusals}


def _typed(refused: DefinitionRefused) -> list[Problem]:
    return [problem for problem in refused.problems if isinstance(problem, Problem)]


def _read_diagram(content: bytes, path: str, findings: Findings) -> Diagram:
    root = parse_xml(content, path)
    check_allowed(root, path, findings)
    diagram = DiagramReader(root, path, findings).read()
    check_structure(diagram, findings)
    check_sources(diagram, findings)
    return diagram


def _check_together(package: Package, findings: Findings) -> None:
    _check_unique(package, findings)
    processes = package.processes
    plain = {
        element.process
        for element in package.elements
        if element.kind == "startEvent" and not element.parent and element.event and element.event.kind == "none"
    }
    for element in package.elements:
        if element.kind == "callActivity" and element.called:
            if element.called not in processes:
                if not package.unread:
                    message = f'There is no process "{element.called}" in the package. Add it, or call another one.'
                    findings.add(element.file, "called-process", message, element.id, element.name)
            elif element.called not in plain:
                message = f'The called process "{element.called}" has no start event without a trigger. Draw one there.'
                findings.add(element.file, "called-process", message, element.id, element.name)
        if element.decision and not element.operation and element.decision not in package.models and not package.unread:
            message = f'There is no decision "{element.decision}" in the package. Add its table, or choose another.'
            findings.add(element.file, "decision", message, element.id, element.name)
    _check_calls(package, findings)


def _check_unique(package: Package, findings: Findings) -> None:
    files: dict[str, str] = {}
    for diagram in package.diagrams:
        for process in diagram.processes:
            if process.id in files:
                message = f'The process "{process.id}" is also in {files[process.id]}. Give each its own id.'
                findings.add(diagram.file, "process-unique", message, process.id, process.name)
            files[process.id] = diagram.file
    seen: dict[str, Element] = {}
    for element in package.elements:
        other = seen.setdefault(element.id, element)
        if other.file != element.file:
            message = f'The id "{element.id}" is also used in {other.file}. Ids are unique in a package.'
            findings.add(element.file, "id-unique", message, element.id, element.name)


def _check_calls(package: Package, findings: Findings) -> None:
    """A process that calls itself, directly or over others, would call for ever."""
    calls: dict[str, set[str]] = {}
    for element in package.elements:
        if element.kind == "callActivity" and element.called:
            calls.setdefault(element.process, set()).add(element.called)
    for element in package.elements:
        if element.kind == "callActivity" and element.process in _reached(element.called, calls):
            message = f'The process calls itself through "{element.called}". Draw a loop with a flow instead.'
            findings.add(element.file, "self-call", message, element.id, element.name)


def _reached(process: str, calls: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [process]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(calls.get(current, ()))
    return found


def main_process(package: Package, main: str | None, findings: Findings) -> str:
    """The process that a case starts with."""
    processes = package.processes
    if not package.diagrams and not package.unread:
        findings.add("", "no-diagram", "The package has no diagram. Add a .bpmn file.")
    if main is not None:
        wanted = main.removesuffix(".bpmn")
        if wanted not in processes and not package.unread:
            findings.add("", "main-process", f'There is no process "{wanted}" in the package.')
        return wanted
    called = {element.called for element in package.elements if element.kind == "callActivity"}
    uncalled = [process for process in processes if process not in called]
    if len(uncalled) == 1:
        return uncalled[0]
    if processes and not findings.problems:
        names = ", ".join(f'"{name}"' for name in sorted(uncalled))
        message = f"It is not clear which process a case starts with: {names}. Name the main process of the package."
        findings.add("", "main-process", message)
    return ""
