"""Attacks on cases, tasks, files and accounts that are not the attacker's, and on the order of the work."""

import re
from threading import Thread
from uuid import uuid4

from tests.attack.field import MARK, Field, attack, every, stopped, unless
from tests.attack.visitor import Succeeded, Visitor


@attack("Open a case, a task and a file by forged identifiers")
def forged(ground: Field) -> str:
    olive, done = ground.person("olive"), []
    for path in ("/cases/{}", "/tasks/{}", f"{ground.case}/documents/copies/{{}}", f"{ground.case}/documents/{{}}"):
        for forged_id in (uuid4(), "00000000-0000-0000-0000-000000000000", 1, "1%20OR%201=1", "..", "%00", "%27"):
            done.append(stopped(olive.get(path.format(forged_id)), {404, 405, 308}))
    return every(*done)


@attack("Read somebody else's case, task, diagram and file, and learn whether they are there")
def others(ground: Field) -> str:
    stranger, done = ground.person("dominic"), []
    diagram = re.findall(r'data-xml="([^"]+)"', ground.person("olive").get(ground.case).text)[0]
    for path in (ground.case, ground.task, diagram, ground.document, f"{ground.case}/documents/new"):
        there = stranger.get(path)
        done.append(stopped(there, {404}, without=[MARK]))
    nowhere = stranger.get(f"/cases/{uuid4()}")
    unless(nowhere.text == stranger.get(ground.case).text, "a case of others differs from one that is not there")
    return every(*done)


@attack("Read a file through a case of one's own")
def through_own_case(ground: Field) -> str:
    olive = ground.person("olive")
    other = re.findall(r'href="(/cases/[0-9a-f-]{36})"', olive.get(olive.post("/cases").location).text)[0]
    return stopped(olive.get(ground.document.replace(ground.case, other)), {404}, without=[MARK])


@attack("See a case as administrator, designer or publisher")
def staff(ground: Field) -> str:
    return every(
        *(
            stopped(ground.person(login).get(path), {403, 404}, without=[MARK])
            for login in ("ada", "petra", "paul")
            for path in (ground.case, "/cases", ground.document)
        )
    )


@attack("Open every page without signing in")
def anonymous(ground: Field) -> str:
    visitor, done = ground.visitor(), []
    for path in ("/", "/groups", "/cases", ground.case, ground.task, ground.document, "/designer", ground.draft,
                 "/incidents", "/users", "/users/new"):  # fmt: skip
        answer = visitor.get(path)
        unless(answer.location.startswith("/sign-in"), f"{path} is answered with {answer.status}")
        done.append(f"{answer.status} to /sign-in")
    for path in ("/cases", f"{ground.task}/complete", "/users", f"{ground.case}/documents"):
        done.append(stopped(visitor.post(path), {401}))
    return every(*done)


@attack("Do what only other roles may: open cases, design, publish, retry, make and suspend accounts")
def other_roles(ground: Field) -> str:
    sam, ada = ground.person("sam"), ground.person("ada")
    account = re.findall(r'href="(/users/[0-9a-f-]{36})"', ada.get("/users").text)[0]
    done = [
        stopped(sam.get(path), {403})
        for path in (
            "/designer",
            "/incidents",
            "/users",
            "/users/new",
            "/users/proposals",
            account,
            "/audit",
            ground.draft,
        )
    ]
    done += [
        stopped(sam.post(path), {403})
        for path in (
            "/cases",
            "/users",
            f"{account}/suspend",
            f"{account}/proposals",
            f"{ground.draft}/publish",
            "/designer/right_to_know/drafts",
        )
    ]
    done.append(stopped(ground.person("petra").post(f"{ground.draft}/publish"), {403}))
    done.append(stopped(ground.person("paul").post(f"{ground.draft}/submit", {"note": "x"}), {403}))
    return every(*done)


@attack("Claim, complete and release a task of somebody else")
def others_task(ground: Field) -> str:
    done = []
    for login, expected in (("dominic", {404}), ("sam", {404}), ("oscar", {403})):
        person = ground.person(login)
        for verb in ("claim", "release", "draft", "complete"):
            answer = person.post(f"{ground.task}/{verb}", ground.intake())
            done.append(stopped(answer, expected))
    return every(*done)


@attack("List the tasks and cases of others by sort, filter and page")
def filters(ground: Field) -> str:
    olive, plain = ground.person("olive"), ground.person("olive").get("/groups").text
    for value in (
        "decision_maker",
        "' OR '1'='1",
        "1;DROP TABLE case_file",
        "%25",
        "investigating_officer' UNION SELECT 1--",
    ):
        page = olive.get("/groups?group=" + value.replace(" ", "%20").replace("'", "%27"))
        stopped(page, {200})
        unless(_tasks(page.text) <= _tasks(plain), f"the filter {value!r} shows more")
    for value in (
        "0_x",
        "99999999999999999999_00000000-0000-0000-0000-000000000000",
        "-1%20OR%201=1",
        "%27;--",
        "_",
        "a" * 2000,
    ):
        for path in ("/cases?after=", "/groups?after=", "/groups?order=", "/cases?limit=100000&after="):
            stopped(olive.get(path + value), {200})
    return "filters and places are read as closed values; nothing more is shown"


