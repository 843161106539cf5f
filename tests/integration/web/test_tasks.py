"""A person at work: the inbox, one task from claim to completion, and nothing typed ever lost."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.fixtures.site import INTAKE, Site, post
from webapp.errors import Conflict
from webapp.inbox import service

OFFICER = "investigating_officer"


@pytest.fixture
def task(site: Site) -> str:
    """The address of the first task of a new case, claimed by the officer who opened it."""
    site.install_package()
    response = post(site.signed_in(OFFICER), "/cases")
    assert response.status_code == 303
    return str(response.location)


def revision(page: str) -> str:
    return page.split('name="_revision" value="')[1].split('"')[0]


def complete(client: FlaskClient, task: str, **answers: object) -> object:
    return post(client, f"{task}/complete", _revision=revision(client.get(task).text), **answers)


def words(page: str) -> str:
    """The text of a page as a reader sees it."""
    main = page.split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_new_case_leads_to_its_first_task(site: Site, task: str) -> None:
    page = site.signed_in(OFFICER).get(task).text
    assert "The case is open. This is its first task." in page
    assert "claimed by you" in page
    assert "What is the crime reference?" in page
    assert re.search(r"<title>[^<]*Victim", page) is None


def test_completing_a_task_leads_to_the_next_one_with_a_message(site: Site, task: str) -> None:
    client = site.signed_in(OFFICER)
    response = complete(client, task, **INTAKE)
    assert response.status_code == 303
    assert response.location.startswith("/tasks/")
    page = client.get(response.location).text
    assert "is completed. This is the next task of the same case for you." in words(page)
    assert "Victim A" in page


def test_wrong_answers_come_back_with_everything_that_was_typed(site: Site, task: str) -> None:
    typed = {**INTAKE, "crime_ref": "%%% wrong", "victim_count": "many", "entry_route": ""}
    response = complete(site.signed_in(OFFICER), task, **typed)
    assert response.status_code == 422
    page = response.text
    assert "There is a problem" in page
    assert "<title>Error:" in page
    for text in ("%%% wrong", "many", "Victim A", "Work telephone", "Weekdays 10:00 to 16:00"):
        assert f'value="{text}"' in page, text
    assert re.search(r'value="PHA_4A"[^>]*checked', page)
    assert 'href="#' in page.split("govuk-error-summary__list")[1].split("</ul>")[0]


def test_draft_is_kept_for_its_writer_alone_right_or_wrong(site: Site, task: str) -> None:
    site.add_person("second", "Second Person", OFFICER)
    client = site.signed_in(OFFICER)
    response = post(client, f"{task}/draft", crime_ref="%%% half done")
    assert response.status_code == 303
    page = client.get(response.location).text
    assert "Draft saved" in page
    assert 'value="%%% half done"' in page
    post(client, f"{task}/release")
    assert "half done" not in site.signed_in("second").get(task).text


def test_inbox_shows_my_tasks_and_those_of_my_groups(site: Site, task: str) -> None:
    client = site.signed_in(OFFICER)
    assert f'href="{task}"' in client.get("/").text
    assert f'href="{task}"' not in client.get("/groups").text
    post(client, f"{task}/release")
    assert f'href="{task}"' not in client.get("/").text
    assert f'href="{task}"' in client.get("/groups").text
    assert post(client, f"{task}/claim").location == task
    assert "My tasks (1)" in client.get("/").text


def test_inbox_leads_those_who_open_cases_to_a_new_one(site: Site) -> None:
    assert "To record a new report" in words(site.signed_in(OFFICER).get("/").text)
    assert "To record a new report" not in words(site.signed_in("spoc").get("/").text)


def test_empty_inbox_says_what_to_do(site: Site, task: str) -> None:
    post(site.signed_in(OFFICER), f"{task}/release")
    assert "1 task waits for your groups" in words(site.signed_in(OFFICER).get("/").text)
    assert "Nothing waits for your groups either" in words(site.signed_in("spoc").get("/").text)


def test_task_of_a_colleague_is_read_only_and_says_why(site: Site, task: str) -> None:
    site.add_person("second", "Second Person", OFFICER)
    page = site.signed_in("second").get(task).text
    assert "Investigating officer Person is working on this task." in words(page)
    assert "/complete" not in page
    assert "/claim" not in page


def test_task_of_another_role_is_neither_seen_nor_posted(site: Site, task: str) -> None:
    client = site.signed_in("supervisor")
    assert client.get(task).status_code == 404
    for verb in ("claim", "release", "draft", "complete"):
        assert post(client, f"{task}/{verb}", _revision=1, **INTAKE).status_code == 404, verb


def test_second_of_two_people_is_told_who_was_first_and_keeps_their_text(site: Site, task: str) -> None:
    site.add_person("second", "Second Person", OFFICER)
    first, second = site.signed_in(OFFICER), site.signed_in("second")
    post(first, f"{task}/release")
    seen = revision(second.get(task).text)
    complete(first, task, **INTAKE)
    late = post(second, f"{task}/complete", _revision=seen, **{**INTAKE, "crime_ref": "RK/LATE/26"})
    assert late.status_code == 409
    assert "was completed by Investigating officer Person" in words(late.text)
    assert "RK/LATE/26" in late.text


def test_page_opened_before_a_change_keeps_what_was_typed(site: Site, task: str) -> None:
    client = site.signed_in(OFFICER)
    seen = revision(client.get(task).text)
    post(client, f"{task}/release")
    late = post(client, f"{task}/complete", _revision=seen, **INTAKE)
    assert late.status_code == 409
    assert "What you typed is still here" in words(late.text)
    assert 'value="RK/1001/26"' in late.text
    assert revision(late.text) != seen
    again = post(client, f"{task}/complete", _revision=revision(late.text), **INTAKE)
    assert again.status_code == 303


def test_what_has_ended_meanwhile_is_said_in_its_own_words(
    site: Site, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object) -> None:
        raise Conflict("The permission ended on Monday. Ask for a new decision.")

    monkeypatch.setattr(service, "complete", ended)
    late = complete(site.signed_in(OFFICER), task, **INTAKE)
    assert late.status_code == 409
    assert "The permission ended on Monday. Ask for a new decision." in words(late.text)
    assert "has changed since you opened it" not in words(late.text)
    assert 'value="RK/1001/26"' in late.text


@pytest.mark.parametrize("seen", ["", "x", "-1", "²"])
def test_revision_that_is_no_number_is_a_page_out_of_date(site: Site, task: str, seen: str) -> None:
    response = post(site.signed_in(OFFICER), f"{task}/complete", _revision=seen, **INTAKE)
    assert response.status_code == 409


def test_what_is_typed_is_shown_as_text_and_never_as_markup(site: Site, task: str) -> None:
    client = site.signed_in(OFFICER)
    hostile = '<script>alert(1)</script>"><img src=x>'
    wrong = complete(client, task, **{**INTAKE, "victim_name": hostile, "victim_count": "x"})
    assert "<script>alert" not in wrong.text
    assert "<img" not in wrong.text
    done = complete(client, task, **{**INTAKE, "victim_name": hostile})
    page = client.get(done.location).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_case_page_shows_where_the_case_stands(site: Site, task: str) -> None:
    client = site.signed_in(OFFICER)
    complete(client, task, **INTAKE)
    case = re.findall(r'href="(/cases/[0-9a-f-]{36})"', client.get("/cases").text)[0]
    page = client.get(case).text
    text = words(page)
    assert "Victim A" in page
    assert "Completed the task by Investigating officer Person" in text
    assert "Priority not confirmed" in page
    assert "Not confirmed" in words(client.get("/cases").text)
    assert "Not confirmed" in words(client.get("/groups").text)
    assert "data-viewer" in page
    diagrams = re.findall(r'data-xml="([^"]+)"', page)
    assert len(diagrams) >= 5
    for address in diagrams:
        drawn = client.get(address)
        assert drawn.status_code == 200
        assert b"definitions" in drawn.data


def test_case_page_escapes_what_scripts_read_from_it(site: Site, task: str) -> None:
    client = site.signed_in(OFFICER)
    case = re.findall(r'href="(/cases/[0-9a-f-]{36})"', client.get("/cases").text)[0]
    marked = re.findall(r'data-tokens="([^"]*)"', client.get(case).text)
    assert '["intake"]' in [unescape(value) for value in marked]
