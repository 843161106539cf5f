"""What the tests of measures can ask for: the same case and cast as those of cases."""

from tests.integration.cases.conftest import filling_path, no_passwords, path

__all__ = ["filling_path", "no_passwords", "path"]
