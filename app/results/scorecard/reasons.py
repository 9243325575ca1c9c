"""Why an estimate is in a figure or not, as a sentence for its readers."""

from collections.abc import Iterable, Mapping

from app.kernel.words import Message, _
from app.results.count_once import Criterion
from app.results.count_once.why import Because, Cause, Tie
from app.results.counting.inputs import Inputs

OUT_OF_SCOPE: Mapping[Criterion, str] = {
    Criterion.STATUS: _("not verified"),
    Criterion.INDICATOR: _("people of another indicator"),
    Criterion.CATEGORY: _("served with something else"),
    Criterion.YEAR: _("counted in another year than asked"),
    Criterion.PLACE: _("not all of its places lie in the asked one"),
}
TIES: Mapping[Tie, str] = {
    Tie.TOTAL: _("{sentence}, and are more."),
    Tie.SPLIT: _("{sentence}. They are as many, and the sex of more of them is known."),
    Tie.DEPTH: _("{sentence}. They are as many, and nearer to where people live."),
    Tie.ID: _("{sentence}. They are as many; the lower reference goes first."),
}
COVERED = _("{by} at {place} may be the same people")
PARTS = _("{by}, within its places, may be the same people")
DECLARED = _("{by}, declared by {declarations}, may be the same people")


def said(because: Because, inputs: Inputs) -> Message:
    """The reason, with titles of estimates and places, ready to be put into the reader's language."""
    match because.cause:
        case Cause.COUNTED:
            return Message(_("counted"))
        case Cause.OUT_OF_SCOPE:
            return Message(OUT_OF_SCOPE[because.criterion or Criterion.STATUS])
        case Cause.LARGER:
            sentence = Message(COVERED, {"by": _named(because.by, inputs), "place": _place(because, inputs)})
        case Cause.PARTS:
            sentence = Message(PARTS, {"by": _named(because.by, inputs)})
        case Cause.DECLARED:
            declarations = ", ".join(one.reason for one in because.declarations)
            sentence = Message(DECLARED, {"by": _named(because.by, inputs), "declarations": declarations})
    return Message(TIES[because.decided or Tie.TOTAL], {"sentence": sentence})


def _named(estimates: Iterable[str], inputs: Inputs) -> str:
    return ", ".join(f"{inputs.titles[one]} ({one})" for one in estimates)


def _place(because: Because, inputs: Inputs) -> str:
    return inputs.places[because.place].title if because.place else ""
