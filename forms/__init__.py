"""Form definitions as they are shipped, one folder for each process package, without any code."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from webapp.errors import NotFound

_PACKAGE = re.compile(r"_?[a-z][a-z0-9_]{0,40}")
_FILE = re.compile(r"[a-z][a-z0-9_]{0,60}\.form")


def package(key: str) -> dict[str, bytes]:
    """The forms of one process package by file name, such as `intake.form`; empty when the package has none.

    Raises NotFound for every name that is not plain small letters, digits and underscores, so that nothing outside
    this folder can be asked for.
    """
    if not _PACKAGE.fullmatch(key):
        raise NotFound("There is no process package of that name.")
    folder = files(__name__) / key
    if not folder.is_dir():
        return {}
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir(), key=_name) if _FILE.fullmatch(file.name)}


def find(key: str) -> bytes:
    """One form by package and id, such as `right_to_know/intake`.

    Raises NotFound.
    """
    folder, _, form_id = key.partition("/")
    content = package(folder).get(f"{form_id}.form")
    if content is None:
        raise NotFound("There is no form of that name.")
    return content


def _name(file: Traversable) -> str:
    return file.name
