"""The provider of this process: chosen once, from the environment, or given by a test or a scenario."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from webapp.config import SettingsError
from webapp.sealing.agent import agent_at
from webapp.sealing.envelope import KEY_BYTES, CannotOpen
from webapp.sealing.keys import HeldKeys, KeyFile, KeyProvider, WrappingKey, keys_in, only_one_of

SETTINGS = ("RTK_KEYS_FILE", "RTK_KEYS_SOCKET", "RTK_KEYS")
_chosen: list[KeyProvider] = []


def provider() -> KeyProvider:
    """The provider of this process. Raises SettingsError where none is set or its keys cannot be used."""
    if not _chosen:
        use(from_environment())
    return _chosen[-1]


def use(chosen: KeyProvider) -> None:
    """From now on this process seals with these keys."""
    _chosen[:] = [chosen]


@contextmanager
def using(chosen: KeyProvider) -> Iterator[KeyProvider]:
    """Seals with other keys for a while, for tests and scenarios."""
    _chosen.append(chosen)
    try:
        yield chosen
    finally:
        _chosen.remove(chosen)


def for_a_while() -> HeldKeys:
    """Keys that nobody keeps, for data that nobody keeps either."""
    return HeldKeys([WrappingKey.fresh()])


def from_environment(environment: Mapping[str, str] = os.environ) -> KeyProvider:
    """The provider that the settings name, tried once. Raises SettingsError with a sentence that says what to do."""
    name = only_one_of(environment, SETTINGS)
    value = environment[name]
    found: KeyProvider
    if name == "RTK_KEYS":
        found = keys_in(value)
    elif name == "RTK_KEYS_SOCKET":
        found = agent_at(Path(value))
    else:
        found = KeyFile(Path(value))
        _refuse_beside_the_data(Path(value), environment)
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        if found.unwrap(found.wrap(secret, b"start-up"), b"start-up") != secret:
            raise SettingsError("The keys do not open what they close. Nothing may be sealed with them.")
    except (CannotOpen, OSError) as error:
        raise SettingsError(f"The keys cannot be used: {error}") from None
    return found


def _refuse_beside_the_data(path: Path, environment: Mapping[str, str]) -> None:
    if environment.get("RTK_DEMONSTRATION") == "1":
        return
    data = Path(environment.get("RTK_DATA_FOLDER", "data")).absolute()
    if path.absolute().resolve().is_relative_to(data.resolve()):
        raise SettingsError(
            f"The keys in {path} lie in the data folder, so that whoever takes a copy of the data has the keys as "
            "well. Keep them elsewhere."
        )
