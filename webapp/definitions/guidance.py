"""The guidance register of a package: what is had regard to, and the checks of the law in words.

`guidance.toml` is read strictly. Forms show its texts, so that a designer edits a question of law in one place; and a
published version never changes, so that a departure is always from the text that its reviewer read.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from webapp.engine.parse import Problem
from webapp.engine.xmlgate import readable
from webapp.errors import DefinitionRefused
from webapp.forms.definition import Field, FormDefinition, Option

FILE = "guidance.toml"
MAX_BYTES = 200_000
MAX_TEXT = 1_000
STATUSES: Mapping[str, str] = {
    "not_issued": "not issued",
    "draft": "draft",
    "issued": "issued",
    "by_analogy": "by analogy",
    "withdrawn": "withdrawn",
}
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_LINK = re.compile(r"https://[a-z0-9.-]+(?:/[A-Za-z0-9._~/#?=&-]*)?", re.ASCII)


@dataclass(frozen=True)
class Guidance:
    """One document in one version. `duty` says who must have regard to it, `have_regard` where that is laid down."""

    key: str
    title: str
    version: str
    status: str
    have_regard: str
    duty: str
    issued: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    link: str = ""
    confirmed: bool = False

    @property
    def name(self) -> str:
        """Title, version and standing in one line, as a reviewer chooses it and the record keeps it."""
        standing = "" if self.status in ("issued", "not_issued") else f" ({STATUSES[self.status]})"
        return f"{self.title}, {self.version}{standing}"


@dataclass(frozen=True)
class Check:
    """One check of the law: what is asked, what it means, and where it is laid down."""

    code: str
    title: str
    question: str
    meaning: str
    provision: str
    confirmed: bool = False


@dataclass(frozen=True)
class Provision:
    """A provision or judgment that this process cites, and what it is about."""

    citation: str
    subject: str
    confirmed: bool = False


@dataclass(frozen=True)
class Register:
    """The whole register; empty for a package without one."""

    title: str = ""
    note: str = ""
    guidance: tuple[Guidance, ...] = ()
    provisions: tuple[Provision, ...] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)

    def options(self) -> list[Option]:
        """What a reviewer can have regard to; a withdrawn document is shown and cannot be chosen."""
        withdrawn = {each.key for each in self.guidance if each.status == "withdrawn"}
        return [
            Option(each.key, each.name, "It was withdrawn." if each.key in withdrawn else "", each.key in withdrawn)
            for each in self.guidance
        ]


def read_register(content: bytes) -> Register:
    """The register in a file. Raises DefinitionRefused with a sentence for every mistake."""
    if len(content) > MAX_BYTES:
        raise DefinitionRefused([_problem(f"The register is larger than {MAX_BYTES // 1000} KB. Shorten it.")])
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except RecursionError:
        raise DefinitionRefused([_problem("The register is nested too deeply. Flatten it.")]) from None
    except ValueError as error:
        raise DefinitionRefused([_problem(f"The register cannot be read as TOML: {error}")]) from None
    reader = _Reader()
    register = reader.register(raw)
    if reader.problems:
        raise DefinitionRefused(reader.problems)
    return register


def filled(form: FormDefinition, register: Register) -> FormDefinition:
    """The form with the register's question, meaning and provision for each question that asks a check."""
    return replace(form, fields=tuple(_filled(part, register) for part in form.fields))


def problems_with(forms: Mapping[str, FormDefinition], register: Register) -> list[Problem]:
    """Checks that a form asks and the register does not hold, and the other way round."""
    asked = {part.register: name for name, form in forms.items() for part in form.questions() if part.register}
    missing = [
        _problem(f"The form {asked[code]} asks the check {code}. Add it under [checks.{code}].")
        for code in sorted(set(asked) - set(register.checks))
    ]
    return missing + [
        _problem(f"No form asks the check {code}. Remove it, or ask it with the property register.")
        for code in sorted(set(register.checks) - set(asked))
    ]


def _filled(part: Field, register: Register) -> Field:
    if part.fields:
        return replace(part, fields=tuple(_filled(inner, register) for inner in part.fields))
    check = register.checks.get(part.register)
    if check is None:
        return part
    return replace(part, label=f"{check.code}. {check.question}", hint=check.meaning, basis=check.provision)


