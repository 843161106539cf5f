"""Entries that wait are sealed; once a day the last seal is written to a file and sent to the auditors' address."""

import logging
import time
from pathlib import Path

from webapp import clock
from webapp.access.actor import SYSTEM_ID
from webapp.audit import anchor_days, anchors, seals
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.config import Settings
from webapp.database import Database
from webapp.errors import Rejected
from webapp.logs import OurWords
from webapp.notifications.delivery import MailServer
from webapp.notifications.letters import send_text

MOST_SEALS_IN_A_ROUND = 20
SECONDS_BETWEEN_LOOKS = 60.0
SUBJECT = "Right to Know: anchor of the account"
log = logging.getLogger(__name__)


class Sealer:
    """Seals each round, and looks once a minute whether the anchor of the day is due."""

    def __init__(self) -> None:
        self._next_look = 0.0

    def look(self, database: Database, settings: Settings) -> int:
        """Does what is due and says how many seals were made. An anchor that cannot be written is logged."""
        made = seal_due(database)
        if settings.anchor_folder is not None and time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
            try:
                anchor_due(database, settings)
            except Rejected as why:
                log.error("%s", OurWords(why.sentence))
        return made


def seal_due(database: Database) -> int:
    """Seals what waits, one transaction for each seal, and says how many seals were made."""
    for number in range(1, MOST_SEALS_IN_A_ROUND + 1):
        with database.transaction():
            seal = seals.seal_waiting()
        if seal is None:
            return number - 1
        if seal.count < seals.MOST_IN_A_SEAL:
            return number
    return MOST_SEALS_IN_A_ROUND


def anchor_due(database: Database, settings: Settings) -> None:
    """Writes the anchor of today unless a worker has done so, and sends what was not sent yet."""
    with database.transaction():
        due = not anchor_days.has_anchor(clock.today()) and seals.latest() is not None
    if due and settings.anchor_folder is not None:
        write_anchor(database, settings, settings.anchor_folder)
    if settings.smtp_host and settings.audit_address:
        _send(database, settings)


def write_anchor(database: Database, settings: Settings, folder: Path) -> Path:
    """The file with the last seal. Raises Rejected where nothing was ever sealed or the file cannot be written."""
    with database.transaction():
        seal = seals.latest()
        if seal is None:
            raise Rejected("Nothing has been sealed yet, so there is nothing to anchor.")
        day, at = clock.today(), clock.now()
        if anchor_days.keep(day, seal, at):
            audit.record(Event.ANCHOR_MADE, SYSTEM_ID, detail={"seal": seal.number, "hash": seal.hash})
        try:
            return anchors.written(anchors.anchor_of(seal, settings.force_name, at, day), folder)
        except OSError as error:
            raise Rejected(f"The anchor cannot be written to {folder}: {error.strerror}.") from None


def _send(database: Database, settings: Settings) -> None:
    server = MailServer.of(settings)
    with database.transaction():
        for day, seal, at in anchor_days.unsent():
            text = anchors.anchor_of(seal, settings.force_name, at, day).text()
            if send_text(server, settings.audit_address, SUBJECT, text, f"anchor-{day}-{seal.number}"):
                anchor_days.sent(day, clock.now())
