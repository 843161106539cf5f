"""Second factors in a real browser: set up, used to sign in, and used to sign for something."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import fill
from tests.browser.looking import assert_usable
from tests.browser.officers import complete
from tests.fixtures.browser import NewPage
from tests.fixtures.served_site import PASSWORD, ServedSite

pytestmark = pytest.mark.browser

ADVICE = "Proportionate.\nAnd no more than she needs."
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def code(served: ServedSite, key: str) -> str:
    return pyotp.TOTP(key).at(datetime.now(UTC) + served.ahead)


def give_password(page: Page, served: ServedSite, login: str) -> None:
    page.goto(f"{by_name(served)}/sign-in")
    page.get_by_label("Username").fill(login)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def by_name(served: ServedSite) -> str:
    """The site's address with a name: passkeys are bound to names."""
    return served.address.replace("127.0.0.1", "localhost")


def test_code_generator_is_set_up_and_asked_for(served: ServedSite, page: Page) -> None:
    give_password(page, served, "sam")
    page.get_by_role("link", name=re.compile("Sam Carver")).click()
    assert_usable(page)
    page.get_by_role("link", name="Set up a code generator").click()
    assert_usable(page)
    press(page, "Begin")
    drawn = page.get_by_alt_text("QR code with the key below")
    assert drawn.evaluate("picture => picture.complete && picture.naturalWidth > 100")
    assert_usable(page)
    key = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code from your generator").fill(code(served, key))
    press(page, "Continue")
    expect(page.locator("main li code")).to_have_count(10)
    assert_usable(page)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("Your code generator is set up.")).to_be_visible()
    press(page, "Sign out")
    served.ahead += timedelta(minutes=1)
    give_password(page, served, "sam")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm with your second factor")
    assert_usable(page)
    page.get_by_label("Code from your generator, or a recovery code").fill(code(served, key))
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tasks")


def test_passkey_signs_in_alone_and_confirms_a_legal_review(served: ServedSite, new_page: NewPage) -> None:
    task = served.case_at("review_legally").replace(served.address, by_name(served))
    page = new_page()
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    give_password(page, served, "lena")
    page.goto(f"{by_name(served)}/my-sign-in")
    page.get_by_label("What you call this passkey").fill("Work laptop")
    press(page, "Add a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("Work laptop, added")).to_be_visible()
    assert_usable(page)
    press(page, "Sign out")
    assert_usable(page)
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tasks")
    page.goto(task)
    fill(page, {"legal_result": "approve", "guidance_version": "none_issued", "departure_from_guidance": False})
    fill(page, {"legal_advice": ADVICE})
    served.ahead += timedelta(minutes=11)
    complete(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    assert_usable(page)
    press(page, "Confirm with your passkey")
    expect(page.get_by_text("Nothing was sent yet")).to_be_visible()
    expect(page.locator("[name=legal_advice]")).to_have_value(ADVICE)
    complete(page)
    expect(page.get_by_text("is completed")).to_be_visible()
