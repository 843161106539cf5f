"""The ground of the walk: people of the demonstration, a case of their own, and what an attack must meet."""

import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property

from tests.attack.visitor import Answer, Succeeded, Visitor
from tests.fixtures.site import INTAKE

_CASE = re.compile(r'href="(/cases/[0-9a-f-]{36})"')
_VERSION = re.compile(r'href="(/designer/versions/[0-9a-f-]{36})"')
MARK = "attackmark" + secrets.token_hex(4)


@dataclass
class Field:
    """What the attacks share."""

    address: str
    password: str
    people: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self) -> Visitor:
        """Somebody who is not signed in."""
        return Visitor(self.address)

    def person(self, login: str) -> Visitor:
        """The browser of one of the demonstration's people."""
        if login not in self.people:
            self.people[login] = self.sign_in(login, self.password)
        return self.people[login]

    def sign_in(self, login: str, password: str) -> Visitor:
        """A new browser of theirs."""
        visitor = self.visitor()
        answer = visitor.post("/sign-in", {"login": login, "password": password})
        if answer.status != 303:
            raise RuntimeError(f"{login} cannot sign in (status {answer.status}): is this the demonstration?")
        visitor.signed_in = True
        return visitor

    @cached_property
    def task(self) -> str:
        """The first task of a new case of Olive's."""
        return self.person("olive").post("/cases").location

    @cached_property
    def case(self) -> str:
        """The case of that task."""
        found = _CASE.search(self.person("olive").get(self.task).text)
        if found is None:
            raise RuntimeError("The task does not lead to its case.")
        return found[1]

    @cached_property
    def document(self) -> str:
        """A file of that case, as an address to download it."""
        olive = self.person("olive")
        stopped(olive.upload(f"{self.case}/documents", [("file", (f"{MARK}.txt", b"chat", "text/plain"))]), {303})
        found = re.search(rf'href="({self.case}/documents/copies/[0-9a-f-]{{36}})"', olive.get(self.case).text)
        if found is None:
            raise RuntimeError("The demonstration does not open unscanned files.")
        return found[1]

    @cached_property
    def draft(self) -> str:
        """A draft of Petra's."""
        return self.person("petra").post("/designer/right_to_know/drafts").location

    @cached_property
    def published(self) -> str:
        """The version in use, which nobody may change."""
        versions = _VERSION.findall(self.person("petra").get("/designer").text)
        return next(one for one in versions if one != self.draft)

    def account(self, *groups: str) -> Visitor:
        """Somebody new with these groups, whom one administrator proposed and another approved."""
        login, password = f"try-{secrets.token_hex(4)}", f"gravel tealight {secrets.token_hex(4)}"
        typed = {"name": "Try", "login": login, "groups": groups, "reason": "Made by the hostile walk."}
        made = self.person("ada").post("/users", typed)
        first = re.search(r"<code[^>]*>([a-z0-9-]{23})</code>", made.text)
        amos = self.sign_in("amos", self.password)  # anew, because approving wants a fresh proof
        proposed = re.search(r'action="(/users/proposals/[0-9a-f-]{36})/decide"', amos.get("/users/proposals").text)
        if first is None or proposed is None:
            raise RuntimeError("An account could not be made.")
        stopped(amos.post(f"{proposed[1]}/decide", {"decision": "approve"}), {303})
        visitor = self.visitor()
        stopped(visitor.post("/sign-in", {"login": login, "password": first[1]}), {303})
        chosen = {"password": password, "csrf_token": visitor.get("/sign-in/new-password").token()}
        stopped(visitor.post("/sign-in/new-password", chosen, token=False), {303})
        return self.sign_in(login, password)

    def intake(self, **more: object) -> dict[str, object]:
        """Right answers to the first task."""
        return {"_revision": 2, **INTAKE, **more}


Attack = Callable[[Field], str]


@dataclass(frozen=True)
class Listed:
    """One attack of the list; `server` ones need a real server in front, `slow` ones take seconds."""

    title: str
    run: Attack
    server: bool = False
    slow: bool = False


LIST: list[Listed] = []


def attack(title: str, *, server: bool = False, slow: bool = False) -> Callable[[Attack], Attack]:
    """Puts an attack on the list."""

    def put(run: Attack) -> Attack:
        LIST.append(Listed(title, run, server, slow))
        return run

    return put


def stopped(answer: Answer, by: Collection[int], without: Collection[str] = ()) -> str:
    """What stopped it. Raises Succeeded where the status is another, or a text is there that must not be."""
    if answer.status not in by:
        raise Succeeded(f"answered with {answer.status} instead of {' or '.join(map(str, sorted(by)))}")
    if told := [text for text in without if text in answer.text]:
        raise Succeeded(f"the answer holds {told[0]!r}")
    heading = re.search(r"<h1[^>]*>\s*([^<]{3,80}?)\s*</h1>", answer.text)
    sentence = re.search(r'(?:govuk-error-summary__list|<p class="govuk-body">)[^A-Z]*([A-Z][^<]{5,110})', answer.text)
    said = sentence[1] if answer.status == 422 and sentence else heading[1] if heading else answer.text.strip()[:60]
    return f"{answer.status} {said}".strip() if answer.status != 303 else f"303 to {answer.location}"


def every(*answers: str) -> str:
    """What stopped several tries that belong together."""
    kinds = sorted(set(answers))
    return f"{len(answers)} times {kinds[0]}" if len(kinds) == 1 else f"{len(answers)} tries: {'; '.join(kinds[:3])}"


def unless(true: bool, sentence: str) -> None:
    """Raises Succeeded with the sentence unless it is true."""
    if not true:
        raise Succeeded(sentence)
