"""Letters: what is posted, in the reader's language, as plain text with a link; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.kernel.outbox import Notice, unpacked
from app.kernel.plugs import Address
from app.kernel.words import Languages, Message, _, locale_of, n_, words
from app.web.letters import RefusalLetter

LONGEST_SUBJECT = 120
DID = _("{who} {did}.")


@dataclass(frozen=True)
class Letter:
    """One piece of post: whom to, what; `number` is the same at every try, so that a double is known as one."""

    number: str
    to: str
    language: str
    subject: str
    text: str


@dataclass(frozen=True)
class Told:
    """One notice, and the page of the thing that it tells of."""

    notice: Notice
    kind: str
    reference: str
    path: str

    def says(self, names: Mapping[str, str]) -> Message:
        """The sentence, with the name of who did it where somebody did."""
        values = {name: unpacked(value) for name, value in self.notice.details.items()}
        if "who" not in values:
            return Message(self.notice.text, values)
        who = str(values["who"])
        return Message(DID, {"who": names.get(who, who), "did": Message(self.notice.text)})

    @property
    def title(self) -> str:
        return str(self.notice.details.get("title", self.reference))


@dataclass(frozen=True)
class Pen:
    """How sentences are put on paper for one reader: language, clock, and where the house stands on the web."""

    languages: Languages
    reader: Address
    public_url: str

    def write(self, text: Message | str) -> str:
        """The sentence in the reader's words."""
        message = Message(text) if isinstance(text, str) else text
        translate = self.languages.translator(self.reader.language)
        zone = ZoneInfo(self.reader.time_zone)
        return words(message, translate, locale_of(self.reader.language), zone)

    def link(self, path: str) -> str:
        """The page's whole address."""
        return self.public_url.rstrip("/") + path


def mail_of(
    told: Sequence[Told],
    names: Mapping[str, str],
    pen: Pen,
    refusals: Sequence[RefusalLetter | None] = (),
) -> Letter:
    """One notice as a mail, or several as the day's digest; with the letter of whatever was refused."""
    first = told[0]
    letters = refusals or [None] * len(told)
    blocks = [_block(one, names, pen, letter) for one, letter in zip(told, letters, strict=True)]
    foot = pen.write(
        Message(
            _("You are told this by Lastmile. How you are told: {page}"),
            {"page": pen.link("/account/messages")},
        )
    )
    if len(told) == 1:
        subject = f"{_one_line(first.title)} ({first.reference})"
    else:
        subject = pen.write(n_("{n} notice for you", "{n} notices for you", len(told)))
    return Letter(
        number=f"notice-{first.notice.id}-{len(told)}",
        to=pen.reader.mail,
        language=pen.reader.language,
        subject=_cut(subject, LONGEST_SUBJECT),
        text="\n\n".join([*blocks, f"-- \n{foot}"]) + "\n",
    )


def _block(one: Told, names: Mapping[str, str], pen: Pen, refusal: RefusalLetter | None) -> str:
    """One notice in a mail: what happened, to what, where to look, and why it was refused if it was."""
    lines = [pen.write(one.says(names)), f"{_one_line(one.title)} ({one.reference})", pen.link(one.path)]
    if refusal is not None:
        lines += ["", pen.write(refusal.decision)]
        for cause in refusal.causes:
            lines += [f"- {pen.write(cause.reason)}", f"  {pen.write(cause.change)}"]
        lines += ["", pen.link(f"/letters/{one.reference}")]
    return "\n".join(lines)


def text_of(told: Sequence[Told], names: Mapping[str, str], pen: Pen, refusal: str = "") -> Letter:
    """The same as a text message: the one sentence (or the refusal's own), or what the day's notices are about."""
    first = told[0]
    if refusal:
        text = refusal
    elif len(told) == 1:
        text = f"{first.reference}: {pen.write(first.says(names))} {pen.link(first.path)}"
    else:
        about = ", ".join(dict.fromkeys(one.reference for one in told))
        count = pen.write(n_("{n} notice for you", "{n} notices for you", len(told)))
        text = f"{count}: {about}. {pen.link('/notices')}"
    return Letter(
        f"notice-{first.notice.id}-{len(told)}", pen.reader.telephone, pen.reader.language, "", text
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
