"""Report, risk, enquiries, identity and closure as they are written, and what is refused."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.integration.cases import answers as given
from tests.integration.cases.path import CasePath
from webapp.cases import queries, service
from webapp.cases.model import Alias, Case, IdentityAssurance, RiskTriage, SafeguardingPlan, Subject
from webapp.database import session
from webapp.errors import Conflict, InvalidSubmission, NotFound, NotPermitted, Rejected


def options(path: CasePath, name: str) -> dict[str, str]:
    """The options of a list: value to the reason why it cannot be chosen."""
    with path.at_work():
        return {option.value: option.hint if option.disabled else "" for option in queries.options(path.case_id)[name]}


def test_references_count_up_within_the_year(path: CasePath) -> None:
    with path.at_work():
        second = service.open_case(path.cast["investigating_officer"])
        third = service.open_case(path.cast["investigating_officer"])
        assert (second.reference, third.reference) == ("RTK-2026-0002", "RTK-2026-0003")


def test_child_victim_is_at_risk(path: CasePath) -> None:
    derived = path.submit("intake", "investigating_officer", given.INTAKE, victim_age_group="under_18")
    assert derived == {"in_scope": True, "victim_at_risk": True, "victim_has_capacity": True}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"online_anonymous": False}, "The stalker does not hide who they are online."),
        ({"out_of_scope_referral": "dvds", "scope_reason": "A partner."}, "A partner."),
    ],
)
def test_case_out_of_scope_has_its_outcome_and_reason_at_once(
    path: CasePath, change: dict[str, Any], reason: str
) -> None:
    derived = path.submit("intake", "investigating_officer", {**given.INTAKE, **change})
    assert (derived["in_scope"], derived["outcome"]) == (False, "OUT_OF_SCOPE")
    with path.at_work():
        assert session().get_one(Case, path.case_id).scope_reason == reason
    assert path.submit("closure", "scheme_coordinator", given.CLOSURE) == {"outcome": "OUT_OF_SCOPE"}


def test_officer_may_ask_to_raise_but_not_to_lower_the_priority(path: CasePath) -> None:
    path.walk(until="risk_triage")
    lower = {"priority_override": "lower", "priority_override_reason": "It seems calm."}
    with pytest.raises(Rejected, match="Only the supervisor can lower"):
        path.submit("risk_triage", "investigating_officer", {**given.RISK, **lower})
    path.submit("risk_triage", "investigating_officer", {**given.RISK, **lower, "priority_override": "raise"})
    path.routing["priority"] = "P3_STANDARD"
    assert path.submit("priority_confirmation", "supervisor", {}) == {"priority": "P2_HIGH"}


def test_supervisor_changes_the_priority_with_a_reason(path: CasePath) -> None:
    path.walk(until="priority_confirmation")
    with pytest.raises(InvalidSubmission) as refused:
        path.submit("priority_confirmation", "supervisor", {"priority_override": "raise"})
    assert "priority_override_reason" in refused.value.errors
    answers = {"priority_override": "raise", "priority_override_reason": "New accounts today."}
    assert path.submit("priority_confirmation", "supervisor", answers) == {"priority": "P2_HIGH"}
    with path.at_work():
        assert queries.header(path.cast["supervisor"], path.case_id).priority == "P2_HIGH"


def test_whoever_assessed_the_risk_may_not_confirm_the_priority(path: CasePath) -> None:
    path.walk(until="priority_confirmation")
    with pytest.raises(Rejected, match="another person has to confirm"):
        path.submit("priority_confirmation", "investigating_officer", {})


def test_safeguarding_plan_keeps_its_versions(path: CasePath) -> None:
    path.walk(until="safeguarding_plan")
    path.submit("safeguarding_plan", "safeguarding_lead", given.PLAN)
    path.submit("safeguarding_plan", "safeguarding_lead", given.PLAN, plan_actions=["home_security"])
    with path.at_work():
        rows = session().scalars(select(SafeguardingPlan).order_by(SafeguardingPlan.version)).all()
        assert [(row.version, row.actions) for row in rows] == [(1, ["device_hygiene", "isac"]), (2, ["home_security"])]


def test_account_that_is_known_already_is_not_recorded_twice(path: CasePath) -> None:
    path.walk(until="line_of_enquiry")
    path.submit("line_of_enquiry", "investigating_officer", given.ENQUIRY)
    again = [
        {"handle": "renamed_owl", "platform": "chatter", "stable_id": "c-1001", "last_seen": date(2026, 4, 1)},
        {"handle": "Grey.Fox", "platform": "Pictures", "first_seen": date(2025, 12, 1)},
        {"handle": "new_one", "platform": "Pictures"},
    ]
    path.submit("line_of_enquiry", "investigating_officer", given.ENQUIRY, alias=again)
    with path.at_work():
        rows = session().scalars(select(Alias).order_by(Alias.number)).all()
        assert [(row.code, row.handle) for row in rows] == [
            ("A1", "night_owl"), ("A2", "grey.fox"), ("A3", "nobody77"), ("A4", "new_one"),
        ]  # fmt: skip
        assert (rows[0].last_seen, rows[1].first_seen) == (date(2026, 4, 1), date(2025, 12, 1))


def test_only_aliases_at_probable_or_better_can_be_attributed(path: CasePath) -> None:
    path.walk(until="identity_assessment")
    assert all("not been graded" in reason for reason in options(path, "attributable_aliases").values())
    path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT)
    reasons = options(path, "attributable_aliases")
    assert (reasons["A1"], reasons["A2"]) == ("", "")
    assert "only possible" in reasons["A3"]


def test_level_of_a_later_assessment_holds(path: CasePath) -> None:
    path.walk(until="identity_assessment")
    path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT)
    levels = [{"alias": code, "level": "POSSIBLE"} for code in ("A1", "A2", "A3")]
    path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT, alias_link_level=levels)
    assert all("only possible" in reason for reason in options(path, "attributable_aliases").values())


def test_candidate_is_known_again_by_code_or_name(path: CasePath) -> None:
    path.walk(until="identity_assessment")
    for candidate in ("Sam Sample", "sam  sample", "S1", "Another Person"):
        path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT, candidate=candidate)
    with path.at_work():
        rows = session().scalars(select(Subject).order_by(Subject.number)).all()
        assert [(row.code, row.name) for row in rows] == [("S1", "Sam Sample"), ("S2", "Another Person")]


def test_admission_that_nothing_shows_is_refused(path: CasePath) -> None:
    path.walk(until="identity_assessment")
    with pytest.raises(Rejected, match="Add the admission as a strand"):
        path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT, corroborated_admission=True)
    charged = {"corroborated_admission": True, "subject_status": "charged"}
    derived = path.submit("identity_assessment", "intelligence_analyst", {**given.ASSESSMENT, **charged})
    assert derived["corroborated_admission"] is True


def test_officer_or_analyst_may_not_assure_the_identity(path: CasePath) -> None:
    path.walk(until="identity_assurance")
    for role in ("investigating_officer", "intelligence_analyst"):
        with pytest.raises(NotPermitted, match="Identity reviewer role"):
            path.submit("identity_assurance", role, given.ASSURANCE)
        path.promote(role, "identity_reviewer")
        with pytest.raises(Rejected, match="another person has to assure the identity"):
            path.submit("identity_assurance", role, given.ASSURANCE)


def test_assessment_is_reviewed_once(path: CasePath) -> None:
    path.walk(until="identity_assurance")
    path.submit("identity_assurance", "identity_reviewer", given.ASSURANCE)
    with pytest.raises(Rejected, match="reviewed already"):
        path.submit("identity_assurance", "identity_reviewer/2", given.ASSURANCE)


def test_identity_is_not_assured_without_the_level_of_the_table(path: CasePath) -> None:
    path.walk(until="identity_assurance")
    del path.routing["identity_level"]
    with pytest.raises(Rejected, match="no level yet"):
        path.submit("identity_assurance", "identity_reviewer", given.ASSURANCE)


def test_database_itself_refuses_an_assurance_by_the_assessor(path: CasePath) -> None:
    path.walk(until="identity_assurance")
    path.submit("identity_assurance", "identity_reviewer", given.ASSURANCE)
    with path.at_work():
        row = session().scalars(select(IdentityAssurance)).one()
        row.assured_by = row.assessed_by
        with pytest.raises(Exception, match="ck_identity_assurance_second_person"):
            session().flush()
        session().rollback()


def test_database_refusal_reaches_the_person_as_a_sentence(path: CasePath) -> None:
    triage = service.Triage(
        sdash={1: "yes"},
        ttl_credible=False,
        approach_recent=False,
        location_known_to_subject=False,
        escalation_7d=False,
        risk_level="ENORMOUS",
        judgement_text="A form that offers a level the record does not know.",
    )
    with pytest.raises(Rejected, match="Ask the process designer"), path.at_work():
        service.triage_risk(path.cast["investigating_officer"], path.case_id, triage)
    with path.at_work():
        assert session().scalars(select(RiskTriage)).all() == []


def test_case_without_an_outcome_is_not_closed_as_disclosed(path: CasePath) -> None:
    path.walk(until="risk_triage")
    with pytest.raises(Rejected, match="no outcome yet"):
        path.submit("closure", "scheme_coordinator", given.CLOSURE)
    with pytest.raises(Rejected, match="Nothing was disclosed"):
        path.submit("closure", "scheme_coordinator", given.CLOSURE, outcome="DISCLOSED_FULL")
    transferred = path.submit("closure", "scheme_coordinator", given.CLOSURE, outcome="TRANSFERRED")
    assert transferred == {"outcome": "TRANSFERRED"}
    with pytest.raises(Conflict, match="closed already"):
        path.submit("closure", "scheme_coordinator", given.CLOSURE)


def test_case_keeps_the_outcome_it_has(path: CasePath) -> None:
    path.walk(until="closure")
    with pytest.raises(Rejected, match="another outcome already"):
        path.submit("closure", "scheme_coordinator", given.CLOSURE, outcome="REFUSED")
    with pytest.raises(Rejected, match="in the future"):
        path.submit("closure", "scheme_coordinator", given.CLOSURE, retention_review_date=date(2026, 4, 13))


def test_case_is_seen_by_its_people_and_by_groups_with_open_work_in_it_only(path: CasePath) -> None:
    path.walk(until="risk_triage")
    lawyer, officer = path.cast["legal_reviewer"], path.cast["investigating_officer"]
    with path.at_work():
        assert queries.header(officer, path.case_id).victim_name == "Alex Example"
        assert queries.facts(officer, path.case_id)
        for query in (queries.header, queries.facts):
            with pytest.raises(NotFound):
                query(lawyer, path.case_id)
        assert queries.register(lawyer).rows == []
        service.offer_to_groups(officer, path.case_id, ["legal_reviewer"])
        assert queries.header(lawyer, path.case_id).reference == "RTK-2026-0001"
        assert [row.reference for row in queries.register(lawyer).rows] == ["RTK-2026-0001"]
        service.offer_to_groups(officer, path.case_id, ["supervisor"])
        assert queries.register(lawyer).rows == []


def test_register_shows_the_newest_first_a_page_at_a_time_and_names_nobody(path: CasePath) -> None:
    path.walk(until="risk_triage")
    officer = path.cast["investigating_officer"]
    with path.at_work():
        for _ in range(4):
            service.open_case(officer)
    with path.at_work():
        first = queries.register(officer, limit=3)
        second = queries.register(officer, first.next_after, limit=3)
        assert queries.register(officer, "no such place", limit=3) == first
    shown = [row.reference for row in (*first.rows, *second.rows)]
    assert (len(first.rows), len(second.rows), second.next_after) == (3, 2, "")
    assert sorted(shown) == [f"RTK-2026-000{number}" for number in range(1, 6)]
    assert "Alex" not in repr((first, second))
