"""The report on files before anybody publishes them: the same for the command line, the designer and publishing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.definitions import rules
from webapp.definitions.bundle import problems_of
from webapp.definitions.settings import FILE as SETTINGS_FILE
from webapp.engine.check import check
from webapp.engine.problems import Problem
from webapp.errors import DefinitionRefused
from webapp.forms.definition import read as read_form


@dataclass(frozen=True)
class FileReport:
    """What the check found in one file, and what is run in another form than it was drawn."""

    path: str
    problems: Sequence[Problem] = ()
    rewrites: Sequence[str] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing stands against publishing the file."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "path": self.path,
            "accepted": self.accepted,
            "problems": [
                {"element": p.element or None, "name": p.name or None, "rule": p.rule, "message": p.message}
                for p in self.problems
            ],
            "rewrites": list(self.rewrites),
        }


def check_files(files: Mapping[str, bytes]) -> list[FileReport]:
    """A report for each file. With a package.toml they are one package; without, each stands for itself."""
    if SETTINGS_FILE in files:
        return _package(files)
    diagrams = {path: content for path, content in files.items() if rules.kind_of(path) in ("bpmn", "dmn")}
    report = check(diagrams)
    found = list(report.problems)
    for path in files:
        if rules.kind_of(path) == "form":
            found += _form_problems(path, files[path])
        elif path not in diagrams:
            sentence = "This is no diagram, table or form; a package folder is checked as a whole."
            found.append(Problem(path, "", "", "kind", sentence))
    return _by_file(files, found, report.rewrites)


def _package(files: Mapping[str, bytes]) -> list[FileReport]:
    found = problems_of(files)
    diagrams = {path: content for path, content in files.items() if rules.kind_of(path) in ("bpmn", "dmn")}
    return _by_file(files, found, check(diagrams).rewrites)


def _form_problems(path: str, content: bytes) -> list[Problem]:
    try:
        read_form(content, path)
    except DefinitionRefused as refused:
        return [problem for problem in refused.problems if isinstance(problem, Problem)]
    return []


def _by_file(
    files: Mapping[str, bytes], found: Sequence[Problem], rewrites: Sequence[tuple[str, str]]
) -> list[FileReport]:
    paths = sorted(set(files) | {problem.file for problem in found})
    return [
        FileReport(
            path,
            [problem for problem in found if problem.file == path],
            [sentence for file, sentence in rewrites if file == path],
        )
        for path in paths
    ]
