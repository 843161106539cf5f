"""One investigation, two victims: what crosses over, what stays, who is kept apart, and what stops both."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.fixtures.joint_story import ASSESSED, ASSURED_THERE, FILES, LEAD_VICTIM, RETURNED, story_of
from webapp import clock
from webapp.access import service as accounts
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.cases import joint, queries, records, service, standing
from webapp.cases.model import JointAlias
from webapp.cases.service.sharing import share_identity
from webapp.database import Database, session
from webapp.definitions import service as definitions
from webapp.disclosures import records as disclosures
from webapp.errors import NotFound, Rejected
from webapp.instances import queries as instances
from webapp.scenarios.package import CaseRun
from webapp.sealing import keyring


class Story:
    """Two cases, driven by a text; each look is a transaction of its own at the time of the story."""

    def __init__(self, database: Database, told: str) -> None:
        with database.transaction():
            accounts.ensure_system_user()
            definitions.install(SYSTEM, FILES, SYSTEM_ID)
        self.database = database
        self.run = CaseRun(database, story_of(told))
        result = self.run.run()
        assert result.failures == []

    @property
    def lead(self) -> UUID:
        return self.run.cases["first"]

    @property
    def joined(self) -> UUID:
        return self.run.cases["second"]

    def all_said(self, case_id: UUID) -> str:
        """Everything on record that anybody could be shown of a case."""
        actor = self.run.cast.person("supervisor")
        return "\n".join(f"{row.label} {row.value}" for part in queries.facts(actor, case_id) for row in part.rows)

    def open_steps(self, case_id: UUID) -> set[str]:
        return {task.element_id for task in instances.open_tasks_of_case(case_id)}


def test_joined_case_takes_over_what_concerns_its_victim_and_nothing_that_names_the_other(database: Database) -> None:
    story = Story(database, ASSESSED)
    with clock.fixed(story.run.scenario.at), database.transaction():
        assert [alias.handle for alias in records.aliases_of(story.joined)] == ["night_owl_1"]
        assessment = records.newest_assessment(story.joined)
        assert assessment is not None
        assert assessment.independent_strands == 2
        strands = records.strands_of(assessment.id)
        assert [strand.description for strand in strands] == [None, "The laptop"]
        assert assessment.alternative_suspects == joint.KEPT
        [line] = records.enquiries_of(story.joined)
        assert (line.necessity, line.result_summary) == (joint.KEPT, None)
        said = story.all_said(story.joined)
        assert "From the joint investigation" in said
        assert [word for word in (*LEAD_VICTIM.split(), "night_owl_2", "RK/1000/26") if word in said] == []
        assert "Victim B" not in story.all_said(story.lead)


def test_people_of_the_lead_cases_identity_work_are_kept_apart_in_the_joined_case(database: Database) -> None:
    story = Story(database, ASSESSED)
    with clock.fixed(story.run.scenario.at), database.transaction():
        person = {
            role: story.run.cast.person(role).id
            for role in ("investigating_officer", "intelligence_analyst", "identity_reviewer", "supervisor")
        }
        task = next(t for t in instances.open_tasks_of_case(story.joined) if t.element_id == "assure_identity")
        earlier = {who for _, who in instances.task_facts(task).earlier}
        assert {person["investigating_officer"], person["intelligence_analyst"]} <= earlier
        # The supervisor who answered for the investigation did nothing that is kept apart.
        assert person["supervisor"] not in earlier
        assert person["identity_reviewer"] in standing.assurers(story.joined)
        assert person["investigating_officer"] in standing.investigators(story.joined)["a line of enquiry"]
        [row] = [row for row in _rows(story, "identity") if row.label == "From the joint investigation"]
        assert "Accepted there by Identity reviewer" in row.value


def _rows(story: Story, topic: str) -> list[queries.Row]:
    actor = story.run.cast.person("supervisor")
    return [row for part in queries.facts(actor, story.joined, [topic]) for row in part.rows]


def test_nothing_is_decided_in_the_joined_case_before_its_own_reviewer_has_accepted(database: Database) -> None:
    story = Story(database, ASSESSED)
    with clock.fixed(story.run.scenario.at), database.transaction():
        assert not standing.standing(story.joined).identity_accepted
        assert story.open_steps(story.joined) & {"assure_identity", "choose_consultees"} == {"assure_identity"}


def test_return_in_the_lead_case_freezes_the_joined_one_and_sends_it_back(database: Database) -> None:
    story = Story(database, ASSESSED + ASSURED_THERE + RETURNED)
    with clock.fixed(story.run.scenario.at), database.transaction():
        assert [hold.kind for hold in disclosures.standing_holds(story.joined)] == ["frozen"]
        assert "choose_consultees" not in story.open_steps(story.joined)
        told = session().execute(text("SELECT to_group FROM outbox_message WHERE kind = 'joint_doubted'"))
        assert {group for (group,) in told} == {"scheme_coordinator", "supervisor"}


def test_lower_level_in_the_lead_case_freezes_the_joined_one_and_comes_to_it(database: Database) -> None:
    lower = (
        RETURNED[: RETURNED.index("  - usual: [assess_identity]")]
        + """
  - complete: assess_identity
    like: usual
    with:
      corroborated_admission: no
      strand:
        - {type: account_recovery, description: Recovery telephone, grade_source: 1, grade_assessment: A,
           handling_code: P, independent_group: provider, link: account, endpoint: the telephone, person_level: no,
           fact_or_assessment: fact, aliases: [A1]}
  - usual: [assure_identity]
