"""What the tests of durability can ask for."""

from tests.fixtures.site import filling_site, quick_passwords, site

__all__ = ["filling_site", "quick_passwords", "site"]
