"""Files of a case: added, listed, kept in quarantine, handed out as downloads, and hidden from everybody else."""

import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from tests.fixtures.clamd import SIGNATURE, standing_in
from tests.fixtures.evidence import EICAR_LIKE, HONEST
from tests.fixtures.site import INTAKE, PACKAGE, Site, post, token
from webapp.access.actor import SYSTEM
from webapp.cases.model import FormSubmission
from webapp.cli.files import package_files
from webapp.config import Settings
from webapp.definitions import service as definitions
from webapp.documents.store import DocumentStore
from webapp.instances.model import ProcessInstance
from webapp.notifications import rules as messages
from webapp.web.headers import DOWNLOAD_POLICY, HEADERS
from webapp.worker import loop
from webapp.worker.scanning import LEFT_OVER_AFTER, Sweeper

# What the pages do depends on neither database; the rows are tested on both in tests/integration/documents.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NAME = "Wilhelmina \u202eFeatherstonehaugh; x=1 “screen”.png"
SHOWN = "Wilhelmina Featherstonehaugh; x=1 “screen”.png"
PNG = HONEST["screen.png"]
MIB = 1024 * 1024


@pytest.fixture
def case(site: Site) -> str:
    """The address of a new case of the investigating officer's."""
    site.install_package()
    officer = site.signed_in("investigating_officer")
    post(officer, "/cases")
    found = re.search(r'href="(/cases/[0-9a-f-]{36})"', officer.get("/cases").text)
    assert found
    return found[1]


def send(client: FlaskClient, address: str, name: str, data: bytes, declared: str = "") -> TestResponse:
    """Posts one file as a browser does; the body is made here, so that not even a test keeps a file open."""
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token(client)}\r\n--x\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += f"Content-Type: {declared or 'application/octet-stream'}\r\n\r\n"
    body = head.encode() + data + b"\r\n--x--\r\n"
    return client.post(address, data=body, content_type="multipart/form-data; boundary=x")


def download_of(client: FlaskClient, case: str) -> str:
    found = re.search(r'href="(/cases/[0-9a-f-]{36}/documents/copies/[0-9a-f-]{36})"', client.get(case).text)
    assert found, "There is no file to open."
    return found[1]


def versions(site: Site) -> list[str]:
    with site.database.transaction() as session:
        return [str(UUID(str(found))) for found in session.execute(text("SELECT id FROM document_version")).scalars()]


def events(site: Site, *names: str) -> list[tuple[str, str]]:
    with site.database.transaction() as session:
        rows = session.execute(text("SELECT event, detail FROM audit_event ORDER BY at, sequence")).all()
    return [(row.event, str(row.detail)) for row in rows if row.event in names]


def stored(site: Site) -> list[Path]:
    return [path for path in site.app.settings.data_folder.rglob("*") if path.is_file()]


@contextmanager
def settings(site: Site, **changed: object) -> Iterator[Settings]:
    before = site.app.settings
    site.app.settings = replace(before, **changed)  # type: ignore[arg-type]
    yield site.app.settings
    site.app.settings = before


STAYS = "What a file says of itself, such as where a photograph was taken"


def test_file_is_added_scanned_and_handed_out(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    assert STAYS in officer.get(f"{case}/documents/new").text
    with standing_in() as clamd, settings(site, scanner=clamd.address) as now:
        assert send(officer, f"{case}/documents", NAME, PNG, "image/png").status_code == 303
        page = officer.get(case).text
        assert "Being checked" in page
        assert "/documents/copies/" not in page
        [version] = versions(site)
        address = f"{case}/documents/copies/{version}"
        locked = officer.get(address)
        assert locked.status_code == 409
        assert "being checked for viruses" in locked.text
        assert loop.run_once(site.database, now) == 1
        assert clamd.seen == [PNG]
        assert loop.run_once(site.database, now) == 0
        page = officer.get(case).text
        assert "No virus found" in page
        assert SHOWN in page
        response = officer.get(download_of(officer, case))
    assert response.data == PNG
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="document-{page_digest(officer, case)[:12]}.png"; '
        "filename*=UTF-8''Wilhelmina%20Featherstonehaugh%3B%20x%3D1%20%E2%80%9Cscreen%E2%80%9D.png"
    )
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Security-Policy"] == DOWNLOAD_POLICY
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    found = events(site, "document_added", "document_scanned", "document_opened")
    assert [event for event, _ in found] == ["document_added", "document_scanned", "document_opened"]
    assert "Featherstonehaugh" not in str(found)