"""
    )
    story = Story(database, ASSESSED + ASSURED_THERE + lower)
    with clock.fixed(story.run.scenario.at), database.transaction():
        assert [hold.kind for hold in disclosures.standing_holds(story.joined)] == ["frozen"]
        [alias] = records.aliases_of(story.joined)
        assert alias.link_level == "POSSIBLE"
        assert "assure_identity" in story.open_steps(story.joined)
        assert not standing.standing(story.joined).identity_accepted


def test_hold_ends_when_the_joined_case_accepts_what_the_lead_case_assured_anew(database: Database) -> None:
    again = """
  - usual: [plan_enquiries]
  - complete: pursue_enquiry
    like: usual
    with: {alias: ~, aliases: [A1]}
  - usual: [consult_spoc, record_result, assess_identity, assure_identity]
  - case: second
  - expect: {variables: {identity_shared: yes}}
  - usual: [assure_identity]
"""
    story = Story(database, ASSESSED + ASSURED_THERE + RETURNED + again)
    with clock.fixed(story.run.scenario.at), database.transaction():
        assert disclosures.standing_holds(story.joined) == []
        assert standing.standing(story.joined).identity_accepted
        assert "choose_consultees" in story.open_steps(story.joined)


def test_item_that_names_the_other_victim_is_refused_in_words_that_name_nobody(database: Database) -> None:
    named = """
  - usual: [choose_consultees, record_view]
  - refused:
      complete: check_grounds
      like: usual
      with:
        proposed_alias: [A1]
        proposed_item:
          - {text: He also wrote to Wilhelmina Featherstonehaugh, fact_or_assessment: fact, as_at: 2026-03-01,
             sensitive: no}
      because: may name nobody but the subject
"""
    Story(database, ASSESSED + ASSURED_THERE + named)


def test_case_that_has_left_is_given_nothing_more_and_keeps_what_it_took(database: Database) -> None:
    leaves = """
  - case: first
  - {begin: leave_joint, as: supervisor}
  - complete: leave_investigation
    like: usual
    with: {joint_victim: V1}
"""
    story = Story(database, ASSESSED + ASSURED_THERE + leaves)
    with clock.fixed(story.run.scenario.at), database.transaction():
        assert joint.following(story.joined) is None
        assert standing.standing(story.joined).identity_accepted
        assert [joined for _, joined in joint.shares_from(story.lead)] == [story.joined]
        # A recall still reaches it: what was given has to be taken back where it went.
        assert service.doubt_all(SYSTEM, story.lead) == [story.joined]


def test_joined_case_that_leaves_before_the_identity_is_assured_takes_nothing(database: Database) -> None:
    leaves = """
  - case: second
  - {begin: leave_joint, as: supervisor}
  - usual: [leave_investigation]
  - case: first
