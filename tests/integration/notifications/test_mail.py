"""Messages go out through a real mail server on this machine, and wait when it is away."""

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.fixtures.outside import Mailbox
from webapp import clock
from webapp.access import service as access
from webapp.access.actor import SYSTEM
from webapp.config import Settings
from webapp.database import Database
from webapp.notifications import queries, service
from webapp.worker.outbox import send_due


@pytest.fixture
def settings(smtp_port: int) -> Settings:
    return Settings(
        "sqlite://", "x" * 32, smtp_host="127.0.0.1", smtp_port=smtp_port, site_address="https://rtk.example.org"
    )


@pytest.fixture
def waiting(database: Database) -> Database:
    """A message to two legal reviewers, one more person having left."""
    with database.transaction():
        access.ensure_system_user()
        for login in ("lena", "luis", "left"):
            person = access.create_user(
                SYSTEM, login, login.title(), None, ["legal_reviewer"], email=f"{login}@example.org"
            )
        administrator = access.create_user(SYSTEM, "ada", "Ada", None, ["administrator"])
        access.suspend(replace(SYSTEM, id=administrator, groups=frozenset({"administrator"})), person)
        service.late("legal_reviewer", service.Whose("", None), uuid4(), at_once=False)
    return database


def left(database: Database) -> int:
    with database.transaction():
        return len(queries.due(10))


def test_the_group_is_told_once_without_any_detail(waiting: Database, settings: Settings, mailbox: Mailbox) -> None:
    assert send_due(waiting, settings) == 1
    assert send_due(waiting, settings) == 0
    [(recipients, mail)] = mailbox.received
    assert recipients == ["lena@example.org", "luis@example.org"]
    assert mail["To"] == settings.mail_from
    assert "Something is late" in str(mail.get_payload())
    assert "https://rtk.example.org/late" in str(mail.get_payload())


def test_without_a_mail_server_messages_wait(waiting: Database, settings: Settings) -> None:
    assert send_due(waiting, replace(settings, smtp_host="")) == 0
    assert left(waiting) == 1


def test_a_server_that_is_away_is_tried_again_later(waiting: Database, settings: Settings, mailbox: Mailbox) -> None:
    away = replace(settings, smtp_port=1)
    assert send_due(waiting, away) == 0
    assert left(waiting) == 0
    with clock.fixed(clock.now() + timedelta(hours=1)):
        assert left(waiting) == 1
        assert send_due(waiting, settings) == 1
    assert len(mailbox.received) == 1


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that signs itself, and its key behind it in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    unlocked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + unlocked)
    return file


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_mail_goes_encrypted_to_a_server_that_is_trusted_or_not_at_all(
    waiting: Database, settings: Settings, mailbox: Mailbox, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear = replace(settings, smtp_tls=True, smtp_host="localhost")
    assert send_due(waiting, clear) == 0, "a server that offers no TLS is told nothing"
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = Controller(mailbox, hostname="localhost", port=free_port(), tls_context=context, require_starttls=True)
    server.start()
    try:
        encrypted = replace(clear, smtp_port=server.port)
        with clock.fixed(clock.now() + timedelta(hours=1)):
            assert send_due(waiting, encrypted) == 0, "nobody vouches for this certificate"
        assert mailbox.received == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with clock.fixed(clock.now() + timedelta(hours=9)):
            assert send_due(waiting, encrypted) == 1
    finally:
        server.stop()
    assert len(mailbox.received) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
