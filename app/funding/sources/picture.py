"""A source's money through its stages: bars that begin where the one before ends, as whole numbers for an SVG."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.funding.ledger.models import KIND_NAMES, STAGES, Kind
from app.kernel.money import Money

WIDTH, STEP, THICK, MARGIN = 560, 26, 18, 24


@dataclass(frozen=True)
class Bar:
    """One stage: numbered as in the table behind the picture, `part` its share of the whole in thousandths."""

    number: int
    name: str
    money: Money
    part: int
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Picture:
    """The bars in the order in which money passes, and how large the drawing is."""

    width: int
    height: int
    thick: int
    whole: Money
    bars: tuple[Bar, ...]


def picture(stages: Mapping[Kind, Money]) -> Picture | None:
    """The picture of what stands in each stage, all in one currency; None where nothing has come in."""
    amounts = [stages[kind] for kind in STAGES]
    whole = sum(amounts[1:], start=amounts[0])
    if whole.minor <= 0:
        return None
    bars, before = [], 0
    for number, (kind, money) in enumerate(zip(STAGES, amounts, strict=True)):
        start, end = (MARGIN + WIDTH * sum_ // whole.minor for sum_ in (before, before + money.minor))
        part = round(1000 * money.minor / whole.minor) if money.minor else 0
        bars.append(Bar(number + 1, KIND_NAMES[kind], money, part, start, number * STEP, end - start))
        before += money.minor
    return Picture(MARGIN + WIDTH, len(STAGES) * STEP, THICK, whole, tuple(bars))
