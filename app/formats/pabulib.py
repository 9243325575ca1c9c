"""A strict reader of Pabulib's .pb files (pabulib.org/format): bytes to one election, or the line that is wrong."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from io import StringIO
from typing import Any

from app.kernel.words import _

_NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")
_SECTIONS = ("META", "PROJECTS", "VOTES")
_REQUIRED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}


class VoteType(StrEnum):
    """How people voted."""

    APPROVAL = "approval"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"


@dataclass(frozen=True, slots=True)
class Project:
    """A project; `cost` in the file's currency, exact."""

    project_id: str
    cost: Fraction
    name: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """One voter's choices (first to last where the file ranks), and beside each its points where it gives points."""

    voter_id: str
    choices: tuple[str, ...]
    points: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PabulibElection:
    """A whole file: `budget` in its currency, exact; `max_length` choices a ballot may hold."""

    meta: Mapping[str, str]
    budget: Fraction
    vote_type: VoteType
    max_length: int
    projects: tuple[Project, ...]
    votes: tuple[Vote, ...]


class PabulibError(ValueError):
    """The file does not read or contradicts itself at `line` (from 1); `text` with `values` says how."""

    def __init__(self, line: int, text: str, /, **values: Any) -> None:
        self.line, self.text, self.values = line, text, values
        super().__init__(f"line {line}: {text.format_map(values)}")


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]


def read_pabulib(content: bytes) -> PabulibElection:
    """Read one election; raises PabulibError naming the first line that is unreadable or inconsistent."""
    sections = _sections(_decoded(content))
    meta = _Meta(sections["META"])
    projects = _projects(sections["PROJECTS"])
    vote_type = meta.vote_type()
    max_length = meta.count("max_length", len(projects))
    ballots = _Ballots(
        meta, vote_type, max_length, {project.project_id: project.cost for project in projects}
    )
    votes = _votes(sections["VOTES"], ballots)
    meta.agrees("num_projects", len(projects))
    meta.agrees("num_votes", len(votes))
    _counts_agree(sections["PROJECTS"], vote_type, votes)
    return PabulibElection(meta.values, meta.number("budget"), vote_type, max_length, projects, votes)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PabulibError(content.count(b"\n", 0, error.start) + 1, _("this is not UTF-8 text")) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on; a quoted cell may go over several lines."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=";", strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error:
        raise PabulibError(
            line, _("the quotation marks or the characters of this line do not read")
        ) from None


def _sections(text: str) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    columns: list[str] = []
    expected, line = list(_SECTIONS), 1
    rows: list[_Row] = []
    for line, row in _lines(text):
        if expected and row[0] == expected[0] and not any(row[1:]):
            rows = found[expected.pop(0)] = []
            columns = []
        elif not found:
            raise PabulibError(line, _("the file must begin with the section META"))
        elif not columns:
            columns = _columns(line, row, list(found)[-1])
        else:
            rows.append(_Row(line, _cells(line, row, columns)))
    if expected or not columns:
        section = expected[0] if expected else _SECTIONS[-1]
        raise PabulibError(line, _("the section {section} is missing"), section=section)
    return found


def _columns(line: int, row: list[str], section: str) -> list[str]:
    columns = [name.lower() for name in row]
    if len(set(columns)) != len(columns):
        raise PabulibError(line, _("a column stands twice"))
    for name in _REQUIRED[section]:
        if name not in columns:
            raise PabulibError(line, _("{section} has no column {column}"), section=section, column=name)
    return columns


def _cells(line: int, row: list[str], columns: list[str]) -> dict[str, str]:
    if len(row) != len(columns):
        text = _("this line has {found} cells, its section has {expected} columns")
        raise PabulibError(line, text, found=len(row), expected=len(columns))
    return dict(zip(columns, row, strict=True))


def _amount(line: int, text: str, column: str) -> Fraction:
    if not _NUMBER.fullmatch(text):
        raise PabulibError(line, _("{column} {text!r} is not an amount"), column=column, text=text)
    return Fraction(text)


def _whole(line: int, text: str, column: str) -> int:
    amount = _amount(line, text, column)
    if amount.denominator != 1:
        raise PabulibError(line, _("{column} {text!r} is not a whole number"), column=column, text=text)
    return int(amount)


