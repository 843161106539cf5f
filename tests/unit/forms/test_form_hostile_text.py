"""Whatever is typed or written into a form stays text on the page."""

from typing import Any

import pytest

from tests.unit.forms.building import ALIASES, choice, component, every_kind, form, group
from tests.unit.forms.pages import ENVIRONMENT, TEMPLATES, checked, html_of, page_of
from webapp.forms.definition import Option
from webapp.forms.render import form_view

HOSTILE = "\"'><img src=x onerror=alert(1)></textarea></script>{{ 7*7 }}{% raw %}"


@pytest.mark.parametrize("text", [HOSTILE, "\u202egnp.exe", "a\ud800\x00b", "\n\n two \n", "x" * 50_000, "&amp;&#x41;"])
def test_hostile_text_stays_text_on_the_page(text: str) -> None:
    answers = {
        "crime_ref": text, "reasons": text, "victims": text, "online": text, "offence": text, "needs": [text],
        "born": {"day": text, "month": text, "year": text}, "safe": {"channel": text},
        "alias": [{"handle": text, "site": text}], "link": [{"alias": text, "level": text}], "caveat_read": text,
    }  # fmt: skip
    options = {"aliases": [Option(text, text, text)], "attributable": [Option(text, text, text, disabled=True)]}
    view = form_view(every_kind(), answers, {"crime_ref": text, "alias.0": text, text: text}, options)
    html = html_of(view)
    html.encode()
    page = checked(page_of(view))
    assert "49" not in page.xpath("//*[@name='crime_ref']/@value")[0]
    assert page.xpath("//form//*[@name='crime_ref']/@value")
    assert html.count("</form>") == 1
    assert "\x00" not in html


@pytest.mark.parametrize(
    "raw",
    [None, 7, True, 1.5, [], ["x"], [["x"]], {}, {"x": {}}, {"day": ["1"]}, object(), b"x", [None], [{"handle": []}]],
)
def test_answers_of_any_shape_can_be_shown(raw: Any) -> None:
    definition = every_kind()
    answers = {field.key: raw for field in definition.questions()}
    checked(page_of(form_view(definition, answers, {}, ALIASES)))


def test_words_of_a_form_stay_words() -> None:
    asked = form(
        component("text", text="Compare a < b & c > d"),
        component("textfield", "a", label=HOSTILE.replace("{{", "((").replace("{%", "(("), description="<i>x</i>"),
        group("<b>G</b>", choice("radio", "x", "<u>", "\"'")),
        title="<em>T</em>",
    )
    page = checked(page_of(form_view(asked)))
    assert not page.xpath("//form//*[self::i or self::b or self::u or self::em or self::img]")
    assert "Compare a < b & c > d" in page.text_content()


def test_templates_never_mark_anything_safe() -> None:
    sources = [name for name in ENVIRONMENT.list_templates() if name.startswith("forms/")]
    assert sources == ["forms/form.html", "forms/question.html", "forms/summary.html"]
    for name in sources:
        text = (TEMPLATES / name).read_text()
        assert "|safe" not in text.replace(" ", "")
        assert "Markup" not in text
        assert "autoescape" not in text
