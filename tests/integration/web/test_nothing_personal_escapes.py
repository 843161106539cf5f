"""A whole case is worked, with errors on the way; then everything that leaves the service is searched for its words.

Searched for is every free text of the worked case, and names seeded into what a visitor can send: in the log at its
most talkative, in addresses, headers and cookies, in mail, in refusals, in the account, and in the engine's state.
"""

import io
import json
import logging
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Blueprint
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.fixtures.served_site import ServedSite, filled_template, served
from tests.fixtures.site import PASSWORD, post, token
from tests.integration.notifications.test_mail import Mailbox
from webapp.access.actions import Action
from webapp.logs import OnlyNamed
from webapp.scenarios.steps import Complete
from webapp.web.guard import requires
from webapp.worker import loop
from webapp.worker.outbox import send_due

__all__ = ["filled_template", "served"]
SEEDED = (
    "Wilhelmina", "Featherstonehaugh", "Bartholomew", "Cholmondeley", "nightwatcher_1987", "07700 900123",
    "14 Larkspur Crescent", "wilhelmina@example.org",
)  # fmt: skip
SAID = " ".join(SEEDED)


class Listener(logging.Handler):
    """Keeps each line as it would stand in the log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(OnlyNamed())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Everything that any library logs from now on, the database's statements with their values among it."""
    root, heard = logging.getLogger(), Listener()
    statements = logging.getLogger("sqlalchemy.engine")
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    statements.setLevel(logging.INFO)
    yield heard
    root.removeHandler(heard)
    root.setLevel(level)
    statements.setLevel(logging.NOTSET)


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def free_texts(answers: Any) -> Iterator[str]:
    """What was typed as words: anything with a space in it is no code of a closed list."""
    if isinstance(answers, Mapping):
        for value in answers.values():
            yield from free_texts(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from free_texts(value)
    elif isinstance(answers, str) and " " in answers.strip():
        yield from (line.strip() for line in answers.splitlines() if " " in line.strip())


def signed_in(served: ServedSite, login: str) -> FlaskClient:
    client = served.app.test_client()
    assert post(client, "/sign-in", login=login, password=PASSWORD).status_code == 303
    return client


class Escaped:
    """What left the service, by where."""

    def __init__(self, words: set[str]) -> None:
        self.words = words
        self.found: list[tuple[str, str]] = []
        self.searched = 0

    def search(self, where: str, what: str) -> None:
        self.searched += 1
        self.found += [(where, word) for word in self.words if word in what]


def test_nothing_personal_escapes(listener: Listener, served: ServedSite, mailbox: tuple[Mailbox, int]) -> None:
    task = served.case_at("deliver_to_recipient")
    scenario = served.scenario("worked_case_1")
    words = {word for step in scenario.steps if isinstance(step, Complete) for word in free_texts(step.answers)}
    assert len(words) > 25
    escaped = Escaped(words | set(SEEDED))
    broken = Blueprint("broken", __name__)

    @broken.post("/broken")
    @requires(Action.SEE_PUBLIC_PAGE)
    def fall_over() -> str:
        victim = SAID
        raise LookupError(f"{victim} cannot be found")

    served.app.register_blueprint(broken)
    with served.clock():
        _walk(served, task, escaped)
        _refuse(served, escaped)
        _send_mail(served, mailbox, escaped)
    for line in listener.lines:
        escaped.search("log", line)
    events = {json.loads(line)["event"] for line in listener.lines}
    assert {"request answered", "request failed", "message of a library"} <= events
    assert all("request" in json.loads(line) for line in listener.lines if '"request ' in line)
    with served.app.database.transaction() as session:
        for table in ("audit_event", "process_instance", "event_delivery", "timer", "outbox_message"):
            escaped.search(table, str(session.execute(text(f"SELECT * FROM {table}")).all()))  # noqa: S608 - the list above
    assert escaped.found == []
    assert escaped.searched > 300


def _walk(served: ServedSite, task: str, escaped: Escaped) -> None:
    """Every person opens everything they are linked to, two steps deep; addresses, headers and cookies are searched."""
    seen_names = False
    for login in ("dominic", "olive", "cora", "ada", "petra"):
        client, done, ahead = (
            signed_in(served, login),
            set(),
            ["/", "/groups", "/cases", task.replace(served.address, "")],
        )
        for _ in range(2):
            for address in list(ahead):
                if address in done or len(done) > 40:
                    continue
                done.add(address)
                response = client.get(address)
                seen_names = seen_names or any(word in response.text for word in escaped.words)
                escaped.search(f"headers of {address}", str(response.headers))
                links = re.findall(r'(?:href|action|src)="([^"]*)"', response.text)
                escaped.search(f"links of {address}", "\n".join(links))
                ahead += [link for link in links if link.startswith(("/cases", "/tasks", "/users"))]
                response.close()
    assert seen_names, "the pages themselves do show the case to those who work on it"


def _refuse(served: ServedSite, escaped: Escaped) -> None:
    """Names are sent wherever something can be sent, and come back in nothing but the sender's own page."""
    officer, stranger = signed_in(served, "olive"), signed_in(served, "sam")
    case = re.findall(r'href="(/cases/[0-9a-f-]{36})"', officer.get("/cases").text)[0]
    file = {"csrf_token": token(officer), "file": (io.BytesIO(b"chat"), f"{SEEDED[0]} {SEEDED[1]}.txt")}
    added = officer.post(f"{case}/documents", data=file, content_type="multipart/form-data")
    escaped.search("address after adding a file", added.location)
    for refused in (
        stranger.get(f"/cases?after={SAID}"),
        stranger.get(f"/tasks/{SAID}"),
        stranger.get(f"{case}?name={SAID}"),
        stranger.get("/users"),
    ):
        escaped.search("refusal to a stranger", refused.text if refused.status_code != 200 else "")
        escaped.search("headers", str(refused.headers))
    for sent in (
        post(officer, "/broken", victim_name=SAID),
        officer.post("/users", data={"name": SAID}),
        post(served.app.test_client(), "/sign-in", login=SAID, password=SAID),
        post(stranger, "/users", name=SAID, login=SAID),
    ):
        assert sent.status_code in {400, 403, 422, 429, 500}
        escaped.search("headers of an error", str(sent.headers))
    failed = post(officer, "/broken", x="1")
    escaped.search("page of an error", failed.text)
    assert failed.headers["X-Request-Id"] in failed.text


def _send_mail(served: ServedSite, mailbox: tuple[Mailbox, int], escaped: Escaped) -> None:
    box, port = mailbox
    settings = replace(served.app.settings, smtp_host="127.0.0.1", smtp_port=port)
    with served.app.database.transaction() as session:
        session.execute(text("UPDATE app_user SET email = 'somebody@example.net'"))
    loop.run_once(served.app.database, settings)
    send_due(served.app.database, settings)
    assert box.received  # of tasks that still wait; nobody is told of one that is done already
    for _, mail in box.received:
        escaped.search("mail", mail.as_string())
