"""`demo`: made-up people and cases in a folder of their own, served on this machine until Ctrl-C."""

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from webapp.cli import demo_cases
from webapp.cli.keys import seal_all
from webapp.cli.serve import ONLY_MINE, gunicorn_arguments
from webapp.database import Database
from webapp.errors import Rejected
from webapp.migrations.upgrade import upgrade
from webapp.sealing.keys import KeyFile, WrappingKey, write_key_file
from webapp.sealing.provider import SETTINGS as KEY_SETTINGS
from webapp.sealing.provider import using

FOLDER = Path(".rtk") / "demo"
SECONDS_TO_START = 60


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    demo = subcommands.add_parser("demo", help="serve made-up cases on this machine")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument(
        "--reset", action="store_true", help="throw away what was done in the demonstration and begin again"
    )
    demo.add_argument("--folder", type=Path, default=FOLDER, help=argparse.SUPPRESS)
    demo.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Prepares the data once, then runs web server and worker until it is stopped."""
    if _taken(chosen.port):
        raise Rejected(f"Port {chosen.port} is in use. Choose another one: ./rtk demo --port {chosen.port + 1}")
    folder = chosen.folder.absolute()
    if chosen.reset and folder.exists():
        shutil.rmtree(folder)
    environment = prepare(folder, chosen.port)
    return _serve(environment, chosen.port)


def prepare(folder: Path, port: int) -> dict[str, str]:
    """The environment of the demonstration, its database made and filled the first time."""
    os.umask(ONLY_MINE)
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(32))
    keys = folder / "keys" / "keys.txt"
    if not keys.exists():
        write_key_file(keys, [WrappingKey.fresh()])
    url = f"sqlite:///{folder / 'right-to-know.sqlite'}"
    done = folder / "filled"
    if not done.exists():
        print("Making the demonstration's people and cases:", flush=True)
        for leftover in folder.glob("right-to-know.sqlite*"):
            # A first start that was interrupted leaves half a database; it holds nobody's work yet.
            leftover.unlink()
    with using(KeyFile(keys)):
        _fill(url, done)
    return {
        **{name: value for name, value in os.environ.items() if name not in KEY_SETTINGS},
        "RTK_DATABASE_URL": url,
        "RTK_SECRET_KEY_FILE": str(secret),
        "RTK_KEYS_FILE": str(keys),
        "RTK_DATA_FOLDER": str(folder),
        "RTK_DEMONSTRATION": "1",
        "RTK_OPEN_UNSCANNED": "1",
        "RTK_INSECURE_COOKIES": "1",
        "RTK_SECOND_FACTOR": "optional",
        "RTK_FORCE_NAME": "Example Police",
        "RTK_SITE_ADDRESS": f"http://127.0.0.1:{port}",
    }


def _fill(url: str, done: Path) -> None:
    upgrade(url)
    database = Database(url)
    # A demonstration of an older release holds rows that are not sealed yet.
    seal_all(database)
    if not done.exists():
        demo_cases.fill(database, tell=lambda line: print(f"  {line}", flush=True))
        done.touch()
    database.close()


def _serve(environment: dict[str, str], port: int) -> int:
    commands = [
        [sys.executable, *gunicorn_arguments("127.0.0.1", port, 1), "--log-level", "warning"],
        [sys.executable, "-m", "webapp", "worker"],
    ]
    # Each in a session of its own, so that Ctrl-C reaches them only through the orderly stop below.
    running = [
        subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own two commands
        for command in commands
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _wait_until_up(port, running)
        _say_where(port)
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
        print("One of the two processes stopped by itself; the demonstration ends.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(running)


def _stop(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
    print("The demonstration has stopped; its data stay for the next time.", flush=True)


def _wait_until_up(port: int, running: list[subprocess.Popen[bytes]]) -> None:
    for _ in range(SECONDS_TO_START * 5):
        if any(process.poll() is not None for process in running):
            raise Rejected("The server could not start; what it said stands above.")
        try:
            probe = HTTPConnection("127.0.0.1", port, timeout=2)
            probe.request("GET", "/health")
            probe.getresponse()
            probe.close()
            return
        except (HTTPException, OSError):
            time.sleep(0.2)
    raise Rejected(f"The server did not answer within {SECONDS_TO_START} seconds.")


def _say_where(port: int) -> None:
    width = max(len(person.login) for person in demo_cases.PEOPLE)
    print(f"\nRight to Know is at  http://127.0.0.1:{port}  (Ctrl-C stops it)\n")
    print(f"Sign in as one of these; the password of each is  {demo_cases.PASSWORD}\n")
    for person in demo_cases.PEOPLE:
        print(f"  {person.login:<{width}}  {person.name}, {person.title}")
    print("\nEverybody and every case in it is made up.", flush=True)


def _taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
