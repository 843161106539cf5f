"""The guidance register: read by officers, changed by a designer as text, in force once another person publishes it."""

import re
from html import unescape

import pytest

from tests.fixtures.site import Site, post

# What the pages do depends on neither database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DESIGNER, PUBLISHER, OFFICER = "process_designer", "process_publisher", "investigating_officer"
PATH = "files/guidance.toml"


def shown(page: str) -> str:
    """The text in the editor."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert found is not None
    return unescape(found[1])


def test_officer_reads_the_register_in_force_and_no_markup_comes_from_it(site: Site) -> None:
    site.install_package()
    page = site.signed_in(OFFICER).get("/guidance")
    assert page.status_code == 200
    assert "none issued: existing law applied" in page.text
    assert "A22 Transfer overseas" in page.text
    assert "Not confirmed" in page.text
    assert site.signed_in("administrator").get("/guidance").status_code == 403


def test_designer_changes_a_text_of_law_and_another_person_puts_it_in_force(site: Site) -> None:
    site.install_package()
    designer, publisher = site.signed_in(DESIGNER), site.signed_in(PUBLISHER)
    draft = str(post(designer, "/designer/right_to_know/drafts").location)
    before = shown(designer.get(f"{draft}/{PATH}").text)
    changed = before.replace("Is the controller a competent authority?", "Is <b>this force</b> the controller?")
    refused = post(designer, f"{draft}/{PATH}", revision="1", text=changed.replace('status = "by_analogy"', ""))
    assert "[guidance.DVDS_2023]: give status a text." in refused.text
    saved = post(designer, f"{draft}/{PATH}", revision="2", text=changed.replace("\n", "\r\n"))
    assert "nothing wrong with this file" in saved.text
    assert shown(saved.text) == changed
    assert post(designer, f"{draft}/{PATH}", revision="2", text=before).status_code == 409
    version = draft.rsplit("/", 1)[-1]
    assert site.signed_in(OFFICER).get(f"/guidance/{version}").status_code == 404
    assert post(designer, f"{draft}/submit", note="Our own words").status_code == 303
    assert post(publisher, f"{draft}/publish").status_code == 303
    assert "Is &lt;b&gt;this force&lt;/b&gt; the controller?" in site.signed_in(OFFICER).get("/guidance").text
    assert site.signed_in(OFFICER).get(f"/guidance/{version}").status_code == 200


@pytest.mark.parametrize("revision", ["", "one", "-1", "²"])
def test_text_without_a_revision_is_not_saved(site: Site, revision: str) -> None:
    site.install_package()
    designer = site.signed_in(DESIGNER)
    draft = str(post(designer, "/designer/right_to_know/drafts").location)
    assert post(designer, f"{draft}/{PATH}", revision=revision, text="x").status_code == 400
    assert "[register]" in designer.get(f"{draft}/{PATH}").text
