"""`./rtk audit` at the command line: exit codes, cases by name, JSON, and anchors."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete

from tests.fixtures.trial import Trial, trial
from tests.integration.audit.tampering import owner
from webapp import cli
from webapp.audit.model import AuditEvent, AuditScope, AuditSealEntry
from webapp.cases import queries as cases
from webapp.database import session
from webapp.instances.model import ProcessInstance
from webapp.worker.sealer import seal_due

__all__ = ["trial"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def case_id(trial: Trial, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> UUID:
    """A case with its account sealed, in the database that the command finds."""
    monkeypatch.setenv("RTK_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("RTK_DATABASE_URL", trial.database.url)
    monkeypatch.setenv("RTK_ANCHOR_FOLDER", str(tmp_path / "anchors"))
    instance_id = trial.asked()
    seal_due(trial.database)
    with trial.database.transaction():
        return session().get_one(ProcessInstance, instance_id).case_id


def test_untouched_account(trial: Trial, case_id: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert "Everything is as it was written." in said
    assert "SQLite: whoever can write the file can change it." in said


def test_broken_account_names_the_case_and_the_entry(
    trial: Trial, case_id: UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    with trial.database.transaction():
        reference = cases.references([case_id])[case_id]
    with owner(trial.database):
        session().execute(delete(AuditEvent).where(AuditEvent.scope == str(case_id), AuditEvent.sequence == 2))
    assert cli.main(["audit", "verify"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Entry 2 of case {reference} is missing."
    assert said[-1].startswith("The account does NOT hold.")
    for case in (reference.lower(), str(case_id)):
        assert cli.main(["audit", "verify", "--case", case, "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert (found["holds"], found["findings"][0]["kind"], found["findings"][0]["sequence"]) == (False, "missing", 2)
    assert cli.main(["audit", "verify", "--since", "2020-01-01"]) == 1
    assert cli.main(["audit", "verify", "--since", "2199-01-01"]) == 0


def test_case_whose_whole_account_was_taken_is_named(
    trial: Trial, case_id: UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    with trial.database.transaction():
        reference = cases.references([case_id])[case_id]
    with owner(trial.database):
        for table in (AuditEvent, AuditScope, AuditSealEntry):
            session().execute(delete(table).where(table.scope == str(case_id)))
    assert cli.main(["audit", "verify"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Nothing is left of the account of case {reference}."
    assert said[1].startswith("Seal 1 covers ")


def test_unknown_case_is_refused_in_a_sentence(case_id: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "verify", "--case", "RTK-1999-0001"]) == 1
    assert "There is no case RTK-1999-0001." in capsys.readouterr().err


def test_anchor_is_written_and_verified(case_id: UUID, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "anchor"]) == 0
    file = Path(capsys.readouterr().out.splitlines()[0])
    assert file.parent == tmp_path / "anchors"
    assert cli.main(["audit", "verify", "--anchor", str(file)]) == 0
    file.write_text(file.read_text().replace('"count": ', '"count": 1'))
    capsys.readouterr()
    assert cli.main(["audit", "verify", "--anchor", str(file)]) == 1
    assert "the account was made again" in capsys.readouterr().out
    file.write_text("nothing")
    assert cli.main(["audit", "verify", "--anchor", str(file)]) == 1
