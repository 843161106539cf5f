"""People at mixed work on a running service: how fast it answers, what memory it takes, and whether all holds."""

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from statistics import linear_regression, quantiles

from sqlalchemy import select

from tests.attack.visitor import Answer, Succeeded, Visitor
from tests.fixtures.running_service import RunningService
from tests.fixtures.site import INTAKE, PASSWORD
from webapp import clock
from webapp.audit.model import AuditEvent
from webapp.audit.verify import verify
from webapp.database import Database, session
from webapp.instances import upkeep
from webapp.instances.model import Incident, ProcessInstance

# Of twenty people, as they follow each other; with fewer, the first ones.
GROUPS = ("investigating_officer", "supervisor", "investigating_officer", "auditor", "scheme_coordinator")
FEWEST_ACTS = 2
EXPECTED = {200, 303}
CASE = re.compile(r'href="(/cases/[0-9a-f-]{36})"')
FIELD = r'name="{}" value="([^"]*)"'
Took = tuple[float, float]


@dataclass
class Person(Visitor):
    """One browser at work. Each answer is timed, and searched for signs of weakness as the hostile walk does."""

    login: str = ""
    group: str = ""
    took: list[Took] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    acts: int = 0

    def send(self, method: str, path: str, *given: object, **more: object) -> Answer:  # type: ignore[override]
        began = time.monotonic()
        answer = super().send(method, path, *given, **more)  # type: ignore[arg-type]
        self.took.append((began, time.monotonic() - began))
        if answer.status not in EXPECTED:
            self.odd.append(f"{self.group}: {method} {path.partition('?')[0]} was answered with {answer.status}")
        return answer

    def sign_in(self) -> None:
        self.cookies, self.signed_in = {}, False
        self.post("/sign-in", {"login": self.login, "password": PASSWORD})
        self.signed_in = True

    def work(self, until: float, pause: float, seed: int) -> None:
        """One act after another, with a pause of any length around the given one, until the time has come."""
        chance = random.Random(seed)  # noqa: S311 - which act comes next, not a secret
        try:
            self.sign_in()
            while time.monotonic() < until or self.acts < FEWEST_ACTS:
                chance.choice(ACTS[self.group])(self, chance)
                self.acts += 1
                threading.Event().wait(min(chance.uniform(0, 2 * pause), max(until - time.monotonic(), 0)))
        except (Succeeded, OSError) as failure:
            self.odd.append(f"{self.group}: {failure}")


Act = Callable[[Person, random.Random], None]


def report(person: Person, _: random.Random) -> None:
    """A new case and its first form; the next task is claimed and given back."""
    task = person.post("/cases").location
    page = person.get(task).text
    own = {name: re.findall(FIELD.format(name), page)[-1] for name in ("_once", "_revision")}
    following = person.post(f"{task}/complete", {**INTAKE, **own}).location
    if found := CASE.search(page):
        person.cases = [*person.cases[-20:], found[1]]
    if following.startswith("/tasks/"):
        person.post(f"{following}/claim")
        person.post(f"{following}/draft", {"answers": "Not finished yet."})
        person.post(f"{following}/release")


def look_at_a_case(person: Person, chance: random.Random) -> None:
    if person.cases:
        person.get(chance.choice(person.cases))


def add_a_file(person: Person, chance: random.Random) -> None:
    if person.cases:
        content = "\n".join(f"{chance.random()}: a line of a chat" for _ in range(400)).encode()
        person.upload(f"{chance.choice(person.cases)}/documents", [("file", ("chat.txt", content, "text/plain"))])


def search(person: Person, chance: random.Random) -> None:
    sought = {"kind": "reference", "wanted": f"RK/{chance.randrange(9999)}/26", "reason": "Somebody called about it."}
    person.post("/search", sought)


def looking(*paths: str) -> Act:
    def look(person: Person, chance: random.Random) -> None:
        person.get(chance.choice(paths))

    return look


def search_the_account(person: Person, _: random.Random) -> None:
    found = person.post("/audit/searches", {"reason": "A routine look at the account."}).location
    person.get(found)


def sign_in_anew(person: Person, _: random.Random) -> None:
    person.post("/sign-out")
    person.sign_in()


def who_may_see(person: Person, chance: random.Random) -> None:
    listed = CASE.findall(person.get("/cases").text)
    if listed:
        person.get(f"{chance.choice(listed)}/people")


ACTS: dict[str, list[Act]] = {
    "investigating_officer": [
        report,
        report,
        *[look_at_a_case] * 4,
        add_a_file,
        looking("/", "/groups", "/cases", "/search", "/help"),
        search,
        sign_in_anew,
    ],
    "supervisor": [looking("/", "/groups", "/cases", "/late", "/exports"), search, who_may_see, sign_in_anew],
    "auditor": [looking("/audit", "/audit/unusual"), search_the_account],
    "scheme_coordinator": [looking("/groups", "/cases", "/links", "/retention", "/late")],
}


