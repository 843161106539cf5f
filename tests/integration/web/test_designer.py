"""From a draft to the version that new cases run, through the pages."""

import re
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fixtures.site import Site, post, token
from webapp.web.headers import EDITOR_POLICY, POLICY

# What the pages do depends on neither database; tasks, where two people meet, are tested on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DESIGNER, PUBLISHER = "process_designer", "process_publisher"


@pytest.fixture
def draft(site: Site) -> str:
    """The address of a draft that the designer has just started."""
    site.install_package()
    response = post(site.signed_in(DESIGNER), "/designer/right_to_know/drafts")
    assert response.status_code == 303
    return str(response.location)


def put(client: FlaskClient, address: str, body: object) -> TestResponse:
    return client.put(address, json=body, headers={"X-CSRFToken": token(client)})


def words(page: str) -> str:
    main = page.split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def file_of(site: Site, draft: str, path: str) -> str:
    return site.signed_in(DESIGNER).get(f"{draft}/content/{path}").text


def test_draft_goes_from_an_edit_to_the_version_that_new_cases_run(site: Site, draft: str) -> None:
    designer, publisher = site.signed_in(DESIGNER), site.signed_in(PUBLISHER)
    form = file_of(site, draft, "forms/intake.form").replace("What is the crime reference?", "Which crime is it?")
    saved = put(designer, f"{draft}/content/forms/intake.form", {"content": form, "revision": 1})
    assert saved.json == {"revision": 2, "problems": []}
    assert post(designer, f"{draft}/submit", note="Clearer first question").status_code == 303
    assert "Clearer first question" in publisher.get(draft).text
    assert post(publisher, f"{draft}/publish").status_code == 303
    assert "In use" in publisher.get(draft).text
    task = post(site.signed_in("investigating_officer"), "/cases").location
    assert "Which crime is it?" in site.signed_in("investigating_officer").get(task).text


def test_diagram_with_a_problem_is_kept_but_cannot_be_submitted(site: Site, draft: str) -> None:
    designer = site.signed_in(DESIGNER)
    drawn = file_of(site, draft, "right_to_know.bpmn").replace('formId="intake"', 'formId="no_such_form"')
    saved = put(designer, f"{draft}/content/right_to_know.bpmn", {"content": drawn, "revision": 1})
    assert saved.status_code == 200
    assert saved.json is not None
    assert saved.json["problems"]
    assert "Mend the problems above first" in words(designer.get(draft).text)
    refused = post(designer, f"{draft}/submit", note="Try")
    assert refused.status_code == 422
    assert "Try" in refused.text or "Mend the problems" in refused.text


def test_second_of_two_savers_is_told_and_keeps_their_work(site: Site, draft: str) -> None:
    designer = site.signed_in(DESIGNER)
    text = file_of(site, draft, "forms/intake.form")
    body = {"content": text + "\n", "revision": 1}
    assert put(designer, f"{draft}/content/forms/intake.form", body).status_code == 200
    late = put(designer, f"{draft}/content/forms/intake.form", body)
    assert late.status_code == 409
    assert late.json is not None
    assert "This file was saved since you opened it" in late.json["message"]


@pytest.mark.parametrize("body", ["text", [], {}, {"content": 1, "revision": 1}, {"content": "x", "revision": True}])
def test_save_that_is_no_save_is_refused(site: Site, draft: str, body: object) -> None:
    answer = put(site.signed_in(DESIGNER), f"{draft}/content/forms/intake.form", body)
    assert answer.status_code == 400
    assert answer.json is not None
    assert "message" in answer.json


def test_editor_refusals_are_told_in_json(site: Site, draft: str) -> None:
    address = f"{draft}/content/forms/intake.form"
    publisher = put(site.signed_in(PUBLISHER), address, {"content": "x", "revision": 1})
    assert publisher.status_code == 403
    assert publisher.json is not None
    visitor = put(site.visitor(), address, {"content": "x", "revision": 1})
    assert visitor.status_code == 401
    assert visitor.json is not None
    no_token = site.signed_in(DESIGNER).put(address, json={"content": "x", "revision": 1})
    assert no_token.status_code == 400
    assert no_token.json is not None


