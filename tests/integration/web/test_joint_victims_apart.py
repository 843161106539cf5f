"""Every page of a joined case that anybody can reach is searched for the other victim: there is nothing of them."""

import re
from uuid import UUID

from tests.fixtures.joint_story import ASSESSED, ASSURED_THERE, LEAD_VICTIM, story_of
from tests.fixtures.served_site import PASSWORD, ServedSite, filled_template, served
from tests.fixtures.site import post
from webapp.cases import queries as cases
from webapp.cli.demo_cases import PEOPLE, DemoCast
from webapp.instances import queries as instances
from webapp.scenarios.package import CaseRun

__all__ = ["filled_template", "served"]
MOST_PAGES = 60
AT_GROUNDS = "  - usual: [choose_consultees, record_view]\n"
_LINK = re.compile(r'href="([^"#?]+)')


def reached_from(served: ServedSite, login: str, start: list[str], about: tuple[str, ...]) -> dict[str, str]:
    """The pages that a person reaches from these, as far as they are about one of the given identifiers."""
    client = served.app.test_client()
    assert post(client, "/sign-in", login=login, password=PASSWORD).status_code == 303
    waiting, found = list(start), dict[str, str]()
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop()
        response = client.get(address)
        found[address] = response.text
        if response.status_code == 200:
            links = (link for link in _LINK.findall(response.text) if any(own in link for own in about))
            waiting += [link for link in dict.fromkeys(links) if link not in found and link not in waiting]
    return found


def test_no_page_of_a_joined_case_holds_the_other_victim(served: ServedSite) -> None:
    run = CaseRun(served.app.database, story_of(ASSESSED + ASSURED_THERE + AT_GROUNDS), DemoCast())
    assert run.run().failures == []
    served.set_clock(run.scenario.at)
    joined = run.cases["second"]
    with served.clock(), served.app.database.transaction():
        own = (str(joined), *(str(task.id) for task in instances.open_tasks_of_case(joined)))
        lead_reference = cases.references([run.cases["first"]])[run.cases["first"]]
    start = [f"/cases/{joined}", *(f"/tasks/{task}" for task in own[1:])]
    words = (*LEAD_VICTIM.split(), "night_owl_2", "RK/1000/26", "The brother of")
    pages, seen, holding = 0, "", []
    with served.clock():
        for person in PEOPLE:
            found = reached_from(served, person.login, start, own)
            pages += len(found)
            seen += "".join(found.values())
            holding += [(person.login, at, word) for at, page in found.items() for word in words if word in page]
            # These work on both cases.
            reads = person.login in {"olive", "sam", "cora"}
            holding += [
                (person.login, at, lead_reference) for at, page in found.items() if lead_reference in page and not reads
            ]
    assert holding == []
    # It was the joined case that was searched, with what came from the other.
    assert pages > 40
    assert all(
        there in seen for there in ("Victim B", "night_owl_1", "From the joint investigation", "A linked case exists")
    )


def test_lists_of_cases_and_links_name_neither_victim(served: ServedSite) -> None:
    run = CaseRun(served.app.database, story_of(ASSESSED + ASSURED_THERE), DemoCast())
    assert run.run().failures == []
    served.set_clock(run.scenario.at)
    lead: UUID = run.cases["first"]
    with served.clock():
        for login in ("cora", "sam", "oscar", "iris"):
            for page in reached_from(served, login, ["/", "/cases", "/links", "/late"], ("nowhere",)).values():
                assert [word for word in (*LEAD_VICTIM.split(), "Victim B") if word in page] == []
        client = served.app.test_client()
        assert post(client, "/sign-in", login="oscar", password=PASSWORD).status_code == 303
        assert client.get(f"/cases/{lead}").status_code == 404
