"""The files of packages and the paths given on the command line."""

import forms
import workflows
from webapp.errors import NotFound


def package_files(key: str) -> dict[str, bytes]:
    """Every file of a package of this release: its diagrams, tables and settings, and its forms under forms/."""
    try:
        found = dict(workflows.find(key))
    except (KeyError, ValueError, FileNotFoundError, LookupError):
        raise NotFound(f"This release has no package called {key}.") from None
    return found | {f"forms/{name}": content for name, content in forms.package(key).items()}
