"""What the tests in a browser can ask for."""

from tests.browser.officers import officers

__all__ = ["officers"]
