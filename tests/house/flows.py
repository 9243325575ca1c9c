"""A flow's births and moves in one list, for what holds for both."""

from app.kernel.flow import AnyFlow, Birth, Move


def acts(flow: AnyFlow) -> list[Birth | Move]:
    """Everything that changes a thing of this flow, births first."""
    return [*flow.births, *flow.moves]
