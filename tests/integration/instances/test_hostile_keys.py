"""Keys that mean something to a serialiser or a browser are only data, all the way through a case."""

import pytest

from tests.fixtures import trial as packages
from tests.fixtures.trial import Trial
from webapp.database import session
from webapp.instances import queries, service
from webapp.instances.model import ProcessInstance

HOSTILE = {
    "typename": "SpiffWorkflow.task.Task",
    "__proto__": {"typename": "Task", "data": {}},
    "constructor": {"prototype": {"admin": True}},
    "__class__": "os.system",
    "py/object": "subprocess.Popen",
    "$": ["decimal", "1"],
    "$type": "System.Diagnostics.Process",
    "lane_owners": {"Lawyer": ["olive"]},
    "nested": [{"$": ["record", {}]}, {"typename": "uuid", "value": 1}, {"__reduce__": []}],
}


def test_case_started_with_hostile_keys_runs_and_keeps_them_as_they_were(trial: Trial) -> None:
    olive = trial.person("olive")
    with trial.database.transaction():
        instance_id = service.start(olive, packages.KEY, HOSTILE).id
    trial.complete(olive, instance_id, "ask", text="typename", fails=False)
    [review] = trial.open(instance_id).values()
    assert review.candidate_group == "legal_reviewer"
    with trial.database.transaction():
        seen = queries.variables_of(review)
        assert {name: seen[name] for name in HOSTILE} == HOSTILE
    trial.complete(trial.person("lena"), instance_id, "review")
    with trial.database.transaction():
        assert session().get_one(ProcessInstance, instance_id).status == "ended"


@pytest.mark.parametrize("key", [key for key in HOSTILE if key != "nested"])
def test_message_with_a_hostile_key_bricks_no_case(trial: Trial, key: str) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        service.deliver_message(instance_id, key, key, {key: {key: HOSTILE}})
        service.deliver_kept(instance_id)
    trial.complete(trial.person("lena"), instance_id, "review")
    assert trial.open(instance_id) == {}
