"""How long a wrong password takes says nothing about whether the account exists: the work is the same.

What is counted in every run is the work itself: statements and hashes. The long test measures computing time of all
threads, which other work on the machine hardly changes; nothing in the answer waits for anything but the processor and
the database.
"""

from statistics import median
from time import process_time

import pytest
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import event

from tests.fixtures.figures import Say
from tests.fixtures.site import Site, post, token
from webapp.access import passwords
from webapp.signin import throttle
from webapp.signin.rules import Patience

TRIES = 200
MOST_MILLISECONDS_APART = 5


def test_wrong_password_costs_the_same_statements_and_one_hash_whoever_is_asked_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.database.transaction() as session:
        run = session.connection().exec_driver_sql
        run("UPDATE app_user SET suspended_at = '2026-01-01' WHERE login = 'spoc'")
        run("UPDATE app_user SET temporary_until = '2026-01-01' WHERE login = 'auditor'")
        run("UPDATE app_user SET password_hash = '!' WHERE login = 'newcomer'")
    hashed: list[str] = []
    statements: list[str] = []

    class Counted:
        def verify(self, password_hash: str, password: str) -> bool:
            hashed.append(password_hash)
            raise VerifyMismatchError

    monkeypatch.setattr(passwords, "_hasher", Counted())

    @event.listens_for(site.database.engine, "before_cursor_execute")
    def _count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    work = {}
    for login in ("supervisor", "nobody", "spoc", "auditor", "newcomer", "system"):
        # Each from a place and a browser of its own, so that no earlier try counts against it.
        client = site.visitor()
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{len(work) + 1}"
        form = {"csrf_token": token(client), "password": "wrong password", "login": login}
        hashed.clear()
        statements.clear()
        assert client.post("/sign-in", data=form).status_code == 422
        work[login] = ([*statements], len(hashed))
    assert work["nobody"][1] == 1
    assert len(work["nobody"][0]) > 1
    assert [login for login, done in work.items() if done != work["nobody"]] == []


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_medians_of_known_unknown_and_suspended_accounts_lie_together(
    site: Site, monkeypatch: pytest.MonkeyPatch, figure: Say
) -> None:
    monkeypatch.undo()  # the hash of the known account is a real one
    with site.database.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE app_user SET password_hash = ?", (passwords.hashed("another one"),)
        )
        session.connection().exec_driver_sql("UPDATE app_user SET suspended_at = '2026-01-01' WHERE login = 'spoc'")
    patient = Patience(10**9, throttle.OF_PAIR.first, throttle.OF_PAIR.longest)
    for name in ("OF_PAIR", "OF_ADDRESS", "OF_ACCOUNT"):
        monkeypatch.setattr(throttle, name, patient)
    client = site.visitor()
    form = {"csrf_token": token(client), "password": "wrong password"}
    took: dict[str, list[float]] = {"supervisor": [], "nobody": [], "spoc": []}
    for _ in range(TRIES):
        for login, times in took.items():
            began = process_time()
            response = client.post("/sign-in", data={**form, "login": login})
            times.append(process_time() - began)
            assert response.status_code == 422
    medians = {login: 1000 * median(times) for login, times in took.items()}
    apart = max(medians.values()) - min(medians.values())
    known = medians["supervisor"]
    assert apart < MOST_MILLISECONDS_APART, medians
    told = f"medians of {TRIES} tries each {apart:.2f} ms of computing apart, of {known:.0f} ms"
    figure("wrong password for a known, an unknown and a suspended name", told)
    assert post(site.visitor(), "/sign-in", login="spoc", password="another one").status_code == 422
