"""Files are checked in a child with limits: whatever they do to it, the answer is a refusal with a sentence."""

import faulthandler
import os
import signal
import threading
from pathlib import Path

import pytest

from tests.unit.engine import drawing as draw
from webapp.definitions import confinement, gate, inspector, rules
from webapp.definitions.confinement import inspect_confined
from webapp.definitions.inspection import Inspection, inspect, parts
from webapp.definitions.inspector import Inspector

GOOD = draw.diagram(draw.start(), draw.user("a"), draw.end(), draw.chain("start", "a", "end"))
BROKEN = draw.diagram(draw.start(), draw.task("alone"))


def for_ever(files, part):
    while part:
        pass


def all_memory(files, part):
    return Inspection([bytes(500_000_000)])


def all_stack(files, part):
    return all_stack(files, part)


def crash(files, part):
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(files, part):
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
    monkeypatch.setattr(
        confinement, "inspect", lambda files, part: (harm if part == "bad.bpmn" else inspect)(files, part)
    )
    [problem] = inspect_confined({"bad.bpmn": GOOD, "good.bpmn": GOOD}).problems
    assert (problem.file, problem.rule) == ("bad.bpmn", rule)
    assert problem.message.endswith(".")
    assert inspect_confined({"good.bpmn": GOOD}).problems == []


def test_child_that_neither_works_nor_ends_is_ended(monkeypatch):
    monkeypatch.setattr(confinement, "SECONDS_BY_THE_CLOCK", 0.2)
    monkeypatch.setattr(confinement, "inspect", lambda files, part: signal.pause())
    [problem] = inspect_confined({"bad.bpmn": GOOD}).problems
    assert problem.rule == "check-time"


def test_large_files_and_many_files_are_refused_before_they_are_read():
    [large] = inspect_confined({"large.bpmn": b" " * 1_000_001, "small.bpmn": GOOD}).problems
    assert (large.file, large.rule) == ("large.bpmn", "xml-size")
    [many] = inspect_confined(
        {f"f{number}.bpmn": GOOD for number in range(rules.MAXIMUM_FILES)} | {"package.toml": b""}
    ).problems
    assert many.rule == "files"


def test_report_is_the_same_through_either_process():
    files = {"good.bpmn": GOOD, "broken.bpmn": BROKEN, "note.txt": b"hello"}
    expected = [problem for part in parts(files) for problem in inspect(files, part).problems]
    for found in (inspect_confined(files), inspector.INSPECTOR.ask(files)):
        assert list(found.problems) == expected
    assert [report.accepted for report in gate.check_files(files)] == [False, True, False]


def test_files_that_stand_alone_may_use_the_same_ids_and_call_each_other():
    caller = draw.diagram(draw.start(), draw.call("c", "called"), draw.end(), draw.chain("start", "c", "end"))
    called = draw.diagram(draw.start("s"), draw.user("u"), draw.end("e"), draw.chain("s", "u", "e"), process="called")
    files = {"caller.bpmn": caller, "called.bpmn": called, "good.bpmn": GOOD}
    assert inspect_confined(files).problems == []
    [problem] = inspect_confined({"caller.bpmn": caller, "good.bpmn": GOOD}).problems
    assert (problem.file, problem.element) == ("caller.bpmn", "c")


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
