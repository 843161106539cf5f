"""Each request that changes a case is sent again and again: it is done once, and each time the answer is the same."""

import re
import secrets
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.fixtures import trial as packages
from tests.fixtures.figures import Say
from tests.fixtures.outside import Outside, diagram, register
from tests.fixtures.site import INTAKE, Site, token
from tests.fixtures.trial import Trial
from tests.integration.web.test_conflicts import reported, unit_of
from webapp import clock
from webapp.cases.model import Case
from webapp.cases.service import open_case
from webapp.config import Settings
from webapp.database import Base, session
from webapp.retention import queries as retention
from webapp.web import once
from webapp.worker.loop import run_once
from webapp.worker.services import carry_out_due

# The key and its table are one code for all; the table is the same on both databases.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TIMES = 10
REASON = "The suspect lives in the area of that unit."
SETTINGS = Settings("sqlite://", "x" * 32)
WHY = "Nothing needs the record any more, and nobody asks for it."
LATER = datetime(2037, 5, 4, 9, 0, tzinfo=UTC)
OFFICER, SUPERVISOR, STANDARDS = "investigating_officer", "supervisor", "professional_standards"
DESIGNER, PUBLISHER, KEEPER = "process_designer", "process_publisher", "data_protection_officer"
ERRORS = re.compile(r"govuk-error-message[^>]*>(.*?)</p>|<h1[^>]*>(.*?)</h1>", re.DOTALL)
LISTED = "handle,platform\nnight_owl,Chatter\n"
# What is not sent ten times here, and why that is right.
JUDGED_EACH_TIME = (
    "Nobody is signed in whose key it could be, or it is a proof: each one is judged and counted by itself."
)
OWN_ACCOUNT = (
    "It changes the sender's own sign-in and no case; secrets are shown once, on a page that no key brings back."
)
ONLY_READS = "It is answered with what was found; nothing is kept but the entry of the look, and each look is one."
REFUSED_BY_ITSELF = (
    "What it does can be done once by its own rule, and the second time is told who was first or that it was done."
)
NO_CASE = (
    "It changes no case: a draft, a plan, an account or a unit. It carries the key through the same door as the others."
)
EXEMPT: dict[str, str] = {
    **dict.fromkeys(
        (
            "login.try_to_sign_in",
            "login.sign_out",
            "sign_in_steps.check_second_factor",
            "sign_in_steps.second_factor_options",
            "sign_in_steps.second_factor_passkey",
            "sign_in_steps.passkey_options",
            "sign_in_steps.passkey",
            "sign_in_steps.choose_password",
            "sign_in_steps.enrol",
            "confirm.answer",
            "confirm.passkey_options",
            "confirm.passkey",
        ),
        JUDGED_EACH_TIME,
    ),
    "policy_reports.take": "A browser sends it by itself, without a page; it is counted, and nothing is kept.",
    **dict.fromkeys(
        (
            "own_sign_in.change_password",
            "own_sign_in.set_up_generator",
            "own_sign_in.remove_generator",
            "own_sign_in.make_codes",
            "own_sign_in.passkey_options",
            "own_sign_in.add_passkey",
            "own_sign_in.remove_passkey",
            "own_sign_in.stay",
            "own_sign_in.end_session",
            "own_sign_in.end_all_sessions",
        ),
        OWN_ACCOUNT,
    ),
    **dict.fromkeys(("search.find", "audit.find", "audit.search", "audit.export", "aliases.preview"), ONLY_READS),
    **dict.fromkeys(
        ("exports.fetch", "users.create", "users.decide", "editor.save", "incidents.confirm_clock"), REFUSED_BY_ITSELF
    ),
    **dict.fromkeys(
        (
            "designer.upload",
            "editor.save_text",
            "moves.save",
            "moves.withdraw",
            "users.propose",
            "users.withdraw",
            "users.note_born",
            "units.move",
        ),
        NO_CASE,
    ),
}
# Rows that are written whatever a request does: when a session was last used.
WHATEVER_IS_DONE = {"sign_in_session"}


def everything(site: Site) -> dict[str, list[str]]:
    """Every row of every table, as it is kept."""
    with site.database.transaction() as opened:
        tables = sorted(set(Base.metadata.tables) - WHATEVER_IS_DONE)
        return {table: sorted(map(repr, opened.execute(text(f"SELECT * FROM {table}")))) for table in tables}  # noqa: S608