@dataclass
class Soaked:
    """What was measured. Memory is (seconds, megabytes of the web server, megabytes of the worker)."""

    minutes: float
    people: int
    acts: int = 0
    took: list[Took] = field(default_factory=list)
    memory: list[tuple[float, float, float]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    looks: int = 0
    broken: list[str] = field(default_factory=list)

    def slopes(self) -> tuple[float, float]:
        """Megabytes that web server and worker grow in an hour, once they are warm."""
        warm = self.memory[len(self.memory) // 3 :]
        hours = [moment / 3600 for moment, _, _ in warm]
        web, worker = (linear_regression(hours, [row[column] for row in warm]).slope for column in (1, 2))
        return web, worker

    def p95(self) -> tuple[float, float]:
        """Milliseconds within which 95 of 100 requests were answered: in the second third, and in the last one."""
        begun, ended = min(self.took)[0], max(self.took)[0]
        third = (ended - begun) / 3
        thirds = (
            [took for at, took in self.took if begun + n * third <= at <= begun + (n + 1) * third] for n in (1, 2)
        )
        middle, last = (1000 * quantiles(times, n=20)[-1] for times in thirds)
        return middle, last

    def in_words(self) -> str:
        (web, worker), (middle, last) = self.slopes(), self.p95()
        return (
            f"{self.minutes:.0f} minutes, {self.people} people, {self.acts:,} acts in {len(self.took):,} requests, "
            f"{len(self.odd)} failed; {self.looks} looks at the whole, {len(self.broken)} broken; memory of the web "
            f"server {self.memory[-1][1]:.0f} MB ({web:+.1f} MB an hour), of the worker {self.memory[-1][2]:.0f} MB "
            f"({worker:+.1f}); 95 of 100 answered within {middle:.0f} ms, in the last third within {last:.0f} ms"
        )


def soak(service: RunningService, database: Database, people: list[Person], minutes: float, pause: float) -> Soaked:
    """Everybody works for so long; once a minute, and at the end, everything is looked at that must hold."""
    found = Soaked(minutes, len(people))
    began = time.monotonic()
    until = began + minutes * 60
    at_work = [
        threading.Thread(target=person.work, args=(until, pause, number), daemon=True)
        for number, person in enumerate(people)
    ]
    for thread in at_work:
        thread.start()
    since = datetime.now(UTC)
    every = min(60.0, minutes * 30)
    next_look = began + every
    while any(thread.is_alive() for thread in at_work):
        assert service.alive(), "A process of the service has ended."
        found.memory.append((time.monotonic() - began, *service.memory()))
        if time.monotonic() >= next_look:
            moment = datetime.now(UTC)
            found.broken += broken(database, since)
            found.looks, since, next_look = found.looks + 1, moment, next_look + every
        threading.Event().wait(min(every / 4, 5.0))
    for person in people:
        found.acts += person.acts
        found.took += person.took
        found.odd += person.odd
    found.broken += broken(database, None)
    found.looks += 1
    return found


def broken(database: Database, since: datetime | None) -> list[str]:
    """What does not hold: a link of the account, a state that does not load, a task that is ready and not in the lists.

    `since` is the last look; without one everything is looked at, whenever it was written.
    """
    with database.reading():
        # Entries of a transaction that was open at the last look carry a moment before it.
        report = verify(since=since and since - timedelta(minutes=1))
        found = [finding.sentence for finding in report.findings]
        found += [f"An incident: {one.message}" for one in session().scalars(select(Incident))]
        query = select(ProcessInstance.id).where(ProcessInstance.status == "active")
        if since is not None:
            written = select(AuditEvent.case_id).where(AuditEvent.at >= since - timedelta(minutes=1))
            query = query.where(ProcessInstance.case_id.in_(written))
        instances = session().scalars(query).all()
    for instance_id in instances:
        # What a case needs is made again from its state; where that was necessary, something had been lost.
        with database.transaction():
            if upkeep.look_after(instance_id):
                found.append(f"The lists of instance {instance_id} were not as its state says at {clock.now()}.")
    return found


def staffed(address: str, logins: dict[str, str]) -> list[Person]:
    """A browser for each login and its group."""
    return [Person(address, login=login, group=group) for login, group in logins.items()]


def logins(count: int) -> dict[str, str]:
    """So many logins, each with a group."""
    return {f"soak{number}": group for number, group in enumerate(islice(cycle(GROUPS), count))}
