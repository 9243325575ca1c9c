"""The short pages of a proposal: which sections stand on which, by track (DOMAIN 3.5)."""

from dataclasses import dataclass

from app.cuf.models import Track
from app.cuf.proposals.schemas import SECTION_TITLES, SectionName
from app.kernel.words import _


@dataclass(frozen=True)
class ProposalPage:
    """One page: its address, its title, and the sections it saves together."""

    key: str
    title: str
    sections: tuple[SectionName, ...]


SMALL = (
    ProposalPage("where", _("Where"), (SectionName.WHERE,)),
    ProposalPage("what", _("What and why"), (SectionName.WHAT, SectionName.WHY, SectionName.PEOPLE)),
    ProposalPage("cost", _("Cost and contribution"), (SectionName.DESIGN, SectionName.CONTRIBUTIONS)),
    ProposalPage("care", _("Who looks after it"), (SectionName.UPKEEP, SectionName.COMMITTEES)),
)
"""Four pages and the check: five for small works."""

FULL = tuple(
    ProposalPage(name.value, SECTION_TITLES[name], (name,))
    for name in (
        SectionName.WHERE,
        SectionName.WHAT,
        SectionName.WHY,
        SectionName.DESIGN,
        SectionName.CONTRIBUTIONS,
        SectionName.UPKEEP,
        SectionName.COMMITTEES,
        SectionName.PEOPLE,
        SectionName.DOCUMENTS,
    )
)
"""Nine pages and the check: ten for standard and large works."""

PAGES: dict[Track, tuple[ProposalPage, ...]] = {
    Track.SMALL: SMALL,
    Track.STANDARD: FULL,
    Track.LARGE: FULL,
}


def page_of(track: Track, key: str) -> tuple[ProposalPage, tuple[ProposalPage, ...]] | None:
    """The page of this address and the pages it is one of, or None.

    A page of another track is still there for whoever opened it before the track changed.
    """
    return next(
        ((page, order) for order in (PAGES[track], *PAGES.values()) for page in order if page.key == key),
        None,
    )


def page_with(track: Track, section: SectionName) -> ProposalPage | None:
    """The page that shows a section on this track, or None."""
    return next((page for page in PAGES[track] if section in page.sections), None)
