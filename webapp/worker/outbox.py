"""Messages that wait are sent, one transaction each."""

from webapp.access import queries as people
from webapp.config import Settings
from webapp.database import Database
from webapp.notifications import delivery, queries
from webapp.notifications.delivery import MailServer

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
            to = delivery.recipients_of(message_id)
            members = people.addresses_of(to.person) if to.person else people.addresses_in(to.group, to.force, to.unit)
            sent += delivery.send(message_id, server, members)
    return sent
