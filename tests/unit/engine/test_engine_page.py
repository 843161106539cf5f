"""The page about the engine tells the truth."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parents[2] / "docs" / "engine.md").read_text()
DEFINED = set(re.findall(r"def (test_\w+)\(", "".join(path.read_text() for path in HERE.parents[1].rglob("test_*.py"))))
STOCK = "".join(path.read_text() for path in (HERE / "stock").glob("test_stock_*.py"))


def test_every_test_that_the_engine_page_names_exists():
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named
    assert sorted(named - DEFINED) == []


def test_every_fault_shown_on_spiffworkflow_is_on_the_page_and_there_are_more_than_fifty():
    shown = {name for name in re.findall(r"def (test_\w+)\(", STOCK) if not name.endswith("run_in_step")}
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert sorted(shown - named) == []
    assert len(shown) > 50
