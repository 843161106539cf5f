"""What the tests in a browser can ask for."""

from tests.browser.officers import officers
from tests.fixtures.served_site import filled_template, served

__all__ = ["filled_template", "officers", "served"]
