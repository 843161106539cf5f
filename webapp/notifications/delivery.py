"""One message is sent by e-mail; a failure backs off and stays visible in the outbox."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

from sqlalchemy import select

from webapp.clock import now
from webapp.config import Settings
from webapp.database import session
from webapp.notifications import rules
from webapp.notifications.model import OutboxMessage

SECONDS_TO_ANSWER = 10


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over, and what it says of us. Without a host nothing is sent and the messages are kept.

    With `tls` it is handed over encrypted to a server with a certificate in its name that this machine trusts, or not
    at all.
    """

    host: str
    port: int
    mail_from: str
    site_address: str
    tls: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "MailServer":
        """The one of this installation."""
        return cls(settings.smtp_host, settings.smtp_port, settings.mail_from, settings.site_address, settings.smtp_tls)

    @contextmanager
    def spoken_to(self) -> Iterator[smtplib.SMTP]:
        """A connection that takes messages. Raises OSError or SMTPException."""
        with smtplib.SMTP(self.host, self.port, timeout=SECONDS_TO_ANSWER) as smtp:
            if self.tls:
                smtp.starttls(context=ssl.create_default_context())
            yield smtp


def send(message_id: UUID, server: MailServer, addresses: list[str]) -> bool:
    """Sends one message to these addresses and says whether it is done with.

    Reminders may arrive twice (a crash after sending and before the commit): they carry a stable Message-ID and no
    case detail.
    """
    message = (
        session()
        .scalars(select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update(skip_locked=True))
        .one_or_none()
    )
    if message is None or message.sent_at is not None:
        return False
    message.attempts += 1
    try:
        if addresses:
            subject, body = rules.text_of(message.kind, message.to_group, server.site_address)
            hand_over(server, str(message.id), subject, body, addresses)
    except (OSError, smtplib.SMTPException):
        message.attempt_at = now() + rules.wait_after(message.attempts)
        return False
    message.sent_at = now()
    return True


@dataclass(frozen=True)
class Recipients:
    """Whom a message is for: who may take a task; one person; or a group, in one force or in all, or of one unit."""

    group: str
    force: str = ""
    unit: UUID | None = None
    person: UUID | None = None
    task: UUID | None = None


def recipients_of(message_id: UUID) -> Recipients:
    """Whom a message is for."""
    message = session().get_one(OutboxMessage, message_id)
    task = message.about if message.kind == rules.TASK_WAITS else None
    return Recipients(message.to_group, message.force, message.unit_id, message.to_person, task)


def hand_over(server: MailServer, key: str, subject: str, body: str, addresses: Sequence[str]) -> None:
    """Hands an e-mail to the server, its Message-ID made of `key`. Raises OSError or SMTPException when it fails."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, server.mail_from, server.mail_from
    mail["Message-ID"] = f"<{key}@right-to-know>"
    mail.set_content(body)
    with server.spoken_to() as smtp:
        # Members of a group do not see each other's addresses.
        smtp.send_message(mail, from_addr=server.mail_from, to_addrs=list(addresses))
