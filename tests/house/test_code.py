"""What the code may not do: set a state beside `fire`, import inside functions, take numbers without an end."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.kernel.flow import AnyFlow, Form
from app.main import flows
from tests.house.flows import acts

ROOT = Path(__file__).parents[2]
CODE = sorted((ROOT / "app").rglob("*.py"))
HEAVY: dict[str, str] = {}
"""Modules that may import inside a function, each with its reason; there is none yet."""
SETS_STATES = {"kernel/flow/fire.py": "the one place", "kernel/jobs.py": "a job is no governed thing"}
MARKERS = frozenset({"_", "why", "n_"})


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (path.relative_to(ROOT / "app").as_posix(), ast.parse(path.read_text("utf-8"))) for path in CODE
    )


def targets(node: ast.AST) -> Iterator[ast.expr]:
    """What a statement assigns to, tuples taken apart."""
    match node:
        case ast.Assign():
            found = node.targets
        case ast.AugAssign() | ast.AnnAssign():
            found = [node.target]
        case _:
            return
    for target in found:
        yield from target.elts if isinstance(target, ast.Tuple | ast.List) else [target]


def test_only_fire_sets_a_state() -> None:
    setters = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        for target in targets(node)
        if isinstance(target, ast.Attribute) and target.attr == "state" and not _is_self(target)
    }
    by_name = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "setattr"
        and any(isinstance(part, ast.Constant) and part.value == "state" for part in node.args)
    }

    assert setters | by_name == set(SETS_STATES)


def _is_self(target: ast.Attribute) -> bool:
    """An object's own field of that name, such as a parser's."""
    return isinstance(target.value, ast.Name) and target.value.id == "self"


def test_no_function_imports() -> None:
    inside = {
        name
        for name, tree in trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert inside == set(HEAVY)


def test_every_reason_is_a_marked_sentence() -> None:
    """`why(rule, text)` takes a text marked with `_`, or a name that was marked where it was written."""
    unmarked = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "why"
        if isinstance(node.args[1], ast.Constant | ast.JoinedStr | ast.BinOp)
    ]

    assert unmarked == []


def test_every_mark_is_on_a_text_that_can_be_found() -> None:
    """A marked text is written out: what is put together at run time has no translation."""
    dynamic = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_"
        if not isinstance(node.args[0], ast.Constant)
    ]

    assert dynamic == []


def says_of(flow: AnyFlow) -> Iterator[str]:
    yield flow.title
    yield from flow.words.values()
    for move in acts(flow):
        yield from filter(None, (move.says, move.past, move.hint))


@cache
def marked() -> set[str]:
    """Every text that stands in a marker somewhere in the code."""
    return {
        part.value
        for _name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKERS
        for part in node.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


@pytest.mark.parametrize("flow", flows().values(), ids=lambda flow: flow.kind)
def test_every_word_of_a_flow_is_marked_for_translation(flow: AnyFlow) -> None:
    assert set(says_of(flow)) <= marked()


def forms() -> Iterator[tuple[str, type[Form]]]:
    for flow in flows().values():
        for move in acts(flow):
            yield f"{flow.kind}.{move.name}", move.form


def numbers(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema of a whole number inside of this one."""
    if isinstance(schema, dict):
        if schema.get("type") == "integer":
            yield schema
        for inner in schema.values():
            yield from numbers(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from numbers(inner)


@pytest.mark.parametrize(
    ("name", "form"), list(forms()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_whole_number_has_a_largest_value(name: str, form: type[Form]) -> None:
    endless = [
        one
        for one in numbers(form.model_json_schema(mode="serialization"))
        if not {"maximum", "le"} & set(one)
    ]

    assert endless == [], "what no database keeps is refused by the form, with its field"
