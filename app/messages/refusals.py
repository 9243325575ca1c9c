"""Refusals put into words (R115): a text message that fits one part where it can, and a text to be read aloud."""

from app.kernel.references import parse_reference
from app.kernel.words import Message, Value, _, n_
from app.messages.letters import Pen
from app.messages.sms import Sms, fitting
from app.web.letters import RefusalLetter

HEAD = _("{reference}: {decision}.")
REVIEW_SHORT = _("Review: until {day}.")
REVIEW_CALL_SHORT = _("Review: until {day}, tel. {telephone}.")
MORE = _("and more")
ABOUT = _("This is about {title}, number {number}.")
REASON = _("Reason {number}: {reason}")
CHANGE = _("What would change it: {change}")
NOW = _("What you may do now: {option}")
REVIEW = _("You may ask once for a review, until {day}. Ask: {whom}.")
REVIEW_CALL = _("You may ask once for a review, until {day}. Ask: {whom}, telephone {telephone}.")


def text_message(letter: RefusalLetter, pen: Pen) -> Sms:
    """The decision, the reasons by name and the review, in one part where that is possible."""
    head = pen.write(Message(HEAD, {"reference": letter.reference, "decision": letter.short}))
    names = [pen.write(cause.name) for cause in letter.causes]
    return fitting(head, names, _review(letter, pen, REVIEW_SHORT, REVIEW_CALL_SHORT), pen.write(MORE))


def read_aloud(letter: RefusalLetter, pen: Pen) -> list[str]:
    """The same in short whole sentences for a voice: numbers of things spelled out digit by digit."""
    said = [
        pen.write(Message(ABOUT, {"title": letter.title, "number": spelled(letter.reference)})),
        pen.write(letter.decision),
    ]
    if letter.causes:
        said.append(pen.write(n_("There is {n} reason.", "There are {n} reasons.", len(letter.causes))))
    for number, cause in enumerate(letter.causes, 1):
        said.append(pen.write(Message(REASON, {"number": number, "reason": cause.reason})))
        said.append(pen.write(Message(CHANGE, {"change": cause.change})))
    said += [pen.write(Message(NOW, {"option": option})) for option in letter.options]
    if review := _review(letter, pen, REVIEW, REVIEW_CALL, aloud=True):
        said.append(review)
    return said


def _review(letter: RefusalLetter, pen: Pen, without: str, call: str, *, aloud: bool = False) -> str:
    """Until when, whom and where to ask; "" where no review may be asked for."""
    review = letter.review
    if review is None:
        return ""
    number = " ".join(review.telephone) if aloud else review.telephone
    values: dict[str, Value] = {"day": review.until, "whom": review.ask, "telephone": number}
    return pen.write(Message(call if number else without, values))


def spelled(reference: str) -> str:
    """A reference as a voice says it: each letter and each digit by itself."""
    prefix, _number = parse_reference(reference)
    return f"{' '.join(prefix)}, {' '.join(reference.removeprefix(f'{prefix}-'))}"
