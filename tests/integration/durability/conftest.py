"""What the tests of durability can ask for."""

from tests.fixtures.site import quick_passwords, site

__all__ = ["quick_passwords", "site"]
