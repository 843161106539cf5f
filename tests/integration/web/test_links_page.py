"""The coordinator sees which cases may belong together and decides; an officer sees that there is another one."""

import pytest

from tests.fixtures.site import Site, post, quick_passwords, site
from tests.integration.web.test_conflicts import reported

__all__ = ["quick_passwords", "site"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_coordinator_decides_that_two_reports_belong_together(site: Site) -> None:
    one, _ = reported(site, victim_name="Kim Roe")
    other, address = reported(site, victim_name="Kim Roe")
    coordinator = site.signed_in("scheme_coordinator")
    listed = coordinator.get("/links").text
    assert one in listed
    assert other in listed
    assert "Roe" not in listed
    decide = next(part.split('"')[0] for part in listed.split('action="')[1:] if part.startswith("/links/"))
    refused = post(coordinator, decide, verdict="", note="I asked both officers.")
    assert refused.status_code == 422
    assert "Select whether the two cases belong together." in refused.text
    assert "I asked both officers." in refused.text
    assert post(coordinator, decide, verdict="same", note="I asked both officers.").status_code == 303
    assert "They belong together" in coordinator.get("/links").text
    officer = site.signed_in("investigating_officer")
    shown = officer.get(address).text
    assert one in shown
    assert "The coordinator has confirmed that they belong together." in shown