def page_digest(client: FlaskClient, case: str) -> str:
    found = re.search(r'href="(/cases/[0-9a-f-]{36}/documents/[0-9a-f-]{36})"', client.get(case).text)
    assert found
    digest = re.search(r"SHA-256 ([0-9a-f]{64})", client.get(found[1]).text)
    assert digest
    return digest[1]


def test_virus_locks_the_file_and_raises_the_alarm(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    with standing_in() as clamd, settings(site, scanner=clamd.address, open_unscanned=True) as now:
        send(officer, f"{case}/documents", "chat.txt", b"hello " + EICAR_LIKE)
        loop.run_once(site.database, now)
    assert "Locked: virus found" in officer.get(case).text
    [version] = versions(site)
    with settings(site, open_unscanned=True):
        assert officer.get(f"{case}/documents/copies/{version}").status_code == 409
    assert len(events(site, "document_locked")) == 1
    assert events(site, "document_opened") == []
    with site.database.transaction() as session:
        alarms = session.execute(text("SELECT to_group FROM outbox_message WHERE kind = 'file_locked'")).scalars().all()
        assert session.scalar(text("SELECT signature FROM document_version")) == SIGNATURE
    assert alarms == ["administrator"]
    subject, body = messages.text_of("file_locked", "administrator", "https://rtk.example")
    assert "virus" in subject
    assert "chat" not in subject + body


def test_scanner_that_is_away_is_asked_again_later(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    send(officer, f"{case}/documents", "chat.txt", b"hello")
    with standing_in() as clamd:
        gone = clamd.address
    with settings(site, scanner=gone, open_unscanned=True) as now:
        assert loop.run_once(site.database, now) == 0
        page = officer.get(case).text
        assert "Could not be scanned" in page
        assert "tried again by itself" in page
        [version] = versions(site)
        assert officer.get(f"{case}/documents/copies/{version}").status_code == 409
    with site.database.transaction() as session:
        attempts, waits = session.execute(text("SELECT attempts, attempt_at > uploaded_at FROM document_version")).one()
        assert (attempts, bool(waits)) == (1, True)
        session.execute(text("UPDATE document_version SET attempt_at = uploaded_at"))
    with standing_in() as clamd, settings(site, scanner=clamd.address) as now:
        assert loop.run_once(site.database, now) == 1
    assert officer.get(download_of(officer, case)).data == b"hello"


def test_without_a_scanner_the_setting_decides(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    send(officer, f"{case}/documents", "chat.txt", b"hello")
    assert loop.run_once(site.database, site.app.settings) == 0
    page = officer.get(case).text
    assert "Not scanned" in page
    assert "/documents/copies/" not in page
    with settings(site, open_unscanned=True):
        assert "Not scanned" in officer.get(case).text
        assert officer.get(download_of(officer, case)).data == b"hello"


def test_file_put_in_the_wrong_part_of_a_case_is_moved_with_a_reason_and_only_within_what_one_sees(
    site: Site, case: str
) -> None:
    officer = site.signed_in("investigating_officer")
    send(officer, f"{case}/documents", "chat.txt", b"one")
    found = re.search(r'href="(/cases/[0-9a-f-]{36}/documents/[0-9a-f-]{36})"', officer.get(case).text)
    assert found
    place, supervisor = f"{found[1]}/part", site.signed_in("supervisor")
    assert supervisor.get(found[1]).status_code == 200
    assert post(supervisor, place, group="legal_advice", reason="I may not see it there.").status_code == 422
    for group, reason, sentence in (
        ("evidence", "No.", "Select another part"),
        ("nonsense", "It is.", "Select another part"),
        ("", "It is.", "Select another part"),
        ("legal_advice", " ", "Enter why"),
        ("legal_advice", "x" * 1001, "1000 characters at most"),
    ):
        refused = post(officer, place, group=group, reason=reason)
        assert refused.status_code == 422, group
        assert sentence in refused.text
        assert reason.strip() in refused.text
    assert post(officer, place, group="legal_advice", reason="Counsel wrote it.").status_code == 303
    page = officer.get(found[1]).text
    assert "It is about the legal advice." in page
    assert "about the legal advice and not the evidence" in page
    assert "Counsel wrote it." in page
    # Whoever does not see the part that it is in now finds it no longer, and cannot take it back.
    assert supervisor.get(found[1]).status_code == 404
    assert post(supervisor, place, group="evidence", reason="Back.").status_code == 404
    with site.database.transaction() as session:
        entries = session.execute(text("SELECT detail FROM audit_event WHERE event = 'document_moved'")).scalars().all()
        kept = str(session.execute(text("SELECT reason FROM document_move")).scalar())
    assert len(entries) == 1
    assert "Counsel" not in str(entries) + kept


def test_newer_copy_stands_beside_the_older_one(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    send(officer, f"{case}/documents", "chat.txt", b"one")
    found = re.search(r'href="(/cases/[0-9a-f-]{36}/documents/[0-9a-f-]{36})"', officer.get(case).text)
    assert found
    again = send(officer, found[1], "chat.txt", b"one")
    assert again.status_code == 422
    assert "same file as the newest version" in again.text
    assert send(officer, found[1], "chat (2).txt", b"two").status_code == 303
    page = officer.get(found[1]).text
    assert page.index("chat (2).txt") < page.index("chat.txt")
    assert "2 copies" in officer.get(case).text
    other = f"/cases/{post(officer, '/cases').location and other_case(officer, case)}"
    assert officer.get(found[1].replace(case, other)).status_code == 404


def other_case(client: FlaskClient, case: str) -> str:
    found = set(re.findall(r'href="/cases/([0-9a-f-]{36})"', client.get("/cases").text))
    return (found - {case.rsplit("/", 1)[-1]}).pop()


def test_file_of_a_case_is_hidden_from_everybody_else(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    site.add_person("colleague", "Colleague Person", "legal_reviewer")
    with settings(site, open_unscanned=True):
        send(officer, f"{case}/documents", NAME, PNG)
        address = download_of(officer, case)
        post(officer, "/cases")
        through_another = address.replace(case, f"/cases/{other_case(officer, case)}")
        assert officer.get(through_another).status_code == 404
        for login in ("colleague", "administrator", "auditor", "process_designer"):
            stranger = site.signed_in(login)
            for place in (address, f"{case}/documents/new"):
                refusal = stranger.get(place)
                assert refusal.status_code == 404, (login, place)
                assert "Featherstonehaugh" not in refusal.text
            assert send(stranger, f"{case}/documents", "a.txt", b"x").status_code == 404
        assert site.visitor().get(address).status_code == 303
    assert len(versions(site)) == 1
    assert len(stored(site)) == 1


@pytest.mark.parametrize(
    ("name", "data", "declared", "sentence"),
    [
        ("a.html", b"<html>", "text/html", "This kind of file is not accepted"),
        ("a.png", b"<svg onload=alert(1)>", "image/png", "its content is not"),
        ("a.png", PNG, "text/html", "sent as another kind"),
        ("a.png", b"", "image/png", "The file is empty"),
        ("", PNG, "image/png", "Choose a file."),
    ],
)
def test_what_is_not_taken_is_told_on_the_same_page(
    site: Site, case: str, name: str, data: bytes, declared: str, sentence: str
) -> None:
    response = send(site.signed_in("investigating_officer"), f"{case}/documents", name, data, declared)
    assert response.status_code == 422
    assert sentence in response.text
    assert 'href="#file"' in response.text
    assert versions(site) == []
    assert stored(site) == []


def test_large_files_come_to_disk_and_only_from_people_who_are_signed_in(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    large = b"a" * (3 * MIB)
    assert send(officer, f"{case}/documents", "a.txt", large).status_code == 303
    assert site.app.settings.data_folder.joinpath("incoming").is_dir()
    [file] = stored(site)
    assert 3 * MIB < file.stat().st_size < 3 * MIB + 4096, "nothing waits in the folder for arrivals"
    assert b"a" * 32 not in file.read_bytes(), "what lies on the disk is sealed"
    assert send(site.visitor(), f"{case}/documents", "a.txt", large).status_code == 413
    assert post(officer, "/sign-in", login="a" * (3 * MIB)).status_code == 413
    with settings(site, largest_upload=2 * MIB):
        refused = send(officer, f"{case}/documents", "b.txt", b"a" * (2 * MIB + 1))
        assert refused.status_code == 422
        assert "larger than 2 MB" in refused.text
        too_much = send(officer, f"{case}/documents", "b.txt", b"a" * (4 * MIB))
        assert too_much.status_code == 413
    assert len(stored(site)) == 1
    in_memory = officer.post(f"{case}/documents", data=b"x=" + large, content_type="application/x-www-form-urlencoded")
    assert in_memory.status_code == 413


def test_damaged_or_missing_content_is_not_handed_out(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    with settings(site, open_unscanned=True):
        send(officer, f"{case}/documents", "chat.txt", b"hello")
        address = download_of(officer, case)
        [file] = stored(site)
        file.write_bytes(b"jello")
        damaged = officer.get(address)
        assert damaged.status_code == 409
        assert "not as it was sent" in damaged.text
        file.unlink()
        assert "content of this file is missing" in officer.get(address).text


def test_what_no_row_names_is_swept_away_after_hours(site: Site, case: str) -> None:
    officer = site.signed_in("investigating_officer")
    send(officer, f"{case}/documents", "chat.txt", b"hello")
    store = DocumentStore(site.app.settings.data_folder / "documents")
    left = store.put(io.BytesIO(b"left over"), 100)
    sweeper = Sweeper()
    assert sweeper.sweep(site.database, site.app.settings, counter=0.0) == 0
    for path in stored(site):
        old = path.stat().st_mtime - LEFT_OVER_AFTER - 60
        os.utime(path, (old, old))
    assert sweeper.sweep(site.database, site.app.settings, counter=10.0) == 0, "not twice within an hour"
    assert sweeper.sweep(site.database, site.app.settings, counter=4000.0) == 1
    assert [path.name == left.name for path in stored(site)] == [False]


def with_a_question_for_files(site: Site) -> str:
    """The address of a task whose form asks for files."""
    files = package_files(PACKAGE)
    form = json.loads(files["forms/intake.form"])
    asked = {"type": "filepicker", "key": "evidence", "label": "Evidence", "multiple": True}
    form["components"].append({**asked, "validate": {"required": True}})
    files["forms/intake.form"] = json.dumps(form).encode()
    with site.database.transaction():
        definitions.install(SYSTEM, files, SYSTEM.id)
    return str(post(site.signed_in("investigating_officer"), "/cases").location)


def answer(site: Site, task: str, *files: tuple[str, bytes], to: str = "complete", **answers: object) -> TestResponse:
    client = site.signed_in("investigating_officer")
    typed = {"csrf_token": token(client), "_revision": 2, **INTAKE, **answers}
    sent = [(io.BytesIO(data), name) for name, data in files]
    return client.post(f"{task}/{to}", data={**typed, "_files-evidence": sent}, content_type="multipart/form-data")


def test_files_sent_with_a_form_become_files_of_the_case(site: Site) -> None:
    task = with_a_question_for_files(site)
    officer = site.signed_in("investigating_officer")
    page = officer.get(task).text
    assert 'enctype="multipart/form-data"' in page
    assert STAYS in page
    nothing = answer(site, task)
    assert nothing.status_code == 422
    assert "Select the evidence" in nothing.text
    wrong = answer(site, task, ("a.png", PNG), ("b.png", b"<svg>"))
    assert wrong.status_code == 422
    assert "its content is not" in wrong.text
    assert len(versions(site)) == 1, "the honest one of the two was kept"
    [kept] = chosen(wrong.text)
    other_error = answer(site, task, ("c.txt", b"chat"), evidence=kept, crime_ref="")
    assert other_error.status_code == 422
    assert len(chosen(other_error.text)) == 2
    assert len(versions(site)) == len(stored(site)) == 2
    draft = answer(site, task, ("d.txt", b"draft"), to="draft", evidence=chosen(other_error.text))
    assert draft.status_code == 303
    three = chosen(officer.get(task).text)
    assert len(three) == 3
    done = answer(site, task, evidence=three)
    assert done.status_code == 303
    with site.database.transaction() as session:
        assert session.scalars(select(FormSubmission)).one().answers["evidence"] == three
        variables = str([instance.variables for instance in session.scalars(select(ProcessInstance))])
    assert all(document not in variables for document in three)


def chosen(page: str) -> list[str]:
    return re.findall(r'name="evidence" type="checkbox" value="([0-9a-f-]{36})" checked', page)


def test_files_of_another_case_are_no_answer(site: Site) -> None:
    task = with_a_question_for_files(site)
    answer(site, task, ("a.txt", b"mine"), to="draft")
    officer = site.signed_in("investigating_officer")
    [mine] = chosen(officer.get(task).text)
    other = str(post(officer, "/cases").location)
    refused = answer(site, other, evidence=mine)
    assert refused.status_code == 422
    assert "There is nothing to select yet" in refused.text
