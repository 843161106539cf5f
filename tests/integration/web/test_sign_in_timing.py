"""How long a wrong password takes says nothing about whether the account exists.

Measured in computing time of all threads, which other work on the machine hardly changes; nothing in the answer waits
for anything but the processor and the database.
"""

from statistics import median
from time import process_time

import pytest

from tests.fixtures.figures import Say
from tests.fixtures.site import Site, post, token
from webapp.access import passwords
from webapp.signin import throttle
from webapp.signin.rules import Patience

TRIES = 200
MOST_MILLISECONDS_APART = 5


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
