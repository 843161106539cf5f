"""An installation begins with two administrators, made at the command line."""

import io
from hashlib import sha1
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


def make(monkeypatch: pytest.MonkeyPatch, login: str, *groups: str, password: str = PASSWORD) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
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


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("gravel", "12 characters or more"),
        ("x" * 257, "256 characters or fewer"),
        ("qwertyuiop12", "runs along the keyboard"),
        ("administrator9", "every list of guesses"),
        ("lovelace-1234", "made from your name"),
        ("stolen tealight umbrella", "known from a theft"),
    ],
)
def test_password_from_the_terminal_has_to_be_as_good_as_one_from_the_page(
    installed: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    password: str,
    sentence: str,
) -> None:
    stolen = tmp_path / "stolen.txt"
    digests = sorted(
        sha1(word.encode(), usedforsecurity=False).hexdigest().upper()
        for word in ("stolen tealight umbrella", "another")
    )
    stolen.write_text("\n".join(digests) + "\n")
    monkeypatch.setenv("RTK_KNOWN_PASSWORDS_FILE", str(stolen))
    assert make(monkeypatch, "ada-lovelace", "administrator", password=password) == 1
    assert sentence in capsys.readouterr().err
    with installed.transaction():
        assert queries.members_of("administrator") == []
    installed.close()
