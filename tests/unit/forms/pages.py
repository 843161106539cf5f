"""Pages made without Flask from the form templates, and what a browser without scripts sends from them."""

from collections import Counter
from pathlib import Path

import lxml.html
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from lxml.html import HtmlElement

from webapp.forms.view import FormView, SummaryView

TEMPLATES = Path(__file__).parents[3] / "webapp" / "web" / "templates"
ENVIRONMENT = Environment(
    loader=ChoiceLoader(
        [
            FileSystemLoader(TEMPLATES),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    ),
    autoescape=True,
)
PAGE = ENVIRONMENT.from_string(
    """<!doctype html><html lang="en" class="govuk-template"><head><meta charset="utf-8"><title>{{ view.title }}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    {%- if assets %}
    <link rel="icon" href="data:,"><link rel="stylesheet" href="/app.css">{% endif %}
    </head><body class="govuk-template__body">
    {%- if assets %}<script src="/js-enabled.js"></script>{% endif %}
    {%- from "forms/form.html" import render_form, render_error_summary %}
    <div class="govuk-width-container"><main class="govuk-main-wrapper"><div class="govuk-grid-row">
    <div class="govuk-grid-column-two-thirds">{{ render_error_summary(view) }}
    <h1 class="govuk-heading-l">{{ view.title }}</h1>
    <form method="post" novalidate>{{ render_form(view) }}<button class="govuk-button">Continue</button></form>
    </div></div></main></div>{% if assets %}<script src="/app.js"></script>{% endif %}</body></html>"""
)
SUMMARY = ENVIRONMENT.from_string(
    '{% from "forms/summary.html" import render_summary %}<main>{{ render_summary(view) }}</main>'
)


def html_of(view: FormView, *, assets: bool = False) -> str:
    """The whole page of a form."""
    return PAGE.render(view=view, assets=assets)


def page_of(view: FormView) -> HtmlElement:
    """The page of a form, parsed."""
    return lxml.html.document_fromstring(html_of(view))


def summary_of(view: SummaryView) -> HtmlElement:
    """The read-only list of a form, parsed."""
    return lxml.html.document_fromstring(SUMMARY.render(view=view))


def checked(page: HtmlElement) -> HtmlElement:
    """The page, when what is true of every page is true of it."""
    ids = Counter(page.xpath("//@id"))
    assert [name for name, times in ids.items() if times > 1] == []
    for control in page.xpath("//form//*[self::input[not(@type='hidden')] or self::select or self::textarea]"):
        (label,) = page.xpath("//label[@for=$id]", id=control.get("id"))
        assert label.text_content().strip()
    for described in page.xpath("//@aria-describedby"):
        assert set(described.split()) <= set(ids), described
    for labelled in page.xpath("//@aria-labelledby"):
        assert labelled in ids
    for fieldset in page.xpath("//fieldset"):
        assert fieldset.xpath("./legend")[0].text_content().strip()
    for link in page.xpath("//div[contains(@class, 'govuk-error-summary')]//a/@href"):
        assert link.removeprefix("#") in ids, link
    assert not page.xpath("//@style | //@onclick | //@onerror | //form//img | //form//script")
    return page


def sent_from(page: HtmlElement, button: tuple[str, str] | None = None) -> list[tuple[str, str]]:
    """The names and texts that a browser sends, line ends as browsers write them."""
    pairs = [(control.name, _value(control)) for control in page.xpath("//form//*[@name]") if _is_sent(control)]
    return pairs + ([button] if button else [])


def _is_sent(control: HtmlElement) -> bool:
    if control.get("disabled") is not None or control.tag == "button":
        return False
    return control.get("type") not in ("radio", "checkbox") or control.get("checked") is not None


def _value(control: HtmlElement) -> str:
    if control.tag == "select":
        chosen = control.xpath("./option[@selected]/@value") or control.xpath("./option[1]/@value")
        return str(chosen[-1])
    if control.tag == "textarea":
        # A parser of HTML 5 drops the line feed with which the content begins; this one does not.
        return (control.text or "").removeprefix("\n").replace("\n", "\r\n")
    return str(control.get("value", ""))
