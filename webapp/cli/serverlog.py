"""The web server's own log, which would write addresses with their queries: through our formatter like all others."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger

from webapp import logs


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
        """One line, formatted like our own events."""
        own = logging.makeLogRecord({**record.__dict__, "name": f"{logs.OURS}.server"})
        return super().format(own)
