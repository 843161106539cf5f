"""Operations that reach outside: each prepares what it needs from the database, then works without any transaction.

It is given a key that stays the same however often it is called for one task, so that the other side can tell a
repeat. It answers with the variables that it declares, raises BpmnError for an error that it declares, a refusal with a
sentence when trying again makes no sense, and anything else when it does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.access import queries as people
from webapp.access.groups import GROUPS
from webapp.cases import queries as cases
from webapp.cases import standing
from webapp.engine.failures import BpmnError
from webapp.errors import Rejected
from webapp.notifications import delivery, rules
from webapp.notifications.delivery import MailServer

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """What an operation may reach."""

    mail: MailServer


@dataclass(frozen=True)
class OutboundOperation:
    """`prepare` reads rows of the case inside a transaction; `perform` gets what it gave, the key and the outside."""

    prepare: Callable[[UUID, Variables], Any]
    perform: Callable[[Any, str, Surroundings], Variables]


@dataclass(frozen=True)
class Notice:
    """A notice to the members of a group: where their e-mail goes, and nothing of the case."""

    group: str
    addresses: tuple[str, ...]


def prepare_notice(case_id: UUID, variables: Variables) -> Notice:
    """Who is to be told, of the force and unit of the case.

    Raises Rejected when there is no such group, BpmnError when nobody in it has an address.
    """
    group = str(variables.get("group") or "")
    if group not in GROUPS:
        raise Rejected(f"There is no such group. The input “group” must be one of {', '.join(sorted(GROUPS))}.")
    addresses = tuple(people.addresses_in(group, standing.force_of(case_id), cases.unit_of(case_id)))
    if not addresses:
        raise BpmnError("NOBODY_TO_NOTIFY")
    return Notice(group, addresses)


def send_notice(notice: Notice, key: str, outside: Surroundings) -> Variables:
    """Tells them by e-mail that a case needs them; the Message-ID is the same at every try."""
    if not outside.mail.host:
        raise Rejected("No mail server is set up. Set RTK_SMTP_HOST, restart the worker and try again.")
    subject, body = rules.text_of(rules.CASE_NEEDS_GROUP, notice.group, outside.mail.site_address)
    delivery.hand_over(outside.mail, key, subject, body, notice.addresses)
    return {"people_notified": len(notice.addresses)}


OUTBOUND: Mapping[str, OutboundOperation] = {"notify_group": OutboundOperation(prepare_notice, send_notice)}
