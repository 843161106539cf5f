"""What was done is recorded in the transaction that did it, so that there is no act and no look without its account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String, Uuid, bindparam, column, func, insert, select, table, type_coerce
from sqlalchemy.engine import Row
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import Select

from webapp.audit import context
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent, AuditScope
from webapp.audit.operations import OPERATION_OF, Purpose, fields_of, purpose_of, result_of
from webapp.audit.particulars import NOTHING_MORE, Particulars, identifier, plain, records_in
from webapp.audit.rules import FIRST, FORMAT, chained
from webapp.clock import now
from webapp.database import UtcDateTime, new_id, session
from webapp.errors import NotRecorded

SYSTEM_ID = UUID(int=0)
# The role and force of a person are read from the accounts themselves in the statement that finds the last entry:
# they are those of this moment, whatever the caller holds, and cost nothing.
_USER = table("app_user", column("id", Uuid), column("force", String))
_MEMBERSHIP = table("membership", column("user_id", Uuid), column("group_name", String))


def record(
    event: Event,
    actor_id: UUID,
    case_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
    particulars: Particulars = NOTHING_MORE,
) -> None:
    """Adds one entry to the account of the case, or to the system's own where no case is meant.

    `detail` holds identifiers and closed values only: no names, no free text. Raises NotRecorded when the entry cannot
    be added; whoever asked must then get nothing. Basis: DPA 2018 s.62.
    """
    session().flush()
    try:
        _append(event, actor_id, case_id, plain(detail), particulars)
    except SQLAlchemyError as error:
        raise NotRecorded from error


def _append(event: Event, actor_id: UUID, case_id: UUID | None, detail: dict[str, Any], more: Particulars) -> None:
    # Entries that belong to no case each start a scope of their own, so that sign-ins do not wait for each other;
    # the seals of the whole account tie them together.
    scope = str(case_id or new_id())
    head = session().execute(_head(), {"scope": scope, "actor": actor_id}).one()
    entry = _entry(event, actor_id, case_id, detail, more) | {
        "id": new_id(),
        "scope": scope,
        "sequence": (head.last_sequence or 0) + 1,
        "previous_hash": head.last_hash or FIRST,
        "recorded_at": head.moment,
        "force": head.force or "",
        "roles": _roles(head, actor_id),
    }
    session().execute(insert(AuditEvent), entry | {"hash": chained(entry)})


def _entry(
    event: Event, actor_id: UUID, case_id: UUID | None, detail: dict[str, Any], more: Particulars
) -> dict[str, Any]:
    origin = context.current()
    task_id = more.task_id or identifier(detail.get("task")) or origin.task_id
    form = detail.get("form")
    return {
        "format": FORMAT,
        "at": now(),
        "event": event.value,
        "operation": more.operation or OPERATION_OF[event],
        "actor_id": actor_id,
        "case_id": case_id,
        "records": list(more.records or records_in(detail, case_id)),
        "fields": list(more.fields or ((form,) if isinstance(form, str) else fields_of(event))),
        "session_ref": origin.session_ref,
        "address": origin.address,
        "request_id": origin.request_id,
        "purpose": more.purpose or origin.purpose or _purpose(event, actor_id, task_id),
        "task_id": task_id,
        "reason_id": more.reason_id,
        "decision_id": more.decision_id or identifier(detail.get("decision")),
        "recipient": more.recipient,
        "channel": more.channel,
        "result": more.result or result_of(event),
        "detail": detail,
    }


def _purpose(event: Event, actor_id: UUID, task_id: UUID | None) -> Purpose:
    known = purpose_of(event)
    if known is not Purpose.UNKNOWN:
        return known
    if actor_id == SYSTEM_ID:
        return Purpose.PROCESS
    return Purpose.TASK if task_id is not None else known


def _roles(head: Row[Any], actor_id: UUID) -> list[str]:
    return ["system"] if actor_id == SYSTEM_ID else sorted((head.roles or "").split(",")) if head.roles else []


def _head() -> Select[Any]:
    """The last entry of a scope, held until the transaction ends, with the database's time and who the person is."""
    who = (
        select(_USER.c.force).where(_USER.c.id == bindparam("actor", type_=Uuid)).scalar_subquery().label("force"),
        select(func.aggregate_strings(_MEMBERSHIP.c.group_name, ","))
        .where(_MEMBERSHIP.c.user_id == bindparam("actor", type_=Uuid))
        .scalar_subquery()
        .label("roles"),
    )
    if session().get_bind().dialect.name == "postgresql":
        head = func.audit_head(bindparam("scope", type_=String)).table_valued(
            column("last_sequence", Integer), column("last_hash", String), column("moment", UtcDateTime)
        )
        return select(head.c.last_sequence, head.c.last_hash, head.c.moment, *who)
    of_scope = AuditScope.scope == bindparam("scope")
    return select(
        select(AuditScope.sequence).where(of_scope).scalar_subquery().label("last_sequence"),
        select(AuditScope.hash).where(of_scope).scalar_subquery().label("last_hash"),
        database_time().label("moment"),
        *who,
    )


def database_time() -> Any:
    """The database's own clock as a column, to the microsecond as stored; SQLite's counts milliseconds."""
    if session().get_bind().dialect.name == "postgresql":
        return type_coerce(func.clock_timestamp(), UtcDateTime)
    return type_coerce(func.strftime("%Y-%m-%d %H:%M:%f000", "now"), UtcDateTime)


def moment() -> datetime:
    """What the database's clock says now."""
    found: datetime = session().execute(select(database_time())).scalar_one()
    return found
