"""Inputs: a form's field as one page shows it, with what stands in it, what is wrong with it and what may be chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from babel import Locale

from app.kernel.errors import Why
from app.kernel.money import Money
from app.kernel.words import Message, _, amount_text
from app.web.forms import FieldSpec
from app.web.posted import Posted

MANY = 7
"""More answers than these are a list to unfold rather than a row of buttons."""
BLANK_ROWS = 2
"""Empty rows offered below those that are filled in; sending the form again offers more."""
YES_NO = (("yes", _("Yes")), ("no", _("No")))

Words = str | Message
Answers = Mapping[str, Sequence[tuple[str, Words]]]


@dataclass(frozen=True)
class Input:
    """One input of a page; a field of rows has `rows`, each the inputs of one row."""

    spec: FieldSpec
    name: str
    texts: tuple[str, ...] = ()
    faults: tuple[Why, ...] = ()
    answers: tuple[tuple[str, Words], ...] = ()
    currency: str = ""
    rows: tuple[tuple["Input", ...], ...] = ()

    @property
    def id(self) -> str:
        """The anchor that the error summary leads to."""
        return anchor(self.name)

    @property
    def text(self) -> str:
        return self.texts[-1] if self.texts else ""

    @property
    def shape(self) -> str:
        """The macro that draws it: the field's kind, but for choices by how many answers there are."""
        kind = self.spec.kind
        if kind in {"checkboxes", "rows"}:
            return kind
        if self.answers:
            return "select" if len(self.answers) > MANY else "radios"
        return kind

    @property
    def hinted(self) -> bool:
        return bool(self.spec.hint) or self.shape == "date"

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader says besides the label."""
        parts = {
            "currency": self.shape == "amount",
            "hint": self.hinted,
            "error": bool(self.faults),
            "count": self.longest is not None,
        }
        return " ".join(f"{self.id}-{part}" for part, there in parts.items() if there)

    @property
    def longest(self) -> int | None:
        """The limit worth saying to the person: that of a long text."""
        return self.spec.longest if self.shape == "textarea" else None


@dataclass(frozen=True)
class Sheet:
    """What all inputs of a form draw on: the values that stand in it, its faults, the answers on offer."""

    values: Any = None
    problems: Sequence[Why] = ()
    answers: Answers = field(default_factory=dict)
    currency: str = "USD"
    locale: Locale | str = "en"

    def input(self, spec: FieldSpec, within: str = "", values: Any = None) -> Input:
        """The input of one field; `within` is where its row stands, such as "lines-0-", and `values` the row's."""
        name = within + spec.name
        value = value_of(values if within else self.values, spec.name)
        return Input(
            spec,
            name,
            texts=tuple(self._texts(spec, value)),
            faults=tuple(reason for reason in self.problems if reason.field == name),
            answers=self._answers(spec, name),
            currency=self.currency if spec.kind == "amount" else "",
            rows=self._rows(spec, name, value) if spec.kind == "rows" else (),
        )

    def _texts(self, spec: FieldSpec, value: Any) -> Iterator[str]:
        """A value, or several, as a person of this language types it."""
        match value:
            case None | Mapping():
                return
            case list() | tuple() | set() | frozenset():
                for one in value:
                    yield from self._texts(spec, one)
            case bool():
                yield "yes" if value else "no"
            case Enum():
                yield str(value.value)
            case Money():
                yield amount_text(value, Locale.parse(self.locale))
            case int() if spec.kind == "amount":
                yield amount_text(Money(value, self.currency), Locale.parse(self.locale))
            case date():
                yield value.isoformat()
            case _:
                yield str(value)

    def _answers(self, spec: FieldSpec, name: str) -> tuple[tuple[str, Words], ...]:
        place = "-".join(part for part in name.split("-") if not part.isdigit())
        if place in self.answers:
            return tuple(self.answers[place])
        offered = YES_NO if spec.kind == "yesno" else spec.answers
        return tuple((value, Message(says)) for value, says in offered)

    def _rows(self, spec: FieldSpec, name: str, value: Any) -> tuple[tuple[Input, ...], ...]:
        filled = list(value) if isinstance(value, list | tuple) else []
        return tuple(
            tuple(self.input(part, f"{name}-{at}-", row) for part in spec.rows)
            for at, row in enumerate(filled + [{}] * BLANK_ROWS)
        )


def sheet(
    values: Any,
    typed: Posted | None,
    problems: Sequence[Why],
    answers: Answers,
    currency: str,
    locale: Locale | str,
    within: str = "",
) -> Sheet:
    """The sheet of a form: what was typed stands in place of what is stored, also where it was emptied.

    `within` is set where the form is one part of what the page sends, such as "what-".

    Rows in which nothing was typed are left out, as they are when the form is read, so that a fault's number
    names the row that is shown.
    """
    if typed is not None:
        values = value_of(typed.nested(), within.removesuffix("-")) or {} if within else typed.nested()
    return Sheet(values, problems, answers, currency, locale)


def value_of(values: Any, name: str) -> Any:
    """A value by its field's name, from a mapping or from what is loaded of a thing; None where it has none."""
    known = values if isinstance(values, Mapping) else getattr(values, "__dict__", {})
    return known.get(name)


def spec(name: str, kind: str, label: str, hint: str = "", required: bool = True) -> FieldSpec:
    """A field that no model declares, such as a sign-in's or a file."""
    return FieldSpec(name, kind, label, hint, required)


def anchor(name: str) -> str:
    """The id of a field's input."""
    return f"field-{name}"
