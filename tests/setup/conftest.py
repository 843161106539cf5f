"""A machine that lacks what the test says, and the programs that ./rtk would have run on it."""

import os
from pathlib import Path

import pytest

from setup import browser, packages, steps

Commands = list[list[str]]


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on its PATH, and an empty folder for what is set up."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("CHROME", raising=False)
    (tmp_path / "bin").mkdir()
    (tmp_path / "state").mkdir()
    for module in (steps, packages, browser):
        monkeypatch.setattr(module, "STATE", tmp_path / "state")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    """What would have been run, in order."""
    ran: Commands = []

    def note(command: list[str], **_: object) -> str:
        ran.append([str(word) for word in command])
        return ""

    for module in (steps, packages, browser):
        monkeypatch.setattr(module, "run", note)
    return ran
