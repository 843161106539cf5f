"""The set-up on machines that lack one thing or another. What it installs is faked; what it decides is real."""

import fcntl
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from setup import browser, packages, steps
from setup.steps import CannotContinue
from tests.setup.conftest import Commands, program

ROOT = Path(__file__).parents[2]


def without_module(monkeypatch: pytest.MonkeyPatch, *absent: str) -> None:
    real: Callable[..., object] = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name in absent else real(name, *rest))


def test_a_step_is_one_line_with_its_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    with steps.step("Laying bricks"):
        pass
    with pytest.raises(CannotContinue), steps.step("Painting"):
        raise CannotContinue("No paint.")
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Laying bricks … done in 0 s"
    assert second == "Painting … failed after 0 s"


def test_a_failed_program_is_quoted_after_the_sentence(tmp_path: Path) -> None:
    broken = program(tmp_path / "broken", "echo first; echo last >&2; exit 3")
    with pytest.raises(CannotContinue, match=r"'broken' ended with code 3.(?s:.*)last"):
        steps.run([broken], cwd=tmp_path)
    with pytest.raises(CannotContinue, match=r"^The bricks are gone.\n"):
        steps.run([broken], cwd=tmp_path, failing="The bricks are gone.")


def test_two_set_ups_at_once_wait_for_each_other(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from setup import steps\n"
        "steps.STATE = Path(sys.argv[2])\n"
        "with steps.one_at_a_time():\n"
        "    print('mine', flush=True)\n"
    )
    with (machine / "state" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        command = [sys.executable, "-B", "-c", script, ROOT, machine / "state"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout
            assert other.stdout.readline() == "Another ./rtk is setting up this folder; waiting for it to finish.\n"
            fcntl.flock(held, fcntl.LOCK_UN)
            assert other.stdout.readline() == "mine\n"


def test_a_changed_file_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    file = tmp_path / "lock.txt"
    file.write_text("flask==3.1")
    before = steps.digest([file])
    assert steps.digest([file]) == before
    file.write_text("flask==3.2")
    assert steps.digest([file]) != before
    assert steps.digest([file], "elsewhere") != steps.digest([file])


def test_without_pip_and_venv_the_missing_package_is_named(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_module(monkeypatch, "pip")
    monkeypatch.setattr(packages, "works", lambda _: False)
    with pytest.raises(CannotContinue, match="apt-get install python3-venv"):
        packages.installer()


def test_without_pip_a_bare_environment_fetches_the_installer(
    machine: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_module(monkeypatch, "pip")
    packages.installer()
    assert commands[0] == [sys.executable, "-m", "venv", "--clear", str(machine / "state" / "seed")]
    assert commands[1][0] == str(machine / "state" / "seed" / "bin" / "python")
    assert "--require-hashes" in commands[1]


def test_root_without_venv_lets_debian_install_it(
    machine: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_module(monkeypatch, "pip")
    program(machine / "bin" / "apt-get", "exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    answers = iter([False, True])
    monkeypatch.setattr(packages, "works", lambda _: next(answers))
    packages.installer()
    assert commands[0] == ["apt-get", "install", "-y", "--no-install-recommends", "python3-venv"]


def test_the_installer_is_fetched_once(machine: Path, commands: Commands) -> None:
    uv = packages.installer()
    program(uv, "exit 0")
    commands.clear()
    assert packages.installer() == uv
    assert commands == []


def test_the_machines_settings_for_pip_reach_the_installer(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "UV_DEFAULT_INDEX", "UV_HTTP_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(
        packages, "run", lambda _: "global.index-url='https://index.example/simple'\n:env:.cert='/certificates.pem'\n"
    )
    assert packages.pip_settings() == {
        "UV_DEFAULT_INDEX": "https://index.example/simple",
        "SSL_CERT_FILE": "/certificates.pem",
    }
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://chosen.example")
    assert "UV_DEFAULT_INDEX" not in packages.pip_settings()


def environment(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    venv = machine / "venv"
    (venv / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    monkeypatch.setattr(packages, "VENV", venv)
    monkeypatch.setattr(packages, "PYTHON", program(venv / "bin" / "python", "exit 0"))
    return venv


def test_a_second_set_up_runs_nothing(machine: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    venv = environment(machine, monkeypatch)
    packages.set_up("dev")
    assert [command[1:3] for command in commands if "sync" in command] == [["pip", "sync"]]
    assert (venv / "lib/python3.11/site-packages/right_to_know.pth").read_text() == f"{ROOT}\n"
    commands.clear()
    packages.set_up("dev")
    packages.set_up("product")
    assert commands == []


def test_a_product_environment_is_completed_for_the_tests(
    machine: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(machine, monkeypatch)
    packages.set_up("product")
    assert not [command for command in commands if "sync" in command], "what a developer added stays"
    packages.set_up("dev")
    assert [command for command in commands if "sync" in command]


def test_an_environment_that_was_moved_is_made_again(
    machine: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv = environment(machine, monkeypatch)
    (venv / "lib/python3.11/site-packages/right_to_know.pth").write_text("/elsewhere\n")
    packages.set_up("dev")
    assert [command for command in commands if command[1:2] == ["venv"]]
    assert packages.usable()


def test_pip_is_asked_when_the_installer_fails(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment(machine, monkeypatch)
    asked: Commands = []

    def fail(*_: object, **__: object) -> str:
        raise CannotContinue("No such file.")

    def works(command: list[object]) -> bool:
        asked.append([str(word) for word in command])
        return True

    monkeypatch.setattr(packages, "run", fail)
    monkeypatch.setattr(packages, "works", works)
    monkeypatch.setattr(packages, "python_with_pip", lambda: sys.executable)
    packages.install_packages(machine / "uv", packages.LOCKS / "dev.txt")
    assert asked[0][:3] == [sys.executable, "-m", "pip"]
    assert "--require-hashes" in asked[0]
    monkeypatch.setattr(packages, "works", lambda _: False)
    with pytest.raises(CannotContinue, match="Is the Python package registry reachable"):
        packages.install_packages(machine / "uv", packages.LOCKS / "dev.txt")


@pytest.mark.parametrize("node", [None, "exit 1"], ids=["no node", "an old node"])
def test_without_a_recent_node_its_wheel_is_used(
    machine: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch, node: str | None
) -> None:
    if node:
        program(machine / "bin" / "node", node)
        program(machine / "bin" / "npm", "exit 0")
        monkeypatch.setattr(browser, "works", lambda _: False)
    found, npm = browser.node_and_npm()
    assert str(found).startswith(str(machine / "state" / "node"))
    assert npm[0] == found
    assert [command for command in commands if "--target" in command and str(machine / "state" / "node") in command]


def test_the_machines_own_node_is_used_when_it_is_recent(machine: Path) -> None:
    node = program(machine / "bin" / "node", "exit 0")
    npm = program(machine / "bin" / "npm", "exit 0")
    assert browser.node_and_npm() == (str(node), [str(npm)])


def test_npm_packages_are_installed_without_running_their_scripts(machine: Path, commands: Commands) -> None:
    browser.npm_install(browser.ASSETS, ["npm"])
    assert commands[-1][:3] == ["npm", "ci", "--ignore-scripts"]


def test_a_named_chromium_must_run(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROME", str(program(machine / "good", "exit 0")))
    assert browser.chromium() == str(machine / "good")
    monkeypatch.setenv("CHROME", str(machine / "missing"))
    with pytest.raises(CannotContinue, match=r"CHROME names .*missing, which does not run"):
        browser.chromium()


def test_a_chromium_that_does_not_start_is_passed_over(machine: Path) -> None:
    program(machine / "bin" / "chromium", "exit 1")
    chrome = program(machine / "bin" / "google-chrome", "exit 0")
    assert browser.chromium() == str(chrome)


def test_without_any_chromium_the_tests_stop_with_a_sentence(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable() -> str:
        raise CannotContinue("No registry.")

    monkeypatch.setattr(browser, "chromium_of_npm", unreachable)
    with pytest.raises(CannotContinue, match=r"real Chromium(?s:.*)set CHROME"):
        browser.chromium()
