"""Attacks by what is sent: texts, files, diagrams, tables and forms."""

import json
import re
from pathlib import Path
from urllib.parse import quote

from tests.attack.field import Field, attack, every, stopped, unless
from tests.fixtures.evidence import HONEST, archive, pdf

HOSTILE = Path(__file__).parent.parent / "hostile"
XSS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "javascript:alert(1)",
    "</textarea><svg onload=alert(1)>", "\u202eevil", "<iframe srcdoc=x>", "<!--<img src='--><script>alert(1)</script>",
)  # fmt: skip
TEMPLATES = (
    "{{7*7}}", "${7*7}", "#{7*7}", "{%print(7*7)%}", "{0.__class__}", "%(x)s", "<%= 7*7 %>", "=7*7", "{{config}}",
)  # fmt: skip
SQL = ("'; DROP TABLE victim; --", "' OR '1'='1", "1); DELETE FROM audit_event; --", "\\'; --", "%' --")
RAW = ("<script>alert(1)", "<img src=x", "<svg onload", "<iframe")
DOWNLOAD = re.compile(r"attachment; filename=\"document-[0-9a-f]{12}\.txt\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+")
TEXTS = (
    "crime_ref", "victim_name", "victim_safe_contact-channel", "victim_safe_contact-times",
    "victim_safe_contact-code_word", "related_case", "scope_reason",
)  # fmt: skip


@attack("Write scripts into every text of a form")
def stored_scripts(ground: Field) -> str:
    olive = ground.person("olive")
    for text in XSS:
        fields = dict.fromkeys(TEXTS, text)
        stopped(olive.post(f"{ground.task}/draft", ground.intake(**fields)), {303, 422})
        for path in (ground.task, ground.case, "/cases", "/"):
            stopped(olive.get(path), {200}, without=RAW)
        stopped(olive.post(f"{ground.task}/complete", ground.intake(**{**fields, "_revision": "1"})), {409, 422}, RAW)
    return f"{len(XSS)} texts in seven questions come back as text only"


@attack("Write templates, formats and SQL into texts")
def injected(ground: Field) -> str:
    olive = ground.person("olive")
    for text in (*TEMPLATES, *SQL):
        typed = ground.intake(victim_name=text, scope_reason=text)
        stopped(olive.post(f"{ground.task}/draft", typed), {303, 422})
        page = olive.get(ground.task)
        value = re.search(r'name="victim_name"[^>]*value="([^"]*)"', page.text)
        unless(value is not None and "49" not in value[1] and "class &#39;" not in value[1], f"{text!r} was evaluated")
    stopped(olive.get("/cases"), {200})
    return f"{len(TEMPLATES) + len(SQL)} texts come back as they were typed"


@attack("Send characters that no text can hold")
def bad_characters(ground: Field) -> str:
    olive, done = ground.person("olive"), []
    token = olive.token()
    for raw in (b"%00", b"%ff%fe", b"%ed%a0%80", b"%F4%90%80%80", b"%0d%0aSet-Cookie:x=1", b"%e2%80%a8", b"%"):
        body = b"csrf_token=" + quote(token).encode() + b"&_revision=2&victim_name=" + raw
        answer = olive.send("POST", f"{ground.task}/draft", body, {"Content-Type": "application/x-www-form-urlencoded"})
        unless("x=1" not in str(answer.headers), "a header was written by a field")
        done.append(stopped(answer, {303, 400, 422}))
        stopped(olive.get(ground.task), {200})
    return every(*done)


@attack("Send scripts in addresses, queries and headers")
def reflected(ground: Field) -> str:
    visitor, done = ground.person("olive"), []
    for path in (
        "/<script>alert(1)</script>", "/cases?after=<script>alert(1)</script>", "/groups?group=<svg onload=x>",
        "/sign-in?next=<script>alert(1)</script>", "/assets/<svg onload=x>/app.css", "/tasks/<img src=x>",
    ):  # fmt: skip
        answer = visitor.get(quote(path, safe="/?=&"), Referer="<script>alert(1)</script>")
        done.append(stopped(answer, {200, 303, 404}, without=RAW))
    return every(*done)


