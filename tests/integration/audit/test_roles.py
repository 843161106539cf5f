"""The database role of the service on PostgreSQL: it does its work and cannot change the account."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from tests.fixtures.trial import Trial, files
from webapp import cli
from webapp.access import service as access
from webapp.audit.verify import verify
from webapp.database import Database, session
from webapp.errors import Rejected
from webapp.migrations.roles import prepare_role
from webapp.migrations.upgrade import upgrade
from webapp.worker.sealer import seal_due

ROLE = "rtk_service"
TABLES = ("audit_event", "audit_seal", "audit_seal_entry", "audit_scope", "disclosure_log")


@pytest.fixture
def service(postgres_url: str) -> Iterator[Database]:
    """A migrated database, opened as the service's own role."""
    upgrade(postgres_url)
    address = make_url(postgres_url).set(username=ROLE, password="it's: a %(password)s")
    service_url = address.render_as_string(hide_password=False)
    for _ in range(2):
        assert prepare_role(postgres_url, service_url) == ROLE
    opened = Database(service_url)
    yield opened
    opened.close()
    owner = Database(postgres_url)
    with owner.engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {ROLE}"))
        connection.execute(text(f"DROP ROLE {ROLE}"))
    owner.close()


@pytest.fixture
def worked(service: Database) -> Database:
    """A case that went from its start to its end, sealed."""
    with service.transaction():
        access.ensure_system_user()
    trial = Trial(service)
    trial.person("olive", "investigating_officer")
    trial.person("lena", "legal_reviewer")
    trial.install(files())
    trial.complete(trial.person("lena"), trial.asked(), "review")
    assert seal_due(service) == 1
    return service


def test_service_works_under_its_role_and_verify_says_that_it_cannot_change_the_account(worked: Database) -> None:
    with worked.reading():
        found = verify()
    assert (found.findings, found.protection, found.unsealed) == ([], [], 0)
    assert found.entries > 10


def test_role_of_the_service_may_neither_change_nor_remove(service: Database) -> None:
    for table in TABLES:
        column = {"audit_seal": "root", "disclosure_log": "basis"}.get(table, "hash")
        for statement in (
            "UPDATE {} SET {} = {}",
            "DELETE FROM {}",
            "TRUNCATE {}",
            "ALTER TABLE {} DISABLE TRIGGER ALL",
        ):
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), service.transaction():
                session().execute(text(statement.format(table, column, column)))


def test_verify_names_what_a_role_could_do(service: Database, postgres_url: str) -> None:
    owner = Database(postgres_url)
    with owner.reading():
        assert "is a superuser" in verify().protection[0]
    with owner.engine.begin() as connection:
        connection.execute(text(f"GRANT UPDATE ON audit_seal TO {ROLE}"))
    with service.reading():
        assert verify().protection == [
            f"The database role {ROLE} has the right UPDATE on audit_seal, which the service does not need."
        ]
    with owner.engine.begin() as connection:
        connection.execute(text(f"GRANT CREATE ON SCHEMA public TO {ROLE}"))
        connection.execute(text(f"ALTER TABLE audit_seal OWNER TO {ROLE}"))
    with service.reading():
        assert "owns audit_seal and could switch the triggers off" in verify().protection[0]
    with owner.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_seal OWNER TO CURRENT_USER"))
    owner.close()


def test_one_role_for_both_is_refused(postgres_url: str) -> None:
    with pytest.raises(Rejected, match="two different database roles"):
        prepare_role(postgres_url, postgres_url)


def test_migration_under_the_owner_prepares_the_role(
    service: Database, postgres_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RTK_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("RTK_DATABASE_URL", service.url)
    monkeypatch.setenv("RTK_OWNER_DATABASE_URL", postgres_url)
    assert cli.main(["migrate"]) == 0
    assert f"The role {ROLE} can add to the account and cannot change it." in capsys.readouterr().out
    assert cli.main(["audit", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["protection"] == []
