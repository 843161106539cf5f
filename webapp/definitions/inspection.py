"""What can be found in files: a package as a whole, or diagrams, tables and forms that stand alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.definitions import rules
from webapp.definitions.bundle import problems_of
from webapp.definitions.settings import FILE as SETTINGS_FILE
from webapp.engine.check import check
from webapp.engine.problems import Problem
from webapp.errors import DefinitionRefused
from webapp.forms.definition import read as read_form

_NAMED = rb"""\s*=\s*["']([^"']{1,200})["']"""
_NEEDS = re.compile(rb"(?:processId|decisionId|calledElement|<(?:[\w.-]+:)?import\b[^>]*?\bnamespace)" + _NAMED)
_GIVES = re.compile(rb"<(?:[\w.-]+:)?(?:(?:process|decision)\b[^>]*?\bid|definitions\b[^>]*?\bnamespace)" + _NAMED)


@dataclass(frozen=True)
class Inspection:
    """Problems, pairs of file and sentence (what is run in another form than it was drawn), and what is doubtful."""

    problems: Sequence[Problem]
    rewrites: Sequence[tuple[str, str]] = ()
    warnings: Sequence[Problem] = ()


def parts(files: Mapping[str, bytes]) -> list[str]:
    """What is inspected by itself: the package, named by its settings, or each file."""
    return [SETTINGS_FILE] if SETTINGS_FILE in files else sorted(files)


def inspect(files: Mapping[str, bytes], part: str) -> Inspection:
    """What is wrong with a package, or with one file among others that it may call."""
    if part == SETTINGS_FILE:
        diagrams = {path: content for path, content in files.items() if rules.kind_of(path) in ("bpmn", "dmn")}
        report = check(diagrams)
        return Inspection(problems_of(files), report.rewrites, report.warnings)
    if rules.kind_of(part) == "form":
        return Inspection(_form_problems(part, files[part]))
    if rules.kind_of(part) == "other":
        sentence = "This is no diagram, table or form; a package folder is checked as a whole."
        return Inspection([Problem(part, "", "", "kind", sentence)])
    report = check(with_called(files, part))
    return Inspection(
        [problem for problem in report.problems if problem.file == part],
        [(file, sentence) for file, sentence in report.rewrites if file == part],
        [warning for warning in report.warnings if warning.file == part],
    )


def with_called(files: Mapping[str, bytes], path: str) -> dict[str, bytes]:
    """The file, and those of the others that hold a process, decision or model which it needs."""
    givers: dict[bytes, str] = {}
    for other in sorted(files):
        if rules.kind_of(other) in ("bpmn", "dmn"):
            for name in _GIVES.findall(files[other]):
                givers.setdefault(name, other)
    found = {path: files[path]}
    waiting = [path]
    while waiting:
        for name in _NEEDS.findall(files[waiting.pop()]):
            other = givers.get(name, path)
            if other not in found:
                found[other] = files[other]
                waiting.append(other)
    return found


def _form_problems(path: str, content: bytes) -> list[Problem]:
    try:
        read_form(content, path)
    except DefinitionRefused as refused:
        return [problem for problem in refused.problems if isinstance(problem, Problem)]
    return []
