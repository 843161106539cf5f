"""Files are checked in a child with limits: whatever they do to it, the answer is a refusal with a sentence."""

import os
import signal
import threading
from pathlib import Path

import pytest

from tests.unit.engine import drawing as draw
from webapp.definitions import confinement, gate, inspector
from webapp.definitions.confinement import inspect_confined
from webapp.definitions.inspection import Inspection, inspect
from webapp.definitions.inspector import Inspector

GOOD = draw.diagram(draw.start(), draw.user("a"), draw.end(), draw.chain("start", "a", "end"))
BROKEN = draw.diagram(draw.start(), draw.task("alone"), process="other")


def for_ever(files):
    while files:
        pass


def all_memory(files):
    return Inspection([bytes(500_000_000)])


def all_stack(files):
    return all_stack(files)


def crash(files):
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(files):
    raise SystemExit(0)


HARM = {
    "for ever": (for_ever, "check-time"),
    "all memory": (all_memory, "check-memory"),
    "all stack": (all_stack, "check-failed"),
    "crash": (crash, "check-failed"),
    "leave": (leave, "check-failed"),
}


@pytest.mark.parametrize("what", HARM)
def test_file_that_harms_its_reader_is_refused_and_the_next_one_read(monkeypatch, what):
    harm, rule = HARM[what]
    monkeypatch.setattr(confinement, "SECONDS", 1)
    monkeypatch.setattr(confinement, "inspect", lambda files: harm(files) if "bad.bpmn" in files else inspect(files))
    [problem] = inspect_confined({"bad.bpmn": GOOD, "good.bpmn": GOOD}).problems
    assert (problem.file, problem.rule) == ("bad.bpmn", rule)
    assert problem.message.endswith(".")
    assert inspect_confined({"good.bpmn": GOOD}).problems == []


def test_child_that_neither_works_nor_ends_is_ended(monkeypatch):
    monkeypatch.setattr(confinement, "SECONDS_BY_THE_CLOCK", 0.2)
    monkeypatch.setattr(confinement, "inspect", lambda files: signal.pause())
    [problem] = inspect_confined({"bad.bpmn": GOOD}).problems
    assert problem.rule == "check-time"


def test_large_files_and_many_files_are_refused_before_they_are_read():
    [large] = inspect_confined({"large.bpmn": b" " * 1_000_001, "small.bpmn": GOOD}).problems
    assert (large.file, large.rule) == ("large.bpmn", "xml-size")
    [many] = inspect_confined({f"f{number}.bpmn": GOOD for number in range(201)}).problems
    assert many.rule == "files"


def test_report_is_the_same_through_either_process():
    files = {"good.bpmn": GOOD, "broken.bpmn": BROKEN, "note.txt": b"hello"}
    expected = inspect(files)
    for found in (inspect_confined(files), inspector.INSPECTOR.ask(files)):
        assert list(found.problems) == list(expected.problems)
        assert list(found.rewrites) == list(expected.rewrites)
    assert [report.accepted for report in gate.check_files(files)] == [False, True, False]


def test_inspector_that_was_ended_is_replaced_and_many_threads_may_ask():
    own = Inspector()
    try:
        assert own.ask({"good.bpmn": GOOD}).problems == []
        own._process.kill()
        own._process.wait()
        found = []
        askers = [
            threading.Thread(target=lambda: found.append(own.ask({"broken.bpmn": BROKEN}).problems)) for _ in range(4)
        ]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        assert len(found) == 4
        assert all(problems == found[0] != [] for problems in found)
    finally:
        own._stop()


def test_inspector_knows_no_secret(monkeypatch):
    monkeypatch.setenv("RTK_SECRET_KEY", "x" * 40)
    own = Inspector()
    try:
        own.ask({"good.bpmn": GOOD})
        assert b"RTK_" not in Path(f"/proc/{own._process.pid}/environ").read_bytes()
    finally:
        own._stop()
