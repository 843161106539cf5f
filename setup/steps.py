"""Steps of the set-up: run, shown while they run, done once, and by one person at a time."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".rtk"

Word = str | Path


class CannotContinue(Exception):
    """A sentence that tells the person what is missing and what to do."""


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """One line of progress: the name, the seconds while it runs, and how it ended."""
    begun, over = time.monotonic(), threading.Event()

    def seconds() -> str:
        return f"{time.monotonic() - begun:.0f} s"

    def tick() -> None:
        while not over.wait(10):
            print(f" {seconds()} …", end="", flush=True)

    print(f"{name} …", end="", flush=True)
    ticking = threading.Thread(target=tick, daemon=True)
    ticking.start()
    ended = "failed after"
    try:
        yield
        ended = "done in"
    finally:
        over.set()
        ticking.join()
        print(f" {ended} {seconds()}", flush=True)


def run(
    command: Sequence[Word],
    *,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    failing: str | None = None,
    lines: int = 25,
) -> str:
    """What the command printed; when it fails, the sentence `failing` and its last `lines` are raised."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        tail = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-lines:])
        sentence = failing or f"'{Path(command[0]).name}' ended with code {done.returncode}."
        raise CannotContinue(f"{sentence}\n{tail}")
    return done.stdout


def works(command: Sequence[Word]) -> bool:
    try:
        run(command)
    except (CannotContinue, OSError):
        return False
    return True


def can_use_apt() -> bool:
    """Only root can add packages, and only where there is apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package: str) -> None:
    """Installs Debian's package, fetching the list of packages where that is what is missing."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", package]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(install, env=quiet)
    except CannotContinue:
        run(["apt-get", "update"], env=quiet)
        run(install, env=quiet)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another ./rtk is setting up this folder; waiting for it to finish.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(files: Sequence[Path], *also: object) -> str:
    total = hashlib.sha256(repr(also).encode())
    for file in files:
        total.update(f"\0{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return total.hexdigest()


def stamp(name: str) -> str:
    file = STATE / f"{name}.stamp"
    return file.read_text() if file.exists() else ""


def put_stamp(name: str, value: str) -> None:
    (STATE / f"{name}.stamp").write_text(value)
