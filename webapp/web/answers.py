"""What was sent with a task's form: typed answers, and files that become documents of the case and answers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, request

from webapp.cases import queries as cases
from webapp.documents import service as documents
from webapp.errors import Rejected
from webapp.forms import render
from webapp.forms.grammar import FILES
from webapp.web.documents import store
from webapp.web.errors import OWN_FIELDS
from webapp.web.guard import application
from webapp.web.incoming import uploads_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from webapp.documents.service import Received
    from webapp.forms.definition import FormDefinition


def pairs() -> Sequence[tuple[str, str]]:
    """Everything typed or chosen, as names and texts."""
    return [(name, text) for name, text in request.form.items(multi=True) if name not in OWN_FIELDS]


def answers(form: FormDefinition | None, case_id: UUID) -> dict[str, Any]:
    """The answers as sent, also kept as `g.answers`; files among them are added to the case. Raises Rejected."""
    g.answers = render.answers_from_post(form, pairs()) if form is not None else {}
    found: dict[str, Any] = g.answers
    if form is not None:
        g.received = {}
        g.case_id = case_id
        _receive(form)
        add_received(found)
    return found


def add_received(found: dict[str, Any]) -> None:
    """Makes the files that were received documents of the case and answers of their questions.

    After a refusal this is done again: the transaction of the first time is undone, but the files are stored.
    """
    received: Mapping[str, list[Received]] = g.get("received", {})
    for key, files in received.items():
        facts = cases.access_facts(g.case_id)
        added = [str(documents.add(g.actor, g.case_id, facts, one)) for one in files]
        typed = [value for value in found.get(key, []) if value not in g.get("added", {}).get(key, [])]
        found[key] = [*typed, *added]
        g.added = {**g.get("added", {}), key: added}


def _receive(form: FormDefinition) -> None:
    most = application().settings.largest_upload
    for field in form.questions():
        if field.kind != "filepicker":
            continue
        sent = uploads_of(FILES + field.key)
        if len(sent) > documents.MOST_AT_ONCE:
            raise Rejected(f"Add at most {documents.MOST_AT_ONCE} files at a time.", field.key)
        for upload in sent:
            try:
                g.received.setdefault(field.key, []).append(documents.receive(g.actor, store(), upload, most))
            except Rejected as refused:
                raise Rejected(refused.sentence, field.key) from None
