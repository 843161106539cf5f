"""A case that is closed, as whoever answers for it before a court reads it."""

import re

import pytest

from tests.fixtures.site import Site, filling_site, post, quick_passwords, site
from tests.integration.sealing import worked_case
from webapp import clock
from webapp.access import queries as people
from webapp.access.rules import Place
from webapp.cases.model import CaseMember
from webapp.database import Database, session

__all__ = ["filling_site", "quick_passwords", "site"]
READERS = ("decision_maker", "spoc")
TITLE = re.compile(r'<h3 class="govuk-summary-card__title">([^<]+)')


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_closed_case_says_so_and_which_row_of_each_table_was_recommended(site: Site, database: Database) -> None:
    worked_case.install(database)
    run = worked_case.run(database, worked_case.Seeds())
    with database.transaction():
        for login in READERS:
            reader = people.actor_by_login(login)
            assert reader is not None
            named = {"place": Place.NAMED, "by": reader.id, "at": clock.now()}
            session().add(CaseMember(case_id=run.case_id, user_id=reader.id, **named))
    address = f"/cases/{run.case_id}"
    pages = {}
    for login in READERS:
        client = site.signed_in(login)
        post(client, f"{address}/why", kind="question", words="The court asks how it was decided.")
        pages[login] = client.get(address).text
    read = pages["decision_maker"]
    assert "Closed; what goes on beside it stands below" in read
    titles = TITLE.findall(read)
    assert titles.index("Decision") < titles.index("Closure") < titles.index("Recommend scope")
    assert "Row 12 applies" in read
    assert re.search(r"Show all 2\d lines", read)
    # Who is not shown risk, identity and grounds is not shown what the tables made of them.
    assert "Recommend scope" not in TITLE.findall(pages["spoc"])
    assert "Row 12" not in pages["spoc"]
