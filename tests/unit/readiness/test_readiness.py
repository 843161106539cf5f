"""What `check --deploy` says of an installation: each unsafe setting by itself is enough to fail."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.clamd import standing_in
from webapp import clock
from webapp.access import passwords
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations.upgrade import upgrade
from webapp.readiness import database_checks, program_checks
from webapp.readiness.checks import CHECKS, report
from webapp.readiness.finding import Finding, Surroundings, passed
from webapp.sealing.keys import WrappingKey, write_key_file

SECRET = "m3Zq8vT1xKc7Lr0WbY5nPd2HsG9fJ4uEaQ6"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    folder.chmod(0o700)
    upgrade(f"sqlite:///{folder / 'rtk.sqlite'}")
    return folder


@pytest.fixture(scope="module")
def good(prepared: Path) -> Iterator[Settings]:
    known = prepared / "known-passwords"
    known.write_text(f"{'0' * 40}:3\n{'F' * 40}:1\n")
    with standing_in() as clamd:
        yield Settings(
            f"sqlite:///{prepared / 'rtk.sqlite'}",
            SECRET,
            trusted_hosts=("rtk.police.example",),
            site_address="https://rtk.police.example",
            trusted_proxies=1,
            smtp_host="mail.police.example",
            smtp_tls=True,
            mail_from="rtk@police.example",
            scanner=clamd.address,
            data_folder=prepared,
            known_passwords=known,
        )


KEYS = {"RTK_KEYS_FILE": ""}


@pytest.fixture(scope="module", autouse=True)
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key file of this installation, which every report is given."""
    file = tmp_path_factory.mktemp("elsewhere") / "keys"
    write_key_file(file, [WrappingKey.fresh()])
    KEYS["RTK_KEYS_FILE"] = str(file)
    return file


def outcomes(settings: Settings, environment: dict[str, str] | None = None) -> dict[str, str]:
    found: dict[str, str] = {}
    for finding in report(settings, KEYS | (environment or {})):
        assert finding.sentence.endswith("."), finding
        if found.get(finding.check) != "failed":
            found[finding.check] = finding.outcome
    return found


def test_good_installation_fails_nothing(good: Settings) -> None:
    found = outcomes(good)
    assert "failed" not in found.values()
    assert {check for check, outcome in found.items() if outcome == "doubtful"} == {"database", "account"}
    assert len(found) >= len(CHECKS) - 1


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"secret_key": "a" * 40}, "secret key"),
        ({"secret_key": "change-me-change-me-1234567890-abcdef"}, "secret key"),
        ({"secure_cookies": False}, "cookies"),
        ({"trusted_hosts": Settings.trusted_hosts, "site_address": "https://localhost"}, "hosts"),
        ({"trusted_hosts": (".police.example", "rtk.police.example")}, "hosts"),
        ({"site_address": "http://rtk.police.example"}, "site address"),
        ({"site_address": "https://other.example"}, "site address"),
        ({"demonstration": True}, "demonstration"),
        ({"mail_from": Settings.mail_from}, "mail"),
        ({"scanner": "tcp://127.0.0.1:1"}, "virus scanner"),
        ({"scanner": "clamd"}, "virus scanner"),
        ({"scanner": "", "open_unscanned": True}, "virus scanner"),
        ({"data_folder": Path("/nowhere/at/all")}, "data folder"),
        ({"known_passwords": Path("/nowhere/at/all")}, "known passwords"),
        ({"known_passwords": Path(__file__)}, "known passwords"),
        ({"largest_upload": 2**40}, "limits"),
        ({"largest_request": 2**40}, "limits"),
        ({"most_form_parts": 10**6}, "limits"),
        ({"database_url": "sqlite:////nowhere/at/all.sqlite"}, "database"),
    ],
)
def test_each_unsafe_setting_fails_its_check_alone(good: Settings, changed: dict[str, Any], check: str) -> None:
    found = outcomes(replace(good, **changed))
    assert {name for name, outcome in found.items() if outcome == "failed"} == {check}


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"smtp_host": ""}, "mail"),
        ({"smtp_tls": False}, "mail"),
        ({"scanner": ""}, "virus scanner"),
        ({"known_passwords": None}, "known passwords"),
        ({"trusted_proxies": 0}, "proxies"),
        ({"trusted_proxies": 3}, "proxies"),
    ],
)
def test_what_may_be_meant_is_doubtful(good: Settings, changed: dict[str, Any], check: str) -> None:
    found = outcomes(replace(good, **changed))
    assert found[check] == "doubtful"
    assert "failed" not in found.values()


