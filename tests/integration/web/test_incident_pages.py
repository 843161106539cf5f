"""Designers see failed steps with element, message, version and attempts, and settle them."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.fixtures import trial as packages
from tests.fixtures.outside import Outside, diagram, register
from tests.fixtures.site import Site, post, quick_passwords, site
from tests.fixtures.trial import Trial
from webapp import clock
from webapp.cli import main
from webapp.config import Settings
from webapp.database import session
from webapp.errors import Rejected
from webapp.instances import clockwatch
from webapp.instances.model import ProcessInstance
from webapp.worker.services import carry_out_due

__all__ = ["quick_passwords", "site"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SETTINGS = Settings("sqlite://", "x" * 32)


@pytest.fixture
def running(site: Site) -> Trial:
    """The trial package in the site, with people who can do its tasks."""
    made = Trial(site.database)
    made.person("olive", "investigating_officer")
    made.person("lena", "legal_reviewer")
    made.install(packages.files())
    return made


@pytest.fixture
def outside(running: Trial, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    made = Outside()
    register(monkeypatch, made, at_most_once=True)
    running.install(packages.files() | {"trial.bpmn": diagram("ask_register")})
    yield made


def links(site: Site) -> list[str]:
    page = site.signed_in("process_designer").get("/incidents").text
    return re.findall(r'href="(/incidents/[0-9a-f-]{36})"', page)


def failing(running: Trial, cases: int) -> None:
    for _ in range(cases):
        running.complete(running.person("lena"), running.asked(fails=True), "review")


def test_designer_reads_one_incident_and_tries_it_again(site: Site, running: Trial) -> None:
    failing(running, 1)
    [link] = links(site)
    petra = site.signed_in("process_designer")
    page = petra.get(link).text
    for shown in ("Log it", "log_it", "No delivery is on record", "Trial, version 1"):
        assert shown in page
    assert "Something" not in page
    answer = post(petra, f"{link}/retry")
    assert answer.status_code == 303
    assert "It failed again" in petra.get(answer.location).text
    assert re.search(r"Attempts\s*</dt>\s*<dd[^>]*>\s*2\s", petra.get(link).text)


def test_designer_tries_all_of_one_element_and_version_again(
    site: Site, running: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(running, 3)
    petra = site.signed_in("process_designer")
    first = links(site)[0]
    assert "Try all 3 again" in petra.get(first).text
    assert "0 of 3 went on" in petra.get(post(petra, f"{first}/retry-alike").location).text
    monkeypatch.setattr("webapp.instances.operations.disclosures.record_disclosure_log", lambda case_id: None)
    assert "3 of 3 went on" in petra.get(post(petra, f"{first}/retry-alike").location).text
    with running.database.transaction():
        assert {row.status for row in session().query(ProcessInstance)} == {"ended"}
    assert "Try again" not in petra.get(first).text


def test_operation_that_is_tried_again_is_shown_as_such_until_it_has_answered(
    site: Site, running: Trial, outside: Outside
) -> None:
    instance_id = running.asked()
    outside.raises(Rejected("The register is closed."))
    carry_out_due(running.database, SETTINGS)
    [link] = links(site)
    petra = site.signed_in("process_designer")
    assert "The register is closed." in petra.get(link).text
    assert "called again within a few seconds" in petra.get(post(petra, f"{link}/retry").location).text
    assert "Being tried again" in petra.get("/incidents").text
    carry_out_due(running.database, SETTINGS)
    assert set(running.open(instance_id)) == {"review"}


def test_designer_says_that_what_broke_off_has_happened(site: Site, running: Trial, outside: Outside) -> None:
    instance_id = running.asked()
    outside.raises(TimeoutError())
    carry_out_due(running.database, SETTINGS)
    [link] = links(site)
    petra = site.signed_in("process_designer")
    assert "Has it happened?" in petra.get(link).text
    assert "The case goes on" in petra.get(post(petra, f"{link}/happened").location).text
    assert set(running.open(instance_id)) == {"review"}
    assert len(outside.asked) == 1
    assert post(petra, f"{link}/happened").status_code == 409


def test_alarm_about_the_clock_stands_on_the_page_until_it_is_confirmed(site: Site, running: Trial) -> None:
    assert site.visitor().get("/health").text == "ok\nclock: believed\n"
    with running.database.transaction():
        clockwatch.look(clock.now(), clock.now())
        later = clock.now() + timedelta(days=400)
        clockwatch.look(later, later)
    petra = site.signed_in("process_designer")
    page = petra.get("/incidents").text
    assert "No deadline is fired since" in page
    assert "stands 400 days after" in page
    assert site.visitor().get("/health").text == "ok\nclock: alarm\n"
    assert "Deadlines are fired again" in petra.get(post(petra, "/incidents/confirm-clock").location).text
    assert "No deadline is fired since" not in petra.get("/incidents").text
    assert post(petra, "/incidents/confirm-clock").status_code == 409


def test_incidents_are_listed_and_tried_again_on_the_command_line(
    site: Site, running: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RTK_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("RTK_DATABASE_URL", str(running.database.engine.url))
    as_petra = ["--as", "process_designer"]
    assert main(["incidents", "list", *as_petra]) == 0
    failing(running, 2)
    assert main(["incidents", "list", *as_petra]) == 1
    told = capsys.readouterr().out
    assert "Trial, version 1, log_it" in told
    own = re.findall(r"^[0-9a-f-]{36}", told, re.MULTILINE)[0]
    assert main(["incidents", "retry", own, *as_petra]) == 1
    assert "No delivery is on record" in capsys.readouterr().out
    monkeypatch.setattr("webapp.instances.operations.disclosures.record_disclosure_log", lambda case_id: None)
    assert main(["incidents", "retry", own, "--alike", *as_petra]) == 0
    assert main(["incidents", "list", *as_petra]) == 0
    assert main(["incidents", "list", "--as", "lena"]) == 1
    assert "You need the Process designer or Process publisher role" in capsys.readouterr().err
    assert main(["incidents", "confirm-clock", "--as", "nobody"]) == 1
    assert main(["incidents", "confirm-clock", *as_petra]) == 1
