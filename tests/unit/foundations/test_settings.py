"""Settings from the environment."""

import pytest

from webapp.config import Settings, SettingsError

SECRET = "x" * 32


def test_a_missing_or_short_secret_is_refused_in_a_sentence() -> None:
    for value in ("", "short"):
        with pytest.raises(SettingsError, match="RTK_SECRET_KEY"):
            Settings.from_environment({"RTK_SECRET_KEY": value})


def test_calendar_of_the_force_can_be_set_and_an_unknown_one_is_refused() -> None:
    assert Settings.from_environment({"RTK_SECRET_KEY": SECRET, "RTK_CALENDAR": "Scotland"}).calendar == "Scotland"
    with pytest.raises(SettingsError, match="RTK_CALENDAR must be one of England and Wales"):
        Settings.from_environment({"RTK_SECRET_KEY": SECRET, "RTK_CALENDAR": "Wales"})


def test_defaults_are_safe_in_production() -> None:
    settings = Settings.from_environment({"RTK_SECRET_KEY": SECRET})
    assert settings.secure_cookies
    assert not settings.demonstration
    assert settings.database_url.startswith("sqlite:///")


def test_everything_can_be_set() -> None:
    settings = Settings.from_environment(
        {
            "RTK_SECRET_KEY": SECRET,
            "RTK_DATABASE_URL": "postgresql://db/rtk",
            "RTK_TRUSTED_HOSTS": "rtk.example.org, rtk2.example.org",
            "RTK_TRUSTED_PROXIES": "1",
            "RTK_SMTP_HOST": "mail",
            "RTK_SMTP_PORT": "2525",
            "RTK_SITE_ADDRESS": "https://rtk.example.org/",
        }
    )
    assert settings.trusted_hosts == ("rtk.example.org", "rtk2.example.org")
    assert (settings.smtp_host, settings.smtp_port) == ("mail", 2525)
    assert settings.trusted_proxies == 1
    assert settings.site_address == "https://rtk.example.org"


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="RTK_SMTP_PORT must be a whole number"):
        Settings.from_environment({"RTK_SECRET_KEY": SECRET, "RTK_SMTP_PORT": "mail"})


def test_limits_are_read_in_their_units_and_never_switched_off() -> None:
    given = {"RTK_SECRET_KEY": SECRET, "RTK_LARGEST_UPLOAD_MB": "7", "RTK_LARGEST_REQUEST_KB": "512"}
    settings = Settings.from_environment(given)
    assert (settings.largest_upload, settings.largest_request) == (7 * 1024 * 1024, 512 * 1024)
    assert settings.largest_form == Settings.largest_form
    assert not settings.open_unscanned
    for name in ("RTK_LARGEST_UPLOAD_MB", "RTK_LARGEST_REQUEST_KB", "RTK_LARGEST_FORM_KB", "RTK_MOST_FORM_PARTS"):
        with pytest.raises(SettingsError, match=f"{name} must be 1 or more"):
            Settings.from_environment({"RTK_SECRET_KEY": SECRET, name: "0"})
