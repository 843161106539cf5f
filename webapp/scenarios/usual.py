"""The scenarios of a package, read together with what is usually answered to its steps.

`scenarios/usual.yaml` gives for each user task who usually completes it and with which answers, so that a scenario says
only what is special about it, and a question that is added to a form is answered in one place.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath

from webapp.scenarios.format import read_scenario, read_usual
from webapp.scenarios.steps import Complete, Scenario

FOLDER = "scenarios/"
USUAL = f"{FOLDER}usual.yaml"


def paths(files: Mapping[str, bytes]) -> list[str]:
    """The paths of a package's scenarios."""
    return sorted(path for path in files if path.startswith(FOLDER) and path != USUAL)


def usual(files: Mapping[str, bytes]) -> Mapping[str, Complete]:
    """What is usually answered, by element; nothing when the package does not say."""
    return read_usual(files[USUAL], USUAL) if USUAL in files else {}


def scenario_of(files: Mapping[str, bytes], path: str, content: bytes | None = None) -> Scenario:
    """The scenario at a path of a package, or other content in its place. Raises DefinitionRefused."""
    return read_scenario(files[path] if content is None else content, PurePosixPath(path).name, usual(files))
