"""The JSON doors of a flow: a list, one thing with what may happen next, and one address a birth or a move."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Role
from app.kernel.errors import Invalid, why
from app.kernel.flow import (
    AnyFlow,
    Birth,
    Form,
    Move,
    Offer,
    begin,
    find,
    fire,
    offers,
    seen_by,
    version_of,
    versions_of,
)
from app.kernel.paging import Position, newest_first, page_from
from app.kernel.things import Thing
from app.kernel.words import _
from app.web.card import PLAIN, Json
from app.web.doors import Reading, Writing
from app.web.errors import TITLES, Problem, Reason, language_in, reasons_in
from app.web.forms import read_values
from app.web.house import house_of
from app.web.moves import must_be_theirs, must_hold
from app.web.posted import JSON, SentBody, version_in

S = TypeVar("S", bound=StrEnum)
MOST_ROWS = 100
LONGEST_EXPLANATION = 2_000
PROBLEM = "application/problem+json"
READING = (400, 401, 403, 404, 422)
WRITING = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428)
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version that the change was decided on: the ETag of the thing as it was read.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,15}"$', "examples": ['"3"']},
}


class Offered(BaseModel):
    """A move that the person's posts allow: open, or shut with every reason."""

    name: str
    says: str
    href: str
    open: bool
    sensitive: bool = Field(description="Asks the person to have confirmed within minutes that it is they.")
    reasons: list[Reason]


class Row(BaseModel):
    """A thing's header: what it is, and where it stands since when."""

    kind: str
    reference: str
    title: str
    state: str
    state_says: str
    since: datetime
    version: int = Field(description="Changes send it, in quotes, in If-Match.")
    lead: str | None = Field(description="The reference of the person who has taken it on.")
    due_at: datetime | None


class Asked(BaseModel, Generic[S]):
    """What a list may be asked: a state, where to go on, how many."""

    model_config = ConfigDict(extra="forbid")

    state: S | None = None
    after: str | None = Field(None, description="The `next` of the page before.", max_length=80)
    limit: int = Field(25, ge=1, le=MOST_ROWS)


def api_of(flow: AnyFlow, json: Json = PLAIN) -> APIRouter:
    """A list, one thing, and an address for every birth and move, but those that `json` keeps for pages."""
    router = APIRouter(prefix=f"/{flow.path}", tags=[flow.kind])
    noun = "".join(part.capitalize() for part in flow.kind.replace(".", "_").split("_"))
    content: Any = json.content | None if json.content else None
    row = create_model(f"{noun}Row", __base__=Row, content=(content, ...))
    rows = create_model(f"{noun}Page", rows=(list[row], ...), next=(str | None, ...))
    one = create_model(noun, __base__=row, moves=(list[Offered], ...))
    shows = _Shows(flow, json, row, one)

    _add(router, "", _list(shows, rows), noun, "all", response_model=rows, refusals=READING)
    _add(router, "/{reference}", _one(shows), noun, "one", response_model=one, refusals=READING)
    for birth in flow.births:
        if birth.name not in json.but and not birth.inner:
            body = _body(birth, noun)
            _add(router, f"/{birth.name}", _birth(shows, birth), noun, birth.name, response_model=one,
                 status_code=201, methods=["POST"], summary=birth.says, openapi_extra=body)  # fmt: skip
    for move in flow.moves:
        if _is_fired_here(move, json):
            body = _body(move, noun) | {"parameters": [IF_MATCH]}
            _add(router, f"/{{reference}}/{move.name}", _move(shows, move), noun, move.name,
                 response_model=one, methods=["POST"], summary=move.says, openapi_extra=body)  # fmt: skip
    return router


def _add(
    router: APIRouter,
    path: str,
    endpoint: Callable[..., Any],
    noun: str,
    name: str,
    *,
    refusals: Sequence[int] = WRITING,
    **more: Any,
) -> None:
    refused: dict[int | str, dict[str, Any]] = {
        status: {
            "description": TITLES[status],
            "content": {PROBLEM: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}},
        }
        for status in refusals
    }
    router.add_api_route(path, endpoint, operation_id=f"{noun}.{name}", responses=refused, **more)


def _is_fired_here(move: Move, json: Json) -> bool:
    return move.name not in json.but and move.by != {Role.CLOCK} and not move.inner


def _body(move: Birth | Move, noun: str) -> dict[str, Any]:
    """The body that this move takes, as OpenAPI describes it; definitions are named after the move."""
    taken = body_of(move)
    schema = taken.model_json_schema(ref_template=f"#/components/schemas/{noun}.{move.name}.{{model}}")
    required = any(info.is_required() for info in taken.model_fields.values())
    return {"requestBody": {"required": required, "content": {JSON: {"schema": schema}}}}


def body_of(move: Birth | Move) -> type[Form]:
    """The move's form; where a rule may only warn, with the explanation that answers it."""
    if not move.warns:
        return move.form
    said = Field("", title=_("Explanation"), max_length=LONGEST_EXPLANATION)
    return create_model(move.form.__name__, __base__=move.form, explanation=(str, said))