class Sender:
    """Sends each request ten times and remembers which endpoints were."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.sent: set[str] = set()

    def __call__(self, login: str, address: str, /, file: tuple[bytes, str] | None = None, **fields: Any) -> str:
        """Where the request leads, the first time and each time after it."""
        client = self.site.signed_in(login)
        endpoint, _ = self.site.app.url_map.bind("localhost").match(address.partition("?")[0], "POST")
        fields |= {"csrf_token": token(client), once.FIELD: secrets.token_hex(16)}

        def send() -> tuple[int, str]:
            files = {"file": (BytesIO(file[0]), file[1])} if file else {}
            answer = client.post(address, data={**fields, **files})
            assert answer.status_code == 303, (endpoint, answer.status_code, ERRORS.findall(answer.text))
            return answer.status_code, str(answer.location)

        before = everything(self.site)
        first = send()
        after = everything(self.site)
        assert after != before, f"{endpoint} has done nothing."
        for _ in range(TIMES - 1):
            assert send() == first, endpoint
        now = everything(self.site)
        assert [table for table in now if now[table] != after[table]] == [], endpoint
        self.sent.add(endpoint)
        return first[1]

    def found(self, login: str, page: str, pattern: str) -> str:
        """What stands on a page of somebody's."""
        hits = re.findall(pattern, self.site.signed_in(login).get(page).text)
        assert hits, (page, pattern)
        return str(hits[0])


def with_tasks_and_people(send: Sender) -> None:
    """A case is reported, worked on, and it is decided who may see it."""
    site = send.site
    site.install_package()
    task = send(OFFICER, "/cases")
    send(OFFICER, f"{task}/release")
    send(OFFICER, f"{task}/claim")
    send(OFFICER, f"{task}/draft", crime_ref="RK/1001/26")
    send(OFFICER, f"{task}/complete", _revision=4, **INTAKE)
    case = send.found(OFFICER, "/cases", r'href="(/cases/[0-9a-f-]{36})"')
    send(OFFICER, f"{case}/documents", file=(b"A chat.", "chat.txt"))
    document = send.found(OFFICER, case, rf'href="({case}/documents/[0-9a-f-]{{36}})"')
    send(OFFICER, document, file=(b"A longer chat.", "chat.txt"))
    send(OFFICER, f"{document}/part", group="risk", reason="It shows how dangerous he is.")
    send(OFFICER, f"{case}/aliases", list=LISTED)
    send(OFFICER, f"{case}/procedures/threat_to_life")
    send("administrator", "/units", name="South")
    south = unit_of(site, "South")
    people = f"{case}/people"
    send(SUPERVISOR, f"{people}/shares", unit=south, reason=REASON)
    send(SUPERVISOR, f"{people}/shares/{south}/end")
    send(SUPERVISOR, people, login="legal_reviewer")
    send(SUPERVISOR, case + send.found(SUPERVISOR, people, r"/people/[0-9a-f-]{36}/remove"))
    send(SUPERVISOR, f"{case}/why", kind="question", words="The victim service called about it.")
    send(SUPERVISOR, f"{people}/restrict")
    send(STANDARDS, f"{people}/away", away=south)
    send(STANDARDS, case + send.found(STANDARDS, people, r"/people/away/[0-9a-f-]{36}/end"))
    send(STANDARDS, f"{people}/open")
    oscar = site.add_person("oscar", "Oscar Bell", OFFICER)
    today = date.today()  # noqa: DTZ011 - as a person types it
    days = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("from", today), ("until", today + timedelta(days=3)))
        for part in ("day", "month", "year")
    }
    send(OFFICER, "/cover", colleague="oscar", **days)
    send(OFFICER, send.found(OFFICER, "/cover", r'action="(/cover/[0-9a-f-]{36}/?[a-z]*)"'))
    send("administrator", f"/users/{oscar}/suspend")


def with_several_cases(send: Sender) -> None:
    """Cases are linked, listed, opened in an emergency, and somebody turns out to be part of one."""
    site = send.site
    reference, _ = reported(site, victim_name="Kim Roe")
    reported(site, victim_name="Kim Roe")
    send("scheme_coordinator", send.found("scheme_coordinator", "/links", r'action="(/links/[0-9a-f-]{36})"'),
         verdict="same", note="I asked both officers.")  # fmt: skip
    send(SUPERVISOR, "/exports", reason="Figures for the monthly meeting of the scheme.")
    export = send.found(STANDARDS, "/exports/waiting", r'action="(/exports/[0-9a-f-]{36}/decision)"')
    send(STANDARDS, export, outcome="approved")
    send("duty_inspector", "/break-glass", reference=reference, reason="A neighbour reports he stands at her door.")
    review = send.found("auditor", "/break-glass/reviews", r'action="(/break-glass/[0-9a-f-]{36}/review)"')
    send("auditor", review, verdict="justified", note="He was at the door, and nobody else was there.")
    send(SUPERVISOR, "/conflicts/cases", reference=reference, kind="known")
    send(SUPERVISOR, "/conflicts/people", name="Robin Roe")
    send(SUPERVISOR, "/conflicts/own", name="Sam Roe")


