"""A case runs several processes: procedures that people begin, what they know, and what they tell each other."""

from collections.abc import Mapping
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update

from tests.fixtures import procedures as packages
from tests.fixtures.procedures import HALT, lanes, procedure
from tests.fixtures.trial import KEY, Trial
from tests.unit.engine import drawing as draw
from webapp import clock
from webapp.access.actor import Actor
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.audit.verify import verify
from webapp.cases.model import Case
from webapp.config import Settings
from webapp.database import session
from webapp.errors import Conflict, NotFound, NotPermitted
from webapp.inbox import service as inbox
from webapp.instances import casework, messages, moving, planning, plans, procedures, queries
from webapp.instances.model import EventDelivery, ProcessInstance
from webapp.worker.loop import run_once

SETTINGS = Settings("sqlite://", "x" * 32)
# What depends on neither database is tested on one.
ON_ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def asked(trial: Trial) -> UUID:
    """A case of the package with procedures, whose question Olive has answered; its main process waits to be told."""
    trial.install(packages.files())
    return case_of(trial, trial.asked(fails=True))


def case_of(trial: Trial, instance_id: UUID) -> UUID:
    with trial.database.transaction():
        return session().get_one(ProcessInstance, instance_id).case_id


def begin(trial: Trial, actor: Actor, case_id: UUID, key: str) -> UUID:
    with trial.database.transaction():
        return procedures.begin(actor, case_id, key).id


def close(trial: Trial, **more: object) -> None:
    with trial.database.transaction():
        session().execute(update(Case).values(status="closed", outcome="REFUSED", closed_at=clock.now(), **more))


def supervisor(trial: Trial) -> Actor:
    """Somebody who may see every case of the unit, and work in it as a lawyer."""
    return trial.person("sue", "supervisor", "legal_reviewer")


def open_in(trial: Trial, case_id: UUID) -> dict[str, UUID]:
    with trial.database.transaction():
        return {task.element_id: task.id for task in queries.open_tasks_of_case(case_id)}


def complete(trial: Trial, actor: Actor, case_id: UUID, element: str, **answers: object) -> str:
    with trial.database.transaction():
        task = next(task for task in queries.open_tasks_of_case(case_id) if task.element_id == element)
        return inbox.complete(actor, task.id, answers, task.revision).incident


def variables(trial: Trial, case_id: UUID, key: str = "") -> Mapping[str, Any]:
    with trial.database.transaction():
        return next(run for run in queries.runs_of(case_id) if run.procedure == key).variables


def events(trial: Trial, case_id: UUID) -> list[Event]:
    with trial.database.transaction():
        return [entry.event for entry in reversed(audit.timeline(case_id))]


def test_procedure_runs_beside_the_main_process_with_what_that_knows(trial: Trial, asked: UUID) -> None:
    olive = trial.person("olive")
    begin(trial, olive, asked, "warn")
    assert open_in(trial, asked).keys() == {"say"}
    assert variables(trial, asked, "warn") == {"case_id": str(asked), "fails": True}
    with trial.database.transaction():
        work = casework.case_work(olive, asked)
        entry = next(line for line in queries.timeline(olive, asked) if line.words == "Started a procedure")
        assert verify().findings == []
    assert [(run.title, run.status) for run in work.runs] == [("Trial", "active"), ("Warn them", "active")]
    assert [view.name for run in work.runs for view in run.processes] == [KEY, "Warn them"]
    assert (entry.about, entry.by) == ("Warn them", "Olive")


