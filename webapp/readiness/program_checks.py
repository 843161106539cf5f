"""Checks of the program itself: libraries that must not be older, and how passwords are kept."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from argon2 import Type, extract_parameters

from webapp.access import passwords
from webapp.readiness.finding import Finding, Surroundings, failed, passed

# The least that is safe; the reason stands beside each. Tests hold the lock files to it as well.
LEAST: dict[str, tuple[str, str]] = {
    "lxml": ("6.1.0", "CVE-2026-41066: two parsers read external entities"),
    "werkzeug": ("3.1.4", "CVE-2025-66221: device names in paths"),
    "flask": ("3.1.0", "limits of forms as settings"),
    "jinja2": ("3.1.6", "CVE-2025-27516: sandbox breakout"),
    "gunicorn": ("23.0.0", "CVE-2024-1135, CVE-2024-6827: request smuggling"),
    "cryptography": ("44.0.1", "CVE-2024-12797: the OpenSSL it brings"),
    "sqlalchemy": ("2.1.0", "what the product is written for"),
    "spiffworkflow": ("3.2.0", "what the engine is hardened around"),
    "argon2-cffi": ("23.1.0", "argon2id by default"),
    "marshmallow": ("4.1.2", "CVE-2025-68480: quadratic merging of errors"),
}
# OWASP Password Storage Cheat Sheet: at least 19 MiB with two passes.
LEAST_MEMORY_KIB, LEAST_PASSES = 19 * 1024, 2


def libraries(_: Surroundings) -> Iterator[Finding]:
    """Nothing older than what is known to be safe."""
    old = []
    for name, (least, reason) in LEAST.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            old.append(f"{name} is missing")
            continue
        if as_numbers(found) < as_numbers(least):
            old.append(f"{name} {found} is older than {least} ({reason})")
    if old:
        yield failed("libraries", f"Install the locked packages of this release again: {'; '.join(old)}.")
    else:
        yield passed("libraries", f"{len(LEAST)} libraries are as new as they have to be.")


def password_hashes(_: Surroundings) -> Iterator[Finding]:
    """A stolen table of hashes is of little use."""
    used = extract_parameters(passwords.hashed("what is asked of every password"))
    if used.type is not Type.ID or used.memory_cost < LEAST_MEMORY_KIB or used.time_cost < LEAST_PASSES:
        yield failed("passwords", "They must be hashed by argon2id with at least 19 MiB and two passes.")
    else:
        yield passed("passwords", f"argon2id with {used.memory_cost // 1024} MiB and {used.time_cost} passes.")


def as_numbers(text: str) -> tuple[int, ...]:
    """A version for comparing; what follows the numbers does not count."""
    return tuple(int(part) for part in re.findall(r"\d+", text.split("+")[0])[:4])
