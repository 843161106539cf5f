"""Package files → ParsedDefinition, or a refusal with every problem of every file."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from webapp.engine.compiler import compile_package
from webapp.engine.drawn import Element, Flow, Process
from webapp.engine.ordering import reading_order
from webapp.engine.problems import Findings, Problem
from webapp.engine.reading import main_process, read_package
from webapp.engine.specification import Specification

__all__ = ["Element", "Flow", "ParsedDefinition", "Problem", "Process", "parse_package"]
KEPT = 64


@dataclass(frozen=True, eq=False)
class ParsedDefinition:
    """A package that can be run: what was drawn, and by `specification` what runs it.

    It can be pickled; the compiled specification stays in this process, found by the checksum.
    """

    main: str
    checksum: str
    processes: Mapping[str, Process]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    files: Mapping[str, bytes] = field(repr=False)
    rewrites: tuple[tuple[str, str], ...] = ()

    @property
    def specification(self) -> Specification:
        """The compiled specification, made once in each process and never changed by a run."""
        return _SPECIFICATIONS.get(self)

    def order(self, process: str) -> list[Element]:
        """The elements of a process in reading order, sub-processes in their place, for a list of steps."""
        return reading_order(self.elements.values(), self.flows.values(), process)


class _Specifications:
    """The specifications compiled in this process, the least recently used given up first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Specification] = OrderedDict()
        self._lock = Lock()

    def get(self, definition: ParsedDefinition) -> Specification:
        with self._lock:
            found = self._kept.get(definition.checksum)
            if found is None:
                found = _compile(definition)
                self._kept[definition.checksum] = found
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(definition.checksum)
            return found


_SPECIFICATIONS = _Specifications()
_PARSED: OrderedDict[str, ParsedDefinition] = OrderedDict()
_LOCK = Lock()


def parse_package(files: Mapping[str, bytes], main: str | None = None) -> ParsedDefinition:
    """The definition made of the diagrams and decision tables among the files of a package; others are not looked at.

    `main` is the id of the process that a case starts with; without it, it is the process that no other calls.
    Raises DefinitionRefused with every problem of every file.
    """
    relevant = {path: content for path, content in files.items() if path.endswith((".bpmn", ".dmn"))}
    checksum = checksum_of(relevant.items(), main)
    with _LOCK:
        found = _PARSED.get(checksum)
    if found is None:
        found = _parse(relevant, main, checksum)
        with _LOCK:
            _PARSED[checksum] = found
            if len(_PARSED) > KEPT:
                _PARSED.popitem(last=False)
    return found


def checksum_of(files: Iterable[tuple[str, bytes]], main: str | None) -> str:
    """The SHA-256 of the names and contents of files, and of the main process."""
    digest = hashlib.sha256(f"main:{main or ''}\n".encode())
    for path, content in sorted(files):
        digest.update(f"{path}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _parse(files: Mapping[str, bytes], main: str | None, checksum: str) -> ParsedDefinition:
    findings = Findings()
    package = read_package(files, findings)
    start = main_process(package, main, findings)
    findings.raise_if_any()
    definition = ParsedDefinition(
        start,
        checksum,
        {process.id: process for diagram in package.diagrams for process in diagram.processes},
        {element.id: element for diagram in package.diagrams for element in diagram.elements},
        {flow.id: flow for diagram in package.diagrams for flow in diagram.flows},
        dict(files),
        findings.rewrites,
    )
    _ = definition.specification
    return definition


def _compile(definition: ParsedDefinition) -> Specification:
    package = read_package(definition.files, Findings())
    return compile_package(package.diagrams, package.models, definition.main, definition.checksum)
