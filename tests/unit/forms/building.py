"""Forms made up for the tests, written as the form editor writes them."""

import json
from typing import Any

from webapp.forms.definition import FormDefinition, Option, read

YES_NO = [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]
ALIASES = {
    "aliases": [Option("A1", "nightwatcher on Instagram"), Option("A2", "nw_88 on Telegram")],
    "attributable": [
        Option("A1", "nightwatcher on Instagram"),
        Option("A3", "rain on TikTok", hint="The link is only POSSIBLE.", disabled=True),
    ],
}


def component(kind: str, key: str = "", **attributes: Any) -> dict[str, Any]:
    """One component; `required`, `hide` and `properties` are put where form-js keeps them."""
    made: dict[str, Any] = {"type": kind}
    if key:
        made["path" if kind in ("group", "dynamiclist") else "key"] = key
    validate = {
        name: attributes.pop(name)
        for name in ("required", "minLength", "maxLength", "min", "max", "pattern", "validationType")
        if name in attributes
    }
    if validate:
        made["validate"] = validate
    if "hide" in attributes:
        made["conditional"] = {"hide": attributes.pop("hide")}
    if kind not in ("text", "separator", "spacer"):
        made.setdefault("label", key.replace("_", " ").capitalize())
    return made | attributes


def yes_no(key: str, **attributes: Any) -> dict[str, Any]:
    """A yes/no question whose answer is kept as true or false."""
    properties = {"type": "boolean"} | attributes.pop("properties", {})
    return component("radio", key, values=YES_NO, properties=properties, **attributes)


def choice(kind: str, key: str, *values: str, **attributes: Any) -> dict[str, Any]:
    """A question with options whose labels are their values, capitalized."""
    options = [{"label": value.capitalize(), "value": value} for value in values]
    return component(kind, key, values=options, **attributes)


def rows(key: str, *questions: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    """A repeated group."""
    return component("dynamiclist", key, components=list(questions), **attributes)


def group(label: str, *questions: dict[str, Any], key: str = "", **attributes: Any) -> dict[str, Any]:
    """A group; with a key it keeps its answers together."""
    return component("group", key, components=list(questions), **attributes) | {"label": label}


def text_of(*components: dict[str, Any], **top: Any) -> str:
    """The file of a form."""
    return json.dumps({"id": "made_up", "type": "default", "schemaVersion": 19, "components": components} | top)


def form(*components: dict[str, Any], **top: Any) -> FormDefinition:
    """A form read from its file."""
    return read(text_of(*components, **top), "forms/made_up.form")


def every_kind() -> FormDefinition:
    """A form that has each kind of component, and each way in which they stand together."""
    return form(
        component("text", text="# Before you begin\n\nRead the file.\n\n* one\n* two\n\n1. first\n2. second"),
        component("textfield", "crime_ref", required=True, maxLength=20, description="For example 42/1/26"),
        component("textarea", "reasons", required=True, minLength=5, maxLength=300, properties={"basis": "DPA 2018"}),
        component("number", "victims", required=True, min=1, max=20, properties={"type": "integer", "routing": "true"}),
        component("number", "score", decimalDigits=2),
        component("datetime", "born", subtype="date", properties={"disallowFutureDates": "true"}),
        component("datetime", "login", subtype="datetime", properties={"zone": "UTC"}),
        yes_no("online", required=True, properties={"routing": "true"}),
        component("textfield", "platform", required=True, hide='=online != "yes"'),
        choice("select", "offence", "stalking", "harassment", required=True, properties={"routing": "true"}),
        choice("checklist", "needs", "none", "interpreter", required=True, properties={"exclusive": "none"}),
        component("taglist", "attributed", valuesKey="attributable"),
        component("checkbox", "caveat_read", required=True, label="I read the caveat to the recipient"),
        component("filepicker", "evidence", multiple=True, accept=".png"),
        component("separator"),
        group("Contact", component("textfield", "channel", required=True), component("textfield", "times"), key="safe"),
        group("Support", component("checkbox", "offered"), hide="=victims != 1"),
        rows(
            "alias",
            component("textfield", "handle", required=True),
            choice("select", "site", "instagram", "other", required=True),
            component("textfield", "site_name", required=True, hide='=site != "other"'),
            component("datetime", "first_seen", subtype="date"),
            required=True,
            properties={"rowLabel": "Alias"},
        ),
        rows(
            "link",
            component("select", "alias", valuesKey="aliases", required=True),
            choice("radio", "level", "probable", "confirmed", required=True),
            properties={"rowsFrom": "aliases"},
        ),
        component("spacer", height=40),
    )  # fmt: skip


GOOD: dict[str, Any] = {
    "crime_ref": "42/1234/26",
    "reasons": "Because of the letters.",
    "victims": 2,
    "online": True,
    "platform": "Instagram",
    "offence": "stalking",
    "needs": ["interpreter"],
    "caveat_read": True,
    "safe": {"channel": "Work phone"},
    "alias": [{"handle": "nightwatcher", "site": "other", "site_name": "Forum"}],
    "link": [{"alias": "A1", "level": "probable"}, {"alias": "A2", "level": "confirmed"}],
}
