"""Attacks on the door: signing in, sessions, other sites' pages, odd requests."""

import secrets
from urllib.parse import quote

from tests.attack.field import Field, attack, every, stopped, unless

REDIRECTS = (
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example",
    "javascript:alert(1)", "/\t/evil.example", "///evil.example", "http:evil.example", "/cases\r\nX-Evil: 1",
    "/sign-out", "/nowhere", "@evil.example", "/cases@evil.example/..//",
)  # fmt: skip


@attack("Sign in with a wrong password, an unknown name and SQL in both")
def guess(ground: Field) -> str:
    tries = (("olive", "wrong password!"), (f"nobody-{secrets.token_hex(3)}", "x" * 14), ("' OR 1=1--", "' OR ''='"))
    texts = []
    for login, password in tries:
        answer = ground.visitor().post("/sign-in", {"login": login, "password": password})
        texts.append((stopped(answer, {422}), "The username or the password is not right" in answer.text))
    unless(all(same for _, same in texts), "the answers tell known names from unknown ones")
    return every(*(text for text, _ in texts))


@attack("Guess passwords of one account as fast as possible")
def brute_force(ground: Field) -> str:
    visitor, login = ground.visitor(), f"nobody-{secrets.token_hex(4)}"
    answers = [visitor.post("/sign-in", {"login": login, "password": f"guess number {n}"}).status for n in range(7)]
    unless(answers[-1] == 429, f"seven guesses were answered with {answers}")
    return f"429 after {answers.index(429)} failures"


@attack("Sign in through a form of another site, with and without a stolen token")
def login_csrf(ground: Field) -> str:
    visitor = ground.visitor()
    typed = {"login": "olive", "password": ground.password}
    foreign = {"Origin": "https://evil.example"}
    return every(
        stopped(visitor.post("/sign-in", typed, token=False), {400}),
        stopped(visitor.post("/sign-in", typed, headers=foreign), {400}),
        stopped(visitor.post("/sign-in", typed, headers={"Sec-Fetch-Site": "cross-site"}), {400}),
    )


@attack("Send the visitor elsewhere after signing in")
def open_redirect(ground: Field) -> str:
    for wanted in REDIRECTS:
        visitor = ground.visitor()
        answer = visitor.post("/sign-in", {"login": "oscar", "password": ground.password, "next": wanted})
        stopped(answer, {303})
        unless(answer.location in {"/", "/cases"}, f"{wanted!r} leads to {answer.location}")
        page = ground.visitor().get("/sign-in?next=" + quote(wanted))
        unless("evil.example" not in page.text, f"{wanted!r} is put into the page")
    return f"{len(REDIRECTS)} spellings lead to the own start page"


@attack("Plant a session before the victim signs in")
def fixation(ground: Field) -> str:
    victim = ground.visitor()
    victim.get("/sign-in")
    planted = dict(victim.cookies)
    stopped(victim.post("/sign-in", {"login": "oscar", "password": ground.password}), {303})
    unless(victim.cookies != planted, "the session stayed the same")
    attacker = ground.visitor()
    attacker.cookies.update(planted)
    return stopped(attacker.get("/cases"), {303}, without=["Case "])


@attack("Use a session after its owner has signed out")
def replay(ground: Field) -> str:
    owner = ground.sign_in("oscar", ground.password)
    stolen = dict(owner.cookies)
    stopped(owner.get("/cases"), {200})
    stopped(owner.post("/sign-out"), {303})
    attacker = ground.visitor()
    attacker.cookies.update(stolen)
    return stopped(attacker.get("/cases"), {303}, without=["Case "])


@attack("Change a session cookie, one character at a time, and make one up")
def tampering(ground: Field) -> str:
    olive, done = ground.person("olive"), []
    for name, value in olive.cookies.items():
        middle = len(value) // 2
        for forged in (
            value[:-2],
            f"{value[:middle]}A{value[middle + 1 :]}B",
            "eyJfdXNlcl9pZCI6IjEifQ.x.y",
            "",
            "\"'--",
        ):
            attacker = ground.visitor()
            attacker.cookies[name] = forged
            done.append(stopped(attacker.get("/cases"), {303}))
    return every(*done)


@attack("Change something without a token, with a wrong one, a stranger's, or one in the address")
def without_token(ground: Field) -> str:
    olive, strangers = ground.person("olive"), ground.visitor().token()
    return every(
        stopped(olive.post("/cases", token=False), {400}),
        stopped(olive.post("/cases", {"csrf_token": "made up"}, token=False), {400}),
        stopped(olive.post("/cases", {"csrf_token": strangers}, token=False), {400}),
        stopped(olive.post(f"/cases?csrf_token={quote(olive.token())}", token=False), {400}),
    )


@attack("Change something from a page of another site, with the right token")
def cross_site(ground: Field) -> str:
    olive = ground.person("olive")
    tries = (
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"{ground.address}.evil.example"},
        {"Origin": "http://127.0.0.1:1"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    )  # fmt: skip
    return every(*(stopped(olive.post("/cases", headers=one), {400}) for one in tries))


