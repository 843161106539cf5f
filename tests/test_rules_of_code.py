"""Rules that keep whole classes of weakness out of the code: AST checks, each shown to catch its sample.

They stand in for a scanner whose rules would have to be fetched. A place that may break a rule is listed with its
reason; a listed place that no longer breaks it fails as well.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WEBAPP = ROOT / "webapp"
SOURCES = sorted(p for p in WEBAPP.rglob("*.py") if not {"node_modules", "static"} & set(p.relative_to(WEBAPP).parts))
TEMPLATES = sorted((WEBAPP / "web" / "templates").rglob("*.html"))
Found = Iterator[int]


@dataclass(frozen=True)
class Rule:
    """A check of one file's tree; `sample` is code that it must catch, `honest` code that it must not."""

    check: Callable[[ast.Module], Found]
    instead: str
    sample: tuple[str, ...]
    honest: tuple[str, ...] = ()
    but: tuple[tuple[str, str], ...] = ()  # files that may, with the reason


def name_of(node: ast.AST) -> str:
    """The dotted name of what is called or read: `os.system`, `session().query` is `session.query`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return name_of(node.func) if isinstance(node, ast.Call) else ""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    yield from ((name_of(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def calling(*names: str, last: bool = False) -> Callable[[ast.Module], Found]:
    """Calls of these names; with `last`, of anything that ends in one of them."""

    def check(tree: ast.Module) -> Found:
        for name, call in calls(tree):
            if name in names or (last and name.rsplit(".", 1)[-1] in names):
                yield call.lineno

    return check


def importing(*modules: str) -> Callable[[ast.Module], Found]:
    def check(tree: ast.Module) -> Found:
        for node in ast.walk(tree):
            found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                found = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            if any(one == module or one.startswith(f"{module}.") for one in found for module in modules):
                yield node.lineno

    return check


def reading_xml(tree: ast.Module) -> Found:
    """Any way to turn text into a tree, or a tree into something else, but the gate's own."""
    reads = {
        "fromstring",
        "fromstringlist",
        "parse",
        "iterparse",
        "XML",
        "HTML",
        "XMLID",
        "XMLParser",
        "XSLT",
        "XInclude",
    }
    yield from importing("xml", "lxml.html", "lxml.objectify", "lxml.sax")(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "lxml.etree" and reads & {a.name for a in node.names}:
            yield node.lineno
    for name, call in calls(tree):
        owner, _, verb = name.rpartition(".")
        if verb in reads and owner.rsplit(".", 1)[-1] == "etree":
            yield call.lineno


def is_put_together(node: ast.AST) -> bool:
    """Whether a text is made of parts, some of which may be data."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return not (isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant))
    return isinstance(node, ast.Call) and name_of(node.func).endswith(".format")


def text_put_together(tree: ast.Module) -> Found:
    for name, call in calls(tree):
        runs_sql = name.rsplit(".", 1)[-1] in {"text", "exec_driver_sql", "literal_column", "executescript"}
        if runs_sql and call.args and is_put_together(call.args[0]):
            yield call.lineno


def yaml_loaded(tree: ast.Module) -> Found:
    for name, call in calls(tree):
        unsafe = name in {"yaml.unsafe_load", "yaml.full_load", "yaml.load_all", "yaml.unsafe_load_all"}
        if unsafe or name == "yaml.load":
            yield call.lineno


def without_zone(tree: ast.Module) -> Found:
    for name, call in calls(tree):
        last = ".".join(name.split(".")[-2:])
        if last in {"datetime.now", "datetime.fromtimestamp"}:
            zoned = len(call.args) > (0 if last.endswith("now") else 1) or any(k.arg == "tz" for k in call.keywords)
            if not zoned:
                yield call.lineno
        elif last in {"datetime.utcnow", "datetime.utcfromtimestamp", "datetime.today", "date.today"}:
            yield call.lineno


LOGGING = {"debug", "info", "warning", "error", "critical", "exception", "log"}


def is_harmless(node: ast.expr) -> bool:
    """What may be given to the log: an identifier, a number, a span of time, the kind of an error."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Attribute):
        kind = isinstance(node.value, ast.Call) and name_of(node.value.func) == "type" and node.attr == "__name__"
        return kind or node.attr == "id" or node.attr.endswith("_id")
    if isinstance(node, ast.Name):
        return node.id == "id" or node.id.endswith(("_id", "_count", "_seconds"))
    if isinstance(node, ast.Call):
        return name_of(node.func) in {"len", "abs", "round", "sum", "OurWords"}
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


def logging_of_objects(tree: ast.Module) -> Found:
    for name, call in calls(tree):
        owner, _, verb = name.rpartition(".")
        if verb not in LOGGING or owner.rsplit(".", 1)[-1] not in {"log", "logger", "logging"}:
            continue
        words, *values = call.args or [ast.Constant("")]
        literal = isinstance(words, ast.Constant) and isinstance(words.value, str)
        named = all(keyword.arg in {"extra"} for keyword in call.keywords)
        if not literal or not named or not all(is_harmless(value) for value in values):
            yield call.lineno


def swallowing(tree: ast.Module) -> Found:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            wide = node.type is None or name_of(node.type) in {"Exception", "BaseException"}
            silent = all(
                isinstance(part, ast.Pass | ast.Continue)
                or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
                for part in node.body
            )
            if node.type is None or (wide and silent):
                yield node.lineno


def bulk_changes(tree: ast.Module) -> Found:
    """`update(Model)` and `query.update(…)` pass by every rule that an object has."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sqlalchemy")
        for alias in node.names
    }
    for name, call in calls(tree):
        in_bulk = (name in {"update", "delete"} and name in imported) or name.endswith(("query.update", "query.delete"))
        if in_bulk and call.args and name_of(call.args[0]) in GUARDED:
            yield call.lineno


GUARDED = {"AuditEvent", "DisclosureLog", "Decision", "FormSubmission", "DocumentVersion", "Document"}


def templates_from_text(tree: ast.Module) -> Found:
    yield from calling("render_template_string", "from_string", "Template", last=True)(tree)


def markup_of_data(tree: ast.Module) -> Found:
    for name, call in calls(tree):
        if name.rsplit(".", 1)[-1] == "Markup" and not all(isinstance(one, ast.Constant) for one in call.args):
            yield call.lineno


def shell(tree: ast.Module) -> Found:
    for name, call in calls(tree):
        if name in {"os.system", "os.popen", "subprocess.getoutput"} or any(
            k.arg == "shell" and not (isinstance(k.value, ast.Constant) and k.value.value is False)
            for k in call.keywords
        ):
            yield call.lineno


def own_eval(tree: ast.Module) -> Found:
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} | {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for name, call in calls(tree):
        if name in {"eval", "exec", "compile", "__import__"} - defined or name.startswith("builtins."):
            yield call.lineno


def weak_hashes(tree: ast.Module) -> Found:
    for name, call in calls(tree):
        harmless = any(k.arg == "usedforsecurity" and getattr(k.value, "value", True) is False for k in call.keywords)
        if name.rsplit(".", 1)[-1].lower() in {"md4", "md5", "sha1"} and not harmless:
            yield call.lineno


RULES: dict[str, Rule] = {
    "eval": Rule(own_eval, "Conditions are FEEL; nothing is run as Python.",
        ("eval(x)", "exec('a')", "compile(x, '', 'exec')", "__import__(x)", "builtins.eval(x)"),
        ("re.compile(x)", "def compile(x): ...\ncompile(1)")),
    "stock script engine": Rule(
        calling("PythonScriptEngine", "TaskDataEnvironment", "NonTaskDataEnvironment", last=True),
        "Use webapp.engine.expressions.",
        ("PythonScriptEngine()", "x.TaskDataEnvironment({})")),
    "stock workflow": Rule(calling("BpmnWorkflow", last=True), "Use the workflow of webapp.engine.instance.",
        ("BpmnWorkflow(spec)", "workflow.BpmnWorkflow(spec)"), ("class Mine(BpmnWorkflow): ...",)),
    "stock parser's own reading": Rule(
        calling("add_bpmn_str", "add_bpmn_io", "add_bpmn_file", "add_bpmn_files", "add_bpmn_files_by_glob",
            "add_dmn_str", "add_dmn_io", "add_dmn_file", "add_dmn_files", last=True),
        "Read the text by xmlgate and hand over the tree.",
        ("parser.add_bpmn_str(x)", "parser.add_bpmn_file('a')", "p.add_dmn_io(x)"), ("parser.add_bpmn_xml(tree)",)),
    "XML outside the gate": Rule(reading_xml, "Read XML by webapp.engine.xmlgate only.",
        ("etree.fromstring(x)", "etree.parse(x)", "etree.XMLParser()", "lxml.etree.XML(x)", "etree.XSLT(x)",
            "from lxml.etree import fromstring", "import lxml.html", "import xml.etree.ElementTree",
            "from xml.dom import minidom"),
        ("from lxml import etree\netree.QName(x)", "datetime.fromstring(x)"),
        (("webapp/engine/xmlgate.py", "is the gate"),)),
    "templates from text": Rule(templates_from_text, "Templates are files of ours.",
        ("render_template_string(x)", "env.from_string(x)", "jinja2.Template(x)", "string.Template(x)"),
        ("render_template('a.html')",)),
    "markup of data": Rule(markup_of_data, "Let the template escape it.",
        ("Markup(x)", "markupsafe.Markup(f'<b>{x}')"), ("Markup('<br>')",)),
    "SQL put together": Rule(text_put_together, "Bind the values.",
        ("text(f'SELECT {x}')", "text('SELECT ' + x)", "text('a %s' % x)", "text('{}'.format(x))",
            "connection.exec_driver_sql(f'PRAGMA {x}')"),
        ("text('SELECT 1')", "text(f'plain')", "text('a ' 'b')"),
        (("webapp/migrations/env.py", "a constant of its own, before anything can be bound"),
            ("webapp/database.py", "names of our own triggers, where no value can be bound"),
            ("webapp/migrations/retyping.py", "names of our own tables, where no value can be bound"),
            ("webapp/migrations/roles.py", "names that the server quotes, where no value can be bound"),)),
    "pickle": Rule(importing("pickle", "marshal", "shelve", "dill", "jsonpickle"), "Keep JSON.",
        ("import pickle", "from marshal import loads")),
    "YAML that makes objects": Rule(yaml_loaded, "Use a SafeLoader.", ("yaml.load(x)", "yaml.unsafe_load(x)"),
        ("yaml.safe_load(x)",),
        (("webapp/scenarios/strict_yaml.py", "a SafeLoader that also refuses double keys"),)),
    "logging of objects": Rule(logging_of_objects, "Log a literal with identifiers, or logs.fields.",
        ("log.error(error)", "log.error(f'{x}')", "log.info('%s', person)", "log.info('%s', str(error))",
            "self.logger.error('x', exc_info=error)", "logging.warning('%s', request.form)", "log.exception(text)"),
        ("log.error('%s: %s', instance_id, type(error).__name__)", "log.info('x', extra=named)",
            "log.info('%s', len(x))", "math.log(x)")),
    "time without a zone": Rule(without_zone, "Use webapp.clock.now().",
        ("datetime.now()", "datetime.datetime.utcnow()", "date.today()", "datetime.fromtimestamp(x)"),
        ("datetime.now(UTC)", "datetime.now(tz=UTC)", "clock.today()", "datetime.fromtimestamp(x, UTC)")),
    "bulk changes of guarded tables": Rule(bulk_changes, "Change the object, under its service's rules.",
        ("from sqlalchemy import update\nupdate(AuditEvent)", "from sqlalchemy import delete\ndelete(DisclosureLog)",
            "session.query.update(Decision)"),
        ("from sqlalchemy import update\nupdate(Timer)", "found.update(Decision)"),
        (("webapp/disclosures/service/delivery.py", "the one statement that spends a decision (ADR 0004)"),
            ("webapp/disclosures/service/decision.py", "its mirror image, which revokes it"),
            ("webapp/documents/sealing.py", "an erasure takes the rows of a case away (ADR 0018)"),)),
    "errors swallowed": Rule(swallowing, "Name the error, or say what went wrong.",
        ("try: x()\nexcept: y()", "try: x()\nexcept Exception: pass",
            "while a:\n try: x()\n except Exception: continue"),
        ("try: x()\nexcept KeyError: pass", "try: x()\nexcept Exception as e: log(e)")),
    "a shell": Rule(shell, "Give the words as a list.", ("os.system(x)", "subprocess.run(x, shell=True)"),
        ("subprocess.run([x])", "subprocess.run(x, shell=False)")),
    "chance that can be guessed": Rule(importing("random"), "Take it from secrets.",
        ("import random", "from random import choice"), ("import secrets", "from os import urandom")),
    "weak hashes": Rule(weak_hashes, "Use SHA-256, or argon2id for what people choose.",
        ("hashlib.md5(x)", "hashlib.sha1(x)", "hashes.SHA1()"),
        ("hashlib.sha256(x)", "hashlib.sha1(x, usedforsecurity=False)"),
        (),),
    "pictures decoded": Rule(importing("PIL", "cv2", "imageio", "wand", "pillow_heif"), "Files stay opaque (ADR 0019).",
        ("from PIL import Image", "import cv2"), ("from webapp.documents import content",)),
}  # fmt: skip


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {named(path): ast.parse(path.read_text()) for path in SOURCES}


@pytest.mark.parametrize("name", RULES)
def test_rule_catches_what_it_is_for_and_nothing_else(name: str) -> None:
    rule = RULES[name]
    for sample in rule.sample:
        assert list(rule.check(ast.parse(sample))), f"{name} does not catch: {sample}"
    for honest in rule.honest:
        assert not list(rule.check(ast.parse(honest))), f"{name} catches the honest: {honest}"


@pytest.mark.parametrize("name", RULES)
def test_no_code_breaks_the_rule(name: str, trees: dict[str, ast.Module]) -> None:
    rule = RULES[name]
    may = {file for file, _ in rule.but}
    found = {file: list(rule.check(tree)) for file, tree in trees.items()}
    broken = [f"{file}:{line}" for file, lines in found.items() if file not in may for line in lines]
    assert broken == [], f"{name}: {rule.instead}"
    assert [file for file in may if not found.get(file)] == [], f"These no longer break “{name}”: strike them off."


UNSAFE_IN_TEMPLATES = ("|safe", "| safe", "autoescape false", "autoescape off", "<script>", " style=", " onclick=",
    " onload=", " onsubmit=", "javascript:", " srcdoc=", "http://", "https://")  # fmt: skip
HARMLESS_IN_TEMPLATES = {"accessibility.html": {"https://"}}


def unsafe_in(template: str) -> set[str]:
    return {sign for sign in UNSAFE_IN_TEMPLATES if sign in template.lower()}


def test_templates_escape_everything_and_hold_nothing_inline() -> None:
    assert len(TEMPLATES) > 20
    found = {path.name: unsafe_in(path.read_text()) - HARMLESS_IN_TEMPLATES.get(path.name, set()) for path in TEMPLATES}
    assert {name: signs for name, signs in found.items() if signs} == {}


@pytest.mark.parametrize(
    "sample", ["{{ x|safe }}", "{{ x | safe }}", "<p style='a'>", "<a onclick=x>", "<script>1</script>"]
)
def test_what_is_unsafe_in_a_template_is_found(sample: str) -> None:
    assert unsafe_in(sample)
