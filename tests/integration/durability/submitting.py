"""One person's first task of a case, sent as a browser sends it, and what has come of it."""

import os
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.fixtures.site import INTAKE, Site, post
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.audit.verify import verify
from webapp.cases.model import FormSubmission
from webapp.database import session
from webapp.instances.model import UserTask
from webapp.notifications.model import OutboxMessage

OFFICER = "investigating_officer"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of the page's answer form."""
    return re.search(rf'name="{name}" value="([^"]*)"', page[page.index('name="_revision"') - 400 :]).group(1)


@dataclass(frozen=True)
class Page:
    """A task's page as it was opened: what sending it takes."""

    address: str
    fields: dict[str, str]

    @property
    def task_id(self) -> UUID:
        return UUID(self.address.rpartition("/")[2])


def opened(site: Site, address: str = "", person: str = OFFICER) -> Page:
    """The page of a case's first task, of a new case unless one is named."""
    client = site.signed_in(person)
    address = address or str(post(client, "/cases").location)
    text = client.get(address).text
    own = {name: hidden(text, name) for name in ("csrf_token", "_once", "_revision")}
    return Page(address, {**own, **INTAKE})


def sent(site: Site, page: Page, person: str = OFFICER) -> TestResponse:
    """The answer to sending the page."""
    return site.signed_in(person).post(f"{page.address}/complete", data=page.fields)


@dataclass(frozen=True)
class Traces:
    """What a completed task leaves behind; each is one, or nothing has happened."""

    completed: int
    submissions: int
    told: int
    accounts: int
    next_tasks: int
    chain: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        return (self.completed, self.submissions, self.told, self.accounts, self.next_tasks) == (0, 0, 0, 0, 0)

    @property
    def once(self) -> bool:
        return (self.completed, self.submissions, self.accounts, self.next_tasks) == (1, 1, 1, 1) and self.told <= 1


def traces(site: Site, page: Page) -> Traces:
    """What is on record of a case's first task."""
    with site.database.transaction() as opened:
        task = opened.get_one(UserTask, page.task_id)

        def counted(query: object) -> int:
            return session().scalar(query) or 0  # type: ignore[arg-type]

        events = select(func.count()).select_from(AuditEvent).where(AuditEvent.scope == str(task.case_id))
        others = select(UserTask.id).where(UserTask.case_id == task.case_id, UserTask.id != task.id)
        return Traces(
            completed=int(task.status == "completed"),
            submissions=counted(
                select(func.count()).select_from(FormSubmission).where(FormSubmission.case_id == task.case_id)
            ),
            told=counted(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.about.in_(others))),
            accounts=counted(events.where(AuditEvent.event == Event.TASK_COMPLETED.value)),
            next_tasks=len(session().scalars(others).all()),
            chain=tuple(one.sentence for one in verify(str(task.case_id)).findings),
        )


def in_a_process_that_dies(site: Site, at: int, act: Callable[[], object]) -> str:
    """Does `act` in a process of its own that is killed at the given place; the place's name, "" when it came through.

    Places are counted from 1, as `Database.watch` names them.
    """
    site.database.engine.dispose()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            site.database.engine.dispose(close=False)
            passed = 0

            def at_point(name: str) -> None:
                nonlocal passed
                passed += 1
                if passed == at:
                    os.write(writer, name.encode())
                    os.kill(os.getpid(), signal.SIGKILL)

            site.database.watch(at_point)
            act()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        name = said.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) == bool(name), (name, status)
    return name
