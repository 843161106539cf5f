"""A process beside this one that checks files, for doors with several threads, which must not fork themselves.

Run as a module it reads requests, one a line, until its input ends. It knows no settings and no database: it is
started with an empty environment, on first use, and ends with the process that started it.
"""

import atexit
import base64
import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

import webapp
from webapp.definitions.confinement import SECONDS_BY_THE_CLOCK, from_line, inspect_confined, to_line
from webapp.definitions.inspection import Inspection
from webapp.errors import Rejected

_LONGEST_WAIT = 4 * SECONDS_BY_THE_CLOCK


def serve() -> None:
    """Answers each request with what was found, until the input ends."""
    for line in sys.stdin.buffer:
        files = {path: base64.b64decode(content) for path, content in json.loads(line).items()}
        sys.stdout.buffer.write(to_line(inspect_confined(files)))
        sys.stdout.buffer.flush()


class Inspector:
    """This process's end of the inspector, started when it is first asked; one question at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, files: Mapping[str, bytes]) -> Inspection:
        """What is wrong with the files. Raises Rejected when no inspector can be kept running."""
        plain = {path: base64.b64encode(content).decode() for path, content in files.items()}
        request = json.dumps(plain).encode() + b"\n"
        with self._lock:
            # One that was ended from outside is replaced; a file cannot end it, only its child.
            for _ in range(2):
                line = self._exchange(request)
                if line.endswith(b"\n"):
                    return from_line(line)
                self._stop()
        raise Rejected("The files cannot be checked at the moment. Try again in a minute.")

    def _exchange(self, request: bytes) -> bytes:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            return b""
        try:
            process.stdin.write(request)
            process.stdin.flush()
            there, _, _ = select.select([process.stdout], [], [], _LONGEST_WAIT)
            return process.stdout.readline() if there else b""
        except OSError:
            return b""

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._owner != os.getpid():
            # The process of a parent that forked belongs to the parent: two must not talk on one pipe.
            self._owner = os.getpid()
            root = str(Path(webapp.__file__).parent.parent)
            command = [sys.executable, "-P", "-m", "webapp.definitions.inspector"]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, nothing from outside
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={"PYTHONPATH": root, "PYTHONUTF8": "1"},
                start_new_session=True,  # Ctrl-C in a terminal is for the door, which then ends this one
            )
            atexit.register(self._stop)
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        atexit.unregister(self._stop)
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        process.wait()


INSPECTOR = Inspector()

if __name__ == "__main__":
    serve()
