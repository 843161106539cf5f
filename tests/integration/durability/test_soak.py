"""People at mixed work on the product's own web server and worker for a while: nothing fails, leaks, or is lost."""

from pathlib import Path

import pytest
from sqlalchemy import update

from tests.fixtures.figures import Say
from tests.fixtures.running_service import running
from tests.fixtures.site import SECRET, Site
from tests.integration.durability.soak import Soaked, broken, logins, soak, staffed
from webapp.database import session
from webapp.instances.model import UserTask

# A leak of one page's worth on each request would be many times that.
MOST_GROWTH = 60.0
VERY_MANY = "1000000"


def soaked(site: Site, folder: Path, count: int, minutes: float, pause: float) -> Soaked:
    site.install_package()
    people = logins(count)
    for login, group in people.items():
        site.add_person(login, f"{login.title()} Person", group)
    settings = {
        "RTK_DATABASE_URL": site.database.engine.url.render_as_string(hide_password=False),
        "RTK_SECRET_KEY": SECRET,
        "RTK_DATA_FOLDER": str(folder / "data"),
        "RTK_INSECURE_COOKIES": "1",
        "RTK_SECOND_FACTOR": "optional",
        "RTK_WORKER_SECONDS": "1",
        # Each of the twenty does in an hour what a person does in a month.
        "RTK_MOST_CASES_A_DAY": VERY_MANY,
        "RTK_MOST_SEARCHES_A_DAY": VERY_MANY,
    }
    with running(settings, folder / "said") as service:
        found = soak(service, site.database, staffed(service.address, people), minutes, pause)
    assert found.odd == [], (folder / "said").read_text(errors="replace")[-4000:]
    assert found.broken == []
    return found


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_people_at_work_for_some_seconds_leave_everything_whole(site: Site, tmp_path: Path) -> None:
    found = soaked(site, tmp_path, 5, 0.03, 0.05)
    assert found.acts >= 10
    assert found.looks >= 2
    # What the looks would have found, had a task been lost.
    with site.database.transaction():
        session().execute(update(UserTask).where(UserTask.status == "open").values(engine_task_id="another"))
    assert "were not as its state says" in broken(site.database, None)[0]


def test_growth_and_slowness_are_told_of_what_comes_after_the_start() -> None:
    grows = [(600.0 * step, 90.0 + 10 * step, 50.0) for step in range(7)]
    slower = [(float(second), 0.1 if second < 40 else 0.2) for second in range(60)]
    found = Soaked(60, 20, acts=50, took=slower, memory=[(0.0, 10.0, 90.0), *grows])
    assert [round(slope, 3) for slope in found.slopes()] == [60, 0]
    assert [round(milliseconds) for milliseconds in found.p95()] == [100, 200]
    assert "60 minutes, 20 people, 50 acts in 60 requests, 0 failed" in found.in_words()


@pytest.mark.long
def test_people_at_work_for_long_leave_everything_whole(
    site: Site, tmp_path: Path, figure: Say, pytestconfig: pytest.Config
) -> None:
    found = soaked(site, tmp_path, 20, pytestconfig.getoption("--soak-minutes"), 4.0)
    hours = found.memory[-1][0] / 3600
    assert all(slope * hours < MOST_GROWTH for slope in found.slopes()), found.in_words()
    figure("at work for long", found.in_words())
