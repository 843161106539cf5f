"""The locks of the Python packages."""

import re
from pathlib import Path

import pytest

LOCKS = sorted((Path(__file__).parents[2] / "requirements").glob("*.txt"))


def pinned(lock: Path) -> dict[str, tuple[str, int]]:
    """Name → version and number of hashes."""
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    heads = [re.match(r"([a-z0-9._-]+)==(\S+)", entry) for entry in entries]
    assert all(heads), "every entry begins with a pinned name"
    return {head[1]: (head[2], head.string.count("--hash=sha256:")) for head in heads if head}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_package_is_pinned_by_hash_and_no_address_is_named(lock: Path) -> None:
    assert pinned(lock)
    assert {name for name, (_, hashes) in pinned(lock).items() if not hashes} == set()
    assert re.findall(r"https?:|file:|^--|^-[ief]| @ ", lock.read_text(), re.MULTILINE) == []


def test_developers_have_the_very_packages_of_the_product() -> None:
    locks = {lock.stem: pinned(lock) for lock in LOCKS}
    assert locks["product"].items() <= locks["dev"].items()
