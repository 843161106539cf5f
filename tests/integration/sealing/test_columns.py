"""What services write about people reaches the database sealed, and opens only where it was put."""

from uuid import UUID

import pytest
from sqlalchemy import event, select, text, update

from webapp import clock
from webapp.access import service as access
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.cases import service as cases
from webapp.cases.model import Case, Victim
from webapp.cases.service import case as case_service
from webapp.database import Database, session
from webapp.errors import Erased
from webapp.instances import messages
from webapp.instances.model import EventDelivery
from webapp.sealing import blind, keyring, provider
from webapp.sealing.envelope import CannotOpen
from webapp.sealing.keys import UnknownKey
from webapp.sealing.model import DataKeyRow

ABOUT = {"age_group": "adult", "needs": ["interpreter"], "wants_identity": "yes", "safe_channel": "Work telephone"}


@pytest.fixture
def victims(database: Database, monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, UUID]:
    """The victims of two cases, Joan and Mary."""
    monkeypatch.setattr(case_service, "require", lambda *_: None)
    with database.transaction() as opened:
        access.ensure_system_user()
        made = []
        for name in ("Joan Featherstone", "Mary Featherstone"):
            victim = Victim(case_id=cases.open_case(SYSTEM).id, name=name, **ABOUT)
            opened.add(victim)
            opened.flush()
            made.append(victim.id)
    return made[0], made[1]


def test_database_holds_nothing_that_can_be_read(database: Database, victims: tuple[UUID, UUID]) -> None:
    with database.transaction() as opened:
        joan = opened.get_one(Victim, victims[0])
        assert (joan.name, joan.needs, joan.code_word) == ("Joan Featherstone", ["interpreter"], None)
        rows = opened.execute(text("SELECT * FROM victim")).all()
    for row in rows:
        stored = b"|".join(v for v in row if isinstance(v, bytes))
        assert not any(word in stored for word in (b"Featherstone", b"interpreter", b"telephone"))


def test_value_copied_into_another_row_or_column_is_refused(database: Database, victims: tuple[UUID, UUID]) -> None:
    joan, mary = victims
    with database.transaction() as opened:
        name = opened.scalar(select(Victim.name_sealed).where(Victim.id == joan))
        opened.execute(update(Victim).where(Victim.id == mary).values(name_sealed=name))
        opened.execute(update(Victim).where(Victim.id == joan).values(code_word_sealed=name))
    with database.transaction() as opened:
        with pytest.raises(CannotOpen, match="another key"):
            assert opened.get_one(Victim, mary).name
        with pytest.raises(CannotOpen, match="changed or moved"):
            assert opened.get_one(Victim, joan).code_word
        assert opened.get_one(Victim, joan).name == "Joan Featherstone"


def test_row_given_to_another_case_is_refused(database: Database, victims: tuple[UUID, UUID]) -> None:
    joan, mary = victims
    with database.transaction() as opened:
        case_id = opened.get_one(Victim, mary).case_id
        opened.execute(
            text("DELETE FROM victim WHERE id = :id"), {"id": mary.hex if "sqlite" in database.url else mary}
        )
        opened.execute(update(Victim).where(Victim.id == joan).values(case_id=case_id))
    with database.transaction() as opened, pytest.raises(CannotOpen):
        assert opened.get_one(Victim, joan).name


@pytest.mark.parametrize("planted", [b"PJoan", b"Joan", b"", b"\x01" + bytes(70)])
def test_planted_plain_value_is_refused(database: Database, victims: tuple[UUID, UUID], planted: bytes) -> None:
    with database.transaction() as opened:
        opened.execute(update(Victim).where(Victim.id == victims[0]).values(name_sealed=planted))
    with database.transaction() as opened, pytest.raises(CannotOpen):
        assert opened.get_one(Victim, victims[0]).name


