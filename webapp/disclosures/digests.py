"""What a permission covers, as a digest: the permission does not outlive a change of what may be told, or to whom."""

from collections.abc import Sequence
from hashlib import sha256
from json import dumps

from sqlalchemy import select

from webapp.database import session
from webapp.disclosures import records
from webapp.disclosures.model import Decision, DisclosureItem
from webapp.sealing.blind import keyed_digest

PURPOSE = "what may be told"


def content_digest(decision: Decision, items: Sequence[DisclosureItem]) -> str:
    """The digest of what may be told to whom, 64 hexadecimal digits.

    It is made with the key of the case: nobody who reads the database can try out what the items say.
    """
    return keyed_digest(decision.case_id, PURPOSE, _content(decision, items))


def renew_digests() -> None:
    """Replaces digests that were made without a key. One that fitted fits again; one that did not still does not."""
    for decision in session().scalars(select(Decision).where(Decision.content_digest.is_not(None))):
        content = _content(decision, records.approved_items(decision.id))
        fits = decision.content_digest in (
            sha256(content.encode()).hexdigest(),
            keyed_digest(decision.case_id, PURPOSE, content),
        )
        kept = content if fits else f"Not what was approved: {decision.content_digest}"
        decision.content_digest = keyed_digest(decision.case_id, PURPOSE, kept)


def _content(decision: Decision, items: Sequence[DisclosureItem]) -> str:
    content = [[i.code, i.text, i.kind, i.as_at.isoformat() if i.as_at else "", str(i.alias_id or "")] for i in items]
    body = [str(decision.case_id), decision.recipient, sorted(content)]
    if decision.recipient_name:
        body.append(decision.recipient_name)
    return dumps(body, ensure_ascii=False, separators=(",", ":"))
