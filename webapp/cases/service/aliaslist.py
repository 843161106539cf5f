"""A list of accounts is imported into a case, all of it or nothing."""

from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import aliaslist, blind, records
from webapp.cases.aliaslist import FIELD, AliasList
from webapp.cases.constraints import written
from webapp.cases.service.alias import record_aliases
from webapp.cases.sight import access_facts
from webapp.errors import Conflict, Rejected


def read_alias_list(actor: Actor, case_id: UUID, text: str) -> AliasList:
    """What a list would do to the case, row by row; nothing is written. Raises Rejected where it is no list."""
    require(actor, Action.ADD_ALIASES, access_facts(case_id))
    return aliaslist.read(text, records.aliases_of(case_id), clock.today())


def import_aliases(actor: Actor, case_id: UUID, text: str) -> AliasList:
    """Records the accounts of a list. Raises Rejected while any row has something wrong, Conflict in a closed case."""
    listed = read_alias_list(actor, case_id, text)
    if records.find_case(case_id).status == "closed":
        raise Conflict("This case is closed, so no alias can be added to it.")
    if listed.wrong:
        raise Rejected("Correct the rows below first. Nothing was imported.", FIELD)
    with written():
        record_aliases(actor, case_id, [row.seen for row in listed.rows if row.seen is not None])
    blind.refresh(case_id)
    audit.record(Event.ALIASES_IMPORTED, actor.id, case_id, {"rows": len(listed.rows), "new": listed.new})
    return listed
