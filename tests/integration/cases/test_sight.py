"""Who may know of a case: its unit, the people named in it, the units it is shared with, and nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from tests.integration.cases import answers as given
from tests.integration.cases.path import MONDAY, CasePath
from webapp import clock
from webapp.access import queries as people
from webapp.access import service as accounts
from webapp.access import units
from webapp.access.actor import SYSTEM, Actor
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.cases import queries, service
from webapp.cases.people import case_people
from webapp.database import Database
from webapp.errors import NotFound, NotPermitted, Rejected
from webapp.notifications.model import OutboxMessage

REASON = "The suspect lives in the area of that unit."


@dataclass
class Town:
    """Two forces: Avon with units North and South and lawyers for all, Borders with one unit."""

    database: Database
    units: dict[str, UUID] = field(default_factory=dict)

    def person(self, login: str) -> Actor:
        found = people.actor_by_login(login)
        assert found is not None
        return found

    @contextmanager
    def open(self) -> Iterator[None]:
        with clock.fixed(MONDAY), self.database.transaction():
            yield

    def add(self, login: str, unit: str, *groups: str) -> None:
        force = "Borders" if unit == "Borders" else "Avon"
        accounts.create_user(SYSTEM, login, login.title(), None, groups, force=force, unit_id=self.units[unit])

    def case(self) -> UUID:
        """A case of unit North that waits for a review by lawyers and for officers."""
        case_id = service.open_case(self.person("olive")).id
        service.offer_to_groups(SYSTEM, case_id, ["legal_reviewer", "investigating_officer"])
        return case_id

    def who_sees(self, case_id: UUID) -> set[str]:
        """Everybody who may look at the case; register and count have to say the same of each."""
        seen = set()
        for login in EVERYBODY:
            actor = self.person(login)
            try:
                queries.require_view(actor, case_id)
                seen.add(login)
            except NotFound:
                pass
            if login == "ada":
                continue
            listed = {row.id for row in queries.register(actor).rows}
            assert (case_id in listed) == (login in seen), login
            assert queries.number_known(actor) == len(listed), login
        return seen


EVERYBODY = {
    "olive": ("North", "investigating_officer"), "nora": ("North", "investigating_officer"),
    "sam": ("North", "supervisor"), "oscar": ("South", "investigating_officer"), "sue": ("South", "supervisor"),
    "lena": ("Lawyers", "legal_reviewer"), "dara": ("Lawyers", "decision_maker"),
    "pia": ("Lawyers", "professional_standards"), "ada": ("Lawyers", "administrator"),
    "bo": ("Borders", "investigating_officer"), "bea": ("Borders", "supervisor"),
    "bill": ("Borders", "professional_standards"),
}  # fmt: skip


@pytest.fixture
def town(database: Database) -> Town:
    made = Town(database)
    with made.open():
        accounts.ensure_system_user()
        for name, force, serves in (
            ("North", "Avon", False), ("South", "Avon", False), ("Lawyers", "Avon", True), ("Borders", "Borders", False)
        ):  # fmt: skip
            made.units[name] = units.create(SYSTEM, name, force=force, serves_force=serves)
        for login, (unit, *groups) in EVERYBODY.items():
            made.add(login, unit, *groups)
    return made


def test_case_is_known_to_its_unit_and_to_those_who_serve_the_whole_force(town: Town) -> None:
    with town.open():
        assert town.who_sees(town.case()) == {"olive", "nora", "sam", "lena"}


def test_colleague_loses_sight_when_the_task_is_done_and_who_took_part_does_not(town: Town) -> None:
    with town.open():
        case_id = town.case()
        service.offer_to_groups(SYSTEM, case_id, [])
        assert town.who_sees(case_id) == {"olive", "sam"}


def test_case_is_shared_with_another_force_until_the_share_ends(town: Town) -> None:
    with town.open():
        case_id, sam = town.case(), town.person("sam")
        service.share(sam, case_id, town.units["Borders"], REASON)
        assert town.who_sees(case_id) == {"olive", "nora", "sam", "lena", "bo", "bea"}
        service.end_share(sam, case_id, town.units["Borders"])
        assert town.who_sees(case_id) == {"olive", "nora", "sam", "lena"}


def test_share_needs_a_reason_and_another_unit(town: Town) -> None:
    with town.open():
        case_id, sam = town.case(), town.person("sam")
        with pytest.raises(Rejected, match="at least 20 characters"):
            service.share(sam, case_id, town.units["South"], "Because.")
        with pytest.raises(Rejected, match="another unit"):
            service.share(sam, case_id, town.units["North"], REASON)
        service.share(sam, case_id, town.units["South"], REASON)
        with pytest.raises(Rejected, match="already"):
            service.share(sam, case_id, town.units["South"], REASON)
        assert town.who_sees(case_id) == {"olive", "nora", "sam", "lena", "oscar", "sue"}


def test_somebody_of_another_force_cannot_be_named_unless_it_is_shared(town: Town) -> None:
    with town.open():
        case_id, sam = town.case(), town.person("sam")
        for login in ("bo", "ada", "nobody"):
            with pytest.raises(Rejected, match="Nobody with this username can be named"):
                service.name_person(sam, case_id, login)
        service.name_person(sam, case_id, "dara")
        assert "dara" in town.who_sees(case_id)
        service.remove_person(sam, case_id, town.person("dara").id)
        assert "dara" not in town.who_sees(case_id)


def test_restricted_case_is_for_named_people_and_professional_standards_of_its_force(town: Town) -> None:
    with town.open():
        case_id, sam = town.case(), town.person("sam")
        service.share(sam, case_id, town.units["Borders"], REASON)
        service.restrict(sam, case_id)
        assert town.who_sees(case_id) == {"olive", "pia"}
        with pytest.raises(NotFound):
            service.open_to_unit(sam, case_id)
        service.name_person(town.person("pia"), case_id, "oscar")
        assert town.who_sees(case_id) == {"olive", "pia", "oscar"}
        service.open_to_unit(town.person("pia"), case_id)
        assert town.who_sees(case_id) == {"olive", "nora", "sam", "lena", "bo", "bea", "oscar"}


def test_supervisor_who_took_part_cannot_change_the_people_of_a_restricted_case(town: Town) -> None:
    with town.open():
        case_id, sam = town.case(), town.person("sam")
        service.restrict(sam, case_id)
        service.name_person(town.person("pia"), case_id, "sam")
        with pytest.raises(NotPermitted, match="professional standards decides"):
            service.name_person(sam, case_id, "nora")


def test_person_who_moves_takes_what_they_did_and_nothing_else(town: Town) -> None:
    with town.open():
        case_id, ada = town.case(), town.person("ada")
        units.move(ada, town.person("nora").id, town.units["South"])
        units.move(ada, town.person("olive").id, town.units["South"])
        assert town.who_sees(case_id) == {"olive", "sam", "lena"}


def test_administrator_moves_nobody_of_another_force_nor_into_one(town: Town) -> None:
    with town.open():
        with pytest.raises(NotFound):
            units.move(town.person("ada"), town.person("bo").id, town.units["Borders"])
        with pytest.raises(Rejected, match="unit of the force"):
            units.move(town.person("ada"), town.person("nora").id, town.units["Borders"])
        with pytest.raises(NotFound):
            accounts.suspend(town.person("ada"), town.person("bo").id)
        assert {account.login for account in people.accounts("Borders")} == {"bo", "bea", "bill"}


def test_who_may_see_the_case_is_told_to_who_decides_it(town: Town) -> None:
    with town.open():
        case_id, sam = town.case(), town.person("sam")
        service.share(sam, case_id, town.units["Borders"], REASON)
        service.name_person(sam, case_id, "dara")
        found = case_people(sam, case_id)
        assert (found.unit, found.restricted, found.may_change) == ("North", False, True)
        assert found.waiting_for == ["Investigating officer", "Legal reviewer"]
        assert [(p.name, p.place) for p in found.people] == [("Dara", "named"), ("Olive", "took_part")]
        assert [unit.title for unit in found.shares] == ["Borders, Borders"]
        assert {unit.title for unit in found.other_units} == {"South", "Lawyers"}
        with pytest.raises(NotFound):
            case_people(town.person("olive"), case_id)
        done = [entry.event for entry in audit.timeline(case_id)]
        assert done[:2] == [Event.PERSON_NAMED, Event.CASE_SHARED]


def test_police_link_restricts_the_case_and_tells_professional_standards(path: CasePath) -> None:
    path.walk(until="identity_assurance", identity_assessment={**given.ASSESSMENT, "subject_police_link": "this_force"})
    with path.at_work() as _:
        for role, sees in (
            ("supervisor", True), ("identity_reviewer", False), ("professional_standards", True),
        ):  # fmt: skip
            actor = path.cast.get(role) or _professional_standards()
            if sees:
                queries.require_view(actor, path.case_id)
            else:
                with pytest.raises(NotFound):
                    queries.require_view(actor, path.case_id)
    with path.database.transaction() as session:
        assert [row.to_group for row in session.query(OutboxMessage) if row.kind == "case_restricted"] == [
            "professional_standards"
        ]


def _professional_standards() -> Actor:
    accounts.create_user(SYSTEM, "pia", "Pia", None, ["professional_standards"])
    found = people.actor_by_login("pia")
    assert found is not None
    return found
