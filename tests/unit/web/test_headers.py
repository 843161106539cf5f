"""The content policy says yes to our own files alone."""

from webapp.web.headers import EDITOR_POLICY, POLICY


def test_policy_lets_nothing_run_but_our_own_files() -> None:
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


def test_editors_may_set_style_attributes_and_nothing_else() -> None:
    assert f"{POLICY}; style-src-attr 'unsafe-inline'" == EDITOR_POLICY
