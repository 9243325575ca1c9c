"""The Fund's own commands: what anybody may compute again from a published election."""

import json
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cuf.prioritisation.elections import Ballot, Election, Option, PatternsMissing, election, scores
from app.cuf.prioritisation.equal_shares import (
    Completion,
    EqualShares,
    EqualSharesTerms,
    Utility,
    equal_shares,
)
from app.cuf.prioritisation.greedy import By, Funding, Terms, fund
from app.cuf.prioritisation.phragmen import Phragmen, PointsGiven, phragmen
from app.cuf.prioritisation.ties import Chain, Criterion, TieUnresolved
from app.formats.pabulib import PabulibElection, PabulibError, Vote, VoteType, read_pabulib
from app.kernel.words import _

cuf = typer.Typer(help=_("The Community Upgrading Fund."), no_args_is_help=True)


@cuf.callback()
def _group() -> None:
    """Keep `prioritise` a named command while it is the only one."""


class Rule(StrEnum):
    """The rules that read a published election."""

    GREEDY = "greedy"
    EQUAL_SHARES = "equal-shares"
    PHRAGMEN = "phragmen"


class Tie(StrEnum):
    """Tie chains of published results, both ending with the project id as text."""

    LEX = "lex"
    MIN_COST = "min-cost"

    @property
    def chain(self) -> Chain:
        before = () if self is Tie.LEX else (Criterion.LOWEST_COST, Criterion.MOST_VOTES)
        return Chain((*before, Criterion.CODE))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for."""

    rule: Rule
    by: By
    completion: Completion
    utility: Utility
    increment: int
    chain: Chain


@cuf.command()
def prioritise(
    file: Annotated[
        Path, typer.Argument(help=_("A Pabulib file (.pb)."), exists=True, dir_okay=False, readable=True)
    ],
    *,
    rule: Annotated[Rule, typer.Option(help=_("How a shortlist is made."))] = Rule.GREEDY,
    by: Annotated[By, typer.Option(help=_("Greedy: what the list is ordered by."))] = By.VOTES,
    completion: Annotated[
        Completion, typer.Option(help=_("Equal Shares: what is done with the money left."))
    ] = Completion.NONE,
    utility: Annotated[
        Utility, typer.Option(help=_("Equal Shares: what a funded project is worth."))
    ] = Utility.COST,
    increment: Annotated[
        int, typer.Option(min=1, help=_("Add1: currency units by which every voter's share grows a step."))
    ] = 1,
    tie: Annotated[Tie, typer.Option(help=_("Who goes first among equals."))] = Tie.LEX,
) -> None:
    """Read a published election, apply a rule exactly and print the result as JSON."""
    try:
        published = read_pabulib(file.read_bytes())
        report = prioritised(published, Asked(rule, by, completion, utility, increment, tie.chain))
    except PabulibError as error:
        _refuse(
            _("{file}, line {line}: {text}"),
            file=file,
            line=error.line,
            text=error.text.format_map(error.values),
        )
    except PatternsMissing:
        _refuse(_("{file} holds no ballots; this rule needs whole ballots (P-46)."), file=file)
    except PointsGiven:
        _refuse(_("{file} gives points; sequential Phragmen reads marks."), file=file)
    else:
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))


def prioritised(published: PabulibElection, asked: Asked) -> dict[str, Any]:
    """Apply the rule; amounts in the report are exact strings ("123" or "p/q") in the file's currency.

    Raises PatternsMissing or PointsGiven as the rules do.
    """
    unit = lcm(published.budget.denominator, *(project.cost.denominator for project in published.projects))
    held = as_election(published, unit)
    outcome = _apply(held, asked, unit)
    if isinstance(outcome, TieUnresolved):
        return {"rule": asked.rule, "tie_unresolved": outcome.tied}
    costs = {option.code: option.cost for option in held.options}
    total = sum(costs[code] for code in outcome.selected)
    report = {
        "rule": asked.rule,
        "selected": list(outcome.selected),
        "total_cost": str(Fraction(total, unit)),
        "left_over": str(Fraction(held.envelope - total, unit)),
    }
    return report | _details(outcome, held, unit)


def as_election(published: PabulibElection, unit: int) -> Election:
    """The same election in whole units of 1 / `unit` of its currency, voters without names."""
    ballots = [Ballot(_points(vote, published)) for vote in published.votes]
    score = scores(ballots)
    options = [
        Option(
            code=project.project_id, cost=int(project.cost * unit), score=Fraction(score[project.project_id])
        )
        for project in published.projects
    ]
    return election(int(published.budget * unit), options, ballots)


def _points(vote: Vote, published: PabulibElection) -> tuple[tuple[str, int], ...]:
    """A mark is one point; of ranks the first gets as many points as a ballot has places, the next one less."""
    if published.vote_type is VoteType.APPROVAL:
        return tuple((code, 1) for code in vote.choices)
    if published.vote_type is VoteType.ORDINAL:
        return tuple((code, published.max_length - place) for place, code in enumerate(vote.choices))
    return tuple((code, points) for code, points in zip(vote.choices, vote.points, strict=True) if points)


def _apply(held: Election, asked: Asked, unit: int) -> Funding | EqualShares | Phragmen | TieUnresolved:
    if asked.rule is Rule.PHRAGMEN:
        return phragmen(held, asked.chain)
    if asked.rule is Rule.GREEDY:
        return fund(held.options, held.envelope, Terms(chain=asked.chain, by=asked.by))
    terms = EqualSharesTerms(
        chain=asked.chain,
        utility=asked.utility,
        completion=asked.completion,
        increment=Fraction(asked.increment * unit),
    )
    return equal_shares(held, terms)


def _details(outcome: Funding | EqualShares | Phragmen, held: Election, unit: int) -> dict[str, Any]:
    if isinstance(outcome, Funding):
        return {}
    if isinstance(outcome, Phragmen):
        moments = [
            {"project": saving.code, "saved_by_each": str(saving.moment / unit)} for saving in outcome.order
        ]
        return {"reserve": list(outcome.reserve), "rounds": moments}
    return {
        "share_per_voter": str(outcome.start_shares[0] / unit),
        "final_share_per_voter": str(outcome.final_shares[0] / unit),
        "steps": outcome.steps,
        "filled": list(outcome.filled),
        "rounds": [
            {
                "project": purchase.code,
                "max_payment": str(purchase.max_payment / unit),
                "payers": purchase.payers(held.ballots),
                "total_paid": str(purchase.total(held.ballots) / unit),
            }
            for purchase in outcome.rounds
        ],
    }


def _refuse(text: str, /, **values: Any) -> None:
    typer.echo(text.format_map(values), err=True)
    raise typer.Exit(1)
