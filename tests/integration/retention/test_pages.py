"""The pages on which records are reviewed, held and erased, and those of a case whose record is gone."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.fixtures.site import Site, filling_site, post, quick_passwords, site
from tests.integration.sealing import worked_case
from webapp import clock
from webapp.access import queries as people
from webapp.access import service as accounts
from webapp.access.actor import SYSTEM
from webapp.access.rules import Place
from webapp.cases.model import CaseMember
from webapp.database import Database, session
from webapp.retention import queries

__all__ = ["filling_site", "quick_passwords", "site"]
LATER = datetime(2037, 5, 4, 9, 0, tzinfo=UTC)
WHY = "Nothing needs the record any more, and nobody asks for it."
DISCLOSER = "Disclosure officer 1"


@pytest.fixture
def case_id(database: Database, site: Site) -> UUID:
    """A case that was worked to its end, safeguarding included."""
    worked_case.install(database)
    run = worked_case.run(database, worked_case.Seeds(), all_ended=True)
    with database.transaction():
        accounts.create_user(SYSTEM, "dpo", "Devi Jessop", "correct horse battery", ["data_protection_officer"])
        assert run.case_id is not None
        case_id = run.case_id
        coordinator = people.actor_by_login("scheme_coordinator")
        assert coordinator is not None
        named = {"place": Place.NAMED, "by": coordinator.id, "at": clock.now()}
        session().add(CaseMember(case_id=case_id, user_id=coordinator.id, **named))
        return case_id


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_record_is_reviewed_held_and_erased_on_the_pages(site: Site, case_id: UUID) -> None:
    with clock.fixed(LATER):
        coordinator, keeper, lawyer = (site.signed_in(who) for who in ("scheme_coordinator", "dpo", "legal_reviewer"))
        assert "Overdue" in coordinator.get("/retention").text
        assert WHY not in coordinator.get(f"/retention/{case_id}").text
        again = post(coordinator, f"/retention/{case_id}/keep", reason=WHY, years="eleven")
        assert again.status_code == 422
        assert "Enter a number of years from 1 to 10." in again.text
        assert WHY in again.text
        assert post(coordinator, f"/retention/{case_id}/erase", reason=WHY).status_code == 422
        assert post(coordinator, f"/retention/{case_id}/erase", reason=WHY, ground="period_over").status_code == 303
        assert "Erase the record" not in coordinator.get(f"/retention/{case_id}").text
        post(lawyer, f"/retention/{case_id}/holds", reason="An inquest has been opened into a death.")
        assert "cannot be erased until the hold is lifted" in keeper.get(f"/retention/{case_id}").text
        assert post(keeper, f"/retention/{case_id}/confirm", sure="yes").status_code == 422
        with site.database.transaction():
            [hold] = queries.holds_of(case_id)
        assert post(keeper, f"/retention/holds/{hold.id}/lift", reason="").status_code == 422
        post(keeper, f"/retention/holds/{hold.id}/lift", reason="The inquest has ended without result.")
        assert "It cannot be undone" in post(keeper, f"/retention/{case_id}/confirm").text
        assert post(keeper, f"/retention/{case_id}/confirm", sure="yes").status_code == 303
        after = keeper.get(f"/retention/{case_id}").text
        assert "The record was erased on 4 May 2037" in after
        assert "The reasons were erased." in after
        assert WHY not in after
        _pages_of_the_erased_case(coordinator, case_id)


def _pages_of_the_erased_case(reader: FlaskClient, case_id: UUID) -> None:
    page = reader.get(f"/cases/{case_id}")
    assert page.status_code == 200
    assert "The record of this case was erased on 4 May 2037" in page.text
    assert DISCLOSER in page.text
    assert "Recipient: The victim" in page.text
    assert "Erased the record" in page.text
    assert "Quillfeather" not in page.text
    assert reader.get("/cases").status_code == 200
