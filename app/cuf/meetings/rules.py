"""Why not: a meeting's rules before it is held, entered, verified and counted."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.cuf.meetings.models import MeetingState
from app.cuf.meetings.schemas import HoldForm, PlanForm, TallyForm, VerifyForm
from app.cuf.meetings.sheets import Cells, Voting, cells_of, differences, mismatches, unreconciled
from app.cuf.prioritisation.tally import Mismatch
from app.cuf.prioritisation.women import Standing, WomensMechanism, standing
from app.cuf.rounds.models import RoundState
from app.kernel.errors import Why, why
from app.kernel.words import Message, _

VALID_SHARE_PERMILLE, SMALL, ENOUGH = 600, 300, 180
"""R15: of up to 300 who might vote 60 % must; of more, 180 people."""
MOST_NAMED = 12
"""How many cells a refusal names; the rest are counted."""


@dataclass(frozen=True)
class PlanGrounds:
    """What may be asked about a meeting before it is planned."""

    choice_known: bool
    round_state: RoundState | None
    today: date


@dataclass(frozen=True)
class Entry:
    """One standing entry of the sheet."""

    by: str
    cells: Cells


@dataclass(frozen=True)
class MeetingGrounds:
    """All that a meeting's rules look at."""

    state: MeetingState
    round_state: RoundState
    frozen_on: date | None
    voting: Voting
    mechanism: WomensMechanism
    women_permille: int
    women: int | None
    men: int | None
    eligible: int | None
    held_before: int
    """Meetings of this settlement in this round that were held and did not count."""
    accepted: bool
    entries: tuple[Entry, ...]
    papers: Collection[str]
    actor: str
    today: date

    @property
    def present(self) -> int:
        return (self.women or 0) + (self.men or 0)

    @property
    def standing(self) -> Standing:
        """What the result is worth after the women's threshold and the turnout (R11, R15, P-32)."""
        strict = self.mechanism is WomensMechanism.W1
        women = standing(self.women or 0, self.present, self.women_permille, strict=strict)
        if women is Standing.FINAL and not self.turnout_is_valid:
            return Standing.PROVISIONAL
        return women

    @property
    def turnout_is_valid(self) -> bool:
        """R15: a second meeting counts however many come."""
        eligible = self.eligible or 0
        if self.held_before:
            return True
        if eligible <= SMALL:
            return self.present * 1000 >= VALID_SHARE_PERMILLE * eligible
        return self.present >= ENOUGH


@dataclass(frozen=True)
class TallyGrounds:
    """What may be asked about an entry of a sheet."""

    meeting_known: bool
    state: MeetingState | None = None
    voting: Voting | None = None
    entered_by: Collection[str] = ()
    mine: bool = True
    actor: str = ""


# --- Planning and holding ----------------------------------------------------------------------------


def choice_is_known(grounds: PlanGrounds, _form: PlanForm) -> Why | None:
    """P-11: a meeting belongs to exactly one settlement of a round."""
    if grounds.choice_known:
        return None
    return why("P-11", _("Choose a round that one of your settlements takes part in."), field="settlement")


def terms_are_frozen(grounds: PlanGrounds, _form: PlanForm) -> Why | None:
    """P-03: nobody meets before the terms are frozen."""
    if not grounds.choice_known or grounds.round_state is RoundState.FROZEN:
        return None
    return why(
        "P-03",
        _("Settlements meet once the terms are frozen and until the round is counted."),
        field="settlement",
    )


def round_is_open(grounds: MeetingGrounds) -> Why | None:
    if grounds.round_state is RoundState.FROZEN:
        return None
    return why("P-04", _("The round is not open for meetings now."))


def held_after_the_freeze(grounds: MeetingGrounds, form: HoldForm) -> Why | None:
    """P-03: what was agreed after the vote was not agreed before it."""
    if form.held_on > grounds.today:
        return why(
            "R09",
            _("The meeting must have taken place: {day} is still to come."),
            day=form.held_on,
            field="held_on",
        )
    if grounds.frozen_on is None or form.held_on >= grounds.frozen_on:
        return None
    return why(
        "P-03",
        _("The terms were frozen on {day}: a meeting before does not count."),
        day=grounds.frozen_on,
        field="held_on",
    )


def somebody_came(_grounds: MeetingGrounds, form: HoldForm) -> Why | None:
    """R09."""
    if form.women + form.men > 0:
        return None
    return why("R09", _("Write how many women and men came."), field="women")


def no_more_than_might_vote(_grounds: MeetingGrounds, form: HoldForm) -> Why | None:
    """R15."""
    over = form.women + form.men - form.eligible
    if over <= 0:
        return None
    return why(
        "R15", _("{over} more people were present than might have voted."), over=over, field="eligible"
    )


# --- Entering the sheet ------------------------------------------------------------------------------


def meeting_takes_entries(grounds: TallyGrounds, _form: TallyForm) -> Why | None:
    if grounds.meeting_known and grounds.state is MeetingState.HELD:
        return None
    return why(
        "P-25", _("Sheets are entered once a meeting was held and until two entries agree."), field="meeting"
    )


def nobody_enters_twice(grounds: TallyGrounds, _form: TallyForm) -> Why | None:
    """P-26."""
    if grounds.actor not in grounds.entered_by:
        return None
    return why(
        "P-26", _("You entered this sheet already. Take your entry back first, or let someone else enter it.")
    )


