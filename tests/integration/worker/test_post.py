"""Messages and signals reach the cases that wait for them, once each and no others."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest

from tests.fixtures import trial as packages
from tests.fixtures.trial import Trial
from tests.unit.engine import drawing as draw
from webapp import clock
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.config import Settings
from webapp.database import session
from webapp.errors import Rejected
from webapp.instances import messages, queries, service
from webapp.instances.model import EventDelivery, ProcessInstance
from webapp.worker.loop import run_once
from webapp.worker.post import deliver_due

SETTINGS = Settings("sqlite://", "x" * 32)
# After “ask”, a case either tells all others, or waits for them, for a reply to itself, or for news of its victim.
LANES = packages.LANES.replace("<bpmn:flowNodeRef>remind</bpmn:flowNodeRef>", "").replace(
    "<bpmn:flowNodeRef>review</bpmn:flowNodeRef>",
    "".join(f"<bpmn:flowNodeRef>{own}</bpmn:flowNodeRef>" for own in ("called", "replied", "keyed")),
)
DIAGRAM = draw.diagram(
    LANES,
    draw.start(),
    draw.user("ask", form="question"),
    draw.gateway("exclusive", "which", default="which_to_wait"),
    draw.throw("tell", draw.signal("STOP")),
    draw.throw("pass_on", draw.message("KEYED"), extension=draw.mapping(inputs={"n": "=7"})),
    draw.end("told"),
    draw.gateway("parallel", "wait"),
    draw.catch("hear", draw.signal("STOP")),
    draw.user("called"),
    draw.catch("reply", draw.message("REPLY")),
    draw.user("replied"),
    draw.catch("news", draw.message("KEYED")),
    draw.user("keyed"),
    draw.end(),
    draw.chain("start", "ask", "which"),
    draw.flow("which", "tell", when="=fails"),
    draw.flow("which", "wait"),
    draw.chain("tell", "pass_on", "told"),
    draw.chain("wait", "hear", "called", "end"),
    draw.chain("wait", "reply", "replied", "end"),
    draw.chain("wait", "news", "keyed", "end"),
    process=packages.KEY,
    before=draw.declared(messages=["REPLY", "KEYED"], signals=["STOP"], keys={"KEYED": '="all"', "REPLY": "=case_id"}),
)


@pytest.fixture
def post(trial: Trial) -> Trial:
    trial.install(packages.files() | {"trial.bpmn": DIAGRAM})
    return trial


def case_of(trial: Trial, instance_id: UUID) -> UUID:
    with trial.database.transaction():
        return session().get_one(ProcessInstance, instance_id).case_id


def variables(trial: Trial, instance_id: UUID) -> dict[str, object]:
    with trial.database.transaction():
        return session().get_one(ProcessInstance, instance_id).variables


def send(trial: Trial, instance_id: UUID, name: str, key: str, **brought: object) -> None:
    with trial.database.transaction():
        service.deliver_message(instance_id, name, key, brought)


def test_message_reaches_the_case_it_is_addressed_to_and_is_in_its_account(post: Trial) -> None:
    one, other = post.asked(), post.asked()
    send(post, one, "REPLY", str(case_of(post, one)), verdict="yes")
    assert set(post.open(one)) == {"replied"}
    assert set(post.open(other)) == set()
    assert variables(post, one)["verdict"] == "yes"
    with post.database.transaction():
        entries = audit.timeline(session().get_one(ProcessInstance, one).case_id)
        assert Event.MESSAGE_ARRIVED in {entry.event for entry in entries}


def test_message_with_another_key_waits_and_is_forgotten_in_time(post: Trial) -> None:
    instance_id = post.asked()
    send(post, instance_id, "REPLY", "another case", verdict="yes")
    run_once(post.database, SETTINGS)
    assert set(post.open(instance_id)) == set()
    with clock.fixed(clock.now() + timedelta(hours=2)):
        run_once(post.database, SETTINGS)
    with post.database.transaction():
        [row] = session().query(EventDelivery)
        assert row.settled_at is not None
        assert row.variables is None


def test_message_that_comes_too_early_is_kept_until_it_is_awaited_and_taken_once(post: Trial) -> None:
    instance_id = post.start()
    send(post, instance_id, "REPLY", str(case_of(post, instance_id)), date=clock.today())
    assert run_once(post.database, SETTINGS) == 0
    post.complete(post.person("olive"), instance_id, "ask", text="x", fails=False)
    assert run_once(post.database, SETTINGS) == 1
    assert set(post.open(instance_id)) == {"replied"}
    assert run_once(post.database, SETTINGS) == 0


def test_message_that_came_long_before_it_was_awaited_is_gone(post: Trial) -> None:
    instance_id = post.start()
    send(post, instance_id, "REPLY", str(case_of(post, instance_id)))
    with clock.fixed(clock.now() + timedelta(minutes=61)):
        post.complete(post.person("olive"), instance_id, "ask", text="x", fails=False)
        assert run_once(post.database, SETTINGS) == 0
        assert set(post.open(instance_id)) == set()


def test_message_is_kept_as_long_as_its_sender_says(post: Trial) -> None:
    instance_id = post.start()
    key = str(case_of(post, instance_id))
    with post.database.transaction():
        service.deliver_message(instance_id, "REPLY", key, {"verdict": "yes"}, timedelta(days=2))
        # At no time at all it is for who waits now, and nobody does.
        service.deliver_message(instance_id, "REPLY", key, {"verdict": "no"}, timedelta(0))
    with clock.fixed(clock.now() + timedelta(hours=47)):
        post.complete(post.person("olive"), instance_id, "ask", text="x", fails=False)
        assert run_once(post.database, SETTINGS) == 1
        assert set(post.open(instance_id)) == {"replied"}
    assert variables(post, instance_id)["verdict"] == "yes"


@pytest.mark.parametrize("kept_for", [timedelta(days=31), timedelta(seconds=-1)])
def test_message_is_not_kept_for_ever(post: Trial, kept_for: timedelta) -> None:
    instance_id = post.start()
    with pytest.raises(Rejected, match="30 days at most"), post.database.transaction():
        service.deliver_message(instance_id, "REPLY", "x", {}, kept_for)


def test_two_workers_at_once_hand_a_message_over_once(post: Trial) -> None:
    instance_id = post.start()
    send(post, instance_id, "REPLY", str(case_of(post, instance_id)), verdict="yes")
    post.complete(post.person("olive"), instance_id, "ask", text="x", fails=False)
    delivered: list[int] = []
    both = threading.Barrier(2)

    def work() -> None:
        both.wait(30)
        delivered.append(deliver_due(post.database))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(delivered) == [0, 1]
    assert set(post.open(instance_id)) == {"replied"}


def test_signal_of_one_case_reaches_every_other_that_waits_and_its_message_one_of_them(post: Trial) -> None:
    waiting = [post.asked(), post.asked()]
    not_yet = post.start()
    post.asked(fails=True)
    assert run_once(post.database, SETTINGS) == 3
    open_now = [set(post.open(instance_id)) for instance_id in waiting]
    assert all("called" in names for names in open_now)
    assert sorted("keyed" in names for names in open_now) == [False, True]
    assert sorted(variables(post, instance_id).get("n") or 0 for instance_id in waiting) == [0, 7]
    assert set(post.open(not_yet)) == {"ask"}
    # A signal is not kept for those who come to wait later.
    post.complete(post.person("olive"), not_yet, "ask", text="x", fails=False)
    run_once(post.database, SETTINGS)
    assert set(post.open(not_yet)) == set()


def test_one_broken_case_does_not_stop_the_post_of_the_others(post: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = post.asked(), post.asked()
    post.asked(fails=True)
    deliver = service.deliver_kept

    def unless_broken(instance_id: UUID) -> int:
        if instance_id == one:
            raise RuntimeError("on purpose")
        return deliver(instance_id)

    monkeypatch.setattr("webapp.worker.post.running.deliver_kept", unless_broken)
    run_once(post.database, SETTINGS)
    assert "called" in post.open(other)
    monkeypatch.undo()
    with clock.fixed(clock.now() + timedelta(minutes=20)):
        run_once(post.database, SETTINGS)
        assert "called" in post.open(one)


def test_case_that_has_ended_waits_for_nothing(post: Trial) -> None:
    instance_id = post.asked(fails=True)
    with post.database.transaction():
        assert not messages.is_awaited(instance_id, "REPLY", "x")
        assert queries.silent_among([]) == []
