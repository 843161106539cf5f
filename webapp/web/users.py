"""Accounts: who can sign in, in which groups they work, and what is proposed to change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for

from webapp.access import conflicts, passwords
from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.groups import GROUPS
from webapp.access.rules import require
from webapp.errors import Rejected
from webapp.staff import queries, rules, service
from webapp.staff.rules import Kind
from webapp.staff.service import NewPerson
from webapp.web.guard import application, requires, several_transactions
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("users", __name__, url_prefix="/users")
LONGEST = {"name": 120, "login": 80, "email": 254, "staff_number": 40, "reason": rules.LONGEST_REASON}
BORN = ("born-day", "born-month", "born-year")
HERE, AT_THE_PROVIDER = "here", "provider"


@blueprint.get("")
@requires(Action.VIEW_USERS)
def accounts() -> str:
    """Every account."""
    require(g.actor, Action.VIEW_USERS)
    return page("pages/users.html", accounts=people.accounts(g.actor.force), waiting=len(queries.proposals(g.actor)))


@blueprint.get("/new")
@requires(Action.CHANGE_USERS)
def new() -> str:
    """The form for somebody who joins."""
    return _form({})


@blueprint.post("")
@requires(Action.CHANGE_USERS)
@several_transactions
def create() -> ResponseReturnValue:
    """Makes an account without any right yet, and proposes its groups. Its first password is shown this once."""
    if errors := _missing():
        with application().database.transaction():
            return _form(errors), 422
    settings = application().settings
    here = settings.provider is None or request.form.get("signs_in", HERE) == HERE
    password = passwords.temporary() if here else ""
    password_hash = passwords.hashed(password) if here else None
    new_person = NewPerson(
        login=request.form["login"],
        name=request.form["name"],
        email=request.form.get("email", "").strip(),
        groups=request.form.getlist("groups"),
        reason=request.form.get("reason", ""),
        unit_id=_unit(),
        staff_number=request.form.get("staff_number", ""),
    )
    with application().database.transaction():
        user_id = service.join(g.actor, new_person, password_hash)
        person = queries.person(g.actor, user_id)
    return _first_password(person, password)


@blueprint.get("/<uuid:user_id>")
@requires(Action.VIEW_USERS)
def person(user_id: UUID) -> str:
    """One account, how its owner signs in, and what can be proposed."""
    return _person(user_id, {})


@blueprint.post("/<uuid:user_id>/proposals")
@requires(Action.CHANGE_USERS)
def propose(user_id: UUID) -> ResponseReturnValue:
    """Proposes a change; nothing happens before another administrator has approved it."""
    try:
        kind = Kind(request.form.get("kind", ""))
    except ValueError:
        raise Rejected("Choose what you propose.") from None
    service.propose(g.actor, user_id, kind, request.form.getlist("groups"), request.form.get("reason", ""))
    tell("Proposed. It takes effect when another administrator approves it.")
    return redirect(url_for("users.person", user_id=user_id), 303)


@blueprint.get("/<uuid:user_id>/born")
@requires(Action.CHANGE_USERS)
def ask_born(user_id: UUID) -> str:
    """The form for somebody's date of birth, by which they are kept from cases about themselves."""
    return _born_form(user_id)


@blueprint.post("/<uuid:user_id>/born")
@requires(Action.CHANGE_USERS)
def note_born(user_id: UUID) -> ResponseReturnValue:
    """Notes the date of birth as a digest."""
    conflicts.note_date_of_birth(g.actor, user_id, _born())
    tell("The date of birth is noted. It is kept as a digest with the name and cannot be read.")
    return redirect(url_for("users.person", user_id=user_id), 303)


@blueprint.post("/<uuid:user_id>/suspend")
@requires(Action.CHANGE_USERS)
def suspend(user_id: UUID) -> ResponseReturnValue:
    """Ends an account at once; the person is signed out with their next click."""
    count = service.leave(g.actor, user_id)
    back = f" {count} claimed task{' goes' if count == 1 else 's go'} back." if count else ""
    tell(f"The account is suspended.{back} What the person did keeps their name.")
    return redirect(url_for("users.accounts"), 303)


@blueprint.get("/proposals")
@requires(Action.VIEW_USERS)
def proposals() -> str:
    """What waits for a decision."""
    return page("pages/staff_proposals.html", proposals=queries.proposals(g.actor), words=rules.WORDS)


