"""Process packages as they are shipped: diagrams, decision tables, settings and worked cases, without any code."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from webapp.errors import NotFound

_KEY = re.compile(r"_?[a-z][a-z0-9_]{0,40}")
_FILE = re.compile(r"[a-z][a-z0-9_]{0,60}\.(?:bpmn|dmn|toml|yaml)")
_FOLDERS = ("", "scenarios")


def keys() -> list[str]:
    """The keys of the packages that can be published. The template, which is there to be copied, is not among them."""
    return sorted(p.name for p in files(__name__).iterdir() if _is_package(p) and not p.name.startswith("_"))


def find(key: str) -> dict[str, bytes]:
    """The files of one package by their path inside it, such as `scenarios/worked_case_1.yaml`.

    Raises NotFound for a name that no package has, and for every name that is not plain small letters, digits and
    underscores, so that nothing outside this folder can be asked for.
    """
    package = files(__name__) / key if _KEY.fullmatch(key) else None
    if package is None or not _is_package(package):
        raise NotFound(f"There is no process package of that name. There are: {', '.join(keys())}.")
    found: dict[str, bytes] = {}
    for folder in _FOLDERS:
        place = package / folder if folder else package
        if place.is_dir():
            found.update(
                {
                    f"{folder}/{file.name}" if folder else file.name: file.read_bytes()
                    for file in place.iterdir()
                    if _FILE.fullmatch(file.name)
                }
            )
    return dict(sorted(found.items()))


def _is_package(place: Traversable) -> bool:
    return place.is_dir() and (place / "package.toml").is_file()