def with_versions(send: Sender) -> None:
    """A version is drafted, submitted, returned and published, and a running case is moved to it."""
    site = send.site
    first = site.install_package()
    send(OFFICER, "/cases")
    draft = send(DESIGNER, "/designer/right_to_know/drafts")
    send(DESIGNER, f"{draft}/submit", note="As before.")
    send(PUBLISHER, f"{draft}/return", reason="Say more.")
    send(DESIGNER, f"{draft}/submit", note="As before, and more is said.")
    send(PUBLISHER, f"{draft}/publish")
    plan = send(DESIGNER, "/designer/right_to_know/moves", source=first, target=draft[-36:])
    send(DESIGNER, f"{plan}/try", reason="A clearer name")
    send(DESIGNER, f"{plan}/submit", reason="A clearer name")
    send(PUBLISHER, f"{plan}/return", returned_with="Wait until Monday.")
    send(DESIGNER, f"{plan}/submit", reason="It is Monday.")
    send(PUBLISHER, f"{plan}/approve")
    run_once(site.database, SETTINGS)
    send(PUBLISHER, send.found(PUBLISHER, f"{plan}?show=moved", r'action="(/designer/moves/[^"]+/undo)"'))
    send(PUBLISHER, f"{plan}/repeat")


def with_failed_steps(send: Sender, outside: Callable[[], Outside]) -> None:
    """A step that failed is tried again, and of one that broke off it is said that it has happened."""
    running = Trial(send.site.database)
    lena = running.person("lena", "legal_reviewer")
    running.person("olive", OFFICER)
    running.install(packages.files())
    running.complete(lena, running.asked(fails=True), "review")
    link = send.found(DESIGNER, "/incidents", r'href="(/incidents/[0-9a-f-]{36})"')
    send(DESIGNER, f"{link}/retry")
    send(DESIGNER, f"{link}/retry-alike")
    outside().raises(TimeoutError())
    running.install(packages.files() | {"trial.bpmn": diagram("ask_register")})
    running.asked()
    carry_out_due(running.database, SETTINGS)
    links = re.findall(r'href="(/incidents/[0-9a-f-]{36})"', send.site.signed_in(DESIGNER).get("/incidents").text)
    send(DESIGNER, next(other for other in links if other != link) + "/happened")


@contextmanager
def years_later(site: Site):
    site.sign_out()
    with clock.fixed(LATER):
        yield
    site.sign_out()


def with_old_records(send: Sender) -> None:
    """Records are kept, held, and erased by two people."""
    site = send.site
    case = f"/retention/{closed_case(site)}"
    with years_later(site):
        coordinator = "scheme_coordinator"
        send(coordinator, f"{case}/erase", reason=WHY, ground="period_over")
        send(KEEPER, f"{case}/return", reason="Somebody may still ask for it.")
        send(coordinator, f"{case}/holds", reason="An inquest has been opened into a death.")
        with site.database.transaction():
            [hold] = retention.holds_of(UUID(case[-36:]))
        send(KEEPER, f"/retention/holds/{hold.id}/lift", reason="The inquest has been closed again.")
        send(coordinator, f"{case}/erase", reason=WHY, ground="period_over")
        send(KEEPER, f"{case}/confirm", sure="yes")
        send(coordinator, f"/retention/{closed_case(site)}/keep", reason=WHY, years="3")


def closed_case(site: Site) -> UUID:
    """The id of a closed case without a process, whose review is due."""
    with site.database.transaction():
        case_id = open_case(site.person(OFFICER)).id
        case = session().get_one(Case, case_id)
        case.status, case.outcome, case.closed_at = "closed", "DISCLOSED_FULL", clock.now()
        case.review_on = date(2036, 1, 1)
        return case_id


def test_each_request_that_changes_a_case_is_done_once_and_answered_alike(
    site: Site, monkeypatch: pytest.MonkeyPatch, figure: Say
) -> None:
    def outside() -> Outside:
        made = Outside()
        register(monkeypatch, made, at_most_once=True)
        return made

    send = Sender(site)
    with_tasks_and_people(send)
    with_several_cases(send)
    with_versions(send)
    with_old_records(send)
    with_failed_steps(send, outside)
    unsafe = {rule.endpoint for rule in site.app.url_map.iter_rules() if (rule.methods or set()) & {"POST", "PUT"}}
    # A new route is sent ten times here, or it is said why not; none is both.
    assert unsafe == send.sent | set(EXEMPT)
    assert send.sent & set(EXEMPT) == set()
    told = f"{len(send.sent)} routes, each done once and answered alike; {len(EXEMPT)} others with the reason why not"
    figure("requests that change something, sent ten times", told)
