"""The Python packages: an installer, an environment in `.venv`, and in it exactly what the lock files name."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from pathlib import Path

from setup.steps import (
    ROOT,
    STATE,
    CannotContinue,
    Word,
    apt_install,
    can_use_apt,
    digest,
    put_stamp,
    run,
    stamp,
    step,
    works,
)

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
LINK = "right_to_know.pth"  # lets the environment import the project from where it stands

PIP_OPTIONS = ("--quiet", "--disable-pip-version-check", "--require-hashes")
# A person's wish to install for themselves or only into environments does not fit what is done here.
PIP_SETTINGS = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_ROOT_USER_ACTION": "ignore"}
REGISTRY = "{} could not be installed. Is the Python package registry reachable from this machine?"


def pip_settings() -> dict[str, str]:
    """The machine's settings for pip, as uv spells them: uv itself does not read them.

    Further indexes are left out: the hashes say which file is meant, and uv would take a package's first index
    for its only one. When an installation by uv fails, pip is asked, which reads all of its settings itself.
    """
    found: dict[str, str] = {}
    for python in (sys.executable, STATE / "seed" / "bin" / "python"):
        with contextlib.suppress(CannotContinue, OSError):
            for line in run([python, "-m", "pip", "config", "list"]).splitlines():
                key, _, value = line.partition("=")
                found[key.rpartition(".")[2]] = value.strip("'\"")
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "cert": "SSL_CERT_FILE",
        "proxy": "ALL_PROXY",
        "trusted-host": "UV_INSECURE_HOST",
        "default-timeout": "UV_HTTP_TIMEOUT",
        "timeout": "UV_HTTP_TIMEOUT",
    }
    settings = {name: found[key] for key, name in names.items() if key in found and name not in os.environ}
    if "SSL_CERT_FILE" not in {*settings, *os.environ}:
        settings["UV_SYSTEM_CERTS"] = "1"
    return settings


def installer() -> Path:
    """uv, in this folder: put there by the machine's pip, or by the pip of a bare environment made for it."""
    uv = STATE / "uv" / "bin" / "uv"
    wanted = digest([LOCKS / "uv.txt"])
    if stamp("uv") == wanted and uv.exists():
        return uv
    python = python_with_pip()
    with step("Fetching the package installer"):
        into: list[Word] = ["--upgrade", "--target", STATE / "uv", "-r", LOCKS / "uv.txt"]
        run(
            [python, "-m", "pip", "install", *PIP_OPTIONS, *into],
            env=PIP_SETTINGS,
            failing=REGISTRY.format("The package installer"),
        )
    put_stamp("uv", wanted)
    return uv


def python_with_pip() -> Word:
    if importlib.util.find_spec("pip"):
        return sys.executable
    seed = STATE / "seed"
    make_seed: list[Word] = [sys.executable, "-m", "venv", "--clear", seed]
    made = works(make_seed)
    if not made and can_use_apt():
        with contextlib.suppress(CannotContinue), step("Installing Debian's python3-venv"):
            apt_install("python3-venv")
        made = works(make_seed)
    if made:
        return seed / "bin" / "python"
    raise CannotContinue(
        "This Python has neither pip nor venv's ensurepip. Ask the machine's administrator for the package "
        "python3-venv (Debian, Ubuntu: apt-get install python3-venv), then run this again."
    )


def set_up(level: str) -> None:
    """The environment holds the locked packages of `level`; the developers' level contains the product's."""
    current, _, have = stamp("python").partition(" ")
    if PYTHON.exists() and current in {level, "dev"} and have == python_digest(current):
        return
    uv = installer()
    if not usable():
        with step("Making the Python environment"):
            options = ["--quiet", "--clear", "--no-project", "--python", sys.executable]
            run([uv, "venv", *options, VENV], env=pip_settings())
    with step(f"Installing the Python packages ({level})"):
        install_packages(uv, LOCKS / f"{level}.txt")
    link = next(VENV.glob("lib/python3.*/site-packages")) / LINK
    link.write_text(f"{ROOT}\n")
    put_stamp("python", f"{level} {python_digest(level)}")


def usable() -> bool:
    """Whether the environment runs and was made for this folder: its programs name the folder they were made in."""
    links = [link.read_text() for link in VENV.glob(f"lib/python3.*/site-packages/{LINK}")]
    moved = any(link != f"{ROOT}\n" for link in links)
    return not moved and PYTHON.exists() and works([PYTHON, "-c", "import sys; assert sys.version_info >= (3, 11)"])


def python_digest(level: str) -> str:
    return digest([LOCKS / f"{level}.txt"], str(ROOT), str(PYTHON.resolve()))


def install_packages(uv: Path, lock: Path) -> None:
    # The product's level leaves alone what a developer has beside it; the developers' level is exact.
    how, source = ("sync", []) if lock.stem == "dev" else ("install", ["-r"])
    try:
        run([uv, "pip", how, "--quiet", "--python", PYTHON, "--require-hashes", *source, lock], env=pip_settings())
    except CannotContinue as by_uv:
        pip: list[Word] = [python_with_pip(), "-m", "pip", "--python", PYTHON, "install"]
        if not works([*pip, *PIP_OPTIONS, "-r", lock]):
            raise CannotContinue(f"{REGISTRY.format('The Python packages')} {by_uv}") from by_uv
