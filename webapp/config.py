"""Settings: read from the environment once, typed and frozen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MINIMUM_SECRET_CHARACTERS = 32
CALENDARS = ("England and Wales", "Scotland", "Northern Ireland")
MEBIBYTE = 1024 * 1024
KIBIBYTE = 1024


class SettingsError(Exception):
    """A setting is missing or cannot be used; the sentence says which and what to put there."""


@dataclass(frozen=True)
class HouseRules:
    """What the services go by that only the settings know: how much one person may read in a day."""

    most_views: int = 100
    most_searches: int = 50
    most_exports: int = 5


@dataclass(frozen=True)
class Provider:
    """The force's own sign-in, spoken to in OpenID Connect. `groups` leads from values of its claim to our groups."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    title: str = "your force’s account"
    login_claim: str = "preferred_username"
    groups_claim: str = "groups"
    groups: Mapping[str, str] = field(default_factory=dict)
    creates_accounts: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Provider | None":
        """The provider of this installation; None where there is none. Raises SettingsError."""
        issuer = environment.get("RTK_OIDC_ISSUER", "")
        if not issuer:
            return None
        if not environment.get("RTK_OIDC_CLIENT_ID"):
            raise SettingsError("Set RTK_OIDC_CLIENT_ID to the name that the provider knows this service by.")
        return cls(
            issuer=issuer,
            client_id=environment["RTK_OIDC_CLIENT_ID"],
            client_secret=_secret(environment, "RTK_OIDC_CLIENT_SECRET"),
            title=environment.get("RTK_OIDC_TITLE") or cls.title,
            login_claim=environment.get("RTK_OIDC_LOGIN_CLAIM") or cls.login_claim,
            groups_claim=environment.get("RTK_OIDC_GROUPS_CLAIM") or cls.groups_claim,
            groups=_pairs(environment, "RTK_OIDC_GROUPS"),
            creates_accounts=environment.get("RTK_OIDC_CREATE_ACCOUNTS", "") == "1",
        )


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
    smtp_tls: bool = False
    mail_from: str = "right-to-know@localhost"
    site_address: str = "http://localhost"
    worker_seconds: float = 2.0
    calendar: str = CALENDARS[0]
    idle_minutes: int = 15
    session_hours: int = 8
    step_up_minutes: int = 10
    second_factor_required: bool = True
    provider: Provider | None = None
    data_folder: Path = Path("data")
    anchor_folder: Path | None = None
    audit_address: str = ""
    owner_database_url: str = ""
    largest_request: int = 2 * MEBIBYTE
    largest_form: int = MEBIBYTE
    most_form_parts: int = 2000
    largest_upload: int = 50 * MEBIBYTE
    scanner: str = ""
    open_unscanned: bool = False
    known_passwords: Path | None = None
    most_views: int = HouseRules.most_views
    most_searches: int = HouseRules.most_searches
    most_exports: int = HouseRules.most_exports
    reasons_for_looks: bool = True

    @property
    def house(self) -> HouseRules:
        """What the services need of these settings."""
        return HouseRules(self.most_views, self.most_searches, self.most_exports)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of this process, from the variables whose names begin with RTK_.

        Raises SettingsError with a sentence when the secret is missing or too weak, or a value cannot be used.
        """
        secret = _secret(environment, "RTK_SECRET_KEY")
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
            smtp_tls=environment.get("RTK_SMTP_TLS", "") == "1",
            mail_from=environment.get("RTK_MAIL_FROM", cls.mail_from),
            site_address=environment.get("RTK_SITE_ADDRESS", cls.site_address).rstrip("/"),
            worker_seconds=float(_whole_number(environment, "RTK_WORKER_SECONDS", int(cls.worker_seconds))),
            calendar=calendar,
            idle_minutes=_whole_number(environment, "RTK_IDLE_MINUTES", cls.idle_minutes, least=1),
            session_hours=_whole_number(environment, "RTK_SESSION_HOURS", cls.session_hours, least=1),
            step_up_minutes=_whole_number(environment, "RTK_STEP_UP_MINUTES", cls.step_up_minutes, least=1),
            second_factor_required=_one_of(environment, "RTK_SECOND_FACTOR", ("required", "optional")) == "required",
            provider=Provider.from_environment(environment),
            data_folder=data_folder,
            anchor_folder=Path(environment.get("RTK_ANCHOR_FOLDER") or data_folder / "anchors").absolute(),
            audit_address=environment.get("RTK_AUDIT_ADDRESS", ""),
            owner_database_url=environment.get("RTK_OWNER_DATABASE_URL", ""),
            largest_request=_size(environment, "RTK_LARGEST_REQUEST_KB", KIBIBYTE, cls.largest_request),
            largest_form=_size(environment, "RTK_LARGEST_FORM_KB", KIBIBYTE, cls.largest_form),
            most_form_parts=_size(environment, "RTK_MOST_FORM_PARTS", 1, cls.most_form_parts),
            largest_upload=_size(environment, "RTK_LARGEST_UPLOAD_MB", MEBIBYTE, cls.largest_upload),
            scanner=environment.get("RTK_SCANNER", ""),
            open_unscanned=environment.get("RTK_OPEN_UNSCANNED", "") == "1",
            known_passwords=_path(environment, "RTK_KNOWN_PASSWORDS_FILE"),
            most_views=_whole_number(environment, "RTK_MOST_CASES_A_DAY", cls.most_views),
            most_searches=_whole_number(environment, "RTK_MOST_SEARCHES_A_DAY", cls.most_searches),
            most_exports=_whole_number(environment, "RTK_MOST_EXPORTS_A_DAY", cls.most_exports),
            reasons_for_looks=environment.get("RTK_REASONS_FOR_LOOKS", "") != "0",
        )


def _size(environment: Mapping[str, str], name: str, unit: int, default: int) -> int:
    """A limit, which is never nothing: a limit of 0 would be none at all in some places."""
    number = _whole_number(environment, name, 0)
    if number == 0 and environment.get(name):
        raise SettingsError(f"{name} must be 1 or more.")
    return number * unit or default


def _whole_number(environment: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    text = environment.get(name, "")
    if not text:
        return default
    if not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}.")
    if int(text) < least:
        raise SettingsError(f"{name} must be {least} or more.")
    return int(text)


def _secret(environment: Mapping[str, str], name: str) -> str:
    """A secret from its variable, or from the file that the variable with _FILE at its end names."""
    secret = environment.get(name, "")
    if not secret and (secret_file := environment.get(f"{name}_FILE")):
        secret = Path(secret_file).read_text().strip()
    return secret


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    """The file that a variable names; None where it is left out."""
    text = environment.get(name, "")
    return Path(text).absolute() if text else None


def _pairs(environment: Mapping[str, str], name: str) -> dict[str, str]:
    """Pairs written as value=group, separated by commas."""
    found = {}
    for part in filter(None, (part.strip() for part in environment.get(name, "").split(","))):
        value, equals, group = part.rpartition("=")
        if not equals or not value.strip() or not group.strip():
            raise SettingsError(f"{name} must be written as value=group, value=group; {part!r} is not.")
        found[value.strip()] = group.strip()
    return found


def _one_of(environment: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """The word a variable holds; the first one where it is left out."""
    text = environment.get(name, "") or words[0]
    if text not in words:
        raise SettingsError(f"{name} must be {' or '.join(words)}, not {text!r}.")
    return text
