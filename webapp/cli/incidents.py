"""`incidents`: failed steps of an installation, tried again from the machine by somebody with an account for it."""

import argparse
from collections.abc import Callable
from typing import Any
from uuid import UUID

from webapp.access import queries as people
from webapp.access.actor import Actor
from webapp.clock import use_calendar
from webapp.config import Settings
from webapp.database import Database
from webapp.errors import NotPermitted
from webapp.instances import clockwatch, incident_list, service


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    incidents = subcommands.add_parser("incidents", help="list failed steps, or try one again")
    actions = incidents.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="the open incidents; exit code 1 if there is one")
    retry = actions.add_parser("retry", help="try the failed step again")
    retry.add_argument("incident", type=UUID)
    retry.add_argument("--alike", action="store_true", help="and every other of the same element and version")
    confirm = actions.add_parser("confirm-clock", help="say that the clock is right, after an alarm about it")
    for action, work in ((listed, _list), (retry, _retry), (confirm, _confirm)):
        action.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="the account that acts")
        action.set_defaults(run=lambda chosen, work=work: _as(chosen, work))


def _as(chosen: argparse.Namespace, work: Callable[[Actor, argparse.Namespace], int]) -> int:
    settings = Settings.from_environment()
    use_calendar(settings.calendar)
    database = Database(settings.database_url, settings.house)
    try:
        with database.transaction():
            actor = people.actor_by_login(chosen.login)
            if actor is None:
                raise NotPermitted(f"There is no account {chosen.login} that may act.")
            return work(actor, chosen)
    finally:
        database.close()


def _list(actor: Actor, _: argparse.Namespace) -> int:
    waiting = [row for row in incident_list.listed(actor) if row.resolved_at is None]
    for row in waiting:
        print(f"{row.id}  {row.process}, version {row.version}, {row.element_id or 'the whole process'}")
        print(f"    {row.message} ({row.attempts} attempts, since {row.opened_at:%Y-%m-%d %H:%M} UTC, {row.state})")
    alarm = clockwatch.alarm()
    if alarm is not None:
        print(f"No deadline is fired since {alarm.since:%Y-%m-%d %H:%M} UTC. {alarm.sentence}")
    if not waiting and alarm is None:
        print("No automatic step has failed.")
    return 1 if waiting or alarm else 0


def _retry(actor: Actor, chosen: argparse.Namespace) -> int:
    if chosen.alike:
        gone_on, failed = service.retry_incidents_like(actor, chosen.incident)
        print(f"{gone_on} went on or will be called again; {failed} failed again.")
        return 1 if failed else 0
    failure = service.retry_incident(actor, chosen.incident)
    print(f"It failed again: {failure}" if failure else "It went on, or will be called again by the worker.")
    return 1 if failure else 0


def _confirm(actor: Actor, _: argparse.Namespace) -> int:
    clockwatch.confirm(actor)
    print("Deadlines are fired again, by the present clock.")
    return 0
