"""The command ./rtk itself."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from setup import browser, packages
from tests.setup.conftest import Commands, program

ROOT = Path(__file__).parents[2]


def load_rtk() -> types.ModuleType:
    loader = importlib.machinery.SourceFileLoader("rtk", str(ROOT / "rtk"))
    spec = importlib.util.spec_from_loader("rtk", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


def test_help_is_shown_without_setting_anything_up() -> None:
    shown = subprocess.run([ROOT / "rtk"], capture_output=True, text=True, check=True).stdout
    assert "./rtk demo" in shown
    assert "./rtk test" in shown


def test_an_older_python_is_told_so(tmp_path: Path) -> None:
    copy = tmp_path / "rtk"
    copy.write_text((ROOT / "rtk").read_text().replace("(3, 11)", "(99, 0)"))
    (tmp_path / "setup").symlink_to(ROOT / "setup")
    told = subprocess.run([sys.executable, "-B", copy, "test"], capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "Python 3.11 or newer is needed" in told.stderr


@pytest.fixture
def fake_tools(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python that notes how it was called, and fails on mypy."""
    note = f'echo "$@" >> {machine}/calls; echo "$RTK_FAILED_CHECKS" >> {machine}/told'
    python = program(machine / "python", f'{note}; case "$*" in *mypy*) exit 1;; esac')
    monkeypatch.setattr(packages, "PYTHON", python)
    return machine


def test_a_failed_check_fails_the_run_but_not_before_the_tests_ran(fake_tools: Path) -> None:
    assert load_rtk().test(["tests/unit", "-x"], "/chromium") == 1
    calls = (fake_tools / "calls").read_text().splitlines()
    assert sorted(call.split()[1] for call in calls[:-1]) == ["bandit", "from", "mypy", "ruff", "ruff"]
    assert calls[-1] == "-m pytest -n auto --dist worksteal -m not long tests/unit -x"
    assert (fake_tools / "told").read_text().splitlines()[-1] == "mypy"


def test_long_tests_are_run_when_asked(fake_tools: Path) -> None:
    load_rtk().test(["--long"], "/chromium")
    assert (fake_tools / "calls").read_text().splitlines()[-1] == "-m pytest -n auto --dist worksteal"


def test_other_commands_reach_the_product(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rtk = load_rtk()
    started: Commands = []
    prepared: list[str] = []
    monkeypatch.setattr(os, "execv", lambda _, words: started.append(words))
    monkeypatch.setattr(packages, "set_up", prepared.append)
    monkeypatch.setattr(browser, "set_up_files", lambda: prepared.append("browser files"))
    rtk.main(["check", "workflows/right_to_know"])
    assert started[-1][1:] == ["-P", "-m", "webapp", "check", "workflows/right_to_know"]
    assert prepared == ["product"]
    rtk.main(["demo", "--port", "8001"])
    assert started[-1][1:] == ["-P", "-m", "webapp", "demo", "--port", "8001"]
    assert prepared == ["product", "product", "browser files"]


def test_attacks_run_with_the_packages_of_the_tests(fake_tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[str] = []
    monkeypatch.setattr(packages, "set_up", prepared.append)
    assert load_rtk().main(["attack", "--port", "8001"]) == 0
    assert (fake_tools / "calls").read_text().splitlines() == ["-m tests.attack --port 8001"]
    assert prepared == ["dev"]


def test_the_bill_of_materials_needs_no_packages(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(packages, "set_up", lambda _: pytest.fail("nothing has to be installed for a list"))
    assert load_rtk().main(["sbom"]) == 0
    assert '"bomFormat": "CycloneDX"' in capsys.readouterr().out
