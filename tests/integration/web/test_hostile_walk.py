"""The hostile walk of `./rtk attack`, its quick part, against the whole application behind a server of this process."""

import sys

import pytest

from tests.attack import walk
from tests.attack.__main__ import main
from tests.attack.field import LIST, Field, attack, stopped
from tests.attack.visitor import Answer, Succeeded, Visitor, look_for_weakness
from tests.attack.walk import Result
from tests.fixtures.figures import Say
from tests.fixtures.served_site import PASSWORD, ServedSite, filled_template, served

__all__ = ["filled_template", "served"]


def test_nothing_on_the_list_succeeds(served: ServedSite, figure: Say) -> None:
    said: list[str] = []
    results = walk.against(served.address, PASSWORD, said.append, lambda one: not one.slow and not one.server)
    assert [(result.title, result.by) for result in results if not result.stopped] == []
    assert len(results) == len(said) > 35
    assert all(line.startswith("stopped") and len(line.splitlines()[1].strip()) > 5 for line in said)
    figure("quick attacks on a running service", f"{len(results)} tried, {len(results)} stopped")


@pytest.mark.long
def test_nothing_that_takes_longer_succeeds(served: ServedSite, figure: Say) -> None:
    results = walk.against(served.address, PASSWORD, lambda _: None, lambda one: one.slow)
    assert [(result.title, result.by) for result in results if not result.stopped] == []
    assert len(results) > 15
    figure("attacks that take longer", f"{len(results)} tried, {len(results)} stopped")


def test_the_list_has_more_than_fifty_attacks_with_titles_of_their_own() -> None:
    assert len({listed.title for listed in LIST}) == len(LIST) > 50


def test_an_attack_that_succeeds_is_told(served: ServedSite) -> None:
    @attack("Made up: open a page that is open")
    def made_up(ground: Field) -> str:
        return stopped(ground.visitor().get("/sign-in"), {403})

    made_up.__module__ = walk.PARTS[0]
    try:
        [result] = walk.against(served.address, PASSWORD, lambda _: None, lambda one: one.run is made_up)
    finally:
        LIST.pop()
    assert not result.stopped
    assert result.by == "answered with 200 instead of 403"


@pytest.mark.parametrize("address", ["http://192.0.2.1:8000", "http://example.org", "https://127.0.0.1"])
def test_other_machines_are_not_attacked(address: str) -> None:
    with pytest.raises(ValueError, match=r"this machine only|does not appear"):
        Visitor(address)


GOOD = dict.fromkeys(
    ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "cache-control"), "x"
)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(500, GOOD, ""),
        Answer(200, GOOD, "Traceback (most recent call last)"),
        Answer(404, {name: "x" for name in GOOD if name != "content-security-policy"}, ""),
    ],
)
def test_every_answer_is_searched_for_weakness(answer: Answer) -> None:
    look_for_weakness(Answer(200, GOOD, "a page"), "x")
    with pytest.raises(Succeeded):
        look_for_weakness(answer, "x")


def test_without_a_demonstration_the_command_says_how_to_start_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["rtk attack", "--port", "9"])
    assert main() == 2
    assert "./rtk demo --port 9" in capsys.readouterr().err


def test_success_of_an_attack_is_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, won = Result("One", stopped=True, by="403"), Result("Two", stopped=False, by="it was let in")
    monkeypatch.setattr(sys, "argv", ["rtk attack", "--port", "9"])
    for results, code, word in (([lost], 0, "none succeeded"), ([lost, won], 1, "1 SUCCEEDED: Two")):
        monkeypatch.setattr(walk, "against", lambda *_, found=results, **__: found)
        assert main() == code
        assert word in capsys.readouterr().out
