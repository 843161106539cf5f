"""Who asks and what each is answered: the policy of the pages as data, for every route, method and kind of person.

Everything follows from the table of routes (tests/test_routes.py) and from the few facts below: who knows of the case,
and which acts another rule forbids to somebody who has the role.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.test_routes import HIDDEN, ROUTES
from webapp.access.groups import CASE_GROUPS, DUTY_GROUPS, GROUPS
from webapp.access.rules import SIGNED_FOR

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
ON_CASES = {**CASE_GROUPS, **DUTY_GROUPS}
# Routes that are about the one case or its task.
ABOUT = frozenset(e for e in ROUTES if e in HIDDEN or e.startswith("tasks."))


@dataclass(frozen=True)
class Actor:
    """Somebody who asks; `roles` are theirs.

    `kind` is visitor, own role, other force, other unit, barred, was a member, suspended or stale proof.
    """

    kind: str
    roles: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.kind} {self.roles[0] if len(self.roles) == 1 else 'several' if self.roles else ''}".strip()

    @property
    def login(self) -> str:
        return self.name.replace(" ", "-")[:60]


def everybody() -> Iterator[Actor]:
    """Every kind of person with every role, one role at a time."""
    yield Actor("visitor", ())
    yield Actor("own role", ())
    yield Actor("was a member", ("process_designer",))
    for kind in ("own role", "other force", "barred", "suspended", "stale proof"):
        for role in GROUPS:
            yield Actor(kind, (role,))
    for role in ON_CASES:
        yield Actor("other unit", (role,))


def some() -> Iterator[Actor]:
    """Every role once, and every other kind of person with all the roles that one person can have on cases."""
    yield Actor("visitor", ())
    yield Actor("own role", ())
    yield Actor("was a member", ("process_designer",))
    for role in GROUPS:
        yield Actor("own role", (role,))
    for kind in ("other force", "barred", "suspended", "stale proof", "other unit"):
        yield Actor(kind, tuple(sorted(ON_CASES)))
    yield Actor("other force", ("administrator",))
    yield Actor("stale proof", ("administrator",))
    yield Actor("stale proof", ("process_publisher",))


# Of those who work on cases in its unit: who is offered its task or took part, and the supervisor.
KNOW_THE_CASE = frozenset({"investigating_officer", "supervisor"})
HAVE_ITS_TASK = frozenset({"investigating_officer"})
# What is asked for by an identifier that nothing has, by somebody who may do this: it is not there.
NOTHING_THERE = frozenset({
    "provider.begin_to_confirm", "own_sign_in.remove_passkey", "own_sign_in.end_session", "exports.fetch",
    "links.decide", "exports.decide", "cover.end", "breakglass.review", "case_people.remove_person",
    "case_people.end_share", "moves.undo", "retention.lift_hold", "case_people.end_conflict",
    "audit.results", "audit.export",
})  # fmt: skip
# Nobody has claimed the task, so nobody gives it back.
NOT_IN_THIS_STATE = frozenset({"tasks.release"})
# A draft and a plan that somebody else made.
OF_ANOTHER = frozenset({
    "designer.submit", "moves.save", "moves.try_out", "moves.submit", "moves.withdraw",
})  # fmt: skip
# What changes how one signs in asks for a fresh proof, and the last one leads out.
OF_ONES_SIGN_IN = frozenset({
    "own_sign_in.code_generator", "own_sign_in.set_up_generator", "own_sign_in.remove_generator",
    "own_sign_in.make_codes", "own_sign_in.add_passkey", "own_sign_in.remove_passkey",
})  # fmt: skip
LEADS_OUT = "own_sign_in.end_all_sessions"
# The account of a case and how long its record is kept; and what else is of a force: its people.
OF_RECORDS = frozenset({
    "retention.record", "retention.keep", "retention.propose_erasure", "retention.return_proposal",
    "retention.confirm_erasure", "retention.set_hold", "audit.case",
})  # fmt: skip
OF_A_FORCE = OF_RECORDS | {
    "audit.case", "audit.person",
    "users.person", "users.propose", "users.suspend", "users.ask_born", "users.note_born", "units.move",
}  # fmt: skip


def expected(actor: Actor, endpoint: str, method: str) -> str:
    """What this person is answered there: `open`, `sign in`, `confirm`, `let in`, `403`, `404` or `405`."""
    declared, action, roles = ROUTES[endpoint]
    if method != declared and (method, declared) != ("HEAD", "GET"):
        return "405"
    if roles is None:
        return "open"
    if actor.kind in ("visitor", "suspended"):
        return "sign in"
    fitting = roles & frozenset(actor.roles or ("newcomer",))
    if not fitting:
        return "403" if not actor.roles or endpoint not in ABOUT else "404"
    if endpoint in ABOUT and not _knows(actor, endpoint):
        return "404" if actor.roles else "403"
    if (actor.kind == "other force" and endpoint in OF_A_FORCE) or (actor.kind == "barred" and endpoint in OF_RECORDS):
        return "404"
    if actor.kind == "stale proof" and (action in SIGNED_FOR or endpoint in OF_ONES_SIGN_IN):
        return "confirm"
    if endpoint in NOT_IN_THIS_STATE | OF_ANOTHER:
        return "403"
    if endpoint == LEADS_OUT:
        return "open"
    return "404" if endpoint in NOTHING_THERE else "let in"


def _knows(actor: Actor, endpoint: str) -> bool:
    """Whether they know of the case, or of its task, by any of their roles."""
    if actor.kind not in ("own role", "stale proof"):
        return False
    return not (HAVE_ITS_TASK if endpoint.startswith("tasks.") else KNOW_THE_CASE).isdisjoint(actor.roles)


def keeps(right: str, method: str, status: int, location: str) -> bool:
    """Whether an answer is the expected one."""
    match right:
        case "open":
            return status < 500 and status not in {401, 403}
        case "sign in":
            reads = method in ("GET", "HEAD")
            return status == (303 if reads else 401) and (not reads or location.startswith("/sign-in"))
        case "confirm":
            return status == 303 and location.startswith("/confirm")
        case "let in":
            return (
                status < 500
                and status not in {401, 403, 404, 405}
                and not location.startswith(("/sign-in", "/confirm"))
            )
    return str(status) == right