@blueprint.post("/proposals/<uuid:proposal_id>/decide")
@requires(Action.DECIDE_STAFF_CHANGE)
@several_transactions
def decide(proposal_id: UUID) -> ResponseReturnValue:
    """Approves or refuses a proposal. A new first password is shown to whoever approved it, this once."""
    database = application().database
    with database.transaction():
        found = next((one for one in queries.proposals(g.actor) if one.id == proposal_id), None)
    approves = request.form.get("decision") == "approve"
    gives_password = approves and found is not None and found.kind is Kind.PASSWORD
    password = passwords.temporary() if gives_password else ""
    password_hash = passwords.hashed(password) if gives_password else ""
    with database.transaction():
        if not approves:
            service.refuse(g.actor, proposal_id)
            tell("Refused. Nothing has changed.")
            return redirect(url_for("users.proposals"), 303)
        service.approve(g.actor, proposal_id, password_hash)
        if gives_password and found is not None:
            return _first_password(queries.person(g.actor, found.user_id), password)
    tell("Approved. It is in effect, and the person’s sessions are ended.")
    return redirect(url_for("users.proposals"), 303)


@blueprint.post("/proposals/<uuid:proposal_id>/withdraw")
@requires(Action.CHANGE_USERS)
def withdraw(proposal_id: UUID) -> ResponseReturnValue:
    """Takes one's own proposal back."""
    service.withdraw(g.actor, proposal_id)
    tell("Taken back. Nothing has changed.")
    return redirect(url_for("users.proposals"), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    if request.endpoint == "users.create":
        with application().database.transaction():
            return _form({error.field or "login": error.sentence}), 422
    if request.endpoint == "users.note_born":
        with application().database.transaction():
            return _born_form((request.view_args or {})["user_id"], {error.field: error.sentence}), 422
    if request.endpoint == "users.propose":
        with application().database.transaction():
            return _person((request.view_args or {})["user_id"], {error.field: error.sentence}), 422
    return page("pages/refusal.html", heading="This cannot be done", sentence=error.sentence), 422


def _unit() -> UUID | None:
    """The chosen unit; None for who serves the whole force."""
    text = request.form.get("unit", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Rejected("Choose a unit of the force.", "unit") from None


def _born() -> date:
    try:
        day, month, year = (int(request.form.get(name, "")) for name in BORN)
        return date(year, month, day)
    except ValueError:
        raise Rejected("Enter a date of birth such as 27 3 1985.", "born") from None


def _born_form(user_id: UUID, errors: dict[str, str] | None = None) -> str:
    typed = {name: request.form.get(name, "") for name in BORN}
    found = queries.person(g.actor, user_id)
    return page("pages/user_born.html", account=found.account, typed=typed, errors=errors or {})


def _form(errors: dict[str, str]) -> str:
    typed = {name: request.form.get(name, "") for name in (*LONGEST, "unit")}
    return page(
        "pages/user_new.html",
        typed=typed,
        chosen=request.form.getlist("groups"),
        signs_in=request.form.get("signs_in", AT_THE_PROVIDER),
        errors=errors,
        groups=GROUPS,
        units=people.units(g.actor.force),
    )


def _person(user_id: UUID, errors: dict[str, str]) -> str:
    found = queries.person(g.actor, user_id)
    chosen = request.form.getlist("groups") if errors else found.account.groups
    reason = request.form.get("reason", "") if errors else ""
    kind = request.form.get("kind", "") if errors else ""
    return page(
        "pages/user.html",
        person=found,
        errors=errors,
        chosen=chosen,
        reason=reason,
        kind=kind,
        groups=GROUPS,
        words=rules.WORDS,
        kinds=Kind,
        longest_reason=rules.LONGEST_REASON,
    )


def _first_password(person: queries.Person, password: str) -> str:
    hours = int(rules.FIRST_PASSWORD_LASTS.total_seconds() // 3600)
    return page("pages/first_password.html", person=person, password=password, hours=hours)


def _missing() -> dict[str, str]:
    needed = {"name": "Enter the person’s name", "login": "Enter a username", "reason": "Say why, in a few words"}
    errors = {name: sentence for name, sentence in needed.items() if not request.form.get(name, "").strip()}
    for name, longest in LONGEST.items():
        if len(request.form.get(name, "")) > longest:
            errors[name] = f"Use {longest} characters or fewer"
    if not request.form.getlist("groups"):
        errors["groups"] = "Choose at least one group"
    return errors
