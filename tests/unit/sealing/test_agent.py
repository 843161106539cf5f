"""Keys that stay in a vault: an agent in a process of its own closes and opens data keys."""

import json
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.config import SettingsError
from webapp.sealing import agent as sealing_agent
from webapp.sealing.agent import KeyAgent, KeyAgentUnavailable, agent_at
from webapp.sealing.envelope import CannotOpen
from webapp.sealing.keys import UnknownKey, Wrapped
from webapp.sealing.provider import from_environment

PROGRAM = Path(__file__).with_name("key_agent.py")


@pytest.fixture
def address() -> Iterator[Path]:
    """A socket's path may have about a hundred characters, so it stands directly under the temporary folder."""
    with tempfile.TemporaryDirectory(prefix="rtk-agent-") as folder:
        yield Path(folder) / "keys.socket"


@pytest.fixture
def running(address: Path) -> Iterator[Path]:
    with subprocess.Popen([sys.executable, str(PROGRAM), str(address)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield address
        process.terminate()


def new_key(address: Path) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(address))
        line.sendall(json.dumps({"do": "new"}).encode() + b"\n")
        assert b"vault-2" in line.recv(1000)


def test_agent_closes_and_opens_and_keeps_old_keys(running: Path) -> None:
    provider = from_environment({"RTK_KEYS_SOCKET": str(running)})
    secret = secrets.token_bytes(32)
    closed = provider.wrap(secret, b"case 1")
    assert closed.key_id == provider.current() == "vault-1"
    assert secret not in closed.secret
    new_key(running)
    assert provider.current() == "vault-2"
    assert provider.unwrap(closed, b"case 1") == secret
    with pytest.raises(CannotOpen, match="refused"):
        provider.unwrap(closed, b"case 2")
    with pytest.raises(UnknownKey, match="vault-9"):
        provider.unwrap(Wrapped("vault-9", closed.secret), b"case 1")


def test_opened_key_is_remembered_for_a_while_and_no_longer(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = agent_at(running)
    closed = provider.wrap(b"secret", b"")
    assert provider.unwrap(closed, b"") == b"secret"
    asked = []
    monkeypatch.setattr(provider, "_ask", lambda question: asked.append(question) or {"secret": "b3RoZXI="})
    assert provider.unwrap(closed, b"") == b"secret"
    assert asked == []
    monkeypatch.setattr(sealing_agent.time, "monotonic", lambda: 10.0**9)
    assert provider.unwrap(closed, b"") == b"other"


def test_agent_that_is_away_is_said_to_be_away(address: Path) -> None:
    with pytest.raises(KeyAgentUnavailable, match="does not answer"):
        KeyAgent(address).current()
    with pytest.raises(SettingsError, match="RTK_KEYS_SOCKET"):
        agent_at(address)


@pytest.mark.parametrize("answer", [b"nonsense\n", b"[]\n", b"{}\n", b'{"key": 3}\n', b""])
def test_answer_that_is_none_is_refused(answer: bytes, monkeypatch: pytest.MonkeyPatch, running: Path) -> None:
    monkeypatch.setattr(sealing_agent, "_line", lambda line: answer)
    with pytest.raises(KeyAgentUnavailable):
        KeyAgent(running).current()
