"""Telling a group that a case needs it: the product’s own operation outside."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fixtures import trial as packages
from tests.fixtures.outside import Mailbox, diagram, job_of
from tests.fixtures.trial import Trial
from tests.integration.worker.services import SETTINGS, incidents, variables
from webapp import clock
from webapp.access import service as access
from webapp.access.actor import SYSTEM
from webapp.config import Settings
from webapp.instances import jobs
from webapp.scenarios.format import read_scenario
from webapp.scenarios.package import run_package_scenario
from webapp.worker.services import carry_out_due

ROOT = Path(__file__).parents[3]


class TestNotifyGroup:
    """The product's own operation, with a real mail server."""

    @pytest.fixture
    def notifying(self, trial: Trial) -> Trial:
        with trial.database.transaction():
            access.create_user(SYSTEM, "luis", "Luis", None, ["legal_reviewer"], email="luis@example.org")
        trial.install(packages.files() | {"trial.bpmn": diagram("notify_group")})
        return trial

    def test_group_is_told_without_any_detail_of_the_case(
        self, notifying: Trial, mailbox: Mailbox, smtp_port: int
    ) -> None:
        instance_id = notifying.asked()
        settings = Settings("sqlite://", "x" * 32, smtp_host="127.0.0.1", smtp_port=smtp_port)
        carry_out_due(notifying.database, settings)
        [(recipients, mail)] = mailbox.received
        assert recipients == ["luis@example.org"]
        assert mail["Message-ID"] == f"<{job_of(notifying, instance_id).id}@right-to-know>"
        assert "A case needs the Legal reviewer role" in str(mail.get_payload())
        assert variables(notifying, instance_id)["people_notified"] == 1
        assert set(notifying.open(instance_id)) == {"review"}

    def test_group_without_an_address_takes_the_way_drawn_for_it(self, notifying: Trial) -> None:
        drawn = diagram("notify_group", inputs={"group": '="supervisor"'})
        notifying.install(packages.files() | {"trial.bpmn": drawn})
        instance_id = notifying.asked()
        carry_out_due(notifying.database, SETTINGS)
        assert set(notifying.open(instance_id)) == {"remind"}

    @pytest.mark.parametrize(("group", "sentence"), [('="nobody"', "no such group"), ('="legal_reviewer"', "SMTP")])
    def test_what_cannot_be_done_is_an_incident_that_says_what_to_do(
        self, notifying: Trial, group: str, sentence: str
    ) -> None:
        notifying.install(packages.files() | {"trial.bpmn": diagram("notify_group", inputs={"group": group})})
        instance_id = notifying.asked()
        carry_out_due(notifying.database, SETTINGS)
        [incident] = incidents(notifying, instance_id)
        assert sentence in incident.message

    def test_worker_killed_in_the_middle_is_followed_by_another_and_the_case_goes_on_once(
        self, notifying: Trial, mailbox: Mailbox, smtp_port: int
    ) -> None:
        instance_id = notifying.asked()
        reached, killed = threading.Event(), threading.Event()

        def hold() -> None:
            # The mail server has the message and has not said so: the worst moment to die in.
            reached.set()
            killed.wait(60)

        mailbox.before = hold
        address = notifying.database.engine.url.render_as_string(hide_password=False)
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "RTK_DATABASE_URL": address,
            "RTK_SECRET_KEY": "x" * 32,
            "RTK_SMTP_HOST": "127.0.0.1",
            "RTK_SMTP_PORT": str(smtp_port),
        }
        worker = subprocess.Popen([sys.executable, "-m", "webapp", "worker"], env=environment, cwd=ROOT)
        try:
            assert reached.wait(60), "The worker never reached the mail server."
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait(30)
            killed.set()
        mailbox.before = lambda: None
        assert job_of(notifying, instance_id).status == "running"
        settings = Settings("sqlite://", "x" * 32, smtp_host="127.0.0.1", smtp_port=smtp_port)
        assert carry_out_due(notifying.database, settings) == 0
        with clock.fixed(clock.now() + jobs.LEASE + timedelta(seconds=1)):
            carry_out_due(notifying.database, settings)
        assert set(notifying.open(instance_id)) == {"review"}
        assert job_of(notifying, instance_id).attempts == 2
        # It may have arrived twice; whoever reads it can tell, by the Message-ID.
        assert len({mail["Message-ID"] for _, mail in mailbox.received}) == 1
        assert carry_out_due(notifying.database, settings) == 0


def test_worked_case_says_what_an_operation_outside_answers() -> None:
    text = """
name: A worked case with an operation outside
process: trial
at: 2026-03-02T09:00:00Z
steps:
  - complete: ask
    with: {text: Something, fails: false}
  - expect: {open: [], ended: false}
  - answer: call
    with: {people_notified: 2}
  - expect: {open: [review], variables: {people_notified: 2}}
  - complete: review
expect: {ended: true}
"""
    files = packages.files() | {"trial.bpmn": diagram("notify_group")}
    result = run_package_scenario(read_scenario(text, "worked.yaml"), files)
    assert result.failures == []
    failing = text.replace("with: {people_notified: 2}", "failure: No mail server.", 1)
    assert run_package_scenario(read_scenario(failing, "worked.yaml"), files).failures[-1:] == [
        'step 4: incident at “Call outside”: "Call outside": No mail server.'
    ]
    early = text.replace("  - answer: call", "  - answer: review", 1)
    assert run_package_scenario(read_scenario(early, "worked.yaml"), files).failures == [
        "step 3: review waits for no operation"
    ]
