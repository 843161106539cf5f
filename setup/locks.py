"""Refreshes the lock files: `requirements/*.txt` from pyproject.toml, the npm locks from their package.json."""

from __future__ import annotations

from setup.browser import ASSETS, CHROMIUM, node_and_npm, npm_settings
from setup.packages import LOCKS, installer, pip_settings
from setup.steps import Word, run, step

# The locks hold for every supported Python and platform, and name no index: where packages come from is the
# machine's own affair.
PIP_COMPILE = (
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
)
NPM_LOCK = ("--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved")
INPUTS: dict[str, list[Word]] = {
    "product": ["pyproject.toml"],
    "dev": ["pyproject.toml", "--extra=dev", "--constraint", LOCKS / "product.txt"],
    "build": ["--group=pyproject.toml:build"],
    "node": ["--group=pyproject.toml:node"],
    "uv": ["--group=pyproject.toml:uv"],
}


def refresh(arguments: list[str]) -> int:
    """Writes all locks; `arguments` go to the compiler, such as `--upgrade` or `--upgrade-package NAME`."""
    uv = installer()
    for name, inputs in INPUTS.items():
        with step(f"Locking {name}"):
            output = LOCKS / f"{name}.txt"
            run([uv, "pip", "compile", *PIP_COMPILE, *arguments, *inputs, "--output-file", output], env=pip_settings())
    for folder in (ASSETS, CHROMIUM):
        with step(f"Locking {folder.name}"):
            _, npm = node_and_npm()
            run([*npm, "install", *NPM_LOCK], cwd=folder, env=npm_settings(npm))
    return 0
