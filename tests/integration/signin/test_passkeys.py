"""A passkey counts when it answers our own question, here, now, once, with its holder checked."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.signin.people import somebody
from tests.integration.signin.software_key import NAME, ORIGIN, SoftwareKey
from webapp import clock
from webapp.access.actor import Actor
from webapp.database import Database
from webapp.errors import Rejected
from webapp.signin import passkeys
from webapp.signin.challenges import GOOD_FOR
from webapp.signin.passkeys import Site

HERE = Site(NAME, ORIGIN)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWERS = "https://rtk.example.evil.example"


@pytest.fixture
def olive(database: Database) -> Actor:
    return somebody(database, "olive", "supervisor")


def owned(database: Database, actor: Actor) -> SoftwareKey:
    key = SoftwareKey()
    with database.transaction():
        options = passkeys.options_for_new(actor, HERE, "Right to Know")
        assert options["authenticatorSelection"]["userVerification"] == "required"
        passkeys.add(actor, HERE, key.register(options), " Work laptop ")
    return key


def test_passkey_tells_whose_it_is_once_for_each_question(database: Database, olive: Actor) -> None:
    key = owned(database, olive)
    with database.transaction():
        assert [one.name for one in passkeys.owned_by(olive.id)] == ["Work laptop"]
        answer = key.answer(passkeys.options_for_use(HERE))
        assert passkeys.accept(HERE, answer) == olive.id
        with pytest.raises(Rejected):
            passkeys.accept(HERE, answer)
        assert passkeys.accept(HERE, key.answer(passkeys.options_for_use(HERE, olive.id)), olive.id) == olive.id


FALSE: dict[str, Callable[[SoftwareKey, dict[str, Any]], str]] = {
    "from another site": lambda key, options: key.answer(options, origin=ANSWERS),
    "bound to another name": lambda key, options: key.answer(options, name="evil.example"),
    "without a check of its holder": lambda key, options: key.answer(options, flags=0),
    "to a question nobody asked": lambda key, options: key.answer({"challenge": "AAAAAAAAAAAAAAAAAAAAAA"}),
    "by a key nobody knows": lambda key, options: SoftwareKey().answer(options),
    "that is a registration": lambda key, options: key.register(options),
    "no JSON": lambda key, options: "nothing",
    "JSON of another kind": lambda key, options: "[1]",
    "deep JSON": lambda key, options: "[" * 100_000,
    "empty": lambda key, options: "",
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", FALSE)
def test_false_answer_is_refused(database: Database, olive: Actor, how: str) -> None:
    key = owned(database, olive)
    with database.transaction():
        options = passkeys.options_for_use(HERE, olive.id)
        with pytest.raises(Rejected):
            passkeys.accept(HERE, FALSE[how](key, options), olive.id)
        assert passkeys.accept(HERE, key.answer(passkeys.options_for_use(HERE, olive.id)), olive.id) == olive.id


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_signature_by_another_key_under_a_known_name_is_refused(database: Database, olive: Actor) -> None:
    known, forged = owned(database, olive), SoftwareKey()
    forged.credential_id = known.credential_id
    with database.transaction(), pytest.raises(Rejected):
        passkeys.accept(HERE, forged.answer(passkeys.options_for_use(HERE)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_copied_key_shows_by_its_counter(database: Database, olive: Actor) -> None:
    key = owned(database, olive)
    with database.transaction():
        for _ in range(3):
            passkeys.accept(HERE, key.answer(passkeys.options_for_use(HERE)))
        key.counter = 1
        with pytest.raises(Rejected):
            passkeys.accept(HERE, key.answer(passkeys.options_for_use(HERE)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_question_is_good_for_one_person_one_purpose_and_a_few_minutes(database: Database, olive: Actor) -> None:
    oscar = somebody(database, "oscar", "supervisor")
    of_olive, of_oscar = owned(database, olive), owned(database, oscar)
    with clock.fixed(NINE), database.transaction():
        for_olive = passkeys.options_for_use(HERE, olive.id)
        with pytest.raises(Rejected):
            passkeys.accept(HERE, of_oscar.answer(for_olive), olive.id)
        with pytest.raises(Rejected):
            passkeys.accept(HERE, of_olive.answer(for_olive), oscar.id)
        with pytest.raises(Rejected):
            passkeys.accept(HERE, of_olive.answer(passkeys.options_for_new(olive, HERE, "x")), olive.id)
        late = passkeys.options_for_use(HERE, olive.id)
        clock.move(NINE + GOOD_FOR)
        with pytest.raises(Rejected):
            passkeys.accept(HERE, of_olive.answer(late), olive.id)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_new_passkey_is_refused_when_it_is_not_the_persons_answer_to_us(database: Database, olive: Actor) -> None:
    oscar = somebody(database, "oscar", "supervisor")
    taken = owned(database, oscar)
    with database.transaction():
        for answer in (
            SoftwareKey().register(passkeys.options_for_new(olive, HERE, "x"), origin=ANSWERS),
            SoftwareKey().register(passkeys.options_for_new(olive, HERE, "x"), flags=0),
            SoftwareKey().register(passkeys.options_for_new(oscar, HERE, "x")),
            SoftwareKey().register(passkeys.options_for_use(HERE, olive.id)),
            taken.register(passkeys.options_for_new(olive, HERE, "x")),
        ):
            with pytest.raises(Rejected):
                passkeys.add(olive, HERE, answer, "x")
        assert passkeys.owned_by(olive.id) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_removed_passkey_opens_nothing_and_only_its_owner_removes_it(database: Database, olive: Actor) -> None:
    oscar = somebody(database, "oscar", "supervisor")
    key = owned(database, olive)
    with database.transaction():
        (own,) = passkeys.owned_by(olive.id)
        assert not passkeys.remove(oscar.id, own.id)
        assert passkeys.remove(olive.id, own.id)
        with pytest.raises(Rejected):
            passkeys.accept(HERE, key.answer(passkeys.options_for_use(HERE)))
