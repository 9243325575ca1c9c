"""Values of a file with the path at which they stand, so that every fault can be named at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kernel.words import _


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a file: where it stands, and what is wrong."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file with its path; what is missing was complained of and reads as `None`."""

    value: Any
    path: str
    problems: list[Problem] = field(repr=False)

    def fault(self, sentence: str) -> None:
        problem = Problem(self.path, sentence)
        if problem not in self.problems[-1:]:
            self.problems.append(problem)

    def maybe(self, key: str) -> "Node":
        """Go to a member that may be missing or null."""
        if self.value is not _MISSING and not isinstance(self.value, dict):
            self.fault(_("must be an object"))
            return Node(_MISSING, f"{self.path}.{key}", self.problems)
        found = None if self.value is _MISSING else self.value.get(key)
        return Node(_MISSING if found is None else found, f"{self.path}.{key}", self.problems)

    def at(self, key: str) -> "Node":
        """Go to a member that must be there."""
        member = self.maybe(key)
        if member.value is _MISSING and isinstance(self.value, dict):
            member.fault(_("is missing"))
        return member

    @property
    def given(self) -> bool:
        return self.value is not _MISSING

    def items(self) -> Iterator["Node"]:
        if self.given and not isinstance(self.value, list):
            self.fault(_("must be a list"))
        elif self.given:
            for number, value in enumerate(self.value):
                yield Node(value, f"{self.path}[{number}]", self.problems)

    def text(self) -> str | None:
        if not self.given:
            return None
        if not isinstance(self.value, str) or not self.value.strip():
            self.fault(_("must be text"))
            return None
        return self.value

    def whole(self) -> int | None:
        """Read a whole number that is not negative; true, 3.0 and "3" are none."""
        if not self.given:
            return None
        if type(self.value) is not int or self.value < 0:
            self.fault(_("must be a whole number, 0 or more"))
            return None
        return self.value

    def one_of(self, known: Mapping[str, Any], sentence: str) -> str | None:
        """Read a text that must be a key of `known`."""
        name = self.text()
        if name is not None and name not in known:
            self.fault(sentence.format(name=name))
            return None
        return name

    def new(self, known: Mapping[str, Any]) -> str | None:
        """Read a text that must not be a key of `known` yet."""
        name = self.text()
        if name is not None and name in known:
            self.fault(_("{name} stands here twice").format(name=name))
            return None
        return name
