"""The page about the engine tells the truth."""

import re
from pathlib import Path


def test_every_test_that_the_engine_page_names_exists():
    here = Path(__file__).parent
    page = (here.parents[2] / "docs" / "engine.md").read_text()
    source = "".join(path.read_text() for path in here.glob("test_engine_*.py"))
    named = set(re.findall(r"`(test_\w+)`", page))
    assert named
    assert [name for name in sorted(named) if f"def {name}(" not in source] == []