def _tasks(page: str) -> set[str]:
    return set(re.findall(r"/tasks/[0-9a-f-]{36}", page))


@attack("Answer what was not asked: later decisions, engine names, reserved names")
def mass_assignment(ground: Field) -> str:
    olive = ground.person("olive")
    task = olive.post("/cases").location
    case = re.findall(r'href="(/cases/[0-9a-f-]{36})"', olive.get(task).text)[0]
    more = {
        "outcome": "DISCLOSED_FULL", "status": "closed", "decision": "approve", "legal_result": "cleared",
        "typename": "datetime", "__class__": "x", "__builtins__": "x", "case_id": str(uuid4()), "assignee_id": "x",
        "priority": "P1_IMMEDIATE", "in_scope": "false", "constructor": "x", "_decision": "x", "decision-0-x": "y",
        "reported_by": str(uuid4()), "groups": "decision_maker", "victim_safe_contact-__proto__": "x",
    }  # fmt: skip
    answer = olive.post(f"{task}/complete", ground.intake(**more))
    stopped(answer, {303, 422})
    page = olive.get(case).text
    for word in ("DISCLOSED", "Disclosed", "Immediate", "Outcome", "closed"):
        unless(word not in re.sub(r"<[^>]+>", " ", page.split("Open tasks")[0]), f"the case shows {word!r}")
    return f"{len(more)} names that the form does not ask for were passed over"


@attack("Answer a task with an old, a future and no revision")
def stale(ground: Field) -> str:
    olive = ground.person("olive")
    task = olive.post("/cases").location
    done = []
    for revision in ("1", "0", "3", "-1", "", "2 OR 1=1", "٢", "2.0", "99999999999999999999"):
        done.append(stopped(olive.post(f"{task}/complete", ground.intake(_revision=revision)), {409}))
    return every(*done)


@attack("Answer a task twice, and five times at the same moment")
def double(ground: Field) -> str:
    olive = ground.person("olive")
    task = olive.post("/cases").location
    browsers = [Visitor(ground.address, dict(olive.cookies), signed_in=True) for _ in range(5)]
    tokens = [browser.token() for browser in browsers]
    answers: list[int] = []

    def send(browser: Visitor, token: str) -> None:
        answers.append(browser.post(f"{task}/complete", ground.intake(csrf_token=token), token=False).status)

    threads = [Thread(target=send, args=pair) for pair in zip(browsers, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    unless(sorted(answers) == [303, 409, 409, 409, 409], f"five at once were answered with {sorted(answers)}")
    return stopped(olive.post(f"{task}/complete", ground.intake()), {409})


@attack("Do two steps that two people have to do")
def separation(ground: Field) -> str:
    both = ground.account("investigating_officer", "supervisor")
    task = both.post("/cases").location
    task = stopped_at(both.post(f"{task}/complete", ground.intake()))
    triage = {
        "_revision": revision_of(both, task), **{f"sdash_{n}": "no" for n in range(1, 12)}, "ttl_credible": "no",
        "approach_recent": "no", "location_known_to_subject": "no", "escalation_7d": "no", "risk_level": "STANDARD",
        "judgement_text": "Nothing points to more than this.",
    }  # fmt: skip
    case = re.findall(r'href="(/cases/[0-9a-f-]{36})"', both.get(task).text)[0]
    stopped(both.post(f"{task}/complete", triage), {303})
    for other in sorted(_tasks(both.get(case).text)):
        page = both.get(other)
        if "another person has to do" in page.text:
            answer = both.post(f"{other}/complete", {"_revision": "1", "priority_confirmed": "P3_STANDARD"})
            return every(stopped(answer, {403}), stopped(both.post(f"{other}/claim"), {403}))
    raise Succeeded("the second step was open to the person who did the first")


def stopped_at(answer: object) -> str:
    location = getattr(answer, "location", "")
    unless(location.startswith("/tasks/"), "the next task was not given")
    return str(location)


def revision_of(visitor: Visitor, task: str) -> str:
    stopped(visitor.post(f"{task}/claim"), {303})
    found = re.search(r'name="_revision" value="(\d+)"', visitor.get(task).text)
    return found[1] if found else ""


@attack("Give oneself rights as an administrator alone, make groups up, and end what must not end")
def accounts(ground: Field) -> str:
    ada = ground.person("ada")
    typed = {"name": "Try", "login": f"try-{uuid4()}", "groups": "auditor", "reason": "x"}
    done = [stopped(ada.post("/users", {**typed, "groups": "root"}), {422})]
    done.append(stopped(ada.post("/users", {**typed, "login": "system"}), {422}))
    stopped(ada.post("/users", typed), {200})
    proposal = re.findall(r'action="(/users/proposals/[0-9a-f-]{36})/', ada.get("/users/proposals").text)[0]
    done.append(stopped(ada.post(f"{proposal}/decide", {"decision": "approve"}), {403}))
    stopped(ada.post(f"{proposal}/withdraw"), {303})
    done.append(stopped(ada.post(f"/users/{uuid4()}/suspend"), {404}))
    done.append(stopped(ada.post("/users/00000000-0000-0000-0000-000000000000/suspend"), {404}))
    return every(*done)
