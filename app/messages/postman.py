"""The postman: takes what is due out of the outbox, carries it, and marks it; several copies work side by side.

What is taken is held for a while, so no two postmen carry the same; what a postman who fell over had taken is taken
again when that while is over. So everything goes out at least once and is marked once; a double bears the same
number. Nothing of a letter is ever logged.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.kernel.outbox import Notice, Outgoing, claim, posted, put_back
from app.kernel.plugs import Address
from app.messages.carriers import Away, Carrier, Carriers, Delayed, Returned, Undelivered
from app.messages.letters import Letter, Pen, Told, mail_of, text_of
from app.messages.models import How, Reply
from app.messages.queries import choices_of, told_of
from app.messages.refusals import text_message
from app.web.house import House
from app.web.letters import RefusalLetter

log = logging.getLogger("lastmile.postman")
BAG = 50
"""How many rows one round takes: with a hanging server each costs a wait, and all must be done within the lease."""
FORGOTTEN = {"number": ""}
MORNING = time(6)
"""When a day's notices go out, by the reader's own clock."""


@dataclass(frozen=True)
class Bundle:
    """What one person is told in one letter, and who carries it."""

    carrier: Carrier
    reader: Address
    notices: Sequence[Notice]

    @property
    def ids(self) -> list[int]:
        return [notice.id for notice in self.notices]


@dataclass(frozen=True)
class Parcel:
    """The rows of one letter, how it is written, and what of them is forgotten once it is gone."""

    kind: type[Outgoing]
    ids: Sequence[int]
    carrier: Carrier
    write: Callable[[], Letter]
    forget: Mapping[str, str] = field(default_factory=dict)


def post(house: House, carriers: Carriers, now: datetime, limit: int = BAG) -> int:
    """One round; gives how many rows left it marked, those that need no post among them."""
    with house.databases.write() as session:
        taken = claim(session, Notice, now, limit)
        bundles, done = _sorted(session, house, carriers, taken, now)
        replies, unsent = _replies(session, carriers, now, limit)
    parcels = [*replies, *_written(house, bundles)]
    done += unsent + _carry_all(house, parcels, now)
    carriers.rest()
    return done


def _replies(session: Session, carriers: Carriers, now: datetime, limit: int) -> tuple[list[Parcel], int]:
    """Answers to text messages, the number forgotten with each that is gone; without a provider none goes."""
    taken = claim(session, Reply, now, limit)
    session.flush()
    carrier = carriers.sms
    if carrier is None:
        return [], posted(session, Reply, [one.id for one in taken], now, FORGOTTEN)
    return [Parcel(Reply, [one.id], carrier, partial(_reply, one), FORGOTTEN) for one in taken], 0


def _reply(reply: Reply) -> Letter:
    return Letter(f"reply-{reply.id}", reply.number, reply.language, "", reply.text)


def _sorted(
    session: Session, house: House, carriers: Carriers, taken: Sequence[Notice], now: datetime
) -> tuple[list[Bundle], int]:
    """Who gets what now; what needs no post is marked, and a day's notices are held until its morning."""
    recipients = {notice.recipient for notice in taken}
    readers = house.plugs.addresses_of(session, recipients)
    choices = choices_of(session, recipients)
    bundles: list[Bundle] = []
    at_home: list[int] = []
    for recipient, group in _by_recipient(taken):
        unread = [notice for notice in group if notice.read_at is None]
        reader, how = readers.get(recipient), choices.get(recipient, How.AT_ONCE)
        carrier = _carrier_for(reader, carriers) if how is not How.IN_APP else None
        if carrier is None or reader is None:
            at_home += [notice.id for notice in group]
            continue
        at_home += [notice.id for notice in group if notice.read_at is not None]
        if how is How.DAILY:
            bundles += _digest(carrier, reader, unread, now)
        else:
            bundles += [Bundle(carrier, reader, [notice]) for notice in unread]
    session.flush()
    return bundles, posted(session, Notice, at_home, now)


