"""Views, grounds, representations and legal review: what each step refuses, and by whom it may be taken."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.integration.cases import answers as given
from tests.integration.cases.path import CasePath
from webapp.access.actor import Actor
from webapp.cases import standing as cases
from webapp.cases.queries import Row
from webapp.database import session
from webapp.disclosures import consulting, queries, service, standing
from webapp.disclosures.model import DisclosureItem, GroundsCheck, LegalReview, Representations
from webapp.errors import InvalidSubmission, NotPermitted, Rejected

CODE_C = {**given.RESULT, "handling_code": "C", "handling_conditions": "Ask before any use."}
POLICE_LINK = {"subject_police_link": "this_force"}
CHILD = {"subject_age_group": "under_18"}
FOREIGN = {**given.ENQUIRY, "authority_type": "MLA"}
SEEN = {**given.RISK, "approach_recent": True}


def view(consultee: str, view: str, **more: Any) -> dict[str, Any]:
    return {"consultee": consultee, "view": view, **more}


def consult(path: CasePath, *views: dict[str, Any]) -> dict[str, object]:
    derived: dict[str, object] = {}
    for given_view in views:
        path.routing["consultee"] = given_view["consultee"]
        answers = {key: value for key, value in given_view.items() if key != "consultee"}
        derived = path.submit("consultation_view", "scheme_coordinator", answers)
    return derived


OBJECTION = {"until": date(2026, 4, 20), "less_than_full": "A reassurance that describes nobody."}


def test_views_become_routing_values(path: CasePath) -> None:
    path.walk(until="consultation_view", enquiry_result=CODE_C)
    derived = consult(
        path,
        view("cps", "objects", reason="Until the procedure is done.", **OBJECTION),
        view("originator", "refused", reason="The source would be known."),
        view("code_d_officer", "pending"),
    )
    assert derived == {
        "originator_refused": True,
        "clean_strands_sufficient": True,
        "cps_objects": True,
        "id_procedure_pending": True,
        "blocking_views_missing": 0,
    }


def test_newest_view_of_a_consultee_holds_also_when_it_comes_late(path: CasePath) -> None:
    path.walk(until="disclosure_tests")
    consult(path, view("cps", "objects", reason="Not yet.", **OBJECTION), view("code_d_officer", "pending"))
    consult(path, view("cps", "no_objection"))
    derived = path.submit("disclosure_tests", "decision_maker", given.TESTS)
    assert (derived["cps_objects"], derived["id_procedure_pending"]) == (False, True)


@pytest.mark.parametrize(
    ("change", "consultee", "part", "enough"),
    [
        ({"identity_assessment": POLICE_LINK}, "psd", "professional standards", view("psd", "acknowledged")),
        ({"identity_assessment": CHILD}, "csc", "social care", view("csc", "view_given", reason="Parents only.")),
        ({"enquiry_result": CODE_C}, "originator", "handling code C", view("originator", "granted")),
        ({"line_of_enquiry": FOREIGN}, "originator", "from abroad", view("originator", "granted")),
        ({"risk_triage": SEEN}, "code_d_officer", "Code D officer", view("code_d_officer", "not_needed")),
    ],
)
def test_decision_waits_for_the_views_that_must_come_first(
    path: CasePath, change: dict[str, Any], consultee: str, part: str, enough: dict[str, Any]
) -> None:
    path.walk(until="consultation_plan", **change)
    planned = path.submit("consultation_plan", "scheme_coordinator", {"consultees": ["isac"]})
    assert planned["consultees"] == [consultee, "cps", "isac"]
    assert planned["blocking_views_missing"] == 1
    consult(path, view("cps", "no_objection"))
    with path.at_work():
        refused = consulting.missing_view(standing.view_facts(path.case_id))
    assert part in refused
    assert consult(path, enough)["blocking_views_missing"] == 0


def test_whoever_answered_for_good_is_asked_again_only_when_chosen(path: CasePath) -> None:
    path.walk(until="grounds_check", identity_assessment=POLICE_LINK)
    consult(path, view("psd", "acknowledged"))
    again = path.submit("consultation_plan", "scheme_coordinator", {"consultees": []})
    assert again["consultees"] == []
    consult(path, view("cps", "objects", reason="Not yet.", **OBJECTION))
    again = path.submit("consultation_plan", "scheme_coordinator", {"consultees": ["psd"]})
    assert again["consultees"] == ["cps", "psd"]


def test_view_that_a_consultee_cannot_have_is_refused_beside_its_question(path: CasePath) -> None:
    path.walk(until="consultation_view")
    for wrong, fields in [
        (view("psd", "objects", reason="No."), {"view"}),
        (view("cps", "objects"), {"until", "less_than_full"}),
        (view("cps", "conditions"), {"conditions"}),
    ]:
        with pytest.raises(InvalidSubmission) as refused:
            consult(path, wrong)
        assert set(refused.value.errors) == fields
    with pytest.raises(InvalidSubmission) as refused, path.at_work():
        service.record_view(path.cast["scheme_coordinator"], path.case_id, service.View("psd", "objects"))
    assert set(refused.value.errors) == {"view", "reason", "until", "less_than_full"}


def test_item_that_hints_at_material_whose_owner_has_not_agreed_cannot_be_proposed(path: CasePath) -> None:
    path.walk(until="grounds_check", enquiry_result=CODE_C)
    hinting = {**given.GROUNDS["proposed_item"][0], "uses_conditional": True}
    consult(path, view("originator", "refused", reason="The source would be known."))
    with pytest.raises(InvalidSubmission) as refused:
        path.submit("grounds_check", "investigating_officer", given.GROUNDS, proposed_item=[hinting])
    assert set(refused.value.errors) == {"proposed_item.0.uses_conditional"}
    consult(path, view("originator", "granted"))
    path.submit("grounds_check", "investigating_officer", given.GROUNDS, proposed_item=[hinting])
    consult(path, view("originator", "refused", reason="After all."))
    with path.at_work():
        options = {option.value: option for option in queries.options(path.case_id)["proposed_items"]}
    assert options["D1"].disabled
    assert not options["A1"].disabled


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
    path.walk(until="representations_invitation")
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
    path.walk(until="representations_invitation")
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


def test_subject_who_is_not_invited_needs_a_reason_in_words(path: CasePath) -> None:
    path.walk(until="representations_invitation")
    with pytest.raises(InvalidSubmission) as refused:
        path.submit("representations_invitation", "investigating_officer", {"reps_invited": False})
    assert set(refused.value.errors) == {"reps_dispense_reasons", "reps_considered"}
    for reasons, part in (((), "at least one reason"), (("urgency",), "Explain why")):
        with pytest.raises(Rejected, match=part), path.at_work():
            service.decide_invitation(
                officer(path), path.case_id, service.Invitation(invited=False, dispense_reasons=reasons)
            )


def officer(path: CasePath) -> Actor:
    return path.cast["investigating_officer"]


INVITED = {"reps_invited": True, "reps_invitation": "By letter to his solicitor; five working days."}
CONSIDERED = {"reps_considered": "His promise is no protection."}


def test_answer_of_an_invited_subject_is_kept_with_who_took_it_and_how_it_was_weighed(path: CasePath) -> None:
    path.walk(until="representations_invitation")
    with pytest.raises(Rejected, match="not invited"):
        path.submit("representations_received", "investigating_officer", {"reps_text": "He denies it."})
    path.submit("representations_invitation", "investigating_officer", INVITED)
    path.submit("representations_received", "investigating_officer", {"reps_text": "He denies it."})
    path.submit("representations", "investigating_officer", {**CONSIDERED, "reps_text": "He wrote again."})
    with path.at_work():
        row = session().scalars(select(Representations)).one()
        shown = {r.label: r.value for r in facts_on(path, "representations")}
    assert row.text == "He denies it.\n\nHe wrote again."
    assert (row.received_by, row.unanswered) == (officer(path).id, False)
    assert shown["What the subject said"] == row.text


def test_silence_of_an_invited_subject_is_said_as_such(path: CasePath) -> None:
    path.walk(until="representations_invitation")
    path.submit("representations_invitation", "investigating_officer", INVITED)
    path.submit("representations", "investigating_officer", CONSIDERED)
    with path.at_work():
        assert session().scalars(select(Representations)).one().unanswered
        shown = {r.label: r.value for r in facts_on(path, "representations")}
    assert shown["What the subject said"] == "Nothing came in time"


def facts_on(path: CasePath, topic: str, role: str = "investigating_officer") -> list[Row]:
    [section] = queries.facts(path.cast[role], path.case_id, [topic])
    return section.rows


def test_invitation_alone_does_not_answer_the_question_of_representations(path: CasePath) -> None:
    path.walk(
        until="legal_review",
        representations_invitation={**INVITED, "reps_dispense_reasons": None, "reps_considered": None},
    )
    path.submit("legal_review", "legal_reviewer", given.LEGAL)
    path.submit("disclosure_tests", "decision_maker", given.TESTS)
    path.routing["recommendation"] = "DISCLOSED_FULL"
    with pytest.raises(Rejected, match="representations has not been answered"):
        path.submit("disclosure_decision", "decision_maker", given.DECISION)


def test_nobody_is_heard_for_a_subject_who_has_died(path: CasePath) -> None:
    path.walk(until="representations_invitation", identity_assessment={"subject_status": "deceased"})
    with pytest.raises(Rejected, match="has died"):
        path.submit("representations_invitation", "investigating_officer", given.INVITATION)
    path.submit("legal_review", "legal_reviewer", given.LEGAL)
    path.submit("disclosure_tests", "decision_maker", given.TESTS)
    path.routing["recommendation"] = "DISCLOSED_FULL"
    assert path.submit("disclosure_decision", "decision_maker", given.DECISION)["discloses"] is True


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


def test_departure_is_recorded_against_the_guidance_as_its_reviewer_read_it(path: CasePath) -> None:
    path.walk(until="legal_review")
    departing = {"departure_from_guidance": True, "departure_from_guidance_reason": "It was written for households."}
    path.submit("legal_review", "legal_reviewer", given.LEGAL, guidance_version="DVDS_2023", **departing)
    with path.at_work():
        row = session().scalars(select(LegalReview)).one()
        shown = {fact.label: fact.value for fact in facts_on(path, "legal_review", "legal_reviewer")}
    title = "Domestic Violence Disclosure Scheme statutory guidance, April 2023 (by analogy)"
    assert (row.guidance_version, row.guidance_title) == ("DVDS_2023", title)
    assert shown["Guidance"] == title
    assert shown["Reason for departing from the guidance"] == "It was written for households."


def test_return_names_the_stage_that_has_to_put_it_right(path: CasePath) -> None:
    path.walk(until="legal_review")
    with pytest.raises(InvalidSubmission, match="stage"):
        path.submit("legal_review", "legal_reviewer", given.LEGAL, legal_result="return")
    with pytest.raises(Rejected, match="stage"), path.at_work():
        nameless = service.Advice("return", "none_issued", departure_from_guidance=False)
        service.review_legally(path.cast["legal_reviewer"], path.case_id, nameless)
    path.submit("legal_review", "legal_reviewer", given.LEGAL, legal_result="return", return_to="views")
    assert path.routing["return_to"] == "views"
    path.submit("legal_review", "legal_reviewer", given.LEGAL)
    assert path.routing["return_to"] is None


def test_officer_who_assessed_the_risk_first_stays_an_investigator_after_another_assessed_it_again(
    path: CasePath,
) -> None:
    path.walk(until="priority_confirmation")
    path.promote("supervisor", "investigating_officer")
    path.submit("risk_triage", "supervisor", {**given.RISK, "risk_prompt": "new_incident"})
    with path.at_work():
        both = {path.cast["investigating_officer"].id, path.cast["supervisor"].id}
        assert cases.investigators(path.case_id)["the risk assessment"] == both
