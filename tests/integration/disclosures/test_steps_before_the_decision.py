"""Views, grounds, representations and legal review: what each step refuses, and by whom it may be taken."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.integration.cases import answers as given
from tests.integration.cases.path import CasePath
from webapp.database import session
from webapp.disclosures import queries, service
from webapp.disclosures.model import DisclosureItem, GroundsCheck
from webapp.errors import InvalidSubmission, NotPermitted, Rejected

CODE_C = {**given.RESULT, "handling_code": "C", "handling_conditions": "Ask before any use."}
POLICE_LINK = {"subject_police_link": "this_force"}
CHILD = {"subject_age_group": "under_18"}


def view(consultee: str, view: str, **more: Any) -> dict[str, Any]:
    return {"consultee": consultee, "view": view, **more}


def consult(path: CasePath, *views: dict[str, Any]) -> dict[str, object]:
    return path.submit("consultation_view", "scheme_coordinator", {"consultation": list(views)})


def test_views_become_routing_values(path: CasePath) -> None:
    path.walk(until="consultation_view", enquiry_result=CODE_C)
    derived = consult(
        path,
        view("cps", "objects", reason="Until the procedure is done.", until=date(2026, 4, 20)),
        view("originator", "refused", reason="The source would be known."),
        view("code_d_officer", "pending"),
    )
    assert derived == {
        "originator_refused": True,
        "clean_strands_sufficient": True,
        "cps_objects": True,
        "id_procedure_pending": True,
    }


def test_newest_view_of_a_consultee_holds(path: CasePath) -> None:
    path.walk(until="consultation_view")
    consult(path, view("cps", "objects", reason="Not before the procedure."), view("code_d_officer", "pending"))
    assert consult(path, view("cps", "no_objection"))["cps_objects"] is False
    assert consult(path)["id_procedure_pending"] is True


@pytest.mark.parametrize(
    ("change", "part", "enough"),
    [
        ({"identity_assessment": POLICE_LINK}, "professional standards", view("psd", "acknowledged")),
        ({"identity_assessment": CHILD}, "social care", view("csc", "view_given", reason="Parents only.")),
        ({"enquiry_result": CODE_C}, "handling code C", view("originator", "granted")),
    ],
)
def test_decision_waits_for_the_views_that_must_come_first(
    path: CasePath, change: dict[str, Any], part: str, enough: dict[str, Any]
) -> None:
    path.walk(until="consultation_view", **change)
    with pytest.raises(Rejected, match=part):
        consult(path, view("cps", "no_objection"))
    consult(path, enough)


def test_view_that_a_consultee_cannot_have_is_refused_beside_its_question(path: CasePath) -> None:
    path.walk(until="consultation_view")
    with pytest.raises(InvalidSubmission) as refused:
        consult(
            path,
            view("psd", "objects", reason="No."),
            view("cps", "objects"),
            view("cps", "conditions"),
        )
    assert set(refused.value.errors) == {
        "consultation.0.view", "consultation.1.reason", "consultation.2.consultee", "consultation.2.conditions",
    }  # fmt: skip


def test_possible_alias_cannot_be_proposed(path: CasePath) -> None:
    path.walk(until="grounds_check")
    with pytest.raises(InvalidSubmission) as refused:
        path.submit("grounds_check", "investigating_officer", given.GROUNDS, proposed_alias=["A1", "A3"])
    assert set(refused.value.errors) == {"proposed_alias"}


def test_possible_alias_is_refused_even_without_the_form(path: CasePath) -> None:
    path.walk(until="grounds_check")
    proposal = service.CheckGiven(
        purpose_primary="prevent_detect_crime",
        proposed_item=[],
        proposed_alias=["A3"],
        checks={f"A{number}": "yes" for number in range(1, 23)},
        notes={},
        recipient_location="UK",
        less_intrusive_considered="None would do.",
        impact_on_subject="Small.",
        impact_on_third_parties="None.",
        retaliation_risk="LOW",
    )
    with pytest.raises(InvalidSubmission, match="A3: The link of this alias to the subject is only"), path.at_work():
        service.check_grounds(path.cast["investigating_officer"], path.case_id, proposal)


def test_items_are_numbered_and_aliases_keep_their_codes(path: CasePath) -> None:
    path.walk(until="representations")
    with path.at_work():
        shown = queries.options(path.case_id)["proposed_items"]
    assert [(option.value, option.label) for option in shown] == [
        ("D1", "The name of the person"),
        ("D2", "The town where the person lives"),
        ("A1", "The account night_owl on Chatter"),
        ("A2", "The account grey.fox on Pictures"),
    ]


def sensitive(**change: Any) -> dict[str, Any]:
    return {**given.GROUNDS["proposed_item"][0], "sensitive": True, **change}


@pytest.mark.parametrize(
    ("item", "apd", "expected"),
    [
        (sensitive(strictly_necessary=False), None, (True, False, False)),
        (sensitive(strictly_necessary=True, sch8_para="1"), None, (True, True, False)),
        (sensitive(strictly_necessary=True, sch8_para="3"), "APD 3", (True, True, True)),
    ],
)
def test_sensitive_items_are_counted_for_the_grounds_table(
    path: CasePath, item: dict[str, Any], apd: str | None, expected: tuple[bool, bool, bool]
) -> None:
    path.walk(until="grounds_check")
    changes = {"proposed_item": [item], "check_A4": "yes", "check_A5": "yes", "apd_ref": apd}
    derived = path.submit("grounds_check", "investigating_officer", {**given.GROUNDS, **changes})
    assert derived == dict(
        zip(("sensitive_retained", "strictly_necessary", "apd_in_place"), expected, strict=True), checks_failed=0
    )


def test_sensitive_item_needs_what_the_law_asks_of_it(path: CasePath) -> None:
    path.walk(until="grounds_check")
    items = [sensitive(), sensitive(strictly_necessary=True)]
    with pytest.raises(InvalidSubmission) as refused:
        path.submit("grounds_check", "investigating_officer", given.GROUNDS, proposed_item=items, check_A4="no")
    assert set(refused.value.errors) == {
        "proposed_item.0.strictly_necessary", "proposed_item.1.sch8_para", "check_A4",
    }  # fmt: skip


def test_checks_answered_no_are_counted(path: CasePath) -> None:
    path.walk(until="grounds_check")
    changes = {"check_A4": "no", "check_A9": "no", "note_A9": "Too much.", "check_A19": "no", "check_A20": "no"}
    assert path.submit("grounds_check", "investigating_officer", given.GROUNDS, **changes)["checks_failed"] == 2


def test_impact_assessment_may_follow_later_at_the_highest_priority(path: CasePath) -> None:
    path.walk(until="priority_confirmation")
    path.routing["priority"] = "P1_IMMEDIATE"
    path.submit("priority_confirmation", "supervisor", {})
    path.submit("line_of_enquiry", "investigating_officer", given.ENQUIRY)
    path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT)
    derived = path.submit("grounds_check", "investigating_officer", given.GROUNDS, check_A19="no")
    assert derived["checks_failed"] == 0


def test_second_check_replaces_the_items_of_the_first(path: CasePath) -> None:
    path.walk(until="representations")
    smaller = {"proposed_item": given.GROUNDS["proposed_item"][:1], "proposed_alias": []}
    path.submit("grounds_check", "investigating_officer", {**given.GROUNDS, **smaller})
    with path.at_work():
        assert [option.value for option in queries.options(path.case_id)["proposed_items"]] == ["D1"]
        assert len(session().scalars(select(DisclosureItem)).all()) == 5


def test_result_of_the_grounds_table_is_kept_once_beside_its_check(path: CasePath) -> None:
    path.walk(until="legal_review")
    path.routing["grounds_result"] = "BLOCK"
    path.submit("legal_review", "legal_reviewer", given.LEGAL)
    with path.at_work():
        assert session().scalars(select(GroundsCheck)).one().result == "PASS"


def test_whoever_assured_the_identity_may_not_check_the_grounds(path: CasePath) -> None:
    path.walk(until="grounds_check")
    with pytest.raises(Rejected, match="You did the identity review"):
        path.submit("grounds_check", "identity_reviewer", given.GROUNDS)


def test_subject_who_is_not_invited_needs_a_reason_and_one_who_is_an_answer(path: CasePath) -> None:
    path.walk(until="representations")
    considered = {"reps_considered": "Fully."}
    with pytest.raises(InvalidSubmission, match="at least one reason"):
        path.submit("representations", "investigating_officer", {"reps_invited": False, **considered})
    with pytest.raises(InvalidSubmission, match="what the subject said"):
        path.submit("representations", "investigating_officer", {"reps_invited": True, **considered})
    answered = {"reps_invited": True, "reps_text": "He denies it.", **considered}
    path.submit("representations", "investigating_officer", answered)


def test_representations_without_reasons_are_refused_even_without_the_form(path: CasePath) -> None:
    path.walk(until="representations")
    for invited, part in ((False, "at least one reason"), (True, "what the subject said")):
        with pytest.raises(Rejected, match=part), path.at_work():
            service.consider_representations(
                path.cast["investigating_officer"],
                path.case_id,
                invited=invited,
                dispense_reasons=[],
                text=None,
                considered="Fully.",
            )


def test_reviewer_who_took_part_may_not_review_legally(path: CasePath) -> None:
    path.walk(until="legal_review")
    for role in ("investigating_officer", "intelligence_analyst", "identity_reviewer"):
        with pytest.raises(NotPermitted, match="Legal reviewer role"):
            path.submit("legal_review", role, given.LEGAL)
        path.promote(role, "legal_reviewer")
        with pytest.raises(Rejected, match="another person has to review the case legally"):
            path.submit("legal_review", role, given.LEGAL)


def test_conditions_and_departures_are_put_into_words(path: CasePath) -> None:
    path.walk(until="legal_review")
    with pytest.raises(InvalidSubmission) as refused:
        path.submit(
            "legal_review",
            "legal_reviewer",
            {**given.LEGAL, "legal_result": "approve_with_conditions", "departure_from_guidance": True},
        )
    assert set(refused.value.errors) == {"conditions", "departure_from_guidance_reason"}