def _by_recipient(taken: Iterable[Notice]) -> list[tuple[str, list[Notice]]]:
    ordered = sorted(taken, key=lambda notice: (notice.recipient, notice.id))
    return [
        (recipient, list(group)) for recipient, group in groupby(ordered, lambda notice: notice.recipient)
    ]


def _carrier_for(reader: Address | None, carriers: Carriers) -> Carrier | None:
    if reader is None:
        return None
    if reader.mail:
        return carriers.mail
    return carriers.sms if reader.telephone else None


def _digest(carrier: Carrier, reader: Address, unread: Iterable[Notice], now: datetime) -> list[Bundle]:
    """What has waited for its morning as one bundle; the rest is held until then."""
    due = []
    for notice in unread:
        morning = morning_after(notice.written_at, reader.time_zone)
        if morning <= now:
            due.append(notice)
        else:
            notice.held_until = morning
    return [Bundle(carrier, reader, due)] if due else []


def morning_after(moment: datetime, time_zone: str) -> datetime:
    """The first morning after a moment by the clock of a time zone."""
    zone = ZoneInfo(time_zone)
    there = moment.astimezone(zone)
    day = there.date() if there.time() < MORNING else there.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def _written(house: House, bundles: Sequence[Bundle]) -> list[Parcel]:
    """Each bundle as a letter in its reader's language; all that letters say is read at once."""
    notices = [notice for bundle in bundles for notice in bundle.notices]
    with house.databases.read() as session:
        told = {one.notice.id: one for one in told_of(session, notices, house.flows)}
        letters = _refusals(session, house, told.values())
        who = {str(notice.details["who"]) for notice in notices if "who" in notice.details}
        names = house.plugs.names_of(session, who)

    def write(bundle: Bundle) -> Letter:
        pen = Pen(house.languages, bundle.reader, house.settings.public_url)
        mine = [told[key] for key in bundle.ids]
        if bundle.reader.mail:
            return mail_of(mine, names, pen, [letters.get(key) for key in bundle.ids])
        refusal = letters.get(bundle.ids[0]) if len(mine) == 1 else None
        said = text_message(refusal, pen).text if refusal else ""
        return text_of(mine, names, pen, said)

    return [Parcel(Notice, bundle.ids, bundle.carrier, partial(write, bundle)) for bundle in bundles]


def _refusals(session: Session, house: House, told: Iterable[Told]) -> dict[int, RefusalLetter]:
    """The letters of the refusals that these notices tell of, by the notice (R115)."""
    found = {}
    for one in told:
        refusing = house.refusing.get(one.kind)
        if refusing is None:
            continue
        flow = house.flows[one.kind]
        letter = refusing.of(session, session.get_one(flow.model, one.notice.thing_id), one.notice.written_at)
        if letter is not None and flow.move(letter.move).past == one.notice.text:
            found[one.notice.id] = letter
    return found


def _carry_all(house: House, parcels: Sequence[Parcel], now: datetime) -> int:
    """Carry each letter and mark it at once; when a carrier is away its other letters wait."""
    away: dict[int, Undelivered] = {}
    done = 0
    for parcel in parcels:
        carrier = id(parcel.carrier)
        undelivered = away.get(carrier) or _carried(parcel)
        with house.databases.write() as session:
            if undelivered is None:
                done += posted(session, parcel.kind, parcel.ids, now, parcel.forget)
            else:
                for_good = isinstance(undelivered, Returned)
                put_back(session, parcel.kind, parcel.ids, now, undelivered.fault, for_good=for_good)
        if isinstance(undelivered, Away):
            away[carrier] = undelivered
    return done


def _carried(parcel: Parcel) -> Undelivered | None:
    """Carry one letter; what stands against it, or None."""
    try:
        parcel.carrier.carry(parcel.write())
    except Undelivered as undelivered:
        log.warning("a letter did not go: %s", undelivered.fault)
        return undelivered
    except Exception as error:  # one letter that cannot even be written must not hold up the others
        log.exception("a letter could not be written or carried")
        return Delayed(type(error).__name__)
    return None