def test_keys_that_are_missing_or_that_others_can_read_fail(good: Settings, key_file: Path, tmp_path: Path) -> None:
    assert outcomes(good, {"RTK_KEYS_FILE": str(tmp_path / "none")})["encryption keys"] == "failed"
    assert outcomes(good, {"RTK_KEYS_FILE": ""})["encryption keys"] == "failed"
    key_file.chmod(0o644)
    try:
        assert outcomes(good)["encryption keys"] == "failed"
    finally:
        key_file.chmod(0o600)
    key = WrappingKey.fresh()
    in_the_open = {"RTK_KEYS_FILE": "", "RTK_KEYS": f"{key.id}:{key.text()}"}
    assert outcomes(good, in_the_open)["encryption keys"] == "doubtful"


def test_debugging_fails(good: Settings) -> None:
    assert outcomes(good, {"FLASK_DEBUG": "1"})["debugging"] == "failed"
    assert outcomes(good, {"FLASK_DEBUG": "0"})["debugging"] == "passed"


def test_files_that_others_can_read_fail(good: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    for mode, outcome in ((0o640, "failed"), (0o604, "failed"), (0o600, "passed")):
        secret.chmod(mode)
        assert outcomes(good, {"RTK_SECRET_KEY_FILE": str(secret)})["secret key's file"] == outcome
    assert outcomes(good, {"RTK_SECRET_KEY_FILE": str(tmp_path / "none")})["secret key's file"] == "failed"
    tmp_path.chmod(0o755)
    assert outcomes(replace(good, data_folder=tmp_path))["data folder"] == "failed"


def test_tables_of_another_release_fail(good: Settings, tmp_path: Path) -> None:
    empty = replace(good, database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert outcomes(empty)["tables"] == "failed"


def test_clock_that_differs_from_the_databases_fails(good: Settings) -> None:
    with clock.fixed(clock.now() + timedelta(seconds=20)):
        assert outcomes(good)["clock"] == "failed"


def test_old_library_fails(good: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(program_checks.LEAST, "lxml", ("999.0", "made up"))
    assert outcomes(good)["libraries"] == "failed"
    monkeypatch.setitem(program_checks.LEAST, "no-such-library", ("1.0", "made up"))
    found = [finding for finding in report(good, {}) if finding.check == "libraries"]
    assert "no-such-library is missing" in found[0].sentence


def test_weak_password_hashes_fail(good: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hashed", weak.hash)
    assert outcomes(good)["passwords"] == "failed"


def test_check_that_breaks_counts_as_failed_and_hides_no_other(good: Settings) -> None:
    def broken(around: Surroundings) -> Iterator[Finding]:
        raise LookupError("with a secret in it")
        yield passed("never", "Never.")

    found = report(good, {}, [broken, program_checks.libraries])
    assert [(one.check, one.outcome) for one in found] == [("broken", "failed"), ("libraries", "passed")]
    assert "secret" not in found[0].sentence


def test_no_finding_tells_a_secret(good: Settings) -> None:
    url = "postgresql://rtk:hunter2hunter2@127.0.0.1:1/rtk"
    said = str(report(replace(good, database_url=url), {"RTK_SECRET_KEY": SECRET}))
    assert "hunter2" not in said
    assert SECRET not in said


def test_versions_are_compared_by_number() -> None:
    assert program_checks.as_numbers("6.10.0") > program_checks.as_numbers("6.9.9")
    assert program_checks.as_numbers("3.1.4+local.7") == (3, 1, 4)


def test_database_that_answers_is_closed_again(good: Settings) -> None:
    opened = database_checks.opened(good.database_url)
    assert isinstance(opened, Database)
    opened.close()
    assert os.access(good.data_folder, os.W_OK)
