"""Requests made by chance: from the routes, and from the forms of the pages that are really shown.

The same seed makes the same requests as long as the pages are the same. What is typed is mostly what a form asks for,
so that it comes through to the services behind it; the rest is what nobody would send.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode
from uuid import UUID

import lxml.html
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

# Nothing in here names anybody, so that a name in a refusal is a leak.
ODD = (
    "", " ", "0", "-1", "1e400", "NaN", "9" * 400, "x" * 3_000, "\x00", "a\x00b", "\r\nX-Evil: 1", "\u202e", "\ufeff",
    "\ud800", "\U0010ffff", "e\u0301", "İ", "ß" * 300, "<b>x</b>", "{{7*7}}", "' OR 1=1 --", "%00", "%s%n", "../../x",
    "[]", "{}", "null", "true", "2026-02-30", "0000-00-00", "9999-12-31", "31", "13", "24:60", "10000", "1_0", "٣", "on",
    "RTK-2026-0001", "RTK-9999-9999999999999", "=1+1", "a,b;c", "\n" * 50, "yes", "no", "_add", "x@y.example",
)  # fmt: skip
WORDS = (
    "Enough words to say why this is done here.", "North", "42/1/26", "nightwatcher", "2", "12", "2026-03-01", "09:30",
    "Instagram", "none", "A1", "S1", "RTK-2026-000001", "Kept until the review.", "victim@safe.example",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PATCH", "TRACE", "PROPFIND", "get", "X" * 60)
KINDS = (
    "application/json", "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=a", "application/x-www-form-urlencoded; charset=utf-7", "text/html; charset=x", "",
    "application/octet-stream", ";;;", "application/json; charset=utf-16",
)  # fmt: skip
HEADERS = (
    ("Accept-Language", "\xff"), ("Cookie", "session=x; session=y; device="), ("Range", "bytes=0-,-1"),
    ("If-None-Match", '"' * 9), ("If-Modified-Since", "yesterday"), ("X-Forwarded-For", "1, 2, 3"), ("Accept", "*/*;q=x"),
    ("X-HTTP-Method-Override", "DELETE"), ("Referer", "\u00ff://"), ("Origin", "null"), ("Expect", "x"),
    ("Content-Encoding", "gzip"), ("Authorization", "Basic !"), ("User-Agent", ""), ("Transfer-Encoding", "x"),
)  # fmt: skip
BODIES = (
    b"", b"\x00", b"{", b"[" * 2_000, b'{"content": 1}', b'{"content": "x", "revision": 1e999}', b"a=%", b"&&&=&",
    b"--a\r\n\r\n", b'--a\r\nContent-Disposition: form-data; name="file"; filename="\x00"\r\n\r\nx\r\n--a--', b"\xff\xfe",
    b'--a\r\nContent-Disposition: form-data\r\n\r\nx\r\n--a--\r\n', b"csrf_token=" + b"x" * 9_000, b"null", b'"\\ud800"',
)  # fmt: skip
FORM, BOUNDARY = "application/x-www-form-urlencoded", "----boundary"


def _form(pairs: list[tuple[str, str]]) -> bytes:
    return urlencode(pairs, errors="surrogatepass").encode()


def _parts(pairs: list[tuple[str, str]], files: dict[str, tuple[bytes, str]]) -> bytes:
    """A form with files, written here because no client would write half a character or a line end into a name."""
    heads = [(f'name="{name}"', text.encode("utf-8", "surrogatepass")) for name, text in pairs]
    heads += [(f'name="{name}"; filename="{own}"', content) for name, (content, own) in files.items()]
    made = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode("utf-8", "surrogatepass")
        + body
        + b"\r\n"
        for head, body in heads
    )
    return made + f"--{BOUNDARY}--\r\n".encode()


@dataclass
class Sent:
    """One request in words, to send it again by hand."""

    method: str
    address: str
    body: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.address} {self.body:.300}"


@dataclass
class Sender:
    """One browser that sends requests by chance. `known` are values for the parts of addresses, by their name."""

    client: FlaskClient
    rules: list[Rule]
    known: dict[str, list[str]]
    dice: Random
    token: str
    pages: list[str] = field(default_factory=lambda: ["/"])
    sent: Sent = field(default_factory=lambda: Sent("", ""))

    def send(self) -> TestResponse:
        """The answer to the next request."""
        if self.dice.random() < 0.55:
            return self._form_of_a_page()
        return self._route()

    def _form_of_a_page(self) -> TestResponse:
        """A page is opened, and one of its forms sent, filled in more or less well."""
        page = self.open("GET", self.dice.choice(self.pages))
        if page.status_code != 200 or page.mimetype != "text/html":
            return page
        tree = lxml.html.document_fromstring(page.text)
        self._remember(tree)
        forms = [form for form in tree.forms if form.method == "POST" and "sign-out" not in (form.action or "")]
        if not forms:
            return page
        form = self.dice.choice(forms)
        pairs, files = self._filled(form)
        address = form.action or self.sent.address
        if not files:
            return self.open("POST", address, data=_form(pairs), content_type=FORM)
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.open("POST", address, data=_parts(pairs, files), content_type=kind)

    def _remember(self, tree: Any) -> None:
        for link in tree.xpath("//a/@href"):
            if link.startswith("/") and link not in self.pages and len(self.pages) < 400:
                self.pages.append(link)

    def _filled(self, form: Any) -> tuple[list[tuple[str, str]], dict[str, tuple[bytes, str]]]:
        """What is sent of a form: as its buttons would, and then changed in some places."""
        pairs: list[tuple[str, str]] = []
        files: dict[str, tuple[bytes, str]] = {}
        careless = self.dice.choice((0.0, 0.0, 0.05, 0.4))
        chosen: set[str] = set()
        for part in form.xpath(".//input | .//select | .//textarea | .//button[@name]"):
            name, kind = part.get("name"), part.get("type", part.tag)
            if not name or (kind == "button" and self.dice.random() < 0.9):
                continue
            if kind == "file":
                files[name] = (self.dice.choice(BODIES), self.dice.choice(("chat.txt", "a.bpmn", *ODD)))
            elif kind in ("hidden", "submit") and self.dice.random() >= careless:
                pairs.append((name, part.get("value") or ""))
            elif kind in ("radio", "checkbox"):
                # Of alternatives one, more or less often the first.
                if name not in chosen and self.dice.random() < 0.5:
                    pairs.append((name, part.get("value") or "on"))
                    chosen.add(name)
            elif kind == "select":
                options = [option.get("value") or "" for option in part.xpath(".//option")]
                pairs.append((name, self.dice.choice(options or [""])))
            else:
                pairs.append((name, self._typed(name)))
        pairs = [(name, self.dice.choice(ODD) if self._spoils(name, careless) else text) for name, text in pairs]
        if careless and pairs and self.dice.random() < 0.3:
            pairs.append(self.dice.choice(pairs))
            pairs.append((self.dice.choice((*ODD, "typename", "__class__", "_add", "_remove")), self.dice.choice(ODD)))
        return pairs, files

    def _spoils(self, name: str, careless: float) -> bool:
        return name != "csrf_token" and self.dice.random() < careless

    def _typed(self, name: str) -> str:
        if name.endswith(("-day", "-month")):
            return str(self.dice.randint(1, 13))
        if name.endswith("-year"):
            return self.dice.choice(("1980", "2025", "2026", "2027", "1"))
        if name.endswith("-time"):
            return "09:30"
        return self.dice.choice(WORDS if self.dice.random() < 0.85 else ODD)

    def _route(self) -> TestResponse:
        """A route of the service, called by its own method or another, with known or odd parts of its address."""
        rule = self.dice.choice(self.rules)
        own = sorted((rule.methods or set()) - {"HEAD"})
        method = self.dice.choice(own) if self.dice.random() < 0.8 else self.dice.choice(METHODS)
        odd = self.dice.choice((0.0, 0.0, 0.3))
        address = "".join(text if not dynamic else self._part(text, odd) for dynamic, text in rule._trace).lstrip("|")
        if self.dice.random() < 0.15:
            address += "?" + urlencode({self._word(): self._word() for _ in range(3)}, errors="surrogatepass")
        headers = dict(self.dice.sample(HEADERS, 2)) if self.dice.random() < 0.15 else {}
        if self.dice.random() < 0.85:
            headers["X-CSRFToken"] = self.token
        if self.dice.random() < 0.5:
            body = _form([(self._word(), self._word()) for _ in range(self.dice.randint(0, 6))])
            return self.open(method, address, data=body, content_type=FORM, headers=headers)
        kind, body = self.dice.choice(KINDS), self.dice.choice(BODIES)
        return self.open(method, address, data=body, content_type=kind, headers=headers)

    def _word(self) -> str:
        names = ("next", "after", "group", "reason", "name", "reference", "q", "page", "login", "path", "note", "_once",
                 "_revision", "decision", "content", "revision", "unit", "until", "kind", "file")  # fmt: skip
        return self.dice.choice(self.dice.choice((names, WORDS, ODD)))

    def _part(self, name: str, odd: float) -> str:
        if self.dice.random() < odd:
            word = self.dice.choice((*ODD, str(UUID(int=0)), "x.bpmn", "forms/x.form"))
            return quote_from_bytes(word.encode("utf-8", "surrogatepass"))
        values = self.known.get(name) or [str(UUID(int=self.dice.getrandbits(128), version=4)), "x"]
        return quote(self.dice.choice(values))

    def open(self, method: str, address: str, **more: Any) -> TestResponse:
        """Sends it, and remembers it in words."""
        self.sent = Sent(method, address, repr(more) if more else "")
        return self.client.open(address, method=method, **more)
