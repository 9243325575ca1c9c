"""The command `results`: count the cases of a file."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.kernel.words import _
from app.results.cases import Case, CaseOut, CasesOut, UnreadableError, read
from app.results.count_once import BOUND, TooEntangledError

UNREADABLE = 2
ENTANGLED = 1

results = typer.Typer(no_args_is_help=True)


@results.callback()
def about() -> None:
    """Results: people served, each counted once."""


@results.command()
def count(
    file: Annotated[Path, typer.Argument(help="Count-once cases as JSON.")],
    bound: Annotated[int, typer.Option(help="Work that one knot may take.")] = BOUND,
) -> None:
    """Print the count of every query of FILE, as docs/count_once.md defines it."""
    try:
        cases = read(file.read_bytes())
    except OSError as fault:
        typer.echo(_("{file} cannot be read: {fault}").format(file=file, fault=fault.strerror), err=True)
        raise typer.Exit(UNREADABLE) from fault
    except UnreadableError as fault:
        for problem in fault.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(UNREADABLE) from fault
    answers: CasesOut = {"cases": [_answered(case, bound) for case in cases]}
    typer.echo(json.dumps(answers, ensure_ascii=False, indent=1))


def _answered(case: Case, bound: int) -> CaseOut:
    try:
        return case.answer(bound)
    except TooEntangledError as tangle:
        where = tangle.place or _("the whole")
        sentence = _("{case}: what is declared and shared under {place} is too entangled to count exactly.")
        typer.echo(sentence.format(case=case.id, place=where), err=True)
        for one, other in tangle.declare:
            sides = {"one": one.estimate or one.place, "other": other.estimate or other.place}
            typer.echo(_("Declare whether {one} and {other} are disjoint.").format(**sides), err=True)
        raise typer.Exit(ENTANGLED) from tangle
