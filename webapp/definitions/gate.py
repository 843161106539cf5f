"""The report on files before anybody publishes them: the same for the command line, the designer and publishing."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.definitions.confinement import inspect_confined
from webapp.definitions.inspection import Inspection
from webapp.definitions.inspector import INSPECTOR
from webapp.engine.problems import Problem


@dataclass(frozen=True)
class FileReport:
    """What the check found in one file, what is run in another form than it was drawn, and what is doubtful."""

    path: str
    problems: Sequence[Problem] = ()
    rewrites: Sequence[str] = ()
    warnings: Sequence[Problem] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing stands against publishing the file."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "path": self.path,
            "accepted": self.accepted,
            "problems": [_as_json(problem) for problem in self.problems],
            "rewrites": list(self.rewrites),
            "warnings": [_as_json(warning) for warning in self.warnings],
        }


def _as_json(found: Problem) -> dict[str, Any]:
    return {"element": found.element or None, "name": found.name or None, "rule": found.rule, "message": found.message}


def check_files(files: Mapping[str, bytes]) -> list[FileReport]:
    """A report for each file, for the command line, whose one thread may fork.

    With a package.toml the files are one package; without, each stands for itself. No file takes more than 5 seconds
    of computing or 200 MB: one that would is refused.
    """
    if not files:
        return []
    alone = threading.active_count() == 1
    return _by_file(files, inspect_confined(files) if alone else INSPECTOR.ask(files))


def problems_in(files: Mapping[str, bytes]) -> list[Problem]:
    """Everything that keeps a package from being published, found within the same limits in a process beside this."""
    return list(INSPECTOR.ask(files).problems)


def _by_file(files: Mapping[str, bytes], found: Inspection) -> list[FileReport]:
    paths = sorted(set(files) | {problem.file for problem in found.problems})
    return [
        FileReport(
            path,
            [problem for problem in found.problems if problem.file == path],
            [sentence for file, sentence in found.rewrites if file == path],
            [warning for warning in found.warnings if warning.file == path],
        )
        for path in paths
    ]
