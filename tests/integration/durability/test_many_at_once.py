"""Very many send the same task at once, from several processes: exactly one wins and the others are told who it was."""

import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic

import pytest

from tests.fixtures.figures import Say
from tests.fixtures.site import Site
from tests.integration.durability.submitting import OFFICER, Page, opened, traces

PROCESSES = 2
# A connection for each thread would be more than PostgreSQL allows: those that find none wait for one.
THREADS = 25
MANY_THREADS = 250


def submitted(site: Site, page: Page, threads: int) -> Counter[str]:
    """What each of the submitters was answered; every one has a key of its own, as a page of its own would have."""
    together = Barrier(threads)
    cookie = site.signed_in(OFFICER).get_cookie("session")
    assert cookie is not None

    def submit(number: int) -> str:
        client = site.visitor()
        client.set_cookie("session", cookie.value)
        fields = {**page.fields, "_once": f"{os.getpid():016x}{number:016x}"}
        together.wait()
        answer = client.post(f"{page.address}/complete", data=fields)
        said = "was completed by Investigating officer Person" in answer.text
        return f"{answer.status_code}{' told who' if said else ''}"

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(submit, range(threads)))


def race(site: Site, threads: int) -> Counter[str]:
    site.install_package()
    page = opened(site)
    site.database.engine.dispose()
    pipes = []
    for _ in range(PROCESSES):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                site.database.engine.dispose(close=False)
                os.write(writer, json.dumps(submitted(site, page, threads)).encode())
            finally:
                os._exit(0)
        os.close(writer)
        pipes.append((child, reader))
    answers: Counter[str] = Counter()
    for child, reader in pipes:
        with os.fdopen(reader) as said:
            answers.update(json.loads(said.read()))
        os.waitpid(child, 0)
    found = traces(site, page)
    assert found.once
    assert found.chain == ()
    return answers


def test_of_fifty_submitters_exactly_one_wins_and_the_others_learn_who(site: Site) -> None:
    assert race(site, THREADS) == {"303": 1, "409 told who": PROCESSES * THREADS - 1}


@pytest.mark.long
def test_of_five_hundred_submitters_exactly_one_wins_and_the_others_learn_who(site: Site, figure: Say) -> None:
    began = monotonic()
    answers = race(site, MANY_THREADS)
    assert answers == {"303": 1, "409 told who": PROCESSES * MANY_THREADS - 1}
    told = f"{answers['303']} won, {answers['409 told who']} were told who; {monotonic() - began:.0f} s with set-up"
    figure("500 submit one task at the same moment", told)
