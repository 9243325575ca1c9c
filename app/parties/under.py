"""The pages that begin what belongs to a party: a due-diligence file, an account."""

from collections.abc import Callable
from typing import Any

from fastapi.responses import Response

from app.kernel.errors import NotAllowed, why
from app.kernel.flow import AnyFlow, Birth, begin, find
from app.kernel.flow.fire import NOT_YOURS
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read_values
from app.web.inputs import Answers
from app.web.moves import address_of, see
from app.web.posted import PostedForm
from app.web.render import page

AnswersOf = Callable[[Door, Party], Answers]


def page_under(flow: AnyFlow, birth: Birth, answers: AnswersOf) -> Callable[..., Response]:
    """The page that asks for a birth under a party, without the field that names it."""

    def shows(door: Reading, reference: str) -> Response:
        party = find(door.session, door.actor, PARTIES, reference, door.now)
        if not door.actor.holds(birth.by):
            raise NotAllowed([why("", NOT_YOURS)])
        return page(
            door,
            "parties/under.html",
            party=party,
            flow=flow,
            move=birth,
            fields=[spec for spec in fields(birth.form) if spec.name != "party"],
            answers=answers(door, party),
            stored={"holder": party.title},
            back=address_of(PARTIES, party),
        )

    return shows


def fire_under(flow: AnyFlow, birth: Birth) -> Callable[..., Response]:
    """What the page fires; the person goes on to what has begun."""

    def fires(tx: Writing, posted: PostedForm, reference: str) -> Response:
        party = find(tx.session, tx.actor, PARTIES, reference, tx.now)
        if not tx.actor.holds(birth.by):
            raise NotAllowed([why("", NOT_YOURS)])
        values: dict[str, Any] = {**posted.nested(), "party": party.reference}
        form = read_values(birth.form, values, language=tx.actor.language)
        thing = begin(tx, flow, birth.name, form, explanation=posted.one("explanation"))
        return see(flow, thing)

    return fires
