"""A visitor who sends whatever they like, to this machine only, and looks at every answer for signs of weakness."""

import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

SECONDS = 90
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
# What no answer may hold: the inside of the program, or a file of the machine.
TELLTALE = ("Traceback (most recent", "werkzeug", "sqlalchemy", "site-packages", "root:x:0", "SELECT ", "/webapp/")
NEEDED = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cache-Control")
File = tuple[str, bytes, str]


class Succeeded(Exception):
    """An attack had an effect that it must not have; the sentence says which."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def location(self) -> str:
        """Where it leads to."""
        return self.headers.get("location", "")

    def token(self) -> str:
        """The token of a form on the page."""
        found = _TOKEN.search(self.text)
        if found is None:
            raise Succeeded(f"a page without a token was given where one was expected (status {self.status})")
        return found[1]


@dataclass
class Visitor:
    """One browser with its cookies. Refuses to talk to any machine but this one."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    answers: int = 0

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        host = parts.hostname or ""
        if parts.scheme != "http" or (host != "localhost" and not ip_address(host).is_loopback):
            raise ValueError("Attacks are made on this machine only, such as http://127.0.0.1:8000.")
        self.host, self.port = host, parts.port or 80

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        quiet: bool = False,
    ) -> Answer:
        """One request, exactly as given. The answer is searched for signs of weakness unless `quiet`."""
        given = {"Host": f"{self.host}:{self.port}", "User-Agent": "hostile walk", **(headers or {})}
        if self.cookies and "Cookie" not in given:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body or method in {"POST", "PUT"}:
            given.setdefault("Content-Length", str(len(body)))
        connection = HTTPConnection(self.host, self.port, timeout=SECONDS)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                connection.putheader(name, value)
            connection.endheaders(body or None)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.split(";")[0]
        found = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, found, data.decode("utf-8", "replace"))
        self.answers += 1
        if not quiet:
            look_for_weakness(answer, f"{method} {path[:60]}")
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """A page."""
        return self.send("GET", path, headers=headers)

    def token(self) -> str:
        """A token of this browser's session."""
        return self.get("/help" if self.signed_in else "/sign-in").token()

    signed_in: bool = False

    def post(
        self,
        path: str,
        answers: Mapping[str, object] | None = None,
        *,
        token: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A form as our own pages send it; lists are sent as several of the same name."""
        given = {**({"csrf_token": self.token()} if token else {}), **(answers or {})}
        body = urlencode(given, doseq=True, errors="surrogatepass").encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, body, {**kind, **(headers or {})})

    def upload(self, path: str, files: Sequence[tuple[str, File]], answers: Mapping[str, str] | None = None) -> Answer:
        """Files as a browser sends them; names may hold anything."""
        parts = [
            f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
            for name, value in {"csrf_token": self.token(), **(answers or {})}.items()
        ]
        for name, (filename, content, kind) in files:
            head = (
                f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'
            )
            parts.append(head.encode() + content)
        body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
        return self.send("POST", path, body, {"Content-Type": "multipart/form-data; boundary=edge"})

    def raw(self, request: bytes) -> bytes:
        """Bytes as they are, for requests that no library would send; everything that comes back until it is closed."""
        with socket.create_connection((self.host, self.port), timeout=10) as connection:
            connection.sendall(request)
            found = b""
            try:
                while part := connection.recv(65536):
                    found += part
            except TimeoutError:
                return found
            return found


def look_for_weakness(answer: Answer, about: str) -> None:
    """Raises Succeeded for an answer that fails, tells of the inside, or lacks a header that protects it."""
    if answer.status >= 500:
        raise Succeeded(f"the server failed with {answer.status} at {about}")
    if telltale := [sign for sign in TELLTALE if sign in answer.text]:
        raise Succeeded(f"the answer to {about} tells of the inside: {telltale[0]}")
    if missing := [name for name in NEEDED if name.lower() not in answer.headers]:
        raise Succeeded(f"the answer to {about} lacks {missing[0]}")