def test_who_may_not_begin_a_procedure_is_told_why_or_nothing_at_all(trial: Trial, asked: UUID) -> None:
    olive, sue = trial.person("olive"), supervisor(trial)
    stranger = trial.person("lena")
    for actor, key, refusal, sentence in (
        (olive, "verify", NotPermitted, "You need the Legal reviewer role to start this procedure."),
        (olive, "nothing", NotFound, "no such procedure"),
        (stranger, "verify", NotFound, "^$|not"),
    ):
        with pytest.raises(refusal, match=sentence):
            begin(trial, actor, asked, key)
    begin(trial, sue, asked, "verify")
    with pytest.raises(NotPermitted, match="under way in this case already"):
        begin(trial, sue, asked, "verify")
    complete(trial, sue, asked, "look")
    begin(trial, sue, asked, "verify")
    close(trial)
    with pytest.raises(NotPermitted, match="This case is closed"):
        begin(trial, olive, asked, "warn")
    with trial.database.transaction():
        assert [offer.key for offer in procedures.offered(olive, asked)] == []


@ON_ONE_DATABASE
def test_closed_case_goes_on_where_its_procedures_do(trial: Trial, asked: UUID) -> None:
    sue = supervisor(trial)
    close(trial)
    with trial.database.transaction():
        assert [offer.key for offer in procedures.offered(sue, asked)] == ["verify"]
    begin(trial, sue, asked, "verify")
    with trial.database.transaction():
        assert not queries.all_ended(asked)
    assert complete(trial, sue, asked, "look") == ""
    assert open_in(trial, asked) == {}


@ON_ONE_DATABASE
def test_nothing_begins_in_an_erased_record(trial: Trial, asked: UUID) -> None:
    close(trial, erased_at=clock.now())
    with pytest.raises(Conflict, match="has been erased"):
        begin(trial, supervisor(trial), asked, "verify")


def test_of_two_who_begin_a_procedure_at_once_one_comes_first(trial: Trial, asked: UUID) -> None:
    sue, both, refused = supervisor(trial), Barrier(2), []

    def work() -> None:
        both.wait()
        try:
            begin(trial, sue, asked, "verify")
        except NotPermitted as refusal:
            refused.append(refusal.sentence)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["This procedure is under way in this case already."]
    assert list(open_in(trial, asked)) == ["look"]


def test_who_did_a_step_of_the_main_process_may_not_do_its_counterpart_in_a_procedure(trial: Trial) -> None:
    trial.install(packages.files())
    otto = trial.person("otto", "investigating_officer", "legal_reviewer")
    with trial.database.transaction():
        case_id = inbox.start_case(otto, KEY).case_id
    complete(trial, otto, case_id, "ask", text="Something", fails=False)
    begin(trial, otto, case_id, "verify")
    with pytest.raises(NotPermitted, match="You completed “Ask the question” in this case"):
        complete(trial, otto, case_id, "look")
    assert complete(trial, supervisor(trial), case_id, "look") == ""


@ON_ONE_DATABASE
def test_separation_reaches_over_versions_by_legal_step(trial: Trial) -> None:
    """A procedure of the newest version knows the step of the main process under another id."""
    legal = '<zeebe:properties><zeebe:property name="legalStep" value="grounds"/></zeebe:properties>'
    old = packages.files(trial=packages.main().replace(b"<zeebe:userTask/>", f"<zeebe:userTask/>{legal}".encode(), 1))
    renamed = {path: content.replace(b'"ask"', b'"inquire"').replace(b">ask<", b">inquire<")
               .replace(b"ask_to", b"inquire_to").replace(b"_ask", b"_inquire")
               for path, content in old.items()}  # fmt: skip
    trial.install(old)
    otto = trial.person("otto", "investigating_officer", "legal_reviewer")
    with trial.database.transaction():
        case_id = inbox.start_case(otto, KEY).case_id
    complete(trial, otto, case_id, "ask", text="Something", fails=False)
    with trial.database.transaction():
        session().execute(text("UPDATE process_instance SET status = 'ended'"))
    trial.install(renamed)
    begin(trial, otto, case_id, "verify")
    with pytest.raises(NotPermitted, match="You completed “Ask the question” in this case"):
        complete(trial, otto, case_id, "look")


