"""An installation begins with two administrators, made at the command line."""

import io
from pathlib import Path

import pytest

from webapp.access import queries
from webapp.cli import main
from webapp.database import Database

PASSWORD = "gravel tealight umbrella"


@pytest.fixture
def installed(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    file = tmp_path / "rtk.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("RTK_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("RTK_SECRET_KEY", "x" * 32)
    return Database(f"sqlite:///{file}")


def make(monkeypatch: pytest.MonkeyPatch, login: str, *groups: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return main(["user", "create", login, "--name", login.title(), *(f"--group={group}" for group in groups)])


def test_first_administrator_is_told_to_make_a_second_one(
    installed: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(monkeypatch, "ada", "administrator") == 0
    assert "second administrator" in capsys.readouterr().out
    assert make(monkeypatch, "amos", "administrator") == 0
    assert "second administrator" not in capsys.readouterr().out
    with installed.transaction():
        assert [one.login for one in queries.members_of("administrator")] == ["ada", "amos"]
    assert make(monkeypatch, "both", "administrator", "supervisor") == 1
    assert "cannot work on cases as well" in capsys.readouterr().err
    installed.close()
