"""Who a visitor is behind proxies: believed only from as many as there are."""

import pytest

from webapp.app import create_app
from webapp.config import Settings

ADDRESS = "203.0.113.9"


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, ADDRESS)])
def test_a_visitors_address_is_taken_from_trusted_proxies_only(proxies: int, seen: str) -> None:
    app = create_app(Settings("sqlite://", "x" * 32, trusted_proxies=proxies))
    found: list[str] = []
    environment = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"198.51.100.1, {ADDRESS}"}

    @app.before_request
    def note() -> None:
        from flask import request

        found.append(request.remote_addr or "")

    app.test_client().get("/health", environ_overrides=environment)
    app.database.close()
    assert found == [seen]
