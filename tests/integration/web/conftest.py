"""What the tests of the pages can ask for."""

from tests.fixtures.site import quick_passwords, site

__all__ = ["quick_passwords", "site"]