@attack("Add files that are pages, scripts, programs, archives or two things at once")
def hostile_files(ground: Field) -> str:
    olive, done = ground.person("olive"), []
    page, jpeg = b"<html><script>alert(1)</script>", HONEST["photo.jpg"]
    for name, content, kind in (
        ("a.html", page, "text/html"), ("a.svg", b"<svg onload=alert(1)>", "image/svg+xml"), ("a.js", b"alert(1)", ""),
        ("a.png", page, "image/png"), ("a.txt", page, "text/plain"), ("a.jpg", jpeg + archive("x"), "image/jpeg"),
        ("a.jpg", jpeg[:-2] + page + b"\xff\xd9", "image/jpeg"), ("a.exe", b"MZ", ""), ("a.txt", b"MZ\x90\0", ""),
        ("a.zip", archive("x"), "application/zip"), ("a.docx", archive("x"), ""), ("a.pdf", b"GIF89a" + pdf(), ""),
        ("a.pdf", b"", "application/pdf"), ("a.jpg.exe", jpeg, "image/jpeg"), ("a.jpg", jpeg, "text/html"),
        ("photo\u202egpj.exe", jpeg, "image/jpeg"), ("", jpeg, "image/jpeg"), ("a.sh", b"#!/bin/sh\n", ""),
        ("a.csv", b"\n<svg onload=alert(1)>", "text/csv"), ("a.eml", page, "message/rfc822"),
    ):  # fmt: skip
        done.append(stopped(olive.upload(f"{ground.case}/documents", [("file", (name, content, kind))]), {422}))
    return every(*done)


@attack("Write headers and folders by the name of a file")
def file_names(ground: Field) -> str:
    olive = ground.person("olive")
    for name in (
        "../../../../etc/cron.d/x.txt", "..\\..\\x.txt", "x%0d%0aX-Evil: 1.txt", "a; filename=b.html; x=.txt",
        "\u202etxt.exe.txt", "x" * 500 + ".txt", ".htaccess.txt", "CON.txt", "<svg onload=x>.txt",
    ):  # fmt: skip
        stopped(olive.upload(f"{ground.case}/documents", [("file", (name, b"chat", "text/plain"))]), {303})
    page = stopped_page(olive.get(ground.case).text)
    for path in sorted(set(re.findall(rf'href="({ground.case}/documents/copies/[0-9a-f-]{{36}})"', page))):
        answer = olive.get(path)
        kept = answer.headers["content-disposition"]
        plain = re.fullmatch(
            r"attachment; filename=\"document-[0-9a-f]{12}\.txt\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+", kept
        )
        unless(plain is not None, f"the download is called {kept}")
        unless("x-evil" not in answer.headers, "a header was written by a name")
        unless("sandbox" in answer.headers["content-security-policy"], "a download may run in a browser")
    return "downloads are called after their digest; names are cleaned and percent-encoded"


def stopped_page(page: str) -> str:
    unless(not any(raw in page for raw in RAW), "a file's name is markup on the page")
    return page


