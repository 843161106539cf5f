"""Keys that are missing, short, typed or open to others are refused in a sentence."""

import base64
import secrets
from pathlib import Path

import pytest

from webapp.config import SettingsError
from webapp.sealing.envelope import CannotOpen
from webapp.sealing.keys import HeldKeys, KeyFile, UnknownKey, Wrapped, WrappingKey, keys_in, write_key_file
from webapp.sealing.provider import from_environment

GOOD = WrappingKey.fresh().text()


def test_newest_key_closes_and_every_key_opens() -> None:
    old, new = WrappingKey.fresh(), WrappingKey.fresh()
    closed = HeldKeys([old]).wrap(b"secret", b"case 1")
    both = HeldKeys([new, old])
    assert both.unwrap(closed, b"case 1") == b"secret"
    assert both.wrap(b"secret", b"case 1").key_id == new.id
    with pytest.raises(UnknownKey, match=old.id):
        HeldKeys([new]).unwrap(closed, b"case 1")


def test_data_key_given_to_another_case_does_not_open() -> None:
    held = HeldKeys([WrappingKey.fresh()])
    closed = held.wrap(b"secret", b"case 1")
    with pytest.raises(CannotOpen, match="changed or moved"):
        held.unwrap(closed, b"case 2")
    with pytest.raises(CannotOpen):
        held.unwrap(Wrapped(closed.key_id, closed.secret[:-1] + b"x"), b"case 1")


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("a", "is not written in base64"),
        (base64.b64encode(b"short").decode(), "has 5 bytes and needs 32"),
        (base64.b64encode(bytes(32)).decode(), "is not random"),
        (base64.b64encode(b"change-me-change-me-change-me-ok").decode(), "is not random"),
    ],
)
def test_weak_key_is_refused(text: str, because: str) -> None:
    with pytest.raises(SettingsError, match=because):
        keys_in(f"k1:{text}")


def test_several_keys_in_one_setting_have_names_of_their_own() -> None:
    assert keys_in(f"b:{WrappingKey.fresh().text()}, a:{GOOD}").ids() == ["b", "a"]
    for text, because in ((f"a:{GOOD},a:{GOOD}", "same name"), ("", "no key"), (f"a b:{GOOD}", "name of a key")):
        with pytest.raises(SettingsError, match=because):
            keys_in(text)


def test_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keys.txt"
    write_key_file(path, [WrappingKey.fresh()])
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    for mode in (0o604, 0o640, 0o622):
        path.chmod(mode)
        with pytest.raises(SettingsError, match="Others can read the keys"):
            KeyFile(path)


def test_running_process_takes_up_a_new_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.txt"
    first, second = WrappingKey.fresh(), WrappingKey.fresh()
    write_key_file(path, [first])
    running = KeyFile(path)
    closed = running.wrap(b"secret", b"")
    KeyFile(path).add(second)
    assert running.current() == second.id
    assert running.unwrap(closed, b"") == b"secret"
    with pytest.raises(SettingsError, match="newest"):
        running.remove(second.id)
    running.remove(first.id)
    assert running.ids() == [second.id]
    with pytest.raises(UnknownKey):
        running.unwrap(closed, b"")
    with pytest.raises(SettingsError, match="no key"):
        running.remove(first.id)


def test_start_without_keys_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="RTK_KEYS_FILE"):
        from_environment({})
    with pytest.raises(SettingsError, match="Set only one of"):
        from_environment({"RTK_KEYS": f"a:{GOOD}", "RTK_KEYS_FILE": "x"})
    with pytest.raises(SettingsError, match="cannot be read"):
        from_environment({"RTK_KEYS_FILE": str(tmp_path / "missing")})
    with pytest.raises(SettingsError, match="does not answer"):
        from_environment({"RTK_KEYS_SOCKET": str(tmp_path / "missing")})
    (tmp_path / "odd").write_text("one two three\n")
    (tmp_path / "odd").chmod(0o600)
    with pytest.raises(SettingsError, match="Each line"):
        from_environment({"RTK_KEYS_FILE": str(tmp_path / "odd")})


def test_keys_do_not_lie_beside_the_data_they_protect(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keys" / "keys.txt"
    write_key_file(path, [WrappingKey.fresh()])
    settings = {"RTK_KEYS_FILE": str(path), "RTK_DATA_FOLDER": str(tmp_path / "data")}
    with pytest.raises(SettingsError, match="lie in the data folder"):
        from_environment(settings)
    assert from_environment({**settings, "RTK_DEMONSTRATION": "1"}).current()
    assert from_environment({**settings, "RTK_DATA_FOLDER": str(tmp_path / "elsewhere")}).current()


def test_environment_holds_keys_as_well() -> None:
    found = from_environment({"RTK_KEYS": f"2026:{GOOD}"})
    secret = secrets.token_bytes(32)
    assert found.unwrap(found.wrap(secret, b"x"), b"x") == secret
    assert GOOD not in repr(WrappingKey.read("2026", GOOD))
