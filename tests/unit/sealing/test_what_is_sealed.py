"""Every column that can hold words is sealed, or stands here with the reason why it is not."""

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import JSON, LargeBinary, String, Table

from webapp.database import Base
from webapp.sealing.column import OF_NO_CASE, sealed_columns
from webapp.tables import METADATA

# A closed list that the database or a form holds a column to says nothing in words of somebody's own.
CLOSED = {
    "alias": {"code", "link_level"},
    "alias_attribution": {"level", "table_level", "account_level", "person_level"},
    "case_file": {
        "reference", "status", "outcome", "priority", "entry_route", "offence_basis", "out_of_scope_referral", "force",
        "police_link",
    },
    "case_conflict": {"kind"},
    "case_group": {"group_name"},
    "case_link": {"kind", "verdict"},
    "case_member": {"place"},
    "case_offer": {"group_name"},
    "break_glass": {"verdict"},
    "closure": {"outcome", "relationship_to_victim", "criminal_justice"},
    "consultation": {"consultee", "view"},
    "correction": {"cause", "person_told", "s231"},
    "deferral_review": {"change", "next"},
    "consultation_request": {"consultee"},
    "decision": {
        "outcome", "recommendation", "recipient", "subject_to_be_told", "grounds_result", "legal_result",
        "identity_level", "priority", "purpose",
    },
    "delivery": {"mode", "interpreter_used", "undertaking", "not_given_reason"},
    "delivery_plan": {"interpreter_arranged"},
    "disclosure_contact": {"after"},
    "disclosure_hold": {"kind"},
    "exception_step": {"kind", "result"},
    "disclosure_item": {"code", "kind", "sch8_para"},
    "disclosure_log": {"recipient", "mode", "basis"},  # the basis is the text of the decision table's row
    "document": {"field_group"},
    "document_move": {"from_group", "to_group"},
    "document_version": {"media_type", "sha256", "stored_as", "state", "trouble", "signature"},
    "enquiry_request": {"authority_type", "spoc_result", "chase_result"},
    "grounds_answer": {"code", "answer"},
    "grounds_check": {"purpose", "recipient_location", "retaliation_risk", "result", "regime"},
    "identity_assessment": {"cgnat_resolved", "billing_vs_installation", "identity_level", "table_checksum"},
    "identity_assurance": {"result", "identity_level", "priority"},
    "identity_share": {"level"},
    "look_reason": {"kind"},
    "legal_review": {"result", "guidance_version", "guidance_title", "return_to"},
    "line_of_enquiry": {"authority_type", "handling_code", "result"},
    "planned_line": {"kind", "result"},
    "measure_step": {"measure", "sort", "state"},
    "police_link_decision": {"kept_away"},
    "no_disclosure": {"wording"},
    "no_identity": {"wording", "told_how"},
    "priority_confirmation": {"given", "override", "confirmed"},
    "recall_notice": {"recipient", "mode"},
    "retention_review": {"verdict", "ground", "settled_as"},
    "safeguarding_end": {"reason"},
    "risk_triage": {"prompt", "risk_level", "override_asked"},
    "strand": {"type", "grade_assessment", "handling_code", "kind", "link"},
    "subject": {"code", "age_group", "status", "police_link"},
    "undertaking_review": {"result"},
    "threat_warning": {"warned_how"},
    "victim": {"age_group", "wants_identity"},
}  # fmt: skip
# Written by the product or drawn by a designer, never typed into a case.
OF_THE_PROCESS = {
    "awaited_event": {"kind", "name", "key", "element_id"},
    "case_move": {"status", "rows_before"},  # who had which task: identifiers only
    "deadline": {"name", "title", "priority", "told_groups"},  # names of clocks and steps, not of people
    "decision_evaluation": {"element_id", "decision", "matched_rows"},
    "definition_file": {"path", "content"},
    "event_delivery": {"kind", "name", "key"},
    "form_submission": {"element_id", "form_id", "form_checksum"},
    "incident": {"element_id", "element_name"},
    "move_plan": {"key", "mapping", "reason", "state", "returned_with"},
    "outbox_message": {"kind", "to_group", "force"},
    "path_entry": {"process_id", "element_id"},
    "process_definition": {"key", "title", "state", "checksum", "note"},
    "process_instance": {"procedure", "status", "written_at"},  # names of variables with moments
    "service_job": {"engine_task_id", "element_id", "operation", "status"},
    "timer": {"engine_task_id", "element_id"},
    "user_task": {"engine_task_id", "element_id", "name", "candidate_group", "priority", "status"},
}
# The account holds identifiers and closed values only; people who sign in are known by name to each other.
OF_THE_SERVICE = {
    "access_reason": {"action"},
    "case_export": {"force", "outcome"},
    "app_user": {"login", "name", "force", "email", "password_hash", "staff_number"},
    "case_identifier": {"digest"},  # keyed, and taken away by an erasure
    "case_trace": {"whose", "digest"},  # keyed, and taken away by an erasure
    "case_share": {"force"},
    "case_transfer": {"from_force", "to_force", "identity_held_by", "controller"},
    "daily_use": {"kind"},
    "staff_identifier": {"whose", "digest", "kind"},  # keyed
    "unit": {"force", "name"},
    "audit_event": {
        "scope", "event", "detail", "previous_hash", "hash", "operation", "roles", "force", "records", "fields",
        "session_ref", "address", "request_id", "purpose", "recipient", "channel", "result",
    },
    "audit_scope": {"scope", "hash"},
    "audit_seal": {"root", "previous_hash", "hash"},
    "audit_seal_entry": {"scope", "hash"},
    "audit_unsealed": {"scope", "hash"},
    "passkey": {"credential_id", "public_key", "name"},
    "provider_identity": {"issuer", "subject"},
    "recovery_code": {"code_hash"},
    "sign_in_challenge": {"value_hash", "purpose"},
    "sign_in_delay": {"key"},
    "sign_in_session": {
        "token_hash", "awaiting", "methods", "groups_then", "address", "program", "device_hash", "end_reason",
    },
    "staff_proposal": {"kind", "groups", "outcome"},
    "clock_watch": {"alarm"},
    "data_key": {"wrapped_by", "wrapped"},
    "decision": {"content_digest"},  # made with the key of the case
    "membership": {"group_name"},
    "sent_request": {"key", "digest", "location"},  # the digest is keyed, the address holds identifiers only
    "unsealed_table": {"name"},
}  # fmt: skip
IN_CLEAR = [CLOSED, OF_THE_PROCESS, OF_THE_SERVICE]


