"""Settings: read from the environment once, typed and frozen."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MINIMUM_SECRET_CHARACTERS = 32
CALENDARS = ("England and Wales", "Scotland", "Northern Ireland")


class SettingsError(Exception):
    """A setting is missing or cannot be used; the sentence says which and what to put there."""


@dataclass(frozen=True)
class HouseRules:
    """What the services go by: the key that blind indexes are derived from, and how much one person may read a day."""

    index_key: bytes
    most_views: int = 100
    most_searches: int = 50
    most_exports: int = 5


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    database_url: str
    secret_key: str
    force_name: str = "Example Police"
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    secure_cookies: bool = True
    trusted_proxies: int = 0
    demonstration: bool = False
    smtp_host: str = ""
    smtp_port: int = 25
    mail_from: str = "right-to-know@localhost"
    site_address: str = "http://localhost"
    worker_seconds: float = 2.0
    calendar: str = CALENDARS[0]
    data_folder: Path = Path("data")
    index_key: str = ""
    most_views: int = HouseRules.most_views
    most_searches: int = HouseRules.most_searches
    most_exports: int = HouseRules.most_exports

    @property
    def house(self) -> HouseRules:
        """What the services need of these settings. Without its own key, the index's is derived from the secret."""
        key = self.index_key or f"index {self.secret_key}"
        return HouseRules(hashlib.sha256(key.encode()).digest(), self.most_views, self.most_searches, self.most_exports)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of this process, from the variables whose names begin with RTK_.

        Raises SettingsError with a sentence when the secret is missing or too weak, or a value cannot be used.
        """
        secret, index_key = _secret(environment, "RTK_SECRET_KEY"), _secret(environment, "RTK_INDEX_KEY")
        if index_key and len(index_key) < MINIMUM_SECRET_CHARACTERS:
            raise SettingsError(f"RTK_INDEX_KEY needs {MINIMUM_SECRET_CHARACTERS} or more random characters.")
        if len(secret) < MINIMUM_SECRET_CHARACTERS:
            raise SettingsError(
                f"Set RTK_SECRET_KEY (or RTK_SECRET_KEY_FILE) to {MINIMUM_SECRET_CHARACTERS} or more random characters."
            )
        calendar = environment.get("RTK_CALENDAR") or cls.calendar
        if calendar not in CALENDARS:
            raise SettingsError(f"RTK_CALENDAR must be one of {', '.join(CALENDARS)}, not {calendar!r}.")
        data_folder = Path(environment.get("RTK_DATA_FOLDER", "data")).absolute()
        hosts = tuple(part.strip() for part in environment.get("RTK_TRUSTED_HOSTS", "").split(",") if part.strip())
        return cls(
            database_url=environment.get("RTK_DATABASE_URL") or f"sqlite:///{data_folder / 'right-to-know.sqlite'}",
            secret_key=secret,
            force_name=environment.get("RTK_FORCE_NAME", cls.force_name),
            trusted_hosts=hosts or cls.trusted_hosts,
            secure_cookies=environment.get("RTK_INSECURE_COOKIES", "") != "1",
            trusted_proxies=_whole_number(environment, "RTK_TRUSTED_PROXIES", cls.trusted_proxies),
            demonstration=environment.get("RTK_DEMONSTRATION", "") == "1",
            smtp_host=environment.get("RTK_SMTP_HOST", ""),
            smtp_port=_whole_number(environment, "RTK_SMTP_PORT", cls.smtp_port),
            mail_from=environment.get("RTK_MAIL_FROM", cls.mail_from),
            site_address=environment.get("RTK_SITE_ADDRESS", cls.site_address).rstrip("/"),
            worker_seconds=float(_whole_number(environment, "RTK_WORKER_SECONDS", int(cls.worker_seconds))),
            calendar=calendar,
            data_folder=data_folder,
            index_key=index_key,
            most_views=_whole_number(environment, "RTK_MOST_CASES_A_DAY", cls.most_views),
            most_searches=_whole_number(environment, "RTK_MOST_SEARCHES_A_DAY", cls.most_searches),
            most_exports=_whole_number(environment, "RTK_MOST_EXPORTS_A_DAY", cls.most_exports),
        )


def _secret(environment: Mapping[str, str], name: str) -> str:
    """A secret, or what the file holds that NAME_FILE names."""
    if given := environment.get(name, ""):
        return given
    file = environment.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else ""


def _whole_number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, "")
    if not text:
        return default
    if not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}.")
    return int(text)
