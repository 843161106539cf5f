"""Accounts: who can sign in and in which groups they work."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for

from webapp.access import passwords, queries, service
from webapp.access.actions import Action
from webapp.access.groups import GROUPS
from webapp.access.rules import require
from webapp.errors import NotFound, Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("users", __name__, url_prefix="/users")
LONGEST = {"name": 120, "login": 80, "email": 254, "staff_number": 40}
BORN = ("born-day", "born-month", "born-year")


@blueprint.get("")
@requires(Action.VIEW_USERS)
def accounts() -> str:
    """Every account."""
    require(g.actor, Action.VIEW_USERS)
    return page("pages/users.html", accounts=queries.accounts(g.actor.force))


@blueprint.get("/new")
@requires(Action.CHANGE_USERS)
def new() -> str:
    """The form for a new account."""
    return _form({})


@blueprint.post("")
@requires(Action.CHANGE_USERS)
def create() -> ResponseReturnValue:
    """Makes an account."""
    errors = _missing()
    if errors:
        return _form(errors), 422
    service.create_user(
        g.actor,
        request.form["login"],
        request.form["name"],
        request.form["password"],
        request.form.getlist("groups"),
        force=g.actor.force,
        email=request.form.get("email", "").strip(),
        unit_id=_unit(),
        staff_number=request.form.get("staff_number", ""),
        date_of_birth=_born(),
    )
    tell("The account is ready. Give the person their password in a safe way.")
    return redirect(url_for("users.accounts"), 303)


@blueprint.get("/<uuid:user_id>/born")
@requires(Action.CHANGE_USERS)
def ask_born(user_id: UUID) -> str:
    """The form for somebody's date of birth, by which they are kept from cases about themselves."""
    return _born_form(user_id)


@blueprint.post("/<uuid:user_id>/born")
@requires(Action.CHANGE_USERS)
def note_born(user_id: UUID) -> ResponseReturnValue:
    """Notes the date of birth as a digest."""
    born = _born()
    if born is None:
        raise Rejected("Enter the date of birth.", "born")
    service.note_date_of_birth(g.actor, user_id, born)
    tell("The date of birth is noted. It is kept as a digest with the name and cannot be read.")
    return redirect(url_for("users.accounts"), 303)


@blueprint.post("/<uuid:user_id>/suspend")
@requires(Action.CHANGE_USERS)
def suspend(user_id: UUID) -> ResponseReturnValue:
    """Ends an account at once; the person is signed out with their next click."""
    if user_id == g.actor.id:
        raise Rejected("You cannot suspend your own account. Ask another administrator.")
    service.suspend(g.actor, user_id)
    tell("The account is suspended. What the person did keeps their name.")
    return redirect(url_for("users.accounts"), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    if request.endpoint == "users.note_born":
        with application().database.transaction():
            return _born_form((request.view_args or {})["user_id"], {error.field: error.sentence}), 422
    if request.endpoint != "users.create":
        return page("pages/refusal.html", heading="This cannot be done", sentence=error.sentence), 422
    with application().database.transaction():
        return _form({error.field or "login": error.sentence}), 422


def _unit() -> UUID | None:
    """The chosen unit; None for who serves the whole force."""
    text = request.form.get("unit", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Rejected("Choose a unit of the force.", "unit") from None


def _born() -> date | None:
    day, month, year = (request.form.get(name, "").strip() for name in BORN)
    if not day + month + year:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Rejected("Enter a date of birth such as 27 3 1985, or leave it empty.", "born") from None


def _born_form(user_id: UUID, errors: dict[str, str] | None = None) -> str:
    account = next((one for one in queries.accounts(g.actor.force) if one.id == user_id), None)
    if account is None:
        raise NotFound
    typed = {name: request.form.get(name, "") for name in BORN}
    return page("pages/user_born.html", account=account, typed=typed, errors=errors or {})


def _form(errors: dict[str, str]) -> str:
    typed = {name: request.form.get(name, "") for name in (*LONGEST, *BORN, "unit")}
    return page(
        "pages/user_new.html",
        typed=typed,
        chosen=request.form.getlist("groups"),
        errors=errors,
        groups=GROUPS,
        units=queries.units(g.actor.force),
        shortest=passwords.MINIMUM_CHARACTERS,
    )


def _missing() -> dict[str, str]:
    needed = {"name": "Enter the person’s name", "login": "Enter a username"}
    errors = {name: sentence for name, sentence in needed.items() if not request.form.get(name, "").strip()}
    for name, longest in LONGEST.items():
        if len(request.form.get(name, "")) > longest:
            errors[name] = f"Use {longest} characters or fewer"
    if len(request.form.get("password", "")) < passwords.MINIMUM_CHARACTERS:
        errors["password"] = f"Use a password of {passwords.MINIMUM_CHARACTERS} characters or more"
    if not request.form.getlist("groups"):
        errors["groups"] = "Choose at least one group"
    return errors