def test_value_written_again_unchanged_is_not_written_at_all(database: Database, victims: tuple[UUID, UUID]) -> None:
    seen = []
    with database.transaction() as opened:
        joan = opened.get_one(Victim, victims[0])
        event.listen(database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        joan.name, joan.needs, joan.code_word = "Joan Featherstone", ["interpreter"], None
        opened.flush()
        assert [statement for statement in seen if statement.startswith("UPDATE")] == []
        joan.name = "Joan Smith"
        assert joan.name == "Joan Smith"
    assert joan.name == "Joan Smith"


def test_key_is_read_once_however_much_is_looked_at(database: Database, victims: tuple[UUID, UUID]) -> None:
    seen = []
    with database.transaction() as opened:
        event.listen(
            database.engine, "before_cursor_execute", lambda *args: "SELECT" in args[2] and seen.append(args[2])
        )
        for victim in opened.scalars(select(Victim)):
            assert victim.name
            assert victim.safe_channel
            assert victim.needs
        assert len(seen) == 3
        opened.expire_all()
        keyring.look_ahead({victim.case_id for victim in opened.scalars(select(Victim))})
        assert len(seen) == 4


def test_sealed_value_is_read_inside_its_transaction(database: Database, victims: tuple[UUID, UUID]) -> None:
    with database.transaction() as opened:
        joan = opened.get_one(Victim, victims[0])
    with pytest.raises(RuntimeError, match=r"Victim\.name is sealed"):
        assert joan.name


def test_destroyed_key_ends_every_value_of_its_case_and_of_no_other(
    database: Database, victims: tuple[UUID, UUID]
) -> None:
    joan, mary = victims
    with database.transaction() as opened:
        case_id = opened.get_one(Victim, joan).case_id
        keyring.destroy(case_id)
    with database.transaction() as opened:
        with pytest.raises(Erased):
            assert opened.get_one(Victim, joan).name
        with pytest.raises(Erased):
            opened.get_one(Victim, joan).name = "Joan"
        assert opened.get_one(Victim, mary).name == "Mary Featherstone"
        assert opened.scalar(select(DataKeyRow.wrapped).where(DataKeyRow.owner_id == case_id)) is None


def test_key_made_in_what_was_undone_is_no_key(database: Database, victims: tuple[UUID, UUID]) -> None:
    with database.transaction() as opened:
        with pytest.raises(ZeroDivisionError), opened.begin_nested():
            keyring.create(SYSTEM_ID)
            assert keyring.key_of(SYSTEM_ID).secret
            raise ZeroDivisionError
        with pytest.raises(CannotOpen, match="no data key"):
            keyring.key_of(SYSTEM_ID)


def test_case_without_a_key_is_not_given_one_in_silence(database: Database, victims: tuple[UUID, UUID]) -> None:
    with database.transaction() as opened:
        opened.execute(text("DELETE FROM data_key"))
    with pytest.raises(CannotOpen, match="no data key"), database.transaction() as opened:
        opened.scalars(select(Case)).first().scope_reason = "A reason"  # type: ignore[union-attr]


def test_other_keys_open_nothing(database: Database, victims: tuple[UUID, UUID]) -> None:
    with provider.using(provider.for_a_while()), database.transaction() as opened, pytest.raises(UnknownKey):
        assert opened.get_one(Victim, victims[0]).name


def test_blind_indexes_are_equal_for_equal_values_of_one_purpose_and_force_only(database: Database) -> None:
    with database.transaction():
        first = blind.blind_index("subject.phone", "Testshire", "07700 900123")
        assert len(first) == blind.INDEX_BYTES
        assert blind.blind_index("subject.phone", "Testshire", "07700 900123") == first
        others = [("staff.phone", "Testshire", "07700 900123"), ("subject.phone", "Othershire", "07700 900123")]
        assert first not in [blind.blind_index(*other) for other in others]
        assert blind.blind_index("ab", "c", "x") != blind.blind_index("a", "bc", "x")
    with database.transaction():
        assert blind.blind_index("subject.phone", "Testshire", "07700 900123") == first
        assert session().scalars(select(DataKeyRow.owner_id)).all() == [keyring.INDEXES]
    with database.transaction():
        session().execute(text("DELETE FROM data_key"))
    with database.transaction():
        assert blind.blind_index("subject.phone", "Testshire", "07700 900123") != first


def test_what_belongs_to_no_case_is_the_installations(database: Database) -> None:
    with clock.fixed(clock.now()), database.transaction():
        messages.keep("ANSWER", "key", None, {"verdict": "yes"})
    with database.transaction() as opened:
        row = opened.scalars(select(EventDelivery)).one()
        assert row.variables == {"verdict": "yes"}
        assert opened.scalars(select(DataKeyRow.owner_id)).all() == [keyring.INSTALLATION]