def upload(client: FlaskClient, draft: str, name: str, content: bytes) -> TestResponse:
    sent = {"csrf_token": token(client), "file": (BytesIO(content), name)}
    return client.post(f"{draft}/upload", data=sent, content_type="multipart/form-data")


def test_file_can_be_downloaded_changed_and_uploaded_instead_of_drawn(site: Site, draft: str) -> None:
    designer = site.signed_in(DESIGNER)
    sent = designer.get(f"{draft}/content/right_to_know.bpmn?download=1")
    assert sent.headers["Content-Disposition"] == "attachment; filename=right_to_know.bpmn"
    changed = sent.data.replace(b'name="Triage risk"', b'name="Triage the risk"')
    assert changed != sent.data
    assert upload(designer, draft, "right_to_know.bpmn", changed).status_code == 303
    assert file_of(site, draft, "right_to_know.bpmn").encode() == changed
    assert "Uploaded. The check found no problem." in words(designer.get(draft).text)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("", b"", "Choose a file to upload"),
        ("picture.png", b"x", "ends in .bpmn, .dmn, .form or .toml"),
        ("../../etc/Passwd.bpmn", b"x", "small letters"),
        ("intake.form", b"\xff\xfe", "not UTF-8"),
    ],
)
def test_upload_that_cannot_be_taken_says_why(site: Site, draft: str, name: str, content: bytes, sentence: str) -> None:
    response = upload(site.signed_in(DESIGNER), draft, name, content)
    assert response.status_code == 422
    assert sentence in words(response.text)


def test_author_cannot_publish_and_is_told_why(site: Site, draft: str) -> None:
    site.add_person("both", "Both Person", DESIGNER, PUBLISHER)
    both = site.signed_in("both")
    own = post(both, "/designer/right_to_know/drafts").location
    form = both.get(f"{own}/content/forms/intake.form").text.replace("What is the crime", "Which is the crime")
    put(both, f"{own}/content/forms/intake.form", {"content": form, "revision": 1})
    assert post(both, f"{own}/submit", note="Mine").status_code == 303
    assert "You wrote this version, so another person has to publish it." in words(both.get(own).text)
    assert post(both, f"{own}/publish").status_code == 403


def test_version_goes_back_to_its_author_with_the_reason(site: Site, draft: str) -> None:
    designer, publisher = site.signed_in(DESIGNER), site.signed_in(PUBLISHER)
    assert post(designer, f"{draft}/submit", note="").status_code == 422
    assert post(designer, f"{draft}/submit", note="Nothing much").status_code == 303
    without = post(publisher, f"{draft}/return", reason=" ")
    assert without.status_code == 422
    assert "Say what has to be changed" in words(without.text)
    assert post(publisher, f"{draft}/return", reason="Say more about the first lane").status_code == 303
    page = designer.get(draft).text
    assert "Say more about the first lane" in page
    assert "/submit" in page


@pytest.mark.parametrize("path", ["right_to_know.bpmn", "urgency.dmn", "forms/intake.form"])
def test_only_editor_pages_may_set_styles(site: Site, draft: str, path: str) -> None:
    designer = site.signed_in(DESIGNER)
    assert designer.get(f"{draft}/files/{path}").headers["Content-Security-Policy"] == EDITOR_POLICY
    assert designer.get(draft).headers["Content-Security-Policy"] == POLICY
    assert designer.get(f"{draft}/files/package.toml").headers["Content-Security-Policy"] == POLICY


def test_publisher_may_look_but_not_save(site: Site, draft: str) -> None:
    page = site.signed_in(PUBLISHER).get(f"{draft}/files/right_to_know.bpmn").text
    assert "You can look at this draft but not change it." in words(page)
    assert "data-editor-save" not in page
    assert "/upload" not in site.signed_in(PUBLISHER).get(draft).text


@pytest.mark.parametrize("path", ["nothing.bpmn", "../../config.py", "forms/nothing.form"])
def test_file_that_is_not_there_is_not_found(site: Site, draft: str, path: str) -> None:
    assert site.signed_in(DESIGNER).get(f"{draft}/files/{path}").status_code == 404
    assert site.signed_in(DESIGNER).get(f"{draft}/content/{path}").status_code == 404
