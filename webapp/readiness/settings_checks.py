"""Checks that need nothing but the settings and the files they name."""

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from webapp.access.known_passwords import is_list
from webapp.config import MEBIBYTE, Settings, SettingsError
from webapp.documents.clamav import Scanner, WrongAddress
from webapp.readiness.finding import Finding, Surroundings, doubtful, failed, passed
from webapp.sealing import provider

SHORTEST_SECRET = 32
FEWEST_DIFFERENT_CHARACTERS = 12
OTHERS = stat.S_IRWXG | stat.S_IRWXO
LARGEST_SAFE = {
    "largest_request": (8 * MEBIBYTE, "RTK_LARGEST_REQUEST_KB"),
    "largest_form": (8 * MEBIBYTE, "RTK_LARGEST_FORM_KB"),
    "most_form_parts": (5000, "RTK_MOST_FORM_PARTS"),
    "largest_upload": (500 * MEBIBYTE, "RTK_LARGEST_UPLOAD_MB"),
}
HERE = ("localhost", "127.0.0.1", "::1")
DEBUGGING = ("FLASK_DEBUG", "WERKZEUG_DEBUG_PIN", "PYTHONDEVMODE", "PYTHONINSPECT")


def secret_key(around: Surroundings) -> Iterator[Finding]:
    """Long, and not something that a person made up or copied."""
    secret = around.settings.secret_key
    made_up = any(word in secret.lower() for word in ("secret", "change", "password", "example", "default"))
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT_CHARACTERS or made_up:
        yield failed(
            "secret key", "Set RTK_SECRET_KEY to 32 or more random characters: deploy/make-secrets.sh makes them."
        )
    else:
        yield passed("secret key", "It is long and looks random.")
    if file := around.environment.get("RTK_SECRET_KEY_FILE"):
        yield _only_ours("secret key's file", Path(file))


def cookies(around: Surroundings) -> Iterator[Finding]:
    """Sent over TLS only."""
    if around.settings.secure_cookies:
        yield passed("cookies", "They are sent over TLS only.")
    else:
        yield failed("cookies", "Take RTK_INSECURE_COOKIES out and put TLS in front of the service.")


def hosts(around: Surroundings) -> Iterator[Finding]:
    """The service answers to its own names only."""
    names = around.settings.trusted_hosts
    if names == Settings.trusted_hosts:
        yield failed("hosts", "Set RTK_TRUSTED_HOSTS to the name under which people reach the service.")
    elif wide := [name for name in names if name.startswith(".") or "*" in name]:
        yield failed("hosts", f"Name each host in RTK_TRUSTED_HOSTS by itself instead of {', '.join(wide)}.")
    else:
        yield passed("hosts", f"The service answers to {', '.join(names)} only.")


def site_address(around: Surroundings) -> Iterator[Finding]:
    """Links in mail lead to the service over TLS."""
    parts = urlsplit(around.settings.site_address)
    if parts.scheme != "https" or not parts.hostname:
        yield failed("site address", "Set RTK_SITE_ADDRESS to the https:// address of the service.")
    elif parts.hostname not in around.settings.trusted_hosts:
        yield failed("site address", f"Add {parts.hostname} to RTK_TRUSTED_HOSTS, or mend RTK_SITE_ADDRESS.")
    else:
        yield passed("site address", f"Links in mail lead to {around.settings.site_address}.")


def debugging(around: Surroundings) -> Iterator[Finding]:
    """No debugger and no development mode."""
    on = [name for name in DEBUGGING if around.environment.get(name, "") not in ("", "0")]
    if on:
        yield failed("debugging", f"Take {', '.join(on)} out of the environment.")
    else:
        yield passed("debugging", "No debugger is on.")


def demonstration(around: Surroundings) -> Iterator[Finding]:
    """Real people are not entered into a demonstration."""
    if around.settings.demonstration:
        yield failed("demonstration", "Take RTK_DEMONSTRATION out, and begin with an empty database.")
    else:
        yield passed("demonstration", "It is off.")