@attack("Use a page as a picture, script or frame of another site")
def embedded(ground: Field) -> str:
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    answer = ground.person("olive").get("/cases", **foreign)
    page = ground.person("olive").get("/cases")
    unless("frame-ancestors 'none'" in page.headers["content-security-policy"], "pages can be framed")
    unless("access-control-allow-origin" not in page.headers, "other sites may read pages")
    return stopped(answer, {400})


@attack("Send JSON, text and XML from a form of another site")
def other_types(ground: Field) -> str:
    olive, done = ground.person("olive"), []
    for kind in ("application/json", "text/plain", "application/xml", "multipart/form-data; boundary=x"):
        done.append(stopped(olive.send("POST", "/cases", b'{"a":1}', {"Content-Type": kind}), {400}))
    return every(*done)


@attack("Change something by following a link")
def by_get(ground: Field) -> str:
    olive = ground.person("olive")
    paths = (f"{ground.task}/claim", f"{ground.task}/complete", "/sign-out", f"{ground.task}/draft")
    return every(*(stopped(olive.get(path), {405}) for path in paths))


@attack("Turn one method into another by header or field")
def method_override(ground: Field) -> str:
    olive = ground.person("olive")
    headers = {"X-HTTP-Method-Override": "PUT", "X-Method-Override": "DELETE"}
    done = [stopped(olive.get("/sign-out?_method=POST", **headers), {405})]
    stopped(olive.get("/cases"), {200})
    done += [stopped(olive.send(method, "/cases"), {405}) for method in ("TRACE", "DELETE", "PATCH", "MADEUP")]
    return every(*done)


@attack("Have pages built for another host")
def host_header(ground: Field) -> str:
    visitor, done = ground.visitor(), []
    for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "evil.example:80"):
        done.append(stopped(visitor.send("GET", "/sign-in", headers={"Host": host}), {400}, without=["evil.example"]))
    told = visitor.get("/", **{"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    unless("evil" not in told.location, "a forwarded host is believed")
    return every(*done)


@attack("Two host lines, a smuggled second request, and lines that are too long", server=True)
def smuggling(ground: Field) -> str:
    visitor = ground.visitor()
    own = f"{visitor.host}:{visitor.port}".encode()
    requests = {
        "two hosts": b"GET / HTTP/1.1\r\nHost: " + own + b"\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "length and chunks": b"POST / HTTP/1.1\r\nHost: " + own + b"\r\nContent-Length: 6\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        "two lengths": b"POST / HTTP/1.1\r\nHost: " + own + b"\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "space in a name": b"GET / HTTP/1.1\r\nHost: " + own + b"\r\nX Evil: 1\r\nConnection: close\r\n\r\n",
        "long line": b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: " + own + b"\r\n\r\n",
        "many lines": b"GET / HTTP/1.1\r\nHost: " + own + b"\r\n" + b"X-A: 1\r\n" * 200 + b"\r\n",
    }
    for name, request in requests.items():
        found = visitor.raw(request)
        unless(found[:12] in {b"", b"HTTP/1.1 400", b"HTTP/1.1 431", b"HTTP/1.1 414"}, f"{name}: {found[:40]!r}")
        unless(b"evil.example" not in found, f"{name}: the host is in the answer")
    return f"{len(requests)} kinds refused by the server before the application sees them"


@attack("Send more than anybody needs: a body, a field, thousands of parts, deep JSON")
def too_much(ground: Field) -> str:
    petra, done = ground.person("petra"), []
    done.append(stopped(petra.post("/sign-out", {"x": "y" * 3_000_000}), {413}))
    parts = [("x", ("a.txt", b"1", "text/plain"))] * 2500
    done.append(stopped(petra.upload("/sign-out", parts), {413}))
    done.append(stopped(petra.send("POST", "/cases", b"", {"Content-Length": "99999999999"}), {413}))
    deep = b"[" * 100_000 + b"]" * 100_000
    headers = {"Content-Type": "application/json", "X-CSRFToken": petra.token()}
    done.append(stopped(petra.send("PUT", f"{ground.draft}/content/right_to_know.bpmn", deep, headers), {400, 413}))
    return every(*done)


@attack("Look for files and pages that are often left open")
def left_open(ground: Field) -> str:
    visitor = ground.visitor()
    paths = (
        "/.env", "/.git/config", "/console", "/admin", "/debug", "/server-status", "/metrics", "/static/app.js", "/api",
        "/robots.txt", "/.well-known/security.txt", "/phpinfo.php", "/backup.sql", "/right-to-know.sqlite", "/data",
    )  # fmt: skip
    return every(*(stopped(visitor.get(path), {404}) for path in paths))


@attack("Climb out of the folder of browser files")
def traversal(ground: Field) -> str:
    visitor, done = ground.visitor(), []
    for name in (
        "../../config.py", "..%2f..%2fconfig.py", "%2e%2e/%2e%2e/config.py", "..%5c..%5cconfig.py", "....//config.py",
        "/etc/passwd", "%2fetc%2fpasswd", "app.css%00.py", "..%c0%af..%c0%afconfig.py", "..%252f..%252fconfig.py",
    ):  # fmt: skip
        done.append(stopped(visitor.get(f"/assets/x/{name}"), {404, 308, 400}, without=["SECRET", "class Settings"]))
    return every(*done)