def test_message_to_the_own_case_arrives_in_the_same_transaction(trial: Trial, asked: UUID) -> None:
    olive = trial.person("olive")
    begin(trial, olive, asked, "warn")
    complete(trial, olive, asked, "say", text="He stands at her door", fails=False)
    assert open_in(trial, asked).keys() == {"review"}
    assert events(trial, asked)[-4:] == [
        Event.TASK_COMPLETED,
        Event.PROCESS_ENDED,
        Event.MESSAGE_ARRIVED,
        Event.TASK_CREATED,
    ]
    with trial.database.transaction():
        assert session().query(EventDelivery).filter_by(settled_at=None).count() == 0


def test_message_that_nobody_waits_for_yet_is_kept_and_taken_when_somebody_does(trial: Trial) -> None:
    trial.install(packages.files())
    olive = trial.person("olive")
    instance_id = trial.start()
    case_id = case_of(trial, instance_id)
    begin(trial, olive, case_id, "warn")
    complete(trial, olive, case_id, "say", text="He stands at her door", fails=True)
    assert open_in(trial, case_id).keys() == {"ask"}
    assert run_once(trial.database, SETTINGS) == 0
    complete(trial, olive, case_id, "ask", text="Something", fails=False)
    assert open_in(trial, case_id).keys() == {"review"}, "taken in the transaction in which it comes to be waited for"


@ON_ONE_DATABASE
def test_message_with_another_key_or_of_another_case_is_left_to_the_worker(trial: Trial, asked: UUID) -> None:
    with trial.database.transaction():
        for key, case_id in (("RTK-1", asked), (str(asked), None)):
            messages.keep("halt", key, None, {}, case_id=case_id)
        assert messages.next_within(asked) is None
    assert run_once(trial.database, SETTINGS) == 1
    assert open_in(trial, asked).keys() == {"review"}


@ON_ONE_DATABASE
def test_receiver_that_fails_has_an_incident_and_the_senders_work_stays(trial: Trial) -> None:
    """The main process asks a question after the message that cannot be answered."""
    broken = draw.diagram(
        lanes(Officer="ask"),
        draw.start(),
        draw.user("ask", form="question", name="Ask the question"),
        draw.catch("halted", draw.message("halt"), name="Halted"),
        draw.gateway("exclusive", "really_q", default="really_q_to_done"),
        draw.end("done"),
        draw.end("other"),
        draw.chain("start", "ask", "halted", "really_q", "done"),
        draw.flow("really_q", "other", when="=fails > 3"),
        process=KEY,
        before=HALT,
    )
    plain = packages.verify().replace(trial_properties(), b"")
    trial.install(packages.files(trial=broken, verify=plain))
    olive = trial.person("olive")
    case_id = case_of(trial, trial.asked())
    begin(trial, olive, case_id, "warn")
    assert complete(trial, olive, case_id, "say", text="He stands at her door", fails=False) == ""
    with trial.database.transaction():
        main, warned = queries.runs_of(case_id)
        assert [incident.element_id for incident in queries.open_incidents(main.id)] == ["really_q"]
        assert (main.status, warned.status) == ("active", "ended")


def trial_properties() -> bytes:
    return packages.trial.PROPERTIES.encode()


