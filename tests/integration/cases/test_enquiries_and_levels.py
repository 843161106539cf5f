"""Lines of enquiry, the level of each alias by the table, lists of accounts, and who may see what of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.integration.cases import answers as given
from tests.integration.cases.path import CasePath
from webapp.audit.model import AuditEvent
from webapp.cases import attributed, queries, service
from webapp.cases.model import Alias, AliasAttribution, Case, EnquiryRequest, IdentityAssessment, LineOfEnquiry
from webapp.database import session
from webapp.disclosures.model import DisclosureItem
from webapp.errors import Conflict, InvalidSubmission, NotFound, NotPermitted, Rejected

OFFICER, ANALYST = "investigating_officer", "intelligence_analyst"
LIST = "handle,platform,stable_id,first_seen,last_seen\n"


def levels(path: CasePath) -> dict[str, str | None]:
    with path.at_work():
        return {row.code: row.link_level for row in session().scalars(select(Alias).order_by(Alias.number))}


def asked_for(path: CasePath, **changes: Any) -> None:
    """The path up to an enquiry that was asked for, with other answers."""
    path.walk(until="line_of_enquiry")
    path.submit("line_of_enquiry", OFFICER, given.ENQUIRY, **changes)


def test_planned_lines_are_numbered_and_each_result_belongs_to_its_request(path: CasePath) -> None:
    path.walk(until="line_of_enquiry")
    plan = {"line": [{"kind": "open_source", "may_show": "Where"}, {"kind": "platform_data", "may_show": "Who"}]}
    assert path.submit("enquiry_plan", OFFICER, plan) == {"lines_planned": [1, 2]}
    path.routing["line"] = 2
    path.submit("line_of_enquiry", OFFICER, given.ENQUIRY, authority_type="PACE", authority_ref="W 1")
    assert path.submit("enquiry_result", OFFICER, given.RESULT) == {"other_lines_open": True}
    with path.at_work():
        [request] = session().scalars(select(EnquiryRequest)).all()
        [result] = session().scalars(select(LineOfEnquiry)).all()
        assert (result.request_id, result.authority_ref, result.recorded_by) == (
            request.id, "W 1", path.cast[OFFICER].id,
        )  # fmt: skip
    with pytest.raises(Rejected, match="Still open: line of enquiry 1"):
        path.submit("enquiry_exhausted", "supervisor", {"enquiries_exhausted": True, "exhausted_reasons": "Nothing."})


def test_no_result_without_the_single_point_of_contact_or_after_the_authority_lapsed(path: CasePath) -> None:
    asked_for(path)
    with pytest.raises(Rejected, match="has not advised"):
        path.submit("enquiry_result", OFFICER, given.RESULT, authority_ref="R", authority_granted_on=date(2026, 4, 3))
    path.promote(OFFICER, "spoc")
    with pytest.raises(Rejected, match="another person has to advise"):
        path.submit("enquiry_consultation", OFFICER, given.ADVICE)
    path.submit("enquiry_consultation", "spoc", given.ADVICE, authority_granted_on=date(2026, 3, 3))
    with pytest.raises(InvalidSubmission, match="The authority lapsed on 2 April 2026"):
        path.submit("enquiry_result", OFFICER, given.RESULT)
    path.submit("enquiry_result", OFFICER, given.RESULT, obtained_on=date(2026, 4, 2))


def test_open_source_needs_no_authority_and_everything_else_a_reference(path: CasePath) -> None:
    asked_for(path, authority_type="PACE")
    with pytest.raises(InvalidSubmission, match="no result is attached without it"):
        path.submit("enquiry_result", OFFICER, given.RESULT)
    path.submit("line_of_enquiry", OFFICER, given.ENQUIRY, authority_type="none_open_source")
    path.submit("enquiry_result", OFFICER, given.RESULT)


def test_enquiry_is_about_an_account_of_the_case_or_a_new_one(path: CasePath) -> None:
    path.walk(until="line_of_enquiry")
    with pytest.raises(InvalidSubmission, match="Select an alias of the case, or add a new one"):
        path.submit("line_of_enquiry", OFFICER, given.ENQUIRY, alias=[])
    with pytest.raises(InvalidSubmission, match="lapses by law"):
        path.submit(
            "line_of_enquiry", OFFICER, given.ENQUIRY,
            authority_granted_on=date(2026, 4, 3), expiry=date(2026, 6, 1), authority_ref="R",
        )  # fmt: skip


def test_whoever_pursued_does_not_say_that_nothing_is_left_and_a_supervisor_may_send_it_back(path: CasePath) -> None:
    asked_for(path, authority_type="none_open_source")
    path.submit("enquiry_result", OFFICER, {"enquiry_result": "exhausted"})
    over = {"enquiries_exhausted": True, "exhausted_reasons": "Everything was tried."}
    with pytest.raises(Rejected, match="another person has to say"):
        path.submit("enquiry_exhausted", OFFICER, over)
    assert path.submit("enquiry_exhausted", "supervisor", over, enquiries_exhausted=False) == {}
    assert path.submit("enquiry_exhausted", "supervisor", over) == {"outcome": "CLOSED_NO_IDENTITY"}
    path.submit("line_of_enquiry", OFFICER, given.ENQUIRY)
    with path.at_work():
        assert session().get_one(Case, path.case_id).outcome is None


def test_chase_renews_an_authority_and_says_when_it_is_due_again(path: CasePath) -> None:
    asked_for(path)
    path.submit("enquiry_consultation", "spoc", given.ADVICE)
    renewed = {"chase_result": "authority_renewed", "authority_ref": "R 2", "authority_granted_on": date(2026, 4, 13)}
    derived = path.submit("enquiry_chase", OFFICER, renewed)
    assert str(derived["chase_at"]).startswith("2026-05-05")
    with path.at_work():
        [row] = session().scalars(select(EnquiryRequest)).all()
        assert (row.authority_ref, row.authority_expires_on) == ("R 2", date(2026, 5, 12))
    path.submit(
        "enquiry_chase", OFFICER, {"chase_result": "preservation_extended", "preserved_until": date(2026, 4, 20)}
    )
    with path.at_work():
        facts = queries.facts(path.cast[OFFICER], path.case_id, ["enquiries"])
    assert any("The data is preserved until 20 April 2026 (in " in row.value for row in facts[0].rows)


def test_table_grades_each_alias_and_the_analyst_may_only_be_less_sure(path: CasePath) -> None:
    path.walk(until="identity_assessment")
    nothing_chosen = {**given.ASSESSMENT, "alias_link_level": []}
    path.submit("identity_assessment", ANALYST, nothing_chosen)
    assert levels(path) == {"A1": "CONFIRMED", "A2": "PROBABLE", "A3": "PROBABLE"}
    path.submit("identity_assessment", ANALYST, given.ASSESSMENT)
    assert levels(path)["A3"] == "POSSIBLE"
    with path.at_work():
        rows = {(row.level, row.table_level, row.table_row) for row in session().scalars(select(AliasAttribution))}
        assert ("POSSIBLE", "PROBABLE", 5) in rows
        assert {row.identity_level for row in session().scalars(select(IdentityAssessment))} == {"CONFIRMED"}
    higher = [{"alias": "A2", "level": "CONFIRMED"}]
    with pytest.raises(InvalidSubmission, match="the identity table gives probable"):
        path.submit("identity_assessment", ANALYST, given.ASSESSMENT, alias_link_level=higher)


def test_alias_that_no_strand_concerns_has_no_level(path: CasePath) -> None:
    path.walk(until="identity_assessment")
    strands = [{**strand, "aliases": ["A1"]} for strand in given.STRANDS]
    path.submit("identity_assessment", ANALYST, {**given.ASSESSMENT, "alias_link_level": []}, strand=strands)
    assert levels(path) == {"A1": "CONFIRMED", "A2": None, "A3": None}


def test_level_that_a_diagram_makes_up_is_not_assured(path: CasePath) -> None:
    path.walk(until="identity_assurance")
    path.routing["identity_level"] = "POSSIBLE"
    with pytest.raises(Rejected, match="not the one that the identity table gave"):
        path.submit("identity_assurance", "identity_reviewer", given.ASSURANCE)


@pytest.mark.parametrize("table", ["disclosure_item", "decision_item", "delivery_item"])
def test_database_itself_keeps_aliases_that_are_not_linked_out_of_disclosures(path: CasePath, table: str) -> None:
    path.walk(until="delivery")
    with path.at_work():
        alias = session().scalars(select(Alias).where(Alias.code == "A1")).one()
        item = session().scalars(select(DisclosureItem).where(DisclosureItem.alias_id == alias.id)).first()
        assert item is not None
        decision = session().scalar(text("SELECT id FROM decision"))
        alias.link_level = "POSSIBLE"
        session().flush()
        statement = {
            "disclosure_item": "INSERT INTO disclosure_item SELECT * FROM disclosure_item WHERE id = :item",
            "decision_item": "INSERT INTO decision_item (decision_id, item_id) VALUES (:decision, :item)",
            "delivery_item": "INSERT INTO delivery_item (delivery_id, item_id, decision_id) "
            "VALUES (:decision, :item, :decision)",
        }[table]
        own = item.id if session().get_bind().dialect.name == "postgresql" else item.id.hex
        bound = {"item": own, "decision": decision}
        statement_bound = text(statement).bindparams(**{k: v for k, v in bound.items() if f":{k}" in statement})
        with pytest.raises(Exception, match="attributable"):
            session().execute(statement_bound)
        session().rollback()


def test_list_of_accounts_is_shown_first_and_imported_as_a_whole(path: CasePath) -> None:
    path.walk(until="identity_assessment")
    officer = path.cast[OFFICER]
    wrong = f"{LIST}night_owl,Chatter,c-1001,,\nnew,Chatter,,2026-99-99,\n"
    right = f"{LIST}renamed,chatter,c-1001,,2026-04-01\n=1+1,Chatter,,,\n"
    with path.at_work():
        listed = service.read_alias_list(officer, path.case_id, wrong)
        assert [(row.known_as, bool(row.errors)) for row in listed.rows] == [("A1", False), ("", True)]
    with pytest.raises(Rejected, match="Nothing was imported"), path.at_work():
        service.import_aliases(officer, path.case_id, wrong)
    with path.at_work():
        service.import_aliases(officer, path.case_id, right)
        rows = session().scalars(select(Alias).order_by(Alias.number)).all()
        assert [row.handle for row in rows] == ["night_owl", "grey.fox", "nobody77", "=1+1"]
        assert rows[0].last_seen == date(2026, 4, 1)
        entry = session().scalars(select(AuditEvent).where(AuditEvent.event == "aliases_imported")).one()
        assert entry.detail == {"rows": 2, "new": 1}
    with pytest.raises(NotFound), path.at_work():
        service.import_aliases(replace(officer, groups=frozenset({"legal_reviewer"})), path.case_id, right)
    path.submit("closure", "scheme_coordinator", given.CLOSURE, outcome="TRANSFERRED")
    with pytest.raises(Conflict, match="is closed"), path.at_work():
        service.import_aliases(officer, path.case_id, right)


def test_picture_shows_who_may_see_it_what_they_may_see_and_is_recorded(path: CasePath) -> None:
    path.walk(until="consultation_view")
    officer = path.cast[OFFICER]
    with path.at_work():
        whole = attributed.attributed(officer, path.case_id)
        assert (whole.person, whole.level, len(whole.accounts)) == ("Sam Sample", "CONFIRMED", 3)
        assert [row.strands for row in whole.accounts] == ["1, 2, 3", "2, 3", "2, 3"]
        # Three independent origins lead from the first account to a device, two from the others; one leads on.
        links = [("CONFIRMED", "POSSIBLE"), ("PROBABLE", "POSSIBLE"), ("PROBABLE", "POSSIBLE")]
        assert [(row.to_device, row.to_person) for row in whole.accounts] == links
        entry = session().scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
        assert entry is not None and entry.event == "case_viewed"
        partly = attributed.attributed(replace(officer, groups=frozenset({"scheme_coordinator"})), path.case_id)
        assert not partly.whole and partly.strands == []
        drawn = " ".join(line for box in partly.picture.boxes for line in box.lines)
        assert "A1" in drawn and "night_owl" not in drawn
    with pytest.raises(NotPermitted), path.at_work():
        attributed.attributed(replace(officer, groups=frozenset({"safeguarding_lead"})), path.case_id)


def test_days_left_are_told_in_words(path: CasePath) -> None:
    asked_for(path)
    path.submit("enquiry_consultation", "spoc", given.ADVICE, authority_granted_on=date(2026, 3, 15))
    with path.at_work():
        [section] = queries.facts(path.cast[OFFICER], path.case_id, ["enquiries"])
    assert any("The authority lapses 14 April 2026 (tomorrow)" in row.value for row in section.rows)


def test_next_round_belongs_to_the_same_line_and_a_further_run_begins_its_own(path: CasePath) -> None:
    asked_for(path, authority_type="none_open_source")
    path.submit("enquiry_result", OFFICER, given.RESULT, enquiry_result="more_enquiries")
    path.submit("line_of_enquiry", OFFICER, given.ENQUIRY, authority_type="none_open_source")
    assert path.routing["line_number"] == 1
    path.submit("enquiry_result", OFFICER, given.RESULT)
    path.submit("line_of_enquiry", OFFICER, given.ENQUIRY, authority_type="none_open_source")
    assert path.routing["line_number"] == 2
