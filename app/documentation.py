"""The documents that are computed from the code: the flows, who may what, what one person may not combine, the rules."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from app.kernel.actors import DUTY_NAMES, EXCLUSIONS, OFFICE_NAMES, ROLE_NAMES, Role
from app.kernel.flow import AnyFlow, Birth, Move
from app.main import flows

ROOT = Path(__file__).parents[1]
NUMBER = re.compile(r"[RP]-?[0-9]{2,3}[a-z]?")
TOLD_BY = "_This page is computed from the code by `make docs`; change the code, not the page._\n"
MARKS = (
    ("awaited", "awaited"),
    ("sensitive", "asks to confirm"),
    ("final", "final"),
    ("alone", "side by side"),
    ("inner", "made by another move"),
)


def documents() -> dict[str, str]:
    """Every computed document, by its path below the project's folder."""
    every = list(flows().values())
    sources = _sources(ROOT / "app")
    return {
        "docs/flows.md": flows_page(every, rule_numbers(sources)),
        "docs/permissions.md": permissions_page(every),
        "docs/duties.md": duties_page(),
        "docs/rules.md": rules_page(sources, _sources(ROOT / "tests")),
    }


def write() -> list[str]:
    """Write the documents; gives the paths of those that changed."""
    changed = []
    for name, text in documents().items():
        path = ROOT / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            changed.append(name)
    return changed


# --- Flows and permissions -----------------------------------------------------------------------


def flows_page(every: Iterable[AnyFlow], numbers: Mapping[tuple[str, str], list[str]]) -> str:
    """Each flow as a diagram of its states and a table of its births and moves."""
    parts = ["# The flows\n", TOLD_BY]
    for flow in every:
        parts += [f"## {_sentence(flow.title)} (`{flow.kind}`)\n", _diagram(flow), _acts_table(flow, numbers)]
    return "\n".join(parts)


def _diagram(flow: AnyFlow) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{flow.words[state]}" as {state.name}' for state in flow.states]
    lines += [f"    [*] --> {birth.end.name}: {birth.name}" for birth in flow.births]
    for move in flow.moves:
        lines += [
            f"    {state.name} --> {end.name}: {move.name}"
            for state in _in_order(flow, move.start)
            for end in _in_order(flow, move.ends)
            if end is not state
        ]
    lines += [f"    {state.name} --> [*]" for state in _in_order(flow, flow.final)]
    return "\n".join([*lines, "```\n"])


def _acts_table(flow: AnyFlow, numbers: Mapping[tuple[str, str], list[str]]) -> str:
    rows = [_row(birth, "(new)", birth.end.name, birth.checks, birth.warns, numbers) for birth in flow.births]
    for move in flow.moves:
        start = ", ".join(state.name for state in _in_order(flow, move.start))
        end = "(before)" if move.back else move.end.name if move.end is not None else "(same)"
        rows.append(_row(move, start, end, (*move.needs, *move.checks), move.warns, numbers))
    return _table(["What", "From", "To", "Who", "Duty", "Rules", "Told", "Marks"], rows)


def _row(
    act: Birth | Move,
    start: str,
    end: str,
    rules: Iterable[Callable[..., Any]],
    warns: Iterable[Callable[..., Any]],
    numbers: Mapping[tuple[str, str], list[str]],
) -> list[str]:
    says = [_rule_text(rule, numbers) for rule in rules]
    says += [f"{_rule_text(rule, numbers)} (warns)" for rule in warns]
    return [
        f"**{act.says}** (`{act.name}`)",
        start,
        end,
        _who(act),
        DUTY_NAMES[act.duty] if act.duty else "",
        "; ".join(says),
        ", ".join(ROLE_NAMES[role] for role in act.tells),
        ", ".join(text for name, text in MARKS if getattr(act, name, False)),
    ]


def _who(act: Birth | Move) -> str:
    roles = ", ".join(sorted(ROLE_NAMES[role] for role in act.by))
    offices = " or ".join(sorted(OFFICE_NAMES[office] for office in act.office))
    return f"{roles} ({offices})" if offices else roles


def _rule_text(rule: Callable[..., Any], numbers: Mapping[tuple[str, str], list[str]]) -> str:
    name = getattr(rule, "__name__", type(rule).__name__)
    found = numbers.get((rule.__module__, name), [])
    return name.replace("_", " ") + (f" ({', '.join(found)})" if found else "")


