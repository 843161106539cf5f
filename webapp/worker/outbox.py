"""Messages that wait are sent, one transaction each."""

from webapp.access import queries as people
from webapp.config import Settings
from webapp.database import Database
from webapp.inbox import telling
from webapp.notifications import delivery, queries
from webapp.notifications.delivery import MailServer, Recipients

AT_ONCE = 50


def send_due(database: Database, settings: Settings) -> int:
    """Sends what is due and says how many went out. Without a mail server the messages wait."""
    if not settings.smtp_host:
        return 0
    server = MailServer.of(settings)
    with database.transaction():
        due = queries.due(AT_ONCE)
    sent = 0
    for message_id in due:
        with database.transaction():
            sent += delivery.send(message_id, server, _addresses(delivery.recipients_of(message_id)))
    return sent


def _addresses(to: Recipients) -> list[str]:
    if to.task is not None:
        return telling.addresses_of_those_who_may_take(to.task)
    if to.person is not None:
        return people.addresses_of([to.person])
    return people.addresses_in(to.group, to.force, to.unit)
