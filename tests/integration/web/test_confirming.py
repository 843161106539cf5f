"""What is signed for needs a fresh proof of who signs, and nothing typed is lost on the way."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fixtures.site import PACKAGE, PASSWORD, Site, post
from webapp import clock
from webapp.cli.files import package_files
from webapp.instances import queries as instances
from webapp.scenarios.cast import Cast
from webapp.scenarios.package import CaseRun
from webapp.scenarios.steps import Complete, Step
from webapp.scenarios.usual import scenario_of
from webapp.signin.rules import OF_PAIR

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ADVICE = {
    "legal_result": "approve",
    "guidance_version": "none_issued",
    "departure_from_guidance": "no",
    "legal_advice": "Proportionate, and the narrowest wording that serves.",
}


class SitesPeople(Cast):
    """The people of the site: the login of each is the name of the role."""

    def join(self, role: str, number: int, force: str = "") -> str:
        self._known[role, number, force] = role
        return role


@pytest.fixture
def review(site: Site) -> Iterator[str]:
    """The address of a legal review that waits; the clock stands where the case has come to."""
    site.install_package()
    scenario = scenario_of(package_files(PACKAGE), "scenarios/worked_case_1.yaml")

    def reached(step: Step) -> bool:
        return isinstance(step, Complete) and step.element == "review_legally"

    run = CaseRun(site.database, scenario, SitesPeople())
    result = run.run(reached)
    assert result.passed, result.failures
    assert run.case_id is not None
    with site.database.transaction():
        task = next(t for t in instances.open_tasks_of_case(run.case_id) if t.element_id == "review_legally")
    with clock.fixed(task.created_at + timedelta(hours=1)):
        yield f"/tasks/{task.id}"


def send(client: FlaskClient, task: str, **answers: str) -> TestResponse:
    page = client.get(task).text
    revision = page.split('name="_revision" value="')[1].split('"')[0]
    return post(client, f"{task}/complete", _revision=revision, **answers)


def pass_minutes(minutes: float) -> None:
    clock.move(clock.now() + timedelta(minutes=minutes))


def test_sign_off_after_ten_minutes_asks_first_and_loses_nothing(site: Site, review: str) -> None:
    lawyer = site.signed_in("legal_reviewer")
    post(lawyer, f"{review}/claim")
    pass_minutes(10)
    response = send(lawyer, review, **ADVICE)
    assert (response.status_code, response.location) == (303, f"/confirm?next={review}")
    page = lawyer.get(response.location).text
    assert "Confirm that it is you" in page
    wrong = post(lawyer, "/confirm", password="wrong", next=review)
    assert (wrong.status_code, "That is not right" in wrong.text) == (422, True)
    before = lawyer.get_cookie("session")
    response = post(lawyer, "/confirm", password=PASSWORD, next=review)
    assert (response.status_code, response.location) == (303, review)
    page = lawyer.get(review).text
    assert "Nothing was sent yet" in page
    assert ADVICE["legal_advice"] in page
    # The value in the cookie was changed with the proof, so that one copied before it signs nothing.
    thief = site.visitor()
    assert before is not None
    thief.set_cookie("session", before.value)
    assert thief.get("/").status_code == 303
    assert send(lawyer, review, **ADVICE).location != f"/confirm?next={review}"
    with site.database.transaction():
        assert instances.task(UUID(review[-36:])).status == "completed"


def test_fresh_sign_in_is_proof_enough(site: Site, review: str) -> None:
    lawyer = site.signed_in("legal_reviewer")
    pass_minutes(9)
    send(lawyer, review, **ADVICE)
    with site.database.transaction():
        assert instances.task(UUID(review[-36:])).status == "completed"


def test_tasks_that_sign_nothing_are_not_held_up(site: Site) -> None:
    site.install_package()
    officer = site.signed_in("investigating_officer")
    with clock.fixed(clock.now()):
        pass_minutes(14)
        task = post(officer, "/cases").location
        assert task.startswith("/tasks/")
        assert send(officer, task, crime_ref="wrong").status_code == 422


def test_wrong_answers_are_said_before_a_proof_is_asked_for(site: Site, review: str) -> None:
    lawyer = site.signed_in("legal_reviewer")
    pass_minutes(11)
    assert send(lawyer, review, **{**ADVICE, "legal_result": "whatever"}).status_code == 422


def test_publishing_needs_a_fresh_proof_and_returning_does_not(site: Site) -> None:
    site.install_package()
    designer, publisher = site.signed_in("process_designer"), site.signed_in("process_publisher")
    version = post(designer, f"/designer/{PACKAGE}/drafts").location
    assert version.startswith("/designer/versions/")
    assert post(designer, f"{version}/submit", note="Nothing").status_code == 303
    with clock.fixed(clock.now()):
        pass_minutes(12)
        response = post(publisher, f"{version}/publish")
        assert response.location == f"/confirm?next={version}"
        assert post(publisher, f"{version}/return", reason="Name the gateway.").location == version
        assert post(designer, f"{version}/submit", note="Named").status_code == 303
        assert post(publisher, "/confirm", password=PASSWORD, next=version).location == version
        assert post(publisher, f"{version}/publish").location == version
    assert "Published" in publisher.get(version).text


def test_guessing_at_an_unlocked_desk_is_slowed(site: Site) -> None:
    client = site.signed_in("supervisor")
    with clock.fixed(clock.now()):
        for _ in range(OF_PAIR.free):
            assert post(client, "/confirm", password="guess").status_code == 422
        assert post(client, "/confirm", password=PASSWORD).status_code == 429


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/sign-out"])
def test_confirming_leads_nowhere_but_to_our_own_pages(site: Site, wanted: str) -> None:
    response = post(site.signed_in("supervisor"), "/confirm", password=PASSWORD, next=wanted)
    assert response.location == "/"