def proxies(around: Surroundings) -> Iterator[Finding]:
    """Who a visitor is comes from as many proxies as there are."""
    count = around.settings.trusted_proxies
    if count > 2:
        yield doubtful(
            "proxies", f"Are there {count} proxies in front? A visitor can pretend to be one that is not there."
        )
    elif count == 0:
        yield doubtful(
            "proxies",
            "TLS has to end in front of the service. Set RTK_TRUSTED_PROXIES=1 if a proxy there names the visitor.",
        )
    else:
        yield passed("proxies", f"The word of {count} {'proxy' if count == 1 else 'proxies'} is believed.")


def mail(around: Surroundings) -> Iterator[Finding]:
    """Somebody is told of work that waits."""
    if not around.settings.smtp_host:
        yield doubtful("mail", "Set RTK_SMTP_HOST, or nobody is told that a task waits or that a virus was found.")
    elif around.settings.mail_from.endswith("@localhost"):
        yield failed("mail", "Set RTK_MAIL_FROM to an address of the force.")
    elif not around.settings.smtp_tls and around.settings.smtp_host not in HERE:
        yield doubtful("mail", "Set RTK_SMTP_TLS=1, unless the way to the mail server is encrypted as it is.")
    else:
        yield passed("mail", f"It is handed over at {around.settings.smtp_host}.")


def scanner(around: Surroundings) -> Iterator[Finding]:
    """Files are scanned before they are opened."""
    address = around.settings.scanner
    if not address:
        open_all = around.settings.open_unscanned
        tail = (
            "RTK_OPEN_UNSCANNED lets people open files that nothing scanned."
            if open_all
            else "Until then files stay locked."
        )
        yield (failed if open_all else doubtful)("virus scanner", f"Set RTK_SCANNER to a ClamAV daemon. {tail}")
        return
    try:
        answers = Scanner(address).answers()
    except WrongAddress as wrong:
        yield failed("virus scanner", str(wrong))
        return
    if answers:
        yield passed("virus scanner", "It answers.")
    else:
        yield failed(
            "virus scanner", f"Nothing that speaks ClamAV's protocol answers at {address}. Files would stay locked."
        )


def known_passwords(around: Surroundings) -> Iterator[Finding]:
    """People cannot choose a password that was stolen elsewhere."""
    file = around.settings.known_passwords
    if file is None:
        yield doubtful(
            "known passwords",
            "Set RTK_KNOWN_PASSWORDS_FILE to a list of stolen ones, unless nobody has a password here.",
        )
    elif not file.is_file() or not is_list(file):
        yield failed("known passwords", f"{file} is no sorted list of SHA-1 digests. No password could be chosen.")
    else:
        yield passed("known passwords", "Passwords that were stolen elsewhere are refused.")


def encryption_keys(around: Surroundings) -> Iterator[Finding]:
    """The keys that what is stored is sealed under are there, and only ours."""
    try:
        provider.from_environment(around.environment).current()
    except SettingsError as refusal:
        yield failed("encryption keys", str(refusal).rstrip(".") + ".")
        return
    if around.environment.get("RTK_KEYS"):
        yield doubtful(
            "encryption keys", "Keep them in a file or behind a socket: whoever sees the environment has them."
        )
    else:
        yield passed("encryption keys", "They are there, and others cannot read them.")


def data_folder(around: Surroundings) -> Iterator[Finding]:
    """Only the service's own account can read what people sent."""
    folder = around.settings.data_folder
    if not folder.is_dir():
        yield failed("data folder", f"Make the folder {folder} for the service's own account, with mode 0700.")
    else:
        yield _only_ours("data folder", folder)


def limits(around: Surroundings) -> Iterator[Finding]:
    """No request can fill memory or disk."""
    over = [
        name for field, (most, name) in LARGEST_SAFE.items() if not 0 < int(getattr(around.settings, field)) <= most
    ]
    if over:
        yield failed("limits", f"Lower {', '.join(over)}: requests of that size can fill memory or disk.")
    else:
        yield passed("limits", "Requests, forms and files are limited.")


def _only_ours(check: str, path: Path) -> Finding:
    try:
        mode = path.stat().st_mode
    except OSError:
        return failed(check, f"{path} cannot be read.")
    if mode & OTHERS:
        kind = "0700" if stat.S_ISDIR(mode) else "0600"
        return failed(check, f"Others on this machine can get at {path}. Give it mode {kind}.")
    return passed(check, "Only the service's own account can get at it.")