def test_two_runs_of_a_case_that_are_worked_on_at_once_never_block_each_other(trial: Trial) -> None:
    """Each tells the other: whoever held only their own run would wait for the other for ever."""
    ping = procedure(
        "ping", "Ping", lanes(Officer="serve"), draw.start("ping_start"), draw.user("serve", name="Serve"),
        draw.throw("served", draw.message("to_pong"), name="Served"),
        draw.catch("returned", draw.message("to_ping"), name="Returned"), draw.end("ping_done"),
        draw.chain("ping_start", "serve", "served", "returned", "ping_done"),
        before=draw.declared(messages=["to_ping", "to_pong"], keys={"to_ping": "=case_id", "to_pong": "=case_id"}),
    )  # fmt: skip
    pong = ping.replace(b"ping_", b"pong_").replace(b'"ping"', b'"pong"').replace(b'"Ping"', b'"Pong"')
    for own in (b"serve", b"served", b"returned"):
        for before, after in ((b'"', b'"'), (b">", b"<"), (b'"', b"_to"), (b"to_", b'"')):
            pong = pong.replace(before + own + after, before + b"pong_" + own + after)
    pong = pong.replace(b"lane_serve", b"lane_pong").replace(b"to_ping", b"to_x").replace(b"to_pong", b"to_ping")
    settings = packages.SETTINGS + "".join(
        f'[procedures.{key}]\nstarted_by = ["investigating_officer"]\n' for key in ("ping", "pong")
    )
    content = packages.files(ping=ping, pong=pong.replace(b"to_x", b"to_pong"))
    trial.install({**content, "package.toml": settings.encode()})
    olive = trial.person("olive")
    case_id = case_of(trial, trial.start())
    for key in ("ping", "pong"):
        begin(trial, olive, case_id, key)
    both, done = Barrier(2), []

    def work(element: str) -> None:
        both.wait()
        done.append(complete(trial, olive, case_id, element))

    threads = [Thread(target=work, args=(element,)) for element in ("serve", "pong_serve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert done == ["", ""]
    with trial.database.transaction():
        assert [run.status for run in queries.runs_of(case_id)] == ["active", "ended", "ended"]


@ON_ONE_DATABASE
def test_what_a_procedure_only_carries_along_replaces_nothing_newer(trial: Trial) -> None:
    trial.install(packages.files())
    olive, sue = trial.person("olive"), supervisor(trial)
    instance_id = trial.start()
    case_id = case_of(trial, instance_id)
    with trial.database.transaction():
        session().get_one(ProcessInstance, instance_id)
    complete(trial, olive, case_id, "ask", text="Something", fails=False)
    begin(trial, olive, case_id, "warn")
    begin(trial, sue, case_id, "verify")
    complete(trial, olive, case_id, "say", text="Something else", fails=True)
    with trial.database.transaction():
        runs = queries.runs_of(case_id)
        assert [run.procedure for run in runs] == ["", "warn", "verify"]
        assert runs[2].variables["fails"] is False, "it began before"
        assert procedures.routing_values(runs)["fails"] is True


@ON_ONE_DATABASE
def test_each_run_of_a_case_is_moved_by_itself(trial: Trial, asked: UUID) -> None:
    olive, petra = trial.person("olive"), trial.person("petra", "process_designer", "process_publisher")
    paul = trial.person("paul", "process_publisher")
    begin(trial, olive, asked, "warn")
    begin(trial, supervisor(trial), asked, "verify")
    with trial.database.transaction():
        source = queries.definitions.latest_deployed(KEY)
    content = packages.files(warn=packages.warn().replace(b"Say why", b"Say why at once"))
    del content["verify.bpmn"]
    settings = packages.SETTINGS.partition("[procedures.verify]")[0].encode()
    target = trial.install({**content, "package.toml": settings})
    with trial.database.transaction():
        plan_id = planning.plan(petra, source, target)
        planning.change(petra, plan_id, {}, "The lawyers asked for it.")
        planning.try_out(petra, plan_id)
        planning.submit(petra, plan_id)
    with trial.database.transaction():
        planning.approve(paul, plan_id)
    run_once(trial.database, SETTINGS)
    with trial.database.transaction():
        versions = {run.procedure: run.definition_id for run in queries.runs_of(asked)}
        shown = plans.plan(petra, plan_id)
        assert [row.procedure for row in shown.cases if row.status == "refused"] == ["Verify it"]
        [refused] = [row for row in session().query(moving.CaseMove) if row.status == "refused"]
        assert refused.sentences == [
            'The new version no longer has the process "Verify it". Let it end on its version.'
        ]
    assert versions == {"": target, "warn": target, "verify": source}
    assert complete(trial, olive, asked, "say", text="Something", fails=False) == ""
    assert open_in(trial, asked).keys() == {"look", "review"}