def permissions_page(every: Iterable[AnyFlow]) -> str:
    """For each flow, which role sees it in which states, and who makes which move."""
    parts = [
        "# Who may what\n",
        TOLD_BY,
        "A role counts where its post is held: in a place, for a party, for everything. A circle is an office's.\n",
    ]
    for flow in every:
        roles = [role for role in Role if role in flow.sees or any(role in act.by for act in _acts(flow))]
        rows = [["_sees it_", *(_seen(flow, role) for role in roles)]]
        rows += [
            [act.says, *("" if role not in act.by else "○" if act.office else "●" for role in roles)]
            for act in _acts(flow)
        ]
        heads = ["", *(ROLE_NAMES[role] for role in roles)]
        parts += [f"## {_sentence(flow.title)} (`{flow.kind}`)\n", _table(heads, rows)]
    return "\n".join(parts)


def _acts(flow: AnyFlow) -> list[Birth | Move]:
    return [*flow.births, *flow.moves]


def _seen(flow: AnyFlow, role: Role) -> str:
    sight = flow.sees.get(role)
    if sight is None:
        return "never"
    always = sight.states == frozenset(flow.states)
    states = "always" if always else ", ".join(flow.words[state] for state in _in_order(flow, sight.states))
    return f"{states}, with a condition" if sight.only else states


def duties_page() -> str:
    """The pairs of duties that four eyes keep apart."""
    rows = [[one.rule, DUTY_NAMES[one.one], DUTY_NAMES[one.other], one.within.value] for one in EXCLUSIONS]
    head = ["Rule", "Who", "may not also be who", "within one"]
    return "\n".join(["# What one person may not combine\n", TOLD_BY, _table(head, rows)])


# --- Rules ---------------------------------------------------------------------------------------


class Mention(NamedTuple):
    """A rule's number in the code: its module, the function around it, the sentence if there is one."""

    number: str
    module: str
    function: str
    sentence: str


def rules_page(sources: Mapping[str, ast.Module], tests: Mapping[str, ast.Module]) -> str:
    """Every rule's number: what it says to people, where it is held, which tests name it."""
    mentions = [mention for module, tree in sources.items() for mention in _mentions(module, tree)]
    proofs = [
        (number.replace("_", "-"), f"{module.removeprefix('tests.').replace('.', '/')}: {node.name}")
        for module, tree in tests.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for number in re.findall(r"(?<=_)[RP][0-9]{2,3}(?=_)", node.name)
    ]
    rows = []
    for number in sorted({one.number for one in mentions}, key=_by_number):
        said = dict.fromkeys(one.sentence for one in mentions if one.number == number and one.sentence)
        held = dict.fromkeys(f"`{one.module}.{one.function}`" for one in mentions if one.number == number)
        named = dict.fromkeys(f"`{proof}`" for rule, proof in proofs if rule == number)
        rows.append([number, "<br>".join(said), "<br>".join(held), "<br>".join(named)])
    table = _table(["Rule", "What it says", "Held in", "Tests named after it"], rows)
    return f"# The rules, where they are held and what proves them\n\n{TOLD_BY}\n{table}"


def rule_numbers(sources: Mapping[str, ast.Module]) -> dict[tuple[str, str], list[str]]:
    """The rules' numbers that each function may answer with, by module and function."""
    found: dict[tuple[str, str], list[str]] = {}
    for module, tree in sources.items():
        for mention in _mentions(module, tree):
            numbers = found.setdefault((mention.module, mention.function), [])
            if mention.number not in numbers:
                numbers.append(mention.number)
    return found


def _mentions(module: str, tree: ast.Module) -> Iterator[Mention]:
    for holder in tree.body:
        name = getattr(holder, "name", "") or _target(holder)
        for node in ast.walk(holder):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"why", "Why", "Exclusion"}:
                number = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
                if isinstance(number, str) and NUMBER.fullmatch(number):
                    yield Mention(number, module, name, _sentence_in(node))


def _target(holder: ast.stmt) -> str:
    targets = holder.targets if isinstance(holder, ast.Assign) else []
    return next((target.id for target in targets if isinstance(target, ast.Name)), "")


def _sentence_in(call: ast.Call) -> str:
    """The marked sentence of a reason, if it is written out."""
    marked = call.args[1] if len(call.args) > 1 else None
    if isinstance(marked, ast.Call) and marked.args and isinstance(marked.args[0], ast.Constant):
        return str(marked.args[0].value)
    return ""


def _by_number(number: str) -> tuple[str, int, str]:
    return number[0], int("".join(filter(str.isdigit, number))), number


def _sources(folder: Path) -> dict[str, ast.Module]:
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }


# --- Writing -------------------------------------------------------------------------------------


def _in_order(flow: AnyFlow, states: Iterable[StrEnum]) -> list[StrEnum]:
    held = set(states)
    return [state for state in flow.states if state in held]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        + "\n"
    )
