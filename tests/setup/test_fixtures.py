"""The ground the other tests stand on."""

import socket

import psycopg
import pytest
from sqlalchemy import create_engine, text

from webapp.database import Database


def test_every_database_url_leads_to_an_empty_database(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (n INTEGER)"))
        assert connection.execute(text("SELECT count(*) FROM mark")).scalar_one() == 0
    engine.dispose()


@pytest.mark.parametrize("visit", [1, 2])
def test_a_database_has_all_tables_and_nothing_of_the_test_before(database: Database, visit: int) -> None:
    with database.transaction() as session:
        session.execute(text("CREATE TABLE left_behind (n INTEGER)"))
        assert session.execute(text("SELECT count(*) FROM audit_event")).scalar_one() == 0


def test_postgres_url_is_a_real_server(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT 1 WHERE version() LIKE 'PostgreSQL%'").fetchone() == (1,)


def test_other_machines_cannot_be_reached() -> None:
    with socket.socket() as outgoing, pytest.raises(PermissionError, match="this machine"):
        outgoing.connect(("192.0.2.1", 80))
