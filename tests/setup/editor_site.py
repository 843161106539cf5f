"""A small site with the pages that the browser files are made for, under the content policy of the product."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "webapp" / "static" / "built"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
BUNDLES = {"bpmn": "modeler", "dmn": "dmn", "form": "forms"}
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/app.css"><link rel="stylesheet" href="/static/{bundle}.css"></head>
<body class="govuk-template__body"><script src="/static/js-enabled.js"></script><main>{body}</main>
<script src="/static/app.js" defer></script><script src="/static/{bundle}.js" defer></script></body></html>"""
EDITOR = """<button type="button" data-editor-save>Save</button><div data-editor-problems aria-live="polite"></div>
<div data-editor="{kind}" data-load="/content" data-save="/content" data-revision="3" data-csrf="token"></div>"""


class EditorSite:
    """One file under edit, and what was saved to it."""

    def __init__(self) -> None:
        self.content = ""
        self.page = ""
        self.saved: list[dict[str, Any]] = []
        self.csrf: list[str | None] = []
        self.problems: list[dict[str, str]] = []
        self.status = 200
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def show_editor(self, kind: str, content: str) -> str:
        self.content = content
        self.page = PAGE.format(title="Editor", bundle=BUNDLES[kind], body=EDITOR.format(kind=kind))
        return self.address

    def show(self, body: str, bundle: str = "viewer") -> str:
        self.page = PAGE.format(title="Page", bundle=bundle, body=body)
        return self.address

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """A test's output is not a server's log."""

            def answer(self, status: int, kind: str, body: bytes) -> None:
                policy = POLICY + ("; style-src-attr 'unsafe-inline'" if "data-editor" in site.page else "")
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                if self.path == "/":
                    self.answer(200, "text/html; charset=utf-8", site.page.encode())
                elif self.path == "/content":
                    self.answer(200, "text/plain; charset=utf-8", site.content.encode())
                elif (file := BUILT / self.path.partition("?")[0].removeprefix("/static/")).is_file():
                    self.answer(200, TYPES[file.suffix], file.read_bytes())
                else:
                    self.answer(404, "text/plain", b"")

            def do_PUT(self) -> None:
                site.saved.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                site.csrf.append(self.headers["X-CSRFToken"])
                told: dict[str, Any] = {"revision": site.saved[-1]["revision"] + 1, "problems": site.problems}
                if site.status != 200:
                    told = {"message": "this version is published already."}
                self.answer(site.status, "application/json", json.dumps(told).encode())

        return Handler
