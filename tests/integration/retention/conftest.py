"""What the tests of disclosures can ask for: the same case and cast as those of cases."""

from tests.integration.cases.conftest import path

__all__ = ["path"]
