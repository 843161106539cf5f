"""Functions of contexts."""

from webapp.feel.budget import Run
from webapp.feel.functions.registry import function
from webapp.feel.kinds import MISFIT

Context = dict[str, object]


@function("get value", "m!:context, key:string")
def get_value(_run: Run, context: Context | None, key: str) -> object:
    """The entry of that name; null when there is none."""
    return None if context is None else context.get(key)


@function("get value", "context!:context, keys:list")
def get_nested_value(_run: Run, context: Context | None, keys: list[object]) -> object:
    """The entry at the end of a path of names; null when there is none."""
    found: object = context
    for key in keys:
        found = found.get(key) if isinstance(found, dict) and isinstance(key, str) else None
    return found if keys else None


@function("get entries", "m:context")
def get_entries(run: Run, context: Context) -> object:
    """A list of {key, value}."""
    run.charge(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@function("context", "entries:list")
def make_context(run: Run, entries: list[object]) -> object:
    """The context made of a list of {key, value}."""
    run.charge(len(entries))
    made: Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            run.remark("“context” takes a list of contexts with a “key” that is a text and a “value”.")
            return None
        if entry["key"] in made:
            run.remark("“context” was given the same key twice.")
            return None
        made[entry["key"]] = entry["value"]
    return made


@function("context put", "context:context, key:string, value:any")
def context_put(run: Run, context: Context, key: str, value: object) -> object:
    """The context with one entry added or replaced."""
    run.charge(len(context))
    return {**context, key: value}


@function("context put", "context:context, keys:list, value:any")
def context_put_nested(run: Run, context: Context, keys: list[object], value: object) -> object:
    """The context with the entry at the end of a path of names added or replaced."""
    result = _put(run, context, keys, value)
    if result is MISFIT:
        run.remark("“context put” takes a list of names that leads through contexts.")
        return None
    return result


def _put(run: Run, context: object, keys: list[object], value: object) -> object:
    if not keys or not isinstance(keys[0], str) or not isinstance(context, dict | None) or len(keys) > 50:
        return MISFIT
    kept: Context = context if isinstance(context, dict) else {}
    run.charge(len(kept))
    inner = value if len(keys) == 1 else _put(run, kept.get(keys[0]), keys[1:], value)
    return MISFIT if inner is MISFIT else {**kept, keys[0]: inner}


@function("context merge", "contexts:list")
def context_merge(run: Run, contexts: list[object]) -> object:
    """All contexts in one; of entries with the same name the last one counts."""
    made: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            run.remark("“context merge” takes a list of contexts.")
            return None
        run.charge(len(context))
        made.update(context)
    return made
