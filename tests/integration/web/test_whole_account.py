"""A whole case by its pages: each view and act has its entry with every field of DPA 2018 s.62, and none has a name."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, request
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.fixtures.figures import Say
from tests.fixtures.outside import Mailbox
from tests.fixtures.site import PACKAGE, Site, post
from tests.integration.notifications.test_mail import settings
from webapp import cli, clock
from webapp.access.actions import Action
from webapp.access.model import AppUser
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.audit.operations import OPERATION_OF, Operation, Purpose
from webapp.audit.verify import verify
from webapp.cli.files import package_files
from webapp.config import Settings
from webapp.database import session
from webapp.instances.model import UserTask
from webapp.scenarios.steps import Advance, Complete, Refused, Scenario
from webapp.scenarios.usual import scenario_of
from webapp.web.guard import requires
from webapp.worker.loop import run_once

__all__ = ["settings"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORCE = "Testshire Police"
# Fifty names that stand nowhere else, so that each hit is a leak.
NAMES = tuple(f"{first} {last}" for first in (
    "Wilhelmina", "Bartholomew", "Ottoline", "Peregrine", "Philippa", "Zebedee", "Cordelia", "Ignatius", "Drusilla",
    "Fitzgerald",
) for last in ("Featherstonehaugh", "Quackenbush", "Thistlewaite", "Higginbottom", "Cholmondeley"))  # fmt: skip


broken = Blueprint("broken", __name__)


@broken.post("/broken")
@requires(Action.SEE_PUBLIC_PAGE)
def fail() -> str:
    """Fails with a name in its hands, so that what is logged of it can be searched."""
    raise ValueError(f"cannot use {request.form['note']}")


class Seeded:
    """A scenario's answers with a name in every free text, as a browser sends them."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._count = 0

    def pairs(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                yield from self.pairs(f"{name}-{key}" if name else key, inner)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, row in enumerate(value):
                yield from self.pairs(f"{name}-{number}", row)
        elif isinstance(value, list):
            for inner in value:
                yield from self.pairs(name, inner)
        elif isinstance(value, date):
            for part in ("day", "month", "year"):
                yield f"{name}-{part}", str(getattr(value, part))
        elif isinstance(value, bool):
            yield name, "yes" if value else "no"
        else:
            yield name, self._named(name, str(value))

    def _named(self, name: str, text: str) -> str:
        free = " " in text or name.endswith("-handle")
        if not free:
            return text
        person = NAMES[self._count % len(NAMES)]
        self._count += 1
        self.used.add(person)
        return f"{text} {person}"


@dataclass
class Walk:
    """One case walked by its pages, with everything that came back."""

    site: Site
    mail: Settings
    seeded: Seeded = field(default_factory=Seeded)
    steps: int = 0
    case: str = ""
    addresses: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def entries(self) -> list[AuditEvent]:
        with self.site.database.transaction():
            return list(session().scalars(select(AuditEvent).order_by(AuditEvent.recorded_at, AuditEvent.sequence)))

    def step(self, login: str, method: str, address: str, *wanted: Event, **answers: Any) -> TestResponse:
        """One request, which must leave exactly these kinds of entries of this person among whatever else it leaves."""
        client = self.site.signed_in(login)
        known = {row.id for row in self.entries()}
        if method == "GET":
            response = client.get(address)
        else:
            pairs = list(self.seeded.pairs("", answers))
            response = post(client, address, **as_form(pairs))
        self.steps += 1
        self.addresses += [address, response.headers.get("Location", "")]
        made = [row for row in self.entries() if row.id not in known]
        actor = self.site.person(login)
        own = [row for row in made if row.actor_id == actor.id]
        assert {event.value for event in wanted} <= {row.event for row in own}, (address, response.text[:3000])
        for row in own:
            assert row.roles == [login]
            assert row.force == FORCE
        # A form's token is fetched from another page before, which is a request and a look of its own.
        assert len({row.request_id for row in own if row.event in wanted}) == 1
        return response

    def task(self, element: str) -> UserTask:
        with self.site.database.transaction():
            found = select(UserTask).where(UserTask.element_id == element, UserTask.status == "open")
            return session().scalars(found).one()

    def complete(self, step: Complete) -> None:
        login, task = step.role, self.task(step.element)
        address = f"/tasks/{task.id}"
        self.site.sign_out()
        self.step(login, "GET", "/cases", Event.CASES_LISTED)
        if task.assignee_id is None:
            self.step(login, "GET", "/groups", Event.TASKS_LISTED)
            self.step(login, "POST", f"{address}/claim", Event.TASK_CLAIMED)
        self.step(login, "GET", "/", Event.TASKS_LISTED)
        page = self.step(login, "GET", address, Event.TASK_VIEWED).text
        self.step(login, "GET", f"/cases/{task.case_id}", Event.CASE_VIEWED)
        self.case = str(task.case_id)
        revision = int(page.split('name="_revision" value="')[1].split('"')[0])
        acts = (Event.FACTS_RECORDED, Event.TASK_COMPLETED)
        done = self.step(login, "POST", f"{address}/complete", *acts, _revision=revision, **step.answers)
        assert done.status_code == 303

    def refused(self, step: Refused) -> None:
        task = self.task(step.attempt.element)
        login = step.attempt.role
        if login == task.candidate_group:
            return
        self.site.sign_out()
        page = self.step(login, "GET", f"/tasks/{task.id}", Event.ACCESS_DENIED)
        assert page.status_code == 404
        self.refusals.append(page.text)

    def go(self, scenario: Scenario) -> None:
        with clock.fixed(scenario.at):
            self.step("investigating_officer", "POST", "/cases", Event.CASE_OPENED, Event.PROCESS_STARTED)
            for step in scenario.steps:
                if isinstance(step, Complete):
                    self.complete(step)
                elif isinstance(step, Refused):
                    self.refused(step)
                elif isinstance(step, Advance):
                    clock.move(clock.now() + step.by)
                run_once(self.site.database, self.mail)


def as_form(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        found.setdefault(name, []).append(text)
    return found


def assert_every_field(row: AuditEvent) -> None:
    """Basis: DPA 2018 s.62(2) and (3): what, when, who, to whom; and what section 4.4 of our design adds."""
    by_a_person = row.roles != ["system"]
    filled = {
        "what": row.operation, "fields": row.fields, "when": row.recorded_at, "who": row.roles, "why": row.purpose,
        "result": row.result, "where": row.address, "request": row.request_id,
    }  # fmt: skip
    if by_a_person:
        filled |= {"force": row.force, "session": row.session_ref if row.event != "sign_in_failed" else "none"}
    if row.case_id is not None:
        filled |= {"record": row.records}
    if row.event in {"task_viewed", "task_claimed", "task_completed", "facts_recorded"}:
        filled |= {"task": row.task_id}
    if row.operation == Operation.DISCLOSURE:
        filled |= {"recipient": row.recipient, "channel": row.channel, "decision": row.decision_id, "task": row.task_id}
    assert [name for name, value in filled.items() if not value] == [], f"{row.event}: {row.detail}"
    assert row.purpose != Purpose.UNKNOWN, row.event


@pytest.fixture
def walk(site: Site, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Walk:
    """The first worked case, from the report to its end, with letters sent and everything sealed and anchored."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    site.install_package()
    with site.database.transaction():
        session().execute(update(AppUser).values(force=FORCE, email=AppUser.login + "@example.org"))
    scenario = scenario_of(package_files(PACKAGE), "scenarios/worked_case_1.yaml")
    site.app.register_blueprint(broken)
    walk = Walk(site, replace(settings, anchor_folder=tmp_path / "anchors", audit_address="auditors@example.org"))
    walk.go(scenario)
    assert post(site.visitor(), "/broken", note=NAMES[0]).status_code == 500
    # The first round writes the anchor of the day, which is an entry that the second one seals.
    for _ in range(2):
        run_once(site.database, walk.mail)
    return walk


def test_every_view_and_act_of_a_case_has_its_entry_with_every_field_and_no_name(
    walk: Walk, mailbox: Mailbox, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, figure: Say,
) -> None:  # fmt: skip
    rows = [row for row in walk.entries() if row.address]
    assert walk.steps >= 40
    for row in rows:
        assert_every_field(row)
    kinds = {Operation(row.operation) for row in rows}
    assert kinds >= {
        Operation.COLLECTION, Operation.ALTERATION, Operation.CONSULTATION, Operation.DISCLOSURE,
        Operation.COMBINATION, Operation.AUTHENTICATION, Operation.REFUSAL,
    }  # fmt: skip
    for row in rows:
        assert row.operation in {OPERATION_OF[Event(row.event)], Operation.COMBINATION}
    with walk.site.database.reading():
        found = verify()
    assert (found.findings, found.unsealed) == ([], 0)

    assert walk.seeded.used == set(NAMES)
    auditor = walk.site.signed_in("auditor")
    monkeypatch.setenv("RTK_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("RTK_DATABASE_URL", walk.site.database.url)
    assert cli.main(["audit", "verify", "--case", walk.case, "--json"]) == 0
    printed = capsys.readouterr().out
    places = {
        "log": "\n".join(str(vars(record)) for record in caplog.get_records("setup")),
        "addresses": "\n".join(walk.addresses),
        "refusals": "\n".join(walk.refusals),
        "mail": "\n".join(f"{addresses}{message}" for addresses, message in mailbox.received),
        "account": "\n".join(str({c.name: getattr(row, c.name) for c in AuditEvent.__table__.columns}) for row in rows),
        "auditor": auditor.get(f"/audit/cases/{walk.case}").text + auditor.get("/audit/unusual?days=31").text,
        "verification": printed,
        "anchors": "\n".join(file.read_text() for file in (tmp_path / "anchors").iterdir()),
    }
    assert {name: len(text) > 20 for name, text in places.items()} == dict.fromkeys(places, True)
    parts = {part for name in NAMES for part in name.split()}
    hits = {(place, part) for place, text in places.items() for part in parts if re.search(part, text)}
    assert hits == set()
    assert json.loads(printed)["holds"]
    walk.site.sign_out()
    # The search itself is shown to find: the case's own page holds the names.
    assert re.search(NAMES[0], walk.site.signed_in("scheme_coordinator").get(f"/cases/{walk.case}").text)
    figure(
        "entries of a scripted case with every field of s.62", f"{walk.steps} steps, {len(rows)} entries, 0 incomplete"
    )
    figure(
        "names looked for in everything that leaves the service", f"{len(parts)} parts in {len(places)} places, 0 found"
    )
