"""Honest files changed by chance: the gate accepts them or refuses them in its own words, within time and memory.

Here the check runs in this process, without the child that would catch whatever else happened, so that a fault of the
check itself is seen. Each failure names its seed and number: the same seed makes the same files.
"""

import gc
import resource
import time
from collections.abc import Callable, Collection, Mapping
from itertools import islice
from pathlib import Path

import pytest

from tests.fixtures.figures import Say
from tests.hostile.mutants import mutants
from webapp.cli.files import package_files
from webapp.definitions.confinement import MEGABYTES, SECONDS
from webapp.definitions.guidance import read_register
from webapp.definitions.inspection import inspect
from webapp.definitions.rules import MAXIMUM_FILE_BYTES
from webapp.definitions.settings import read_settings
from webapp.engine.problems import Problem
from webapp.errors import DefinitionRefused
from webapp.scenarios.format import read_scenario, read_usual
from webapp.scenarios.usual import usual

FILES = package_files("right_to_know")
HONEST = Path(__file__).parent / "honest"
SEED = 20_261_126
FEW = 500
MANY = {"bpmn": 100_000, "dmn": 20_000, "form": 20_000, "toml": 20_000, "yaml": 20_000}


def of_kind(*endings: str) -> dict[str, bytes]:
    """The honest files of a kind: those beside this test, and the product's own."""
    beside = {path.name: path.read_bytes() for path in HONEST.iterdir()}
    return {name: content for name, content in (beside | dict(FILES)).items() if name.endswith(endings)}


def inspected(name: str, content: bytes) -> Collection[object]:
    return inspect({name: content}, name).problems


def read(name: str, content: bytes) -> Collection[object]:
    """What is wrong with settings, a register or a scenario."""
    try:
        if name == "guidance.toml":
            read_register(content)
        elif name.endswith(".toml"):
            read_settings(content)
        elif name.endswith("usual.yaml"):
            read_usual(content, name)
        else:
            read_scenario(content, name, USUAL)
    except DefinitionRefused as refused:
        assert refused.problems
        return refused.problems
    return ()


USUAL = usual(FILES)
KINDS: Mapping[str, tuple[dict[str, bytes], Callable[[str, bytes], Collection[object]]]] = {
    "bpmn": (of_kind(".bpmn"), inspected),
    "dmn": (of_kind(".dmn"), inspected),
    "form": (of_kind(".form"), inspected),
    "toml": (of_kind(".toml"), read),
    "yaml": (of_kind(".yaml"), read),
}


def is_a_refusal(found: object) -> bool:
    """Whether it is in the gate's own words: a readable sentence with its rule, and nothing of the reader."""
    text = str(found)
    own_words = 10 < len(text) < 3_000 and "Traceback" not in text and " object at 0x" not in text
    return own_words and (not isinstance(found, Problem) or bool(found.rule and found.message and found.file))


def meet(kind: str, count: int) -> dict[str, int]:
    """How many of the changed files were accepted and refused. Fails with the first dozen that went another way."""
    seeds, check = KINDS[kind]
    counted, wrong = {"accepted": 0, "refused": 0}, []
    for name, content in seeds.items():
        check(name, content)  # what is loaded once is loaded now
    gc.collect()
    for number, (name, content) in enumerate(islice(mutants(seeds, SEED), count)):
        if len(content) > MAXIMUM_FILE_BYTES:
            continue  # the gate looks no further
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
        try:
            problems = check(name, content)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            wrong.append(f"number {number}, {name}: {type(error).__name__}: {str(error)[:200]}")
            continue
        if time.thread_time() - began > SECONDS:
            wrong.append(f"number {number}, {name}: took {time.thread_time() - began:.1f} s of computing")
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before > MEGABYTES * 1_000:
            wrong.append(f"number {number}, {name}: took more than {MEGABYTES} MB")
        wrong += [f"number {number}, {name}: {found!r:.300}" for found in problems if not is_a_refusal(found)]
        counted["refused" if problems else "accepted"] += 1
    assert wrong == [], f"seed {SEED}, {len(wrong)} of {count}:\n" + "\n".join(wrong[:12])
    return counted


@pytest.mark.parametrize("kind", KINDS)
def test_hundreds_of_changed_files_are_accepted_or_refused_in_words(kind: str) -> None:
    counted = meet(kind, FEW)
    assert counted["refused"] > FEW // 10
    assert counted["accepted"] > 0


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_thousands_of_changed_files_are_accepted_or_refused_in_words(kind: str, figure: Say) -> None:
    counted = meet(kind, MANY[kind])
    told = f"{counted['refused']:,} refused in words, {counted['accepted']:,} harmless and accepted"
    figure(f"changed .{kind} files", f"{MANY[kind]:,} files: {told}; 0 other errors, none over its time or memory")


def test_same_seed_makes_the_same_files_and_hardly_any_is_as_it_was() -> None:
    for seeds, _ in KINDS.values():
        once = list(islice(mutants(seeds, 7), 60))
        assert once == list(islice(mutants(seeds, 7), 60))
        assert sum(content != seeds[name] for name, content in once) > 45
