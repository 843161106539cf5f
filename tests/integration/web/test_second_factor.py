"""After the password: a code, a recovery code, a password of one's own, and what is asked of people without any."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.fixtures.site import PASSWORD, Site, post
from webapp import clock
from webapp.signin import totp
from webapp.signin.rules import LONGEST_UNFINISHED, OF_PAIR
from webapp.signin.totp import SECONDS

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
CODES = re.compile(r"<li><code[^>]*>([a-z2-7-]{29})</code>")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.fixed(NOON):
        yield


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/").status_code == 200


def pass_time(**how_much: float) -> None:
    clock.move(clock.now() + timedelta(**how_much))


def key_on(page: str) -> str:
    return re.search(r"Key: <code[^>]*>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]


def code_for(key: str) -> str:
    return pyotp.TOTP(key).at(clock.now())


def set_up(client: FlaskClient, address: str = "/my-sign-in/code-generator") -> tuple[str, list[str]]:
    """The key of a new generator, and the recovery codes that came with it."""
    assert post(client, address).location == address
    page = client.get(address).text
    assert 'src="data:image/svg+xml' in page
    key = key_on(page)
    done = post(client, address, code=code_for(key))
    assert done.status_code == 200
    return key, CODES.findall(done.text)


def password_given(site: Site, login: str = "supervisor", **more: str) -> FlaskClient:
    client = site.visitor()
    response = post(client, "/sign-in", login=login, password=PASSWORD, **more)
    assert response.location.startswith("/sign-in/"), response.location
    return client


def test_who_has_a_generator_is_asked_for_its_code_and_led_on(site: Site) -> None:
    key, _ = set_up(site.signed_in("supervisor"))
    pass_time(seconds=2 * SECONDS)
    client = password_given(site, next="/groups?group=supervisor")
    assert not is_signed_in(client)
    assert client.get("/my-sign-in").status_code == 303
    for wrong in ("000000", "", "abcdef", "١٢٣٤٥٦", code_for(pyotp.random_base32())):
        assert post(client, "/sign-in/second-factor", code=wrong).status_code == 422
    response = post(client, "/sign-in/second-factor", code=f" {code_for(key)[:3]} {code_for(key)[3:]} ")
    assert response.location == "/groups?group=supervisor"
    assert is_signed_in(client)
    with site.database.transaction() as session:
        methods = session.scalars(text("SELECT methods FROM sign_in_session WHERE ended_at IS NULL")).all()
        signed = session.scalars(text("SELECT detail FROM audit_event WHERE event = 'person_signed_in'")).all()
    assert "password totp" in methods
    assert key not in str(signed)


def test_code_is_good_once_and_only_near_its_time(site: Site) -> None:
    key, _ = set_up(site.signed_in("supervisor"))
    used = code_for(key)
    # The code that confirmed the generator was a use of it.
    assert post(password_given(site), "/sign-in/second-factor", code=used).status_code == 422
    pass_time(seconds=2 * SECONDS)
    late, early = pyotp.TOTP(key).at(clock.now(), counter_offset=-2), pyotp.TOTP(key).at(clock.now(), counter_offset=2)
    before, now = pyotp.TOTP(key).at(clock.now(), counter_offset=-1), code_for(key)
    client = password_given(site)
    for code in (late, early):
        assert post(client, "/sign-in/second-factor", code=code).status_code == 422
    assert post(client, "/sign-in/second-factor", code=now).status_code == 303
    # One that is older than the last used one is refused, although its time has not passed yet.
    for code in (now, before):
        assert post(password_given(site), "/sign-in/second-factor", code=code).status_code == 422


def test_code_counts_for_its_thirty_seconds_and_a_moment_either_way(site: Site) -> None:
    key, _ = set_up(site.signed_in("supervisor"))
    supervisor = site.person("supervisor").id
    begins = NOON + timedelta(hours=1)
    for from_its_beginning, counts in ((-6, False), (-5, True), (0, True), (29, True), (39, True), (40, False)):
        begins += timedelta(minutes=5)
        clock.move(begins + timedelta(seconds=from_its_beginning))
        with site.database.transaction():
            accepted = totp.accept(supervisor, pyotp.TOTP(key).at(begins))
        assert accepted is counts, from_its_beginning


def test_recovery_code_stands_in_once_and_new_ones_replace_the_old(site: Site) -> None:
    client = site.signed_in("supervisor")
    _, codes = set_up(client)
    assert len(set(codes)) == 10
    with site.database.transaction() as session:
        rows = str(session.execute(text("SELECT * FROM recovery_code")).all())
        assert not [code for code in codes if code in rows or code.replace("-", "") in rows]
    spelt_differently = codes[0].replace("-", " ").upper()
    assert post(password_given(site), "/sign-in/second-factor", code=spelt_differently).status_code == 303
    assert post(password_given(site), "/sign-in/second-factor", code=codes[0]).status_code == 422
    assert "9 left." in client.get("/my-sign-in").text
    fresh = CODES.findall(post(client, "/my-sign-in/recovery-codes").text)
    assert len(set(fresh) - set(codes)) == 10
    assert post(password_given(site), "/sign-in/second-factor", code=codes[1]).status_code == 422
    assert post(password_given(site), "/sign-in/second-factor", code=fresh[0]).status_code == 303


def test_guessing_codes_is_slowed_also_over_several_sign_ins(site: Site) -> None:
    key, _ = set_up(site.signed_in("supervisor"))
    pass_time(seconds=2 * SECONDS)
    for number in range(OF_PAIR.free):
        client = password_given(site)
        assert post(client, "/sign-in/second-factor", code=f"00000{number}").status_code == 422
    client = password_given(site)
    assert post(client, "/sign-in/second-factor", code=code_for(key)).location == "/sign-in"
    assert "Too many tries." in client.get("/sign-in").text
    assert client.get("/sign-in/second-factor").location == "/sign-in"
    pass_time(minutes=1)
    assert post(password_given(site), "/sign-in/second-factor", code=code_for(key)).status_code == 303


def test_unfinished_sign_in_is_over_after_a_while(site: Site) -> None:
    key, _ = set_up(site.signed_in("supervisor"))
    client = password_given(site)
    pass_time(seconds=LONGEST_UNFINISHED.total_seconds())
    assert post(client, "/sign-in/second-factor", code=code_for(key)).location == "/sign-in"
    assert not is_signed_in(client)


def test_steps_cannot_be_skipped_or_taken_by_somebody_who_gave_no_password(site: Site) -> None:
    set_up(site.signed_in("supervisor"))
    for client in (site.visitor(), password_given(site)):
        for step in ("new-password", "enrolment"):
            assert client.get(f"/sign-in/{step}").location == "/sign-in"
            assert post(client, f"/sign-in/{step}", password="a password of my own", code="1").location == "/sign-in"
        assert not is_signed_in(client)
    assert site.visitor().get("/sign-in/second-factor").location == "/sign-in"


def test_where_it_is_required_nobody_gets_in_without_a_second_factor(site: Site) -> None:
    site.app.settings = replace(site.app.settings, second_factor_required=True)
    client = password_given(site, next="/groups")
    assert not is_signed_in(client)
    key, codes = set_up(client, "/sign-in/enrolment")
    assert len(codes) == 10
    assert is_signed_in(client)
    assert post(client, "/my-sign-in/code-generator/remove").status_code == 422
    pass_time(minutes=1)
    again = password_given(site)
    assert post(again, "/sign-in/second-factor", code=code_for(key)).location == "/"


def test_code_confirms_a_sign_off_and_a_recovery_code_does_not(site: Site) -> None:
    client = site.signed_in("supervisor")
    key, codes = set_up(client)
    pass_time(minutes=12)
    assert post(client, "/my-sign-in/recovery-codes").location == "/confirm?next=/my-sign-in"
    assert client.get("/my-sign-in/code-generator").location == "/confirm?next=/my-sign-in/code-generator"
    assert post(client, "/confirm", code=codes[0]).status_code == 422
    assert post(client, "/confirm", code=code_for(key), next="/my-sign-in").location == "/my-sign-in"
    assert CODES.findall(post(client, "/my-sign-in/recovery-codes").text)


def test_changing_how_one_signs_in_ends_the_other_sessions(site: Site) -> None:
    here, there = site.signed_in("supervisor"), site.visitor()
    assert post(there, "/sign-in", login="supervisor", password=PASSWORD).status_code == 303
    set_up(here)
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert post(here, "/my-sign-in/code-generator/remove").status_code == 303
    assert post(there, "/sign-in", login="supervisor", password=PASSWORD).location == "/"


def test_password_is_changed_with_the_present_one_and_to_a_good_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the passwords of this test are really hashed
    here, there = site.signed_in("supervisor"), site.visitor()
    assert post(there, "/sign-in", login="supervisor", password=PASSWORD).status_code == 303
    mine = "gravel tealight umbrella"
    for present, chosen, sentence in (
        ("wrong", mine, "not your present password"),
        (PASSWORD, "short", "12 characters or more"),
        (PASSWORD, "supervisor-2026", "made from your name"),
    ):
        response = post(here, "/my-sign-in/password", present=present, password=chosen)
        assert (response.status_code, sentence in response.text) == (422, True), sentence
        assert chosen not in response.text
    assert post(here, "/my-sign-in/password", present=PASSWORD, password=mine).status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert post(there, "/sign-in", login="supervisor", password=PASSWORD).status_code == 422
    assert post(there, "/sign-in", login="supervisor", password=mine).status_code == 303


def test_password_that_was_handed_over_opens_only_the_way_to_a_new_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with site.database.transaction() as session:
        until = clock.now() + timedelta(hours=72)
        session.execute(
            text("UPDATE app_user SET temporary_until = :until WHERE login = 'supervisor'"),
            {"until": until.replace(tzinfo=None).isoformat(" ")},
        )
    client = password_given(site)
    assert not is_signed_in(client)
    for chosen, sentence in ((PASSWORD, "other than the one"), ("short", "12 characters or more")):
        response = post(client, "/sign-in/new-password", password=chosen)
        assert (response.status_code, sentence in response.text) == (422, True)
    assert post(client, "/sign-in/new-password", password="gravel tealight umbrella").location == "/"
    assert is_signed_in(client)
    assert post(site.visitor(), "/sign-in", login="supervisor", password=PASSWORD).status_code == 422


def test_password_that_was_handed_over_is_worth_nothing_after_its_time(site: Site) -> None:
    with site.database.transaction() as session:
        session.execute(text("UPDATE app_user SET temporary_until = '2026-01-14 12:00:00' WHERE login = 'supervisor'"))
    response = post(site.visitor(), "/sign-in", login="supervisor", password=PASSWORD)
    assert response.status_code == 422
    assert "The username or the password is not right" in response.text


def test_password_from_a_list_of_stolen_ones_is_refused_wherever_one_is_chosen(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()
    stolen, file = "gravel tealight umbrella", tmp_path / "stolen"
    digests = sorted(
        sha1(one.encode(), usedforsecurity=False).hexdigest().upper() for one in (stolen, "another one", "a third")
    )
    file.write_text("".join(f"{one}:7\n" for one in digests))
    site.app.settings = replace(site.app.settings, known_passwords=file)
    here = site.signed_in("supervisor")
    refused = post(here, "/my-sign-in/password", present=PASSWORD, password=stolen)
    assert (refused.status_code, "known from a theft" in refused.text) == (422, True)
    with site.database.transaction() as session:
        session.execute(text("UPDATE app_user SET temporary_until = '2126-01-14 12:00:00' WHERE login = 'supervisor'"))
    client = password_given(site)
    refused = post(client, "/sign-in/new-password", password=stolen)
    assert (refused.status_code, "known from a theft" in refused.text) == (422, True)
    assert post(client, "/sign-in/new-password", password=f"{stolen} heron").location == "/"