@attack("Read and write other files through the editor's addresses")
def editor_paths(ground: Field) -> str:
    petra, done = ground.person("petra"), []
    token = petra.token()
    for path in (
        "../../../../etc/passwd", "%2e%2e/%2e%2e/config.py", "/etc/passwd", "..%5c..%5cx", "forms/../../x.form",
        "package.toml%00.bpmn", "x.py", ".bpmn", "a/b/c.bpmn",
    ):  # fmt: skip
        done.append(stopped(petra.get(f"{ground.draft}/content/{path}"), {404, 308, 400}))
        sent = json.dumps({"content": "x", "revision": 0}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        answer = petra.send("PUT", f"{ground.draft}/content/{path}", sent, headers)
        done.append(stopped(answer, {400, 404, 405, 409, 422, 308}))
    return every(*done)


@attack("Change a version that is in use, another designer's draft, and without a token")
def published(ground: Field) -> str:
    petra = ground.person("petra")
    sent = json.dumps({"content": "<x/>", "revision": 1}).encode()
    kind = {"Content-Type": "application/json"}
    with_token = {**kind, "X-CSRFToken": petra.token()}
    path = f"{ground.published}/content/right_to_know.bpmn"
    other = ground.account("process_designer")
    theirs = {**kind, "X-CSRFToken": other.token()}
    return every(
        stopped(petra.send("PUT", path, sent, with_token), {403, 409, 422}),
        stopped(other.send("PUT", f"{ground.draft}/content/right_to_know.bpmn", sent, theirs), {403, 404}),
        stopped(petra.send("PUT", f"{ground.draft}/content/right_to_know.bpmn", sent, kind), {400}),
        stopped(petra.send("PUT", f"{ground.draft}/content/right_to_know.bpmn", b'{"content": 1}', with_token), {400}),
    )


@attack("Publish one's own version, and a version that was never submitted")
def own_version(ground: Field) -> str:
    both = ground.account("process_designer", "process_publisher")
    draft = both.post("/designer/right_to_know/drafts").location
    not_submitted = stopped(ground.person("paul").post(f"{draft}/publish"), {403, 409, 422})
    stopped(both.post(f"{draft}/submit", {"note": "mine"}), {303, 422})
    return every(not_submitted, stopped(both.post(f"{draft}/publish"), {403, 409, 422}))


@attack("Start a case with a version that is not in use")
def unpublished(ground: Field) -> str:
    olive = ground.person("olive")
    more = {"version": ground.draft, "version_id": ground.draft.rsplit("/", 1)[-1], "package": "other", "key": "../x"}
    task = olive.post("/cases", more).location
    case = re.findall(r'href="(/cases/[0-9a-f-]{36})"', olive.get(task).text)[0]
    found = re.search(r"Right to Know[^<]*, version (\d+)", olive.get(case).text)
    usual = re.search(r"Right to Know[^<]*, version (\d+)", olive.get(ground.case).text)
    unless(found is not None and usual is not None and found[1] == usual[1], "another version was started")
    return f"the case runs version {found[1] if found else '?'}, the one in use"


def hostile_diagram(name: str, *, slow: bool) -> None:
    """Puts the attack by one file of tests/hostile on the list."""
    title = name.split(".")[0].split("_", 1)[1].replace("_", " ")
    kind = {"bpmn": "diagram", "dmn": "decision table", "form": "form"}[name.rsplit(".", 1)[1]]

    @attack(f"Upload a hostile {kind}: {title}", slow=slow)
    def upload(ground: Field) -> str:
        petra = ground.person("petra")
        content = (HOSTILE / name).read_bytes()
        answer = petra.upload(f"{ground.draft}/upload", [("file", (name.lower(), content, "text/xml"))])
        said = stopped(answer, {303, 422})
        if answer.status == 422:  # it was not even kept
            return said
        stopped(petra.post(f"{ground.draft}/submit", {"note": "please publish"}), {422})
        found = re.search(
            rf"<strong>(?:forms/)?{name.lower()}</strong>[^<]*: ([^<]+)</li>", petra.get(ground.draft).text
        )
        unless(found is not None, "the check found nothing wrong with it")
        return f"422, and the check says: {found[1][:110] if found else ''}"


# The first three also run in the quick walk.
FILES = (
    "X01_external_entity.bpmn", "R03_python_in_script.bpmn", "f01_html_block.form", "X02_billion_laughs.bpmn",
    "X05_xinclude.bpmn", "X08_comment_in_condition.bpmn", "X10_utf_16.bpmn", "X18_id_with_path.bpmn",
    "R02_python_in_condition.bpmn", "R06_dunder_attribute.bpmn", "R10_zeebe_listener.bpmn", "D02_fork_bomb.bpmn",
    "D04_deep_sub_processes.bpmn", "D09_long_expression.bpmn", "L10_truthy_text_opens.bpmn",
    "M01_python_in_cell.dmn", "M06_doctype.dmn", "S01_direction_in_name.bpmn", "S06_svg_in_documentation.bpmn",
    "f02_dunder_key.form", "f08_python_condition.form", "f10_iframe.form",
)  # fmt: skip
for _number, _name in enumerate(FILES):
    hostile_diagram(_name, slow=_number >= 3)
