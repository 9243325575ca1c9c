"""A round's money as a bar: funded projects in their order, then what is left, as whole numbers for an SVG."""

from dataclasses import dataclass

from app.cuf.rounds.reasons import Material
from app.kernel.money import Money

WIDTH, HEIGHT, BRICKS = 720, 44, 24


@dataclass(frozen=True)
class Block:
    """One funded project on the bar."""

    code: str
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """The round's money as a row: funded projects in their order, then what is left; marks every brick."""

    blocks: tuple[Block, ...]
    rest: Block
    bricks: tuple[int, ...]
    brick: Money
    width: int = WIDTH
    height: int = HEIGHT


def bar(material: Material) -> Bar | None:
    """The bar as whole numbers for an SVG; None where there is no money."""
    costs = {option.code: option.cost for place in material.asked.settlements for option in place.options}
    whole = sum(account.entitlement.amount for account in material.given.accounts)
    if whole <= 0:
        return None
    blocks, before = [], 0
    for code in material.given.selected:
        start, end = (WIDTH * sum_ // whole for sum_ in (before, before + costs[code]))
        blocks.append(Block(code, start, end - start))
        before += costs[code]
    start = WIDTH * before // whole
    return Bar(
        tuple(blocks),
        Block("", start, WIDTH - start),
        tuple(WIDTH * number // BRICKS for number in range(1, BRICKS)),
        material.money(whole // BRICKS),
    )
