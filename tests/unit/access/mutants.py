"""Small changes of a module's source, one at a time: what a wrong edit of the policy would look like."""

import ast
import copy
from collections.abc import Iterator

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Sub: ast.BitOr,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip
EVERY = {"any": "all", "all": "any"}


def mutants(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Each change, with the tree as changed; it is put right again before the next. Annotations are left alone."""
    tree = ast.parse(source)
    for node in list(ast.walk(tree)):
        if isinstance(node, ast.arg | ast.AnnAssign | ast.FunctionDef):
            node.__dict__.update({"annotation": None} if isinstance(node, ast.arg) else {})
            node.__dict__.update({"returns": None} if isinstance(node, ast.FunctionDef) else {})
    for parent in list(ast.walk(tree)):
        for name, value in list(ast.iter_fields(parent)):
            if name == "annotation":
                continue
            children = value if isinstance(value, list) else [value]
            for place, child in enumerate(children):
                if not isinstance(child, ast.AST):
                    continue
                for change, other in _changed(child):
                    _put(parent, name, place, other)
                    yield f"line {getattr(child, 'lineno', '?')}: {change}: {ast.unparse(child)[:90]}", tree
                    _put(parent, name, place, child)


def _put(parent: ast.AST, name: str, place: int, node: ast.AST) -> None:
    ast.fix_missing_locations(node)
    if isinstance(getattr(parent, name), list):
        getattr(parent, name)[place] = node
    else:
        setattr(parent, name, node)


def _changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
        yield "swapped", _with(node, ops=[SWAPPED[type(node.ops[0])](), *node.ops[1:]])
    elif isinstance(node, ast.BoolOp):
        yield "swapped", _with(node, op=SWAPPED[type(node.op)]())
        yield from _without_one(node, "values")
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        yield "swapped", _with(node, op=SWAPPED[type(node.op)]())
        yield "left only", node.left
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", node.operand
    elif isinstance(node, ast.If | ast.IfExp) and not any(isinstance(p, ast.NamedExpr) for p in ast.walk(node.test)):
        yield "always", _with(node, test=ast.copy_location(ast.Constant(value=True), node))
        yield "never", _with(node, test=ast.copy_location(ast.Constant(value=False), node))
    elif isinstance(node, ast.comprehension):
        for number in range(len(node.ifs)):
            yield f"without if {number}", _with(node, ifs=node.ifs[:number] + node.ifs[number + 1 :])
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EVERY:
        yield "swapped", _with(node, func=_with(node.func, id=EVERY[node.func.id]))
    elif isinstance(node, ast.keyword) and node.arg == "hides":
        yield "shown", _with(node, value=ast.copy_location(ast.Constant(value=False), node))
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
        yield "flipped", _with(node, value=ast.copy_location(ast.Constant(not node.value.value), node))
    elif isinstance(node, ast.Set) or (isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load)):
        yield from _without_one(node, "elts")


def _without_one(node: ast.AST, field: str) -> Iterator[tuple[str, ast.AST]]:
    """The node without each of its parts in turn; the last one left stands for itself in an and or an or."""
    parts = getattr(node, field)
    for number in range(len(parts)):
        rest = parts[:number] + parts[number + 1 :]
        if field == "values" and len(rest) == 1:
            yield f"without part {number}", rest[0]
        elif rest:
            yield f"without part {number}", _with(node, **{field: rest})


def _with(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return ast.copy_location(other, node)