@dataclass(frozen=True)
class _Shows:
    """How one flow's things are shown: header, content, and for one thing what may happen next."""

    flow: AnyFlow
    json: Json
    row: type[BaseModel]
    one: type[BaseModel]

    def rows(self, request: Request, session: Session, things: Sequence[Any]) -> list[BaseModel]:
        """Many things, in a fixed number of queries."""
        content = self.json.of(session, things)
        versions = versions_of(session, things)
        return [self.row(**self._header(request, thing, content, versions)) for thing in things]

    def thing(self, request: Request, session: Session, actor: Actor, thing: Any, now: datetime) -> BaseModel:
        """One thing, with the moves that this person's posts allow."""
        content, versions = self.json.of(session, [thing]), versions_of(session, [thing])
        header = self._header(request, thing, content, versions)
        offered = offers(session, actor, self.flow, [thing], now)[thing.id]
        moves = [self._move(request, offer) for offer in offered if _is_fired_here(offer.move, self.json)]
        return self.one(**header, moves=moves)

    def _header(
        self, request: Request, thing: Thing, content: Mapping[int, BaseModel], versions: Mapping[int, int]
    ) -> dict[str, Any]:
        return {
            "kind": thing.kind,
            "reference": thing.reference,
            "title": thing.title,
            "state": thing.state,
            "state_says": _in_words(request, self.flow.words[self.flow.state(thing)]),
            "since": thing.since,
            "version": versions[thing.id],
            "lead": thing.lead,
            "due_at": thing.due_at,
            "content": content.get(thing.id),
        }

    def _move(self, request: Request, offer: Offer) -> Offered:
        return Offered(
            name=offer.move.name,
            says=_in_words(request, offer.move.says),
            href=f"/api/{self.flow.path}/{offer.thing.reference}/{offer.move.name}",
            open=offer.open,
            sensitive=offer.move.sensitive,
            reasons=reasons_in(request, offer.whys),
        )


def _list(shows: _Shows, rows: type[BaseModel]) -> Callable[..., BaseModel]:
    flow = shows.flow

    def list_things(door: Reading, asked: Annotated[Asked[flow.states], Query()]) -> BaseModel:  # type: ignore[name-defined]  # a type made here
        """The things of this kind that the person may see, the last moved first."""
        after = Position.read(asked.after) if asked.after else None
        if asked.after and after is None:
            raise Invalid([why("", _("Send the `next` of the page before as `after`."), field="after")])
        beyond, order = newest_first(after)
        statement = select(flow.model).where(seen_by(door.actor, [flow], door.now.date()), *beyond)
        if asked.state is not None:
            statement = statement.where(flow.model.state == asked.state)
        found = door.session.scalars(statement.order_by(*order).limit(asked.limit + 1)).all()
        page = page_from(found, asked.limit)
        next_page = str(page.next) if page.next else None
        return rows(rows=shows.rows(door.request, door.session, page.rows), next=next_page)

    return list_things


def _one(shows: _Shows) -> Callable[..., BaseModel]:
    def read_thing(door: Reading, response: Response, reference: str) -> BaseModel:
        """One thing, and what the person may do with it now, or why not."""
        thing = find(door.session, door.actor, shows.flow, reference, door.now)
        shown = shows.thing(door.request, door.session, door.actor, thing, door.now)
        response.headers["ETag"] = _tag(door.session, thing)
        return shown

    return read_thing


def _birth(shows: _Shows, birth: Birth) -> Callable[..., BaseModel]:
    flow, body = shows.flow, body_of(birth)

    def begin_thing(request: Request, response: Response, sent: SentBody, tx: Writing) -> BaseModel:
        must_hold(tx.actor, birth)
        form, explanation = _read(body, birth.form, sent.values(), language=language_in(request))
        thing = begin(tx, flow, birth.name, form, explanation=explanation)
        shown = shows.thing(request, tx.session, tx.actor, thing, tx.now)
        response.headers["ETag"] = _tag(tx.session, thing)
        response.headers["Location"] = f"/api/{flow.path}/{thing.reference}"
        return shown

    begin_thing.__doc__ = birth.hint or None
    return begin_thing


def _move(shows: _Shows, move: Move) -> Callable[..., BaseModel]:
    flow, body = shows.flow, body_of(move)

    def fire_move(
        request: Request, response: Response, reference: str, sent: SentBody, tx: Writing
    ) -> BaseModel:
        thing: Any = find(tx.session, tx.actor, flow, reference, tx.now)
        must_be_theirs(tx, move, thing)
        seen, currency = version_in(request), flow.currency(thing)
        form, explanation = _read(
            body, move.form, sent.values(), language=language_in(request), currency=currency
        )
        fire(tx, flow, thing, move.name, form, seen=seen, explanation=explanation)
        shown = shows.thing(request, tx.session, tx.actor, thing, tx.now)
        response.headers["ETag"] = _tag(tx.session, thing)
        return shown

    fire_move.__doc__ = move.hint or None
    return fire_move


def _read(body: type[Form], form: type[Form], values: dict[str, Any], **context: str) -> tuple[Form, str]:
    """The form that these values make, and the explanation beside it where the body takes one."""
    whole = read_values(body, values, **context)
    if body is form:
        return whole, ""
    own = {name: value for name, value in values.items() if name != "explanation"}
    return read_values(form, own, **context), str(getattr(whole, "explanation", ""))


def _in_words(request: Request, text: str) -> str:
    return house_of(request).languages.translator(language_in(request)).gettext(text)


def _tag(session: Session, thing: Thing) -> str:
    return f'"{version_of(session, thing)}"'