def wordy(table: Table) -> set[str]:
    return {column.name for column in table.c if isinstance(column.type, String | JSON | LargeBinary)}


def sealed_of() -> Iterator[tuple[str, set[str]]]:
    for mapper in Base.registry.mappers:
        yield str(mapper.local_table.name), {attribute.name for attribute in sealed_columns(mapper.class_)}  # type: ignore[attr-defined]


def test_whatever_can_hold_words_is_sealed_or_has_its_reason() -> None:
    sealed = dict(sealed_of())
    for table in METADATA.sorted_tables:
        clear = set().union(*(group.get(table.name, set()) for group in IN_CLEAR))
        assert wordy(table) - sealed.get(table.name, set()) == clear, (
            f"{table.name}: seal the column (webapp/sealing/column.py), or say here why it is not."
        )


def test_page_for_the_data_protection_officer_lists_every_sealed_column_and_no_other() -> None:
    page = (Path(__file__).parents[3] / "docs" / "data-protection.md").read_text(encoding="utf-8")
    section = page.partition("## Every sealed column")[2].partition("Besides:")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    listed = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[1])) for row in rows}
    assert listed == {name: columns for name, columns in sealed_of() if columns}
    assert [row[0] for row in rows if len(row) != 6 or row[5] not in {"case", "step", "service"}] == []


def test_every_sealed_table_names_the_case_it_belongs_to() -> None:
    for mapper in Base.registry.mappers:
        if sealed_columns(mapper.class_):
            under = getattr(mapper.class_, "__sealed_under__", "case_id")
            assert under == OF_NO_CASE or under in mapper.columns, mapper.class_.__name__


def test_erasure_reaches_every_table_of_a_case() -> None:
    """What is not sealed under the key of the case outlives it: there must be nothing of the kind."""
    sealed = {name for name, columns in sealed_of() if columns}
    of_cases = {table.name for table in METADATA.sorted_tables if "case_id" in table.c}
    without_words = {"case_group", "case_offer", "case_member", "case_conflict", "user_task", "audit_event", "document"}
    # The digests of names are made with the installation's key, so that an erasure takes their rows away.
    assert of_cases - sealed == without_words | {
        "case_identifier",
        "case_trace",
        "consultation_request",
        "identity_share",
    }