class _Reader:
    """Reads the tables of one file and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def register(self, raw: Mapping[str, Any]) -> Register:
        self.known("the file", raw, {"register", "guidance", "provision", "checks"})
        head = self.table("[register]", raw.get("register", {}), {"title", "note"})
        guidance = self.tables("guidance", raw.get("guidance", {}))
        checks = self.tables("checks", raw.get("checks", {}))
        provisions = raw.get("provision", [])
        if not isinstance(provisions, list):
            self.wrong("Write each provision as [[provision]].")
            provisions = []
        return Register(
            title=self.text("[register]", head, "title"),
            note=self.text("[register]", head, "note", needed=False),
            guidance=tuple(self.guidance(key, table) for key, table in guidance.items()),
            provisions=tuple(self.provision(number, table) for number, table in enumerate(provisions, 1)),
            checks={code: self.check(code, table) for code, table in checks.items()},
        )

    def guidance(self, key: str, raw: object) -> Guidance:
        where = f"[guidance.{key}]"
        days = ("issued", "valid_from", "valid_until")
        texts = ("title", "version", "status", "have_regard", "duty")
        table = self.table(where, raw, {*texts, *days, "link", "confirmed"})
        found = {name: self.text(where, table, name) for name in texts}
        if found["status"] and found["status"] not in STATUSES:
            self.wrong(f"{where}: status is one of {', '.join(STATUSES)}.")
            found["status"] = "not_issued"
        link = self.text(where, table, "link", needed=False)
        if link and not _LINK.fullmatch(link):
            self.wrong(f"{where}: link begins with https:// and is a plain address.")
        moments = {name: self.day(where, table, name) for name in days}
        if moments["valid_from"] and moments["valid_until"] and moments["valid_until"] < moments["valid_from"]:
            self.wrong(f"{where}: valid_until is before valid_from.")
        if found["status"] == "issued" and not moments["issued"]:
            self.wrong(f"{where}: give the day on which it was issued.")
        return Guidance(
            key=key,
            title=found["title"],
            version=found["version"],
            status=found["status"],
            have_regard=found["have_regard"],
            duty=found["duty"],
            issued=moments["issued"],
            valid_from=moments["valid_from"],
            valid_until=moments["valid_until"],
            link=link,
            confirmed=self.flag(where, table),
        )

    def check(self, code: str, raw: object) -> Check:
        where, texts = f"[checks.{code}]", ("title", "question", "meaning", "provision")
        table = self.table(where, raw, {*texts, "confirmed"})
        found = {name: self.text(where, table, name) for name in texts}
        return Check(code, **found, confirmed=self.flag(where, table))

    def provision(self, number: int, raw: object) -> Provision:
        where = f"[[provision]] {number}"
        table = self.table(where, raw, {"citation", "subject", "confirmed"})
        citation, subject = self.text(where, table, "citation"), self.text(where, table, "subject")
        return Provision(citation, subject, self.flag(where, table))

    def tables(self, name: str, raw: object) -> dict[str, object]:
        if not isinstance(raw, dict):
            self.wrong(f"Write each entry as a table [{name}.KEY].")
            return {}
        for key in raw:
            if not _KEY.fullmatch(key):
                self.wrong(f"[{name}.…]: a key is made of letters, digits and underscores, and begins with a letter.")
        return {key: table for key, table in raw.items() if _KEY.fullmatch(key)}

    def table(self, where: str, raw: object, allowed: set[str]) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self.wrong(f"{where} is a table of names and values.")
            return {}
        self.known(where, raw, allowed)
        return raw

    def known(self, where: str, raw: Mapping[str, Any], allowed: set[str]) -> None:
        for name in sorted(set(raw) - allowed):
            self.wrong(f"{where}: {name[:60]} means nothing here; known are {', '.join(sorted(allowed))}.")

    def text(self, where: str, raw: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
        value = raw.get(name, "")
        if not isinstance(value, str) or len(value) > MAX_TEXT or not readable(value):
            self.wrong(f"{where}: {name} is a text of at most {MAX_TEXT} characters that hides nothing.")
            return ""
        if needed and not value.strip():
            self.wrong(f"{where}: give {name} a text.")
        return value

    def day(self, where: str, raw: Mapping[str, Any], name: str) -> date | None:
        value = raw.get(name)
        if value is not None and type(value) is not date:
            self.wrong(f"{where}: {name} is a day such as 2026-04-29, without quotes.")
            return None
        return value

    def flag(self, where: str, raw: Mapping[str, Any]) -> bool:
        value = raw.get("confirmed", False)
        if not isinstance(value, bool):
            self.wrong(f"{where}: confirmed is true or false.")
        return value is True

    def wrong(self, sentence: str) -> None:
        self.problems.append(_problem(sentence))


def _problem(sentence: str) -> Problem:
    return Problem(FILE, "", "", "guidance", sentence)
