"""The web server's own log, which would write addresses with their queries: through our formatter like all others."""

from __future__ import annotations

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

from webapp import logs

_VALUE = re.compile(r"[^A-Za-z ]")


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn says nothing about its types
    """Gunicorn's logger with our formatter; there is no access log beside the application's own line per request."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn at its start."""
        super().setup(cfg)
        logs.set_up(self.error_log.level or logging.INFO)
        for handler in self.error_log.handlers:
            handler.setFormatter(ServerWords())

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Nothing: the application writes its own line."""


class ServerWords(logs.OnlyNamed):
    """Lines of the server: its words are in its code, its values are not written unless they say nothing."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, formatted like our own events. Where the words may hold a value already, they end before it."""
        words = str(record.msg) if record.args else _VALUE.split(str(record.msg), maxsplit=1)[0].strip()
        return super().format(logging.makeLogRecord({**record.__dict__, "name": f"{logs.OURS}.server", "msg": words}))
