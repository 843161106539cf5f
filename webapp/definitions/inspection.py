"""What can be found in files: a package as a whole, or diagrams, tables and forms that stand alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.definitions import rules
from webapp.definitions.bundle import problems_of
from webapp.definitions.settings import FILE as SETTINGS_FILE
from webapp.engine.check import check
from webapp.engine.problems import Problem
from webapp.errors import DefinitionRefused
from webapp.forms.definition import read as read_form


@dataclass(frozen=True)
class Inspection:
    """Problems, and pairs of file and sentence: what is run in another form than it was drawn."""

    problems: Sequence[Problem]
    rewrites: Sequence[tuple[str, str]] = ()


def inspect(files: Mapping[str, bytes]) -> Inspection:
    """What is wrong with the files. With a package.toml they are one package; without, each stands for itself."""
    diagrams = {path: content for path, content in files.items() if rules.kind_of(path) in ("bpmn", "dmn")}
    if SETTINGS_FILE in files:
        return Inspection(problems_of(files), check(diagrams).rewrites)
    report = check(diagrams)
    found = list(report.problems)
    for path in files:
        if rules.kind_of(path) == "form":
            found += _form_problems(path, files[path])
        elif path not in diagrams:
            sentence = "This is no diagram, table or form; a package folder is checked as a whole."
            found.append(Problem(path, "", "", "kind", sentence))
    return Inspection(found, report.rewrites)


def _form_problems(path: str, content: bytes) -> list[Problem]:
    try:
        read_form(content, path)
    except DefinitionRefused as refused:
        return [problem for problem in refused.problems if isinstance(problem, Problem)]
    return []
