"""The page on which cover is arranged."""

from datetime import date, timedelta

import pytest

from tests.fixtures.site import Site, post

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def days(**given: date) -> dict[str, str]:
    parts = ("day", "month", "year")
    return {f"{name}-{part}": str(getattr(day, part)) for name, day in given.items() for part in parts}


def test_cover_is_arranged_shown_to_both_and_ended(site: Site) -> None:
    site.add_person("oscar", "Oscar Bell", "investigating_officer")
    officer, colleague = site.signed_in("investigating_officer"), site.signed_in("oscar")
    until = date.today() + timedelta(days=3)  # noqa: DTZ011 - as a person types it
    wrong = post(officer, "/cover", colleague="oscar", **days(until=until))
    assert (wrong.status_code, "Enter a date such as" in wrong.text) == (422, True)
    wrong = post(officer, "/cover", colleague="supervisor", **{"from": ""}, **days(**{"from": until, "until": until}))
    assert "needs the roles of the person who is away" in wrong.text
    today = date.today()  # noqa: DTZ011 - as a person types it
    done = post(officer, "/cover", colleague="oscar", **days(**{"from": today, "until": until}))
    assert done.status_code == 303
    for client in (officer, colleague):
        assert "Oscar Bell for Investigating officer Person" in client.get("/cover").text
    end = officer.get("/cover").text.split('action="/cover/')[1].split('"')[0]
    assert "End this" not in colleague.get("/cover").text
    assert post(colleague, f"/cover/{end}").status_code == 404
    assert post(officer, f"/cover/{end}").status_code == 303
    assert "Nothing is arranged." in officer.get("/cover").text
