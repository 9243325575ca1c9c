"""A computation kept so that anybody can do it again: canonical input, output, hashes, engine version (P-62, P-63)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from app.cuf.prioritisation.elections import Election, Option, election
from app.cuf.prioritisation.entitlements import Settlement
from app.cuf.prioritisation.equal_shares import EqualShares, EqualSharesTerms, equal_shares
from app.cuf.prioritisation.greedy import Funding, Terms, fund
from app.cuf.prioritisation.phragmen import Phragmen, phragmen
from app.cuf.prioritisation.shortlist import CityTerms, Shortlist, shortlist
from app.cuf.prioritisation.ties import Chain, TieUnresolved

ENGINE_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class GreedyRun:
    """One list, best first."""

    rule: Literal["greedy"] = "greedy"
    money: int
    terms: Terms
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistRun:
    """The default rule across settlements."""

    rule: Literal["shortlist"] = "shortlist"
    city: CityTerms
    settlements: tuple[Settlement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualSharesRun:
    """Equal Shares on whole ballots; an election without any is refused when it is computed (P-46)."""

    rule: Literal["equal-shares"] = "equal-shares"
    terms: EqualSharesTerms
    election: Election


@dataclass(frozen=True, slots=True, kw_only=True)
class PhragmenRun:
    """Sequential Phragmen on whole ballots."""

    rule: Literal["phragmen"] = "phragmen"
    chain: Chain
    election: Election


Asked = GreedyRun | ShortlistRun | EqualSharesRun | PhragmenRun
Outcome = Funding | Shortlist | EqualShares | Phragmen | TieUnresolved

_ASKED: TypeAdapter[Asked] = TypeAdapter(Annotated[Asked, Field(discriminator="rule")])
_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


@dataclass(frozen=True, slots=True)
class Run:
    """One computation; input and output are canonical JSON bytes."""

    engine_version: str
    input: bytes
    input_sha256: str
    output: bytes
    output_sha256: str


def run(asked: Asked) -> Run:
    """Compute with the present engine; the order in which options, ballots and settlements stand is no input (P-42).

    Raises what the rule raises: PatternsMissing (P-46) or ValueError for terms that cannot be.
    """
    document = canonical(_ASKED.dump_python(_in_order(asked), mode="json"))
    return _computed(document, ENGINE_VERSION)


def recompute(kept: Run) -> Run:
    """Compute a stored input again with the engine that computed it; raises KeyError if that engine is not known."""
    return _computed(kept.input, kept.engine_version)


def is_consistent(kept: Run) -> bool:
    """Whether the stored hashes fit the stored bytes and a new computation gives the same output (P-62, P-63)."""
    return recompute(kept) == kept


def question_in(kept: Run) -> Asked:
    """What a stored run was asked."""
    return _ASKED.validate_json(kept.input)


def outcome_in(kept: Run) -> Outcome:
    """What a stored run gave."""
    return _OUTCOME.validate_python(json.loads(kept.output)["detail"])


def canonical(document: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; integers and text only.

    Raises TypeError for a float, wherever it stands.
    """
    _no_floats(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def compute_1(document: bytes) -> bytes:
    """Engine 1: canonical input to canonical output. It is never edited, only followed by engine 2."""
    asked = _in_order(_ASKED.validate_json(document))
    outcome = _apply(asked)
    result = {
        "outcome": "TIE_UNRESOLVED" if isinstance(outcome, TieUnresolved) else "COMPUTED",
        "selected": [] if isinstance(outcome, TieUnresolved) else list(outcome.selected),
        "detail": _OUTCOME.dump_python(outcome, mode="json"),
    }
    return canonical(result)


ENGINES: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({ENGINE_VERSION: compute_1})


def _computed(document: bytes, version: str) -> Run:
    output = ENGINES[version](document)
    return Run(version, document, sha256(document).hexdigest(), output, sha256(output).hexdigest())


def _apply(asked: Asked) -> Outcome:
    match asked:
        case GreedyRun():
            return fund(asked.options, asked.money, asked.terms)
        case ShortlistRun():
            return shortlist(asked.settlements, asked.city)
        case EqualSharesRun():
            return equal_shares(asked.election, asked.terms)
    return phragmen(asked.election, asked.chain)


def _in_order(asked: Asked) -> Asked:
    match asked:
        case GreedyRun():
            return replace(asked, options=_sorted(asked.options))
        case ShortlistRun():
            places = sorted(asked.settlements, key=lambda place: place.code)
            return replace(
                asked, settlements=tuple(replace(place, options=_sorted(place.options)) for place in places)
            )
    held = asked.election
    return replace(asked, election=election(held.envelope, _sorted(held.options), held.ballots))


def _sorted(options: tuple[Option, ...]) -> tuple[Option, ...]:
    by_code = sorted(options, key=lambda option: option.code)
    return tuple(replace(option, excludes=tuple(sorted(option.excludes))) for option in by_code)


def _no_floats(document: Any) -> None:
    if isinstance(document, float):
        raise TypeError("a canonical document holds no floating point")
    if isinstance(document, Mapping):
        document = document.values()
    elif not isinstance(document, list):
        return
    for part in document:
        _no_floats(part)
