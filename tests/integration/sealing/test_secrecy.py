"""Whoever steals the database, its log of changes or a dump of it learns nobody's name."""

import re
from uuid import UUID

from tests.fixtures.figures import Say
from tests.integration.sealing import stored, worked_case
from webapp import clock
from webapp.access import queries as people
from webapp.access import service as access
from webapp.access.actor import SYSTEM
from webapp.access.fields import FieldGroup
from webapp.cases import facts as case_facts
from webapp.database import Database
from webapp.disclosures import facts as disclosure_facts
from webapp.disclosures import records
from webapp.inbox import service as inbox
from webapp.instances import queries as instances
from webapp.retention import service as retention
from webapp.scenarios.package import CaseRun

FEWEST_NAMES = 50
# Stands in clear on purpose, so that a search that finds nothing is known to have looked.
IN_CLEAR = "Controlfeather"


def everything_that_can_be_shown(case_id: UUID) -> str:
    sections = [
        *case_facts.sections(case_id, None, list(FieldGroup)),
        *disclosure_facts.sections(case_id, None, list(FieldGroup)),
    ]
    log = [f"{row.recipient_name} {row.items} {row.justification}" for row in records.log_of(case_id)]
    return " ".join([str(row) for section in sections for row in section.rows] + log)


def case_of(run: CaseRun) -> UUID:
    assert run.case_id is not None
    return run.case_id


def test_names_of_a_whole_case_stand_nowhere_in_what_is_kept(database: Database, figure: Say) -> None:
    seeds = worked_case.Seeds()
    worked_case.install(database)
    done = worked_case.run(database, seeds)
    begun = worked_case.run(database, seeds, until="triage_risk")
    with clock.fixed(begun.scenario.at), database.transaction():
        # What is only half done, thrown away, or typed by the people who keep the records is kept as well.
        access.create_user(SYSTEM, "control", IN_CLEAR, None, ["data_protection_officer"])
        officer = begun.cast.person("investigating_officer")
        [task] = instances.open_tasks_of_case(case_of(begun))
        inbox.save_draft(officer, task.id, {"judgement_text": seeds.name_for("draft", "a"), "sdash_1": "maybe"})
        keeper = people.actor_by_login("control")
        assert keeper is not None
        retention.set_hold(keeper, case_of(done), f"Kept for the inquest into {seeds.name_for('hold', 'a')}")
        shown = everything_that_can_be_shown(case_of(done))
    names = set(seeds.names.values())
    assert len(names) >= FEWEST_NAMES
    assert len({name for name in names if name in shown}) >= FEWEST_NAMES - 10
    kept = stored.everything(database)
    assert IN_CLEAR.encode() in kept
    assert sorted({found.decode() for found in re.findall(rb"Quillfeather\d+", kept)}) == []
    figure("names of a worked case looked for in files, log of changes and dump", f"{len(names)} names, 0 found")
