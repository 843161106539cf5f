"""A million texts: each ends in a value or an error of the listed kinds, within its time and memory."""

import gc
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

import pytest

from tests.conformance.reference import CONTEXT
from tests.fixtures.figures import Say
from tests.unit.feel.inputs import inputs
from webapp.feel import FeelError, compile_unary_tests, to_json
from webapp.feel.expression import Vocabulary

MILLION = 1_000_000
SECONDS = 0.1  # of computing
KILOBYTES = 20_000
FORBIDDEN = frozenset(
    {"exec", "compile", "import", "open", "os.system", "subprocess.Popen", "socket.connect", "object.__getattr__"}
)
_watching: list[set[str]] = []
_watcher: list[int] = []


def _hook(event: str, _arguments: tuple[object, ...]) -> None:
    # Threads that other tests left running are not FEEL's.
    if _watching and event in FORBIDDEN and threading.get_ident() == _watcher[-1]:
        _watching[-1].add(event)


@contextmanager
def watched() -> Iterator[set[str]]:
    """The events of Python's audit that must not happen."""
    seen: set[str] = set()
    _watcher.append(threading.get_ident())
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.pop()
        _watcher.pop()


@dataclass
class Found:
    """What went wrong, by the text that did it."""

    failures: list[str] = field(default_factory=list)
    slow: list[tuple[float, str]] = field(default_factory=list)
    large: list[tuple[int, str]] = field(default_factory=list)
    answered: int = 0


def ask(source: str, vocabulary: Vocabulary, found: Found) -> None:
    """Read and work out one text, as an expression and as a cell."""
    try:
        to_json(vocabulary.expression(source).evaluate(CONTEXT))
        found.answered += 1
    except FeelError as error:
        assert error.message
    try:
        assert vocabulary.unary_tests(source).matches(5, CONTEXT) in (True, False, None)
    except FeelError as error:
        assert error.message


def run(count: int, seed: int) -> Found:
    """Ask `count` texts and note what exceeds its bounds. Half the time is for the cell, so it counts twice."""
    found, vocabulary = Found(), Vocabulary(CONTEXT)
    compile_unary_tests("1 + 1").matches(1, {})  # what is loaded once is loaded now
    vocabulary.expression('@"10:00:00@Europe/London"').evaluate({})
    gc.collect()
    gc.freeze()  # the test program's own objects are not FEEL's to sweep
    for source in islice(inputs(seed), count):
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
        try:
            ask(source, vocabulary, found)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
            found.failures.append(f"{type(error).__name__}: {source!r}")
        spent = time.thread_time() - began
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        if spent > 2 * SECONDS:
            found.slow.append((spent, source))
        if grown > 2 * KILOBYTES:
            found.large.append((grown, source))
    return found


def test_thousands_of_texts_end_in_a_value_or_a_listed_error() -> None:
    sys.addaudithook(_hook)
    run(200, 1)  # zones and tables are read from the system when they are first needed
    with watched() as seen:
        found = run(2_500, 2)
    assert found.failures == []
    assert found.answered > 500
    # A zone's rules are read from the system's database when an expression first names it, and nothing else is.
    assert seen <= {"open"}


@pytest.mark.long
def test_million_texts_keep_within_time_and_memory(figure: Say) -> None:
    sys.addaudithook(_hook)
    run(200, 1)
    with watched() as seen:
        found = run(MILLION, 3)
    assert found.failures == []
    assert found.slow == []
    assert found.large == []
    assert seen <= {"open"}
    told = f"{MILLION:,} texts, {found.answered:,} with a value; 0 other errors, none over its time or memory, 0 alarms"
    figure("random texts as expressions", told)
