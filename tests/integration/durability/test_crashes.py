"""The machine dies at any place of a request: nothing is lost that was answered, and nothing is done twice."""

import pytest

from tests.fixtures.figures import Say
from tests.fixtures.site import Site
from tests.integration.durability.submitting import in_a_process_that_dies, opened, sent, traces

# Every how manieth place is tried in the normal run; the long one tries each.
STRIDE = 17
MOST_PLACES = 400


def crash_everywhere(site: Site, stride: int) -> dict[str, int]:
    """Dies at each place in turn and sends the page again afterwards; how often each kind of place was met."""
    site.install_package()
    met: dict[str, int] = {}
    for at in range(1, MOST_PLACES, stride):
        page = opened(site)
        place = in_a_process_that_dies(site, at, lambda page=page: sent(site, page))
        if not place:
            assert traces(site, page).once
            return met
        met[place] = met.get(place, 0) + 1
        after = traces(site, page)
        assert after.chain == ()
        assert after.once if place == "after commit" else after.nothing, (place, after)
        again = sent(site, page)
        assert again.status_code == 303, (place, again.text)
        done = traces(site, page)
        assert done.once, (place, done)
        assert done.chain == ()
    raise AssertionError("The request never came to its end.")


def test_request_whose_machine_dies_anywhere_is_whole_or_did_not_happen(site: Site) -> None:
    met = crash_everywhere(site, STRIDE)
    assert sum(met.values()) >= 10


@pytest.mark.long
def test_request_whose_machine_dies_at_each_single_place(site: Site, figure: Say) -> None:
    met = crash_everywhere(site, 1)
    kinds = set(met)
    for place in ("begin", "before commit", "after commit", "before insert audit_event", "after insert sent_request"):
        assert place in kinds
    assert {"before update process_instance", "after insert outbox_message", "before insert form_submission"} <= kinds
    places = f"{sum(met.values())} places of {len(met)} kinds, one process killed at each"
    figure("killed at every place of a request, then sent again", f"{places}; 0 lost, 0 done twice, 0 chains broken")


def test_answer_that_was_lost_on_its_way_is_given_again(site: Site) -> None:
    """The machine dies after the commit and before the answer: sending the page again does nothing twice."""
    site.install_package()
    page = opened(site)
    first = sent(site, page)
    before = traces(site, page)
    for _ in range(10):
        again = sent(site, page)
        assert (again.status_code, again.location) == (303, first.location)
    assert traces(site, page) == before
    shown = site.signed_in("investigating_officer").get(first.location).text
    assert "You sent this page before. Nothing was done twice" in shown


def test_page_sent_again_with_other_answers_is_judged_by_the_task_itself(site: Site) -> None:
    site.install_package()
    page = opened(site)
    sent(site, page)
    page.fields["crime_ref"] = "RK/OTHER/26"
    late = sent(site, page)
    assert late.status_code == 409
    assert "RK/OTHER/26" in late.text
    assert traces(site, page).once


def test_key_of_another_person_opens_nothing(site: Site) -> None:
    """The key counts for the one it was given to; the other is told who completed the task."""
    site.install_package()
    page = opened(site)
    sent(site, page)
    site.add_person("second", "Second Person", "investigating_officer")
    fields = {**page.fields, "csrf_token": opened(site, person="second").fields["csrf_token"]}
    answer = site.signed_in("second").post(f"{page.address}/complete", data=fields)
    assert answer.status_code == 409
    assert "was completed by Investigating officer Person" in answer.text
    assert traces(site, page).once
