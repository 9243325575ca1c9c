"""The demonstration: reference data and every card's part, played in order through the flows."""

from collections.abc import Callable

from app.identity.founding import INIT
from app.kernel.stage import Stage
from app.main import CARDS
from app.settings import Settings

FOUNDED_DAYS_AGO = 1_000


def play(stage: Stage, settings: Settings, say: Callable[[str], object] = lambda _line: None) -> None:
    """Play all of it on a founded, empty database; `say` hears how far it is."""
    for card in CARDS:
        if card.founds is not None:
            with stage.acting(INIT, FOUNDED_DAYS_AGO) as tx:
                card.founds(tx, settings)
    parts = [(card.title, card.demo) for card in CARDS if card.demo is not None]
    for number, (title, part) in enumerate(parts, 1):
        say(f"Demonstration {number} of {len(parts)}: {title} ...")
        part(stage)
