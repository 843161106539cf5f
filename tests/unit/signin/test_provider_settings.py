"""How a force's own sign-in is set up, and over which addresses it is spoken to."""

import pytest

from webapp.app import create_app
from webapp.config import Provider, Settings, SettingsError
from webapp.signin.provider import is_safe


def test_secrets_go_over_tls_or_stay_on_this_machine() -> None:
    assert is_safe("https://force.example/token")
    assert is_safe("http://127.0.0.1:8080/token")
    for address in (
        "http://force.example/token",
        "ftp://force.example",
        "https://",
        "",
        "http://127.0.0.1.evil.example",
    ):
        assert not is_safe(address), address


def test_settings_of_a_provider_are_read_and_checked() -> None:
    given = {
        "RTK_SECRET_KEY": "x" * 32,
        "RTK_OIDC_ISSUER": "https://login.force.example/tenant",
        "RTK_OIDC_CLIENT_ID": "rtk",
        "RTK_OIDC_CLIENT_SECRET": "hidden",
        "RTK_OIDC_GROUPS": "CN=RTK Lawyers=legal_reviewer, 7f3c=supervisor",
        "RTK_OIDC_CREATE_ACCOUNTS": "1",
    }
    read = Settings.from_environment(given).provider
    assert read is not None
    assert read.groups == {"CN=RTK Lawyers": "legal_reviewer", "7f3c": "supervisor"}
    assert read.creates_accounts
    assert "hidden" not in repr(read)
    for broken, sentence in (
        ({"RTK_OIDC_CLIENT_ID": ""}, "RTK_OIDC_CLIENT_ID"),
        ({"RTK_OIDC_GROUPS": "lawyers"}, "value=group"),
    ):
        with pytest.raises(SettingsError, match=sentence):
            Settings.from_environment({**given, **broken})
    with pytest.raises(SettingsError, match="does not exist"):
        create_app(Settings("sqlite://", "x" * 32, provider=Provider("https://x", "y", groups={"a": "emperor"})))