"""
    story = Story(database, leaves + ASSESSED)
    with clock.fixed(story.run.scenario.at), database.transaction():
        assert records.newest_assessment(story.joined) is None
        assert story.open_steps(story.joined) & {"assess_identity", "assure_identity"} == set()


@pytest.mark.parametrize("erased", ["first", "second"])
def test_erasing_either_case_leaves_the_other_whole(database: Database, erased: str) -> None:
    story = Story(database, ASSESSED + ASSURED_THERE)
    gone, stays = story.run.cases[erased], story.run.cases["second" if erased == "first" else "first"]
    with clock.fixed(story.run.scenario.at), database.transaction():
        joint.forget(gone)
        keyring.destroy(gone)
        case = records.find_case(gone)
        case.status, case.outcome, case.closed_at = "closed", "REFUSED", clock.now()
        case.erased_at = clock.now()
    with clock.fixed(story.run.scenario.at), database.transaction():
        assert standing.standing(stays).identity_accepted
        said = story.all_said(stays)
        assert "night_owl_1" in said
        assert joint.led_by(story.lead) == []
        assert joint.others_named(stays) == []


def test_only_a_case_that_the_proposer_may_know_of_joins_and_each_only_once(database: Database) -> None:
    story = Story(database, "")
    cast = story.run.cast
    with clock.fixed(story.run.scenario.at), database.transaction():
        coordinator, lawyer = cast.person("scheme_coordinator"), cast.person("legal_reviewer")
        reference = records.find_case(story.joined).reference
        for actor, other, because in (
            (coordinator, reference, "belongs to a joint investigation"),
            (coordinator, records.find_case(story.lead).reference, "may know of"),
            (coordinator, "RTK-2026-9999", "may know of"),
            (lawyer, reference, "may know of"),
        ):
            with pytest.raises(Rejected, match=because):
                service.propose_joint(actor, story.lead, other, "The same nights.", [], None)
        with pytest.raises(Rejected, match="follows another one"):
            service.propose_joint(coordinator, story.joined, "RTK-2026-0001", "The same nights.", [], None)


def test_who_sees_only_one_of_the_cases_learns_only_that_there_is_another(database: Database) -> None:
    story = Story(database, ASSESSED)
    with clock.fixed(story.run.scenario.at), database.transaction():
        officer = story.run.cast.person("investigating_officer", 2)
        with pytest.raises(NotFound):
            queries.require_view(officer, story.lead)
        [section] = queries.facts(officer, story.joined, ["joint"])
        assert [(row.label, row.value) for row in section.rows] == [("Lead case", "A linked case exists.")]
        service.restrict(story.run.cast.person("supervisor"), story.lead)
        assert queries.facts(officer, story.joined, ["joint"]) == []


def test_account_that_names_a_victim_who_joined_after_it_was_ticked_is_not_taken_over(database: Database) -> None:
    story = Story(database, ASSESSED)
    with clock.fixed(story.run.scenario.at + timedelta(minutes=1)), database.transaction():
        row = joint.joined_to(story.lead)[0]
        [other] = [alias for alias in records.aliases_of(story.lead) if alias.id not in joint.used_against(row)]
        session().get_one(JointAlias, (row.id, other.id)).used = True
        other.handle = "wilhelmina_watcher"
        assert share_identity(SYSTEM, row) is not None
        assert service.take_shared_identity(SYSTEM, story.joined)["identity_shared"]
        assert "wilhelmina_watcher" not in {alias.handle for alias in records.aliases_of(story.joined)}


def test_why_a_victim_joined_is_shown_only_to_roles_that_see_the_identity(database: Database) -> None:
    story = Story(database, "")
    with clock.fixed(story.run.scenario.at), database.transaction():
        reference = records.find_case(story.joined).reference
        for role, told in (("investigating_officer", True), ("safeguarding_lead", False)):
            [section] = queries.facts(story.run.cast.person(role), story.lead, ["joint"])
            [row] = section.rows
            assert reference in row.value, role
            assert ("Proposed" in row.value, "A1" in row.value) == (told, told), role