class _Meta:
    """The section META, each key with its line."""

    def __init__(self, rows: list[_Row]) -> None:
        self.lines: dict[str, int] = {}
        self.values: dict[str, str] = {}
        for row in rows:
            key = row.cells["key"].lower()
            if key in self.values:
                raise PabulibError(row.line, _("{key} stands twice"), key=key)
            self.lines[key], self.values[key] = row.line, row.cells["value"]
        for key in ("num_projects", "num_votes", "budget", "vote_type"):
            if key not in self.values:
                line = rows[-1].line if rows else 1
                raise PabulibError(line, _("META does not say {key}"), key=key)

    def number(self, key: str) -> Fraction:
        return _amount(self.lines[key], self.values[key], key)

    def count(self, key: str, unless_said: int) -> int:
        return _whole(self.lines[key], self.values[key], key) if self.values.get(key) else unless_said

    def vote_type(self) -> VoteType:
        said = self.values["vote_type"]
        if said not in set(VoteType):
            raise PabulibError(self.lines["vote_type"], _("vote type {said!r} is not known"), said=said)
        return VoteType(said)

    def agrees(self, key: str, found: int) -> None:
        said = self.count(key, -1)
        if said != found:
            text = _("{key} says {said}, the file has {found}")
            raise PabulibError(self.lines[key], text, key=key, said=said, found=found)


def _projects(rows: list[_Row]) -> tuple[Project, ...]:
    projects: dict[str, Project] = {}
    for row in rows:
        project_id = row.cells["project_id"]
        if not project_id or "," in project_id:
            raise PabulibError(
                row.line, _("project {project!r} has no id that a vote could name"), project=project_id
            )
        if project_id in projects:
            raise PabulibError(row.line, _("project {project} stands twice"), project=project_id)
        cost = _amount(row.line, row.cells["cost"], "cost")
        projects[project_id] = Project(project_id, cost, row.cells.get("name", ""))
    return tuple(projects.values())


class _Ballots:
    """What META lets a ballot hold."""

    def __init__(
        self, meta: _Meta, vote_type: VoteType, max_length: int, costs: Mapping[str, Fraction]
    ) -> None:
        self.costs = costs
        self.with_points = vote_type in {VoteType.CUMULATIVE, VoteType.SCORING}
        self.length = (meta.count("min_length", 0), max_length)
        self.most = {
            key: meta.number(key) if meta.values.get(key) else None
            for key in ("max_sum_cost", "max_sum_points", "max_points")
        }

    def read(self, row: _Row) -> Vote:
        choices = _listed(row.cells["vote"])
        if len(set(choices)) != len(choices):
            raise PabulibError(row.line, _("the vote names a project twice"))
        unknown = next((code for code in choices if code not in self.costs), None)
        if unknown is not None:
            raise PabulibError(
                row.line, _("the vote names {project!r}, which is no project"), project=unknown
            )
        least, most = self.length
        if not least <= len(choices) <= most:
            text = _("the vote has {found} choices, allowed are {least} to {most}")
            raise PabulibError(row.line, text, found=len(choices), least=least, most=most)
        points = self._points(row, len(choices)) if self.with_points else ()
        self._at_most(row.line, "max_sum_cost", sum((self.costs[code] for code in choices), Fraction(0)))
        self._at_most(row.line, "max_sum_points", sum(points))
        self._at_most(row.line, "max_points", max(points, default=0))
        return Vote(row.cells["voter_id"], choices, points)

    def _points(self, row: _Row, choices: int) -> tuple[int, ...]:
        if "points" not in row.cells:
            raise PabulibError(row.line, _("VOTES has no column {column}"), column="points")
        points = tuple(_whole(row.line, text, "points") for text in _listed(row.cells["points"]))
        if len(points) != choices:
            text = _("the vote has {choices} choices and {points} points")
            raise PabulibError(row.line, text, choices=choices, points=len(points))
        return points

    def _at_most(self, line: int, key: str, found: Fraction | int) -> None:
        most = self.most[key]
        if most is not None and found > most:
            text = _("the vote comes to {found}, {key} is {most}")
            raise PabulibError(line, text, found=found, key=key, most=most)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",")) if cell else ()


def _votes(rows: list[_Row], ballots: _Ballots) -> tuple[Vote, ...]:
    votes: dict[str, Vote] = {}
    for row in rows:
        vote = ballots.read(row)
        if vote.voter_id in votes:
            raise PabulibError(row.line, _("voter {voter} stands twice"), voter=vote.voter_id)
        votes[vote.voter_id] = vote
    return tuple(votes.values())


def _counts_agree(rows: list[_Row], vote_type: VoteType, votes: tuple[Vote, ...]) -> None:
    """The projects' own column of votes, where the format fixes what it counts: the ballots that name them."""
    if vote_type not in {VoteType.APPROVAL, VoteType.ORDINAL}:
        return
    counted = Counter(code for vote in votes for code in vote.choices)
    for row in rows:
        if row.cells.get("votes"):
            said, project = _whole(row.line, row.cells["votes"], "votes"), row.cells["project_id"]
            if said != counted[project]:
                text = _("project {project} says {said} votes, the ballots give {found}")
                raise PabulibError(row.line, text, project=project, said=said, found=counted[project])
