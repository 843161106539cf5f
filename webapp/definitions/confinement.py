"""The check of files that nobody vouches for, in a child process with limits on time and memory.

Whatever a file does to its reader happens to the child alone. The child is forked from a process that has everything
imported, so that an honest file costs a few milliseconds more than its own check.
"""

import json
import os
import resource
import select
import signal
import time
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path
from typing import NoReturn

from webapp.definitions import rules
from webapp.definitions.inspection import Inspection, inspect, parts
from webapp.definitions.settings import FILE as SETTINGS_FILE
from webapp.engine.problems import Problem

# Computing time. A machine with other work may take longer by the clock, up to the second number.
SECONDS = 4
SECONDS_BY_THE_CLOCK = 30
MEGABYTES = 200
_LARGEST_ANSWER = 20_000_000
_OUT_OF_MEMORY = 3
_GAVE_UP = 4
_WHY = {-signal.SIGXCPU: "check-time", _OUT_OF_MEMORY: "check-memory"}
_SENTENCES = {
    "check-time": "This takes more than 5 seconds to check. Simplify it, or split it with call activities.",
    "check-memory": "This takes more than 200 MB to check. Simplify it, or split it with call activities.",
    "check-failed": "This could not be read to its end. Draw it again, in smaller and plainer parts.",
}


def inspect_confined(files: Mapping[str, bytes]) -> Inspection:
    """What is wrong with the files, time and memory that they take included. The caller must have one thread only."""
    if refused := _too_big(files):
        return Inspection(refused)
    found = [_attempt(files, part) for part in parts(files)]
    return Inspection(
        [problem for one in found for problem in one.problems],
        [line for one in found for line in one.rewrites],
        [warning for one in found for warning in one.warnings],
    )


def to_line(found: Inspection) -> bytes:
    """An inspection as one line of JSON."""
    plain = {
        "problems": [astuple(problem) for problem in found.problems],
        "rewrites": list(found.rewrites),
        "warnings": [astuple(warning) for warning in found.warnings],
    }
    return json.dumps(plain).encode() + b"\n"


def from_line(line: bytes) -> Inspection:
    """The inspection that `to_line` wrote."""
    plain = json.loads(line)
    return Inspection(
        [Problem(*parts) for parts in plain["problems"]],
        [(file, text) for file, text in plain["rewrites"]],
        [Problem(*parts) for parts in plain["warnings"]],
    )


def _too_big(files: Mapping[str, bytes]) -> list[Problem]:
    if SETTINGS_FILE in files and len(files) > rules.MAXIMUM_FILES:
        return [Problem(SETTINGS_FILE, "", "", "files", "Split the package: it holds too many files.")]
    sentence = "The file is larger than 1 MB. Split the diagram into called processes."
    return [
        Problem(path, "", "", "xml-size" if rules.kind_of(path) in ("bpmn", "dmn") else "size", sentence)
        for path, content in files.items()
        if len(content) > rules.MAXIMUM_FILE_BYTES
    ]


def _attempt(files: Mapping[str, bytes], part: str) -> Inspection:
    """What the child found, or why it did not come to an end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _check_and_exit(files, part, writing)
    os.close(writing)
    answer = _read(reading, time.monotonic() + SECONDS_BY_THE_CLOCK)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0 and answer is not None:
        return from_line(answer)
    rule = _WHY.get(code, "check-failed")
    if answer is None or code == -signal.SIGKILL:
        rule = "check-time"
    return Inspection([Problem(part, "", "", rule, _SENTENCES[rule])])


def _check_and_exit(files: Mapping[str, bytes], part: str, writing: int) -> NoReturn:
    code = _GAVE_UP
    try:
        _limit()
        line = to_line(inspect(files, part))
        with os.fdopen(writing, "wb") as out:
            out.write(line)
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        # Nothing of the parent's may be flushed, closed or reported a second time, whatever was raised.
        os._exit(code)


def _limit() -> None:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime) + SECONDS
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (until, until + 1))
    size = Path("/proc/self/statm")
    if size.exists():  # only Linux counts address space so that a limit on it can be kept
        most = int(size.read_text().split()[0]) * resource.getpagesize() + MEGABYTES * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _read(reading: int, until: float) -> bytes | None:
    """Everything the child wrote, or None when it was still writing at that time or wrote without end."""
    parts: list[bytes] = []
    length = 0
    try:
        while length <= _LARGEST_ANSWER:
            there, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
            if not there:
                return None
            part = os.read(reading, 65_536)
            if not part:
                return b"".join(parts)
            parts.append(part)
            length += len(part)
        return None
    finally:
        os.close(reading)
