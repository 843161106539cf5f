"""The gate: everything that keeps diagrams and tables from being published, in one report."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.engine.asking import URGENT
from webapp.engine.compiler import compile_package
from webapp.engine.dmn.analysis import analyse
from webapp.engine.drawn import Element
from webapp.engine.facts import Names, Written
from webapp.engine.marks import check_marks
from webapp.engine.operations import Operations, check_operations, writes_of
from webapp.engine.problems import Findings, Problem
from webapp.engine.reading import main_process, read_package
from webapp.engine.runs import check_completion, check_disclosure, check_runs

PEOPLE = frozenset({"userTask", "manualTask"})


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    `rewrites` are pairs of file and sentence: what is run in another form than it was drawn.
    """

    files: tuple[str, ...]
    problems: tuple[Problem, ...]
    rewrites: tuple[tuple[str, str], ...]
    warnings: tuple[Problem, ...] = ()  # what is doubtful in a table and keeps nothing from being published

    @property
    def accepted(self) -> bool:
        """Whether nothing stands against publishing."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """The report by file, as the command line prints it."""
        return {"files": [self._file(path) for path in self.files]}

    def _file(self, path: str) -> dict[str, Any]:
        mine = [problem for problem in self.problems if problem.file == path]
        return {
            "path": path,
            "accepted": not mine,
            "problems": [_as_json(problem) for problem in mine],
            "rewrites": [sentence for file, sentence in self.rewrites if file == path],
            "warnings": [_as_json(warning) for warning in self.warnings if warning.file == path],
        }


def _as_json(found: Problem) -> dict[str, Any]:
    return {"element": found.element, "name": found.name, "rule": found.rule, "message": found.message}


def check(
    files: Mapping[str, bytes],
    *,
    forms: Collection[str] | None = None,
    groups: Collection[str] | None = None,
    lanes: Mapping[str, str] | None = None,
    operations: Operations | None = None,
    main: str | None = None,
    procedures: Collection[str] = (),
    before_disclosure: Collection[str] = (),
    before_urgent: Collection[str] = (),
    after_urgent: Collection[str] = (),
    form_writes: Names | None = None,
) -> Report:
    """The report on the diagrams and tables of a package.

    `forms`, `groups` and `operations` are the names that exist, `lanes` gives the group of each lane; where one is
    None, nothing is said about it, as for a diagram that stands alone. `procedures` are the processes that may be begun
    beside the main one. `before_disclosure` names the legal steps that must have been done on every run of each of them
    before an element that discloses, `before_urgent` those before one that discloses urgently, and `after_urgent` those
    that come after it; `form_writes` the variables that each form fills, None where that is not known.
    """
    findings = Findings()
    relevant = {path: content for path, content in files.items() if path.endswith((".bpmn", ".dmn"))}
    package = read_package(relevant, findings)
    for model in {id(each): each for each in package.models.values()}.values():
        analyse(model, findings)
    for element in package.elements:
        check_marks(element, findings)
        _check_names(element, findings, forms, groups)
        if lanes is not None and element.kind in PEOPLE:
            _check_people(element, findings, lanes)
    if operations is not None:
        check_operations(package.elements, operations, findings)
    start = ""
    if not findings.problems and package.diagrams:
        start = main_process(package, main, Findings() if main is None else findings)
    if not findings.problems and package.diagrams:
        # The compiler itself must accept what the rules have accepted.
        compile_package(package.diagrams, package.models, start, "check")
        flows = [flow for diagram in package.diagrams for flow in diagram.flows]
        written = Written(form_writes, None if operations is None else writes_of(operations))
        check_runs(package.elements, flows, package.processes, findings, written, operations or {})
        roots = [start, *(one for one in procedures if one in package.processes)] if start else []
        if before_disclosure:
            check_disclosure(package.elements, flows, roots, before_disclosure, findings, written)
        if before_urgent:
            check_disclosure(package.elements, flows, roots, before_urgent, findings, written, URGENT)
        if after_urgent:
            check_completion(package.elements, flows, roots, after_urgent, findings, written)
    files_seen = tuple(sorted(relevant))
    return Report(files_seen, findings.problems, findings.rewrites, findings.warnings)


def _check_names(
    element: Element,
    findings: Findings,
    forms: Collection[str] | None,
    groups: Collection[str] | None,
) -> None:
    known = (
        (element.form, forms, "form", f'There is no form "{element.form}" in the package. Add it, or choose another.'),
        (element.group, groups, "group", f'There is no group "{element.group}". Choose one of the groups.'),
    )
    for name, there, rule, message in known:
        if name and there is not None and name not in there:
            findings.add(element.file, rule, message, element.id, element.name)


def _check_people(element: Element, findings: Findings, lanes: Mapping[str, str]) -> None:
    if element.group:
        return
    if not element.lane:
        message = f'"{element.title}" stands in no lane, so nobody could do it. Put it into a lane.'
        findings.add(element.file, "lane", message, element.id, element.name)
    elif element.lane not in lanes:
        message = f'The lane "{element.lane}" has no group. Name its group in package.toml under [lanes].'
        findings.add(element.file, "lane", message, element.id, element.name)
