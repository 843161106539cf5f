"""`check --deploy` as a command, and what it asks PostgreSQL about our own role."""

import json
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from webapp.cli import main
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations.upgrade import upgrade
from webapp.readiness.checks import report
from webapp.readiness.database_checks import APPEND_ONLY

SECRET = "m3Zq8vT1xKc7Lr0WbY5nPd2HsG9fJ4uEaQ6"


def test_unsafe_installation_is_refused_with_exit_code_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RTK_SECRET_KEY", SECRET)
    monkeypatch.setenv("RTK_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("RTK_INSECURE_COOKIES", "1")
    assert main(["check", "--deploy"]) == 1
    said = capsys.readouterr().out
    assert "FAILED    cookies: Take RTK_INSECURE_COOKIES out" in said
    assert SECRET not in said
    assert main(["check", "--deploy", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["ready"] is False
    assert {"check": "debugging", "outcome": "passed", "sentence": "No debugger is on."} in found["findings"]


def test_missing_settings_are_one_finding(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("RTK_SECRET_KEY", raising=False)
    assert main(["check", "--deploy"]) == 1
    assert "RTK_SECRET_KEY" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["check"], ["check", "--deploy", "workflows"]])
def test_files_and_settings_are_checked_apart(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 1
    assert "use --deploy alone" in capsys.readouterr().err


def account(url: str) -> tuple[str, str]:
    findings = report(Settings(url, SECRET), {})
    return next((one.outcome, one.sentence) for one in findings if one.check == "account")


def test_role_that_may_change_the_account_fails_on_postgresql(postgres_url: str) -> None:
    upgrade(postgres_url)
    owner = Database(postgres_url)
    given = make_url(owner.url)
    role = f"service_of_{given.database}"
    try:
        with owner.engine.begin() as opened:
            opened.execute(text(f"CREATE ROLE {role} LOGIN"))
            opened.execute(text(f"GRANT USAGE ON SCHEMA public TO {role}"))
            opened.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"))
        address = given.set(username=role).render_as_string(hide_password=False)
        assert account(owner.url)[0] == "failed"
        outcome, sentence = account(address)
        assert outcome == "failed"
        assert "audit_event and disclosure_log" in sentence
        with owner.engine.begin() as opened:
            for table in APPEND_ONLY:
                opened.execute(text(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}"))
        assert account(address)[0] == "passed"
    finally:
        with owner.engine.begin() as opened:
            opened.execute(text(f"DROP OWNED BY {role}"))
            opened.execute(text(f"DROP ROLE {role}"))
        owner.close()