def cells_are_the_sheets(grounds: TallyGrounds, form: TallyForm) -> Why | None:
    """P-23: the sheet has no other columns than those that were agreed."""
    unknown = sorted(form.cells.keys() - set(cells_of(grounds.voting))) if grounds.voting else []
    if not unknown:
        return None
    return why("P-23", _("The sheet has no cell {cell}."), cell=unknown[0], field=f"cells-{unknown[0]}")


def _adds_up(rules: Collection[str]) -> tuple[Callable[[TallyGrounds, TallyForm], Why | None], ...]:
    """One check for each place among the reasons, so that up to so many are shown at once."""

    def at(number: int) -> Callable[[TallyGrounds, TallyForm], Why | None]:
        def check(grounds: TallyGrounds, form: TallyForm) -> Why | None:
            if grounds.voting is None:
                return None
            found = [one for one in mismatches(grounds.voting, form.cells) if one.rule in rules]
            return said(found[number]) if number < len(found) else None

        return check

    return tuple(at(number) for number in range(MOST_NAMED))


SHEET_ADDS_UP = _adds_up({"P-12", "P-14", "P-15", "P-16", "P-17", "P-18", "P-19", "P-20", "R09", "R12"})
"""Every reason why it does not add up, with its column and by how much, a dozen at a time."""


def cards_are_accounted_for(grounds: TallyGrounds, form: TallyForm) -> Why | None:
    """P-13: a difference is allowed with a note, which the second entry confirms."""
    found = unreconciled(grounds.voting, form.cells) if grounds.voting else ()
    return said(found[0]) if found else None


def said(mismatch: Mismatch) -> Why:
    """A mismatch as a reason beside its cell: which column, and by how much."""
    text = Message(mismatch.text, {"by": abs(mismatch.by)})
    column = Message(_("{cell}: {said}"), {"cell": mismatch.column, "said": text})
    return Why(mismatch.rule, column, f"cells-{mismatch.column}")


def entry_is_mine(grounds: TallyGrounds) -> Why | None:
    if grounds.mine:
        return None
    return why("P-26", _("Only whoever made an entry takes it back."))


def entry_is_not_verified(grounds: TallyGrounds) -> Why | None:
    if grounds.state is MeetingState.HELD:
        return None
    return why("P-28", _("Two entries agreed already. A correction makes a new sheet."))


# --- Verifying and counting --------------------------------------------------------------------------


def two_have_entered(grounds: MeetingGrounds) -> Why | None:
    """P-26."""
    if len({entry.by for entry in grounds.entries}) >= TWO:
        return None
    return why("P-26", _("Two people must each enter the sheet; {n} of them did so."), n=len(grounds.entries))


TWO = 2


def entries_agree(grounds: MeetingGrounds) -> Why | None:
    """P-25: each cell that differs is named."""
    found = difference(grounds.entries)
    if not found:
        return None
    cells = ", ".join(f"{one.column} ({abs(one.by)})" for one in found[:MOST_NAMED])
    return why(
        "P-25",
        _(
            "The two entries differ in {cells}. Look at the sheet; whoever is wrong takes the entry back and enters it again."
        ),
        cells=cells,
    )


def difference(entries: Sequence[Entry]) -> tuple[Mismatch, ...]:
    """Where the standing entries differ from the first of them."""
    return tuple(
        {
            one.column: one for other in entries[1:] for one in differences(entries[0].cells, other.cells)
        }.values()
    )


def somebody_else_verifies(grounds: MeetingGrounds) -> Why | None:
    """Four eyes: whoever entered the sheet does not verify it."""
    if grounds.actor not in {entry.by for entry in grounds.entries}:
        return None
    return why("P-26", _("You entered this sheet: someone else verifies it."))


def nothing_personal_is_shown(_grounds: MeetingGrounds, form: VerifyForm) -> Why | None:
    """P-30."""
    if form.no_personal_data:
        return None
    return why("P-30", _("Hide what is personal on the copies first."), field="no_personal_data")


def minutes_are_there(grounds: MeetingGrounds) -> Why | None:
    """P-29, R09."""
    if "minutes" in grounds.papers:
        return None
    return why("P-29", _("The minutes are missing."))


def sheet_was_photographed(grounds: MeetingGrounds) -> Why | None:
    """R09: the raw result."""
    if "sheet" in grounds.papers:
        return None
    return why("R09", _("The photograph of the tally sheet is missing."))


def result_is_final(grounds: MeetingGrounds) -> Why | None:
    """R11, P-32: below the threshold a result waits for the municipal forum, or for a second meeting."""
    if grounds.standing is Standing.NOT_QUORATE:
        return why(
            "P-32",
            _("Too few women came, and the round says that such a meeting does not count. Hold another."),
        )
    if grounds.standing is Standing.FINAL or grounds.accepted:
        return None
    if grounds.turnout_is_valid:
        return why(
            "R11",
            _(
                "Fewer women came than agreed: the municipal forum must let the result stand, or the settlement meets again."
            ),
        )
    return why(
        "R15",
        _(
            "Too few people came: the municipal forum must let the result stand, or the settlement meets again."
        ),
    )


def result_is_provisional(grounds: MeetingGrounds) -> Why | None:
    """P-32: there is something to let stand, and the round lets it."""
    if grounds.standing is Standing.PROVISIONAL and not grounds.accepted:
        return None
    if grounds.standing is Standing.NOT_QUORATE:
        return why("P-32", _("The round says that a meeting with too few women does not count."))
    return why("P-32", _("The result stands by itself."))
