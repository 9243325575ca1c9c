"""Every message as its readers would get it, in each language, made of examples: for the administrator to look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.kernel.flow import AnyFlow, Birth, Move
from app.kernel.flow.lead import GAVE
from app.kernel.outbox import Notice, packed
from app.kernel.plugs import Address
from app.kernel.words import Languages, Message, Value, _, n_
from app.messages import questions
from app.messages.letters import Pen, Told, mail_of, text_of
from app.messages.refusals import text_message
from app.messages.reminders import COMES_UP, END_PASSED, HALF_PASSED
from app.messages.sms import Sms, sms
from app.web.letters import RefusalLetter, Refusing

WHO = "usr_0"
SOMEBODY = _("Somebody")
TITLE = _("Example of a title")
DAY = date(2026, 7, 28)
LATE_BY = n_("{n} working day late", "{n} working days late", 12)


@dataclass(frozen=True)
class Shown:
    """One message in one language: a mail's subject and text (empty where there is no mail), and the text message."""

    language: str
    subject: str
    text: str
    sms: Sms


@dataclass(frozen=True)
class Preview:
    """One message by its name, in every language."""

    name: Message
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Template:
    """A notice's text with the values of an example, about a thing of a flow; `times` of it make a digest."""

    name: Message
    flow: AnyFlow
    text: str
    values: Mapping[str, Value]
    letter: RefusalLetter | None = None
    times: int = 1


def previews(
    flows: Mapping[str, AnyFlow],
    refusing: Mapping[str, Refusing],
    languages: Languages,
    offered: Sequence[str],
    public_url: str,
    now: datetime,
) -> list[Preview]:
    """What each move tells, reminders, the digest, refusals, and answers to text messages."""
    pens = [Pen(languages, Address(language, mail="-", telephone="-"), public_url) for language in offered]
    told = [*_of_moves(flows, refusing), *_of_the_house(next(iter(flows.values())))]
    return [
        *(Preview(one.name, tuple(_shown(pen, one, now) for pen in pens)) for one in told),
        *(Preview(name, tuple(_answer(pen, said) for pen in pens)) for name, said in _answers()),
    ]


def _of_moves(flows: Mapping[str, AnyFlow], refusing: Mapping[str, Refusing]) -> Iterator[Template]:
    for flow in flows.values():
        letters = {one.move: one for one in refusing[flow.kind].examples} if flow.kind in refusing else {}
        acts: list[Birth | Move] = [*flow.births, *flow.moves]
        for act in acts:
            if act.tells:
                name = Message(_("{kind}: {move}"), {"kind": Message(flow.title), "move": Message(act.says)})
                yield Template(name, flow, act.past, {"who": WHO}, letters.get(act.name))


def _of_the_house(flow: AnyFlow) -> Iterator[Template]:
    yield Template(Message(_("Work given to somebody")), flow, GAVE, {"who": WHO})
    for name, text in (
        (_("Reminder at half of the promised time"), HALF_PASSED),
        (_("Reminder at its end"), END_PASSED),
        (_("Reminder one level up, every week"), COMES_UP),
    ):
        yield Template(Message(name), flow, text, {"day": DAY, "late": LATE_BY})
    yield Template(Message(_("A day's notices together")), flow, GAVE, {"who": WHO}, times=2)


def _shown(pen: Pen, template: Template, now: datetime) -> Shown:
    """The template as this reader gets it, about a thing that is not there."""
    reference = f"{template.flow.prefix}-107"
    values = {"title": pen.write(TITLE), **template.values}
    notice = Notice(
        id=0,
        recipient=WHO,
        thing_id=0,
        text=template.text,
        details={name: packed(value) for name, value in values.items()},
        written_at=now,
    )
    path = f"/{template.flow.path}/{reference}"
    told = [Told(notice, template.flow.kind, reference, path)] * template.times
    names = {WHO: pen.write(SOMEBODY)}
    mail = mail_of(told, names, pen, [template.letter] * template.times)
    refusal = text_message(template.letter, pen).text if template.letter else ""
    return Shown(pen.reader.language, mail.subject, mail.text, sms(text_of(told, names, pen, refusal).text))


def _answers() -> Iterator[tuple[Message, list[Message]]]:
    stands: dict[str, Any] = {"reference": "CUF-107", "title": Message(TITLE), "day": date(2026, 6, 30)}
    yield (
        Message(_("Answer to STATUS")),
        [
            Message(questions.STANDS, {**stands, "state": Message(_("submitted"))}),
            Message(questions.LATE, {"late": LATE_BY, "day": DAY}),
            Message(questions.LIES_WITH, {"whom": Message(_("director"))}),
            Message(questions.CALL, {"telephone": "+231770000000"}),
        ],
    )
    yield Message(_("Answer to OK")), [Message(questions.NOTED, {"reference": "CUF-107"})]
    yield Message(_("Answer to anything else")), [Message(questions.ASK)]


def _answer(pen: Pen, said: Sequence[Message]) -> Shown:
    return Shown(pen.reader.language, "", "", sms(" ".join(map(pen.write, said))))
