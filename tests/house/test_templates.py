"""Templates: each is used, none goes round the escaping or the content policy."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
USED_IN_TEMPLATES = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")
FORBIDDEN = {
    "goes round the escaping": re.compile(r"\|\s*safe\b|{%-?\s*autoescape\s+false"),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an on-handler": re.compile(r"\son[a-z]+\s*=|\shx-on[:=]", re.IGNORECASE),
    "a script address": re.compile(r"""(?:href|src|action)\s*=\s*["']?\s*javascript:""", re.IGNORECASE),
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def named_in_code() -> set[str]:
    return {
        node.value
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }


def named_in_templates() -> set[str]:
    return {name for path in TEMPLATES for name in USED_IN_TEMPLATES.findall(path.read_text("utf-8"))}


def test_every_template_is_used_and_every_used_one_is_there() -> None:
    assert {name_of(path) for path in TEMPLATES} == named_in_code() | named_in_templates()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_to_the_content_policy(path: Path) -> None:
    text = path.read_text("utf-8")

    assert [fault for fault, pattern in FORBIDDEN.items() if pattern.search(text)] == []
