"""The pages of statements: those read with all exceptions, sending one, looking through one, and one line of it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.documents.doors import data_read_by
from app.documents.kinds import size_shown
from app.documents.schemas import Data
from app.formats.camt053 import read_camt053
from app.formats.statements import Statement as Told
from app.formats.statements import read_host_list, read_statement_table
from app.funding.payment_runs.queries import ordered_and_not_seen
from app.funding.statements.flow import STATEMENTS
from app.funding.statements.models import ISSUER_NAMES
from app.funding.statements.queries import (
    exceptions,
    line_of,
    lines_of,
    of_file,
    statements_read,
    suggested,
    tranches_proved,
)
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import Birth, begin, find, fire, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.kernel.tx import Tx
from app.web.doors import Key, Reading, Writing
from app.web.forms import fields, read_values
from app.web.moves import address_of, pages_of, see
from app.web.posted import Posted, PostedForm
from app.web.render import page

XML_BEGINS = b"<"


def read_bank(content: bytes) -> tuple[Told, ...]:
    """A bank's statements, as camt.053 or as a table."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(XML_BEGINS):
        return read_camt053(content)
    return (read_statement_table(content),)


def read_host(content: bytes) -> tuple[Told, ...]:
    """The host's list."""
    return (read_host_list(content),)


BankFile = Annotated[Data[tuple[Told, ...]] | None, Depends(data_read_by(read_bank))]
HostFile = Annotated[Data[tuple[Told, ...]] | None, Depends(data_read_by(read_host))]
READ_BANK, READ_HOST = STATEMENTS.births
MATCH, EXPLAIN = STATEMENTS.move("match"), STATEMENTS.move("explain")
OF_A_LINE = frozenset({MATCH.name, EXPLAIN.name})
"""The moves that stand beside each line."""

pages = APIRouter(tags=["statements"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(STATEMENTS, but=OF_A_LINE | {READ_BANK.name, READ_HOST.name}))


@pages.get("/funding/statements")
def statement_list(door: Reading) -> Response:
    """The statements that were read, and every line without a reason."""
    if not door.actor.roles & STATEMENTS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        "funding/statement_list.html",
        flow=STATEMENTS,
        statements=statements_read(door.session),
        exceptions=exceptions(door.session),
        unseen=ordered_and_not_seen(door.session),
        issuers=ISSUER_NAMES,
        births=[birth for birth in STATEMENTS.births if door.actor.holds(birth.by)],
    )


def _read_page(birth: Birth) -> Callable[..., Response]:
    def read_page(door: Reading) -> Response:
        if not door.actor.holds(birth.by):
            raise NotAllowed([why("", NOT_YOURS)])
        return page(
            door,
            "funding/send_file.html",
            move=birth,
            fields=[spec for spec in fields(birth.form) if spec.name != "told"],
            most=size_shown(door.house.settings.max_upload_bytes, up=False),
            back="/funding/statements",
        )

    return read_page


for birth in (READ_BANK, READ_HOST):
    pages.add_api_route(f"/funding/statements/{birth.name}", _read_page(birth), methods=["GET"])


@pages.post("/funding/statements/read_bank")
def read_bank_statement(sent: BankFile, tx: Writing, posted: PostedForm) -> Response:
    """Keep the bank's statements."""
    return _read(tx, READ_BANK, sent, posted)


@pages.post("/funding/statements/read_host")
def read_hosts_list(sent: HostFile, tx: Writing, posted: PostedForm) -> Response:
    """Keep the host's list."""
    return _read(tx, READ_HOST, sent, posted)


def _read(tx: Tx, birth: Birth, sent: Data[tuple[Told, ...]] | None, posted: Posted) -> Response:
    """Every statement of the file, all or none; the same file again leads to what it was read as."""
    if not tx.actor.holds(birth.by):
        raise NotAllowed([why("", NOT_YOURS)])
    typed = posted.nested()
    whole: list[dict[str, Any]] = (
        [{**typed, "file": sent.file, "told": told} for told in sent.content] if sent else [typed]
    )
    forms = [read_values(birth.form, values, language=tx.actor.language) for values in whole]
    known = of_file(tx.session, sent.file.sha256) if sent else []
    if not known:
        known = [begin(tx, STATEMENTS, birth.name, form).reference for form in forms]
    return RedirectResponse(
        f"/{STATEMENTS.path}/{known[0]}" if len(known) == 1 else f"/{STATEMENTS.path}", 303
    )


@pages.get("/funding/statements/{reference}")
def statement_page(door: Reading, reference: str) -> Response:
    """One statement, line by line, with what each open line may be."""
    shown = find(door.session, door.actor, STATEMENTS, reference, door.now)
    lines = lines_of(door.session, shown)
    found = offers(door.session, door.actor, STATEMENTS, [shown], door.now)[shown.id]
    return page(
        door,
        "funding/statement.html",
        flow=STATEMENTS,
        shown=shown,
        lines=lines,
        suggested=suggested(door.session, lines),
        proved=tranches_proved(door.session, lines),
        issuers=ISSUER_NAMES,
        may={offer.move.name for offer in found if offer.open},
        offers=[offer for offer in found if offer.move.name not in OF_A_LINE],
        timeline=history(door.session, STATEMENTS, shown, door.house.plugs.names_of),
        address=address_of(STATEMENTS, shown),
        seen=version_of(door.session, shown),
    )


@pages.get("/funding/statements/{reference}/lines/{number}")
def line_page(door: Reading, reference: str, number: Key) -> Response:
    """One line, and what it may be."""
    shown = find(door.session, door.actor, STATEMENTS, reference, door.now)
    found = offers(door.session, door.actor, STATEMENTS, [shown], door.now)[shown.id]
    line = line_of(door.session, shown, number)
    return page(
        door,
        "funding/statement_line.html",
        flow=STATEMENTS,
        shown=shown,
        line=line,
        suggested=suggested(door.session, [line]).get(line.id, ()),
        proved=tranches_proved(door.session, [line]).get(line.id),
        may={offer.move.name for offer in found if offer.open},
        fields=[spec for spec in fields(EXPLAIN.form) if spec.name != "line"],
        match_fields=[spec for spec in fields(MATCH.form) if spec.name != "line"],
        seen=version_of(door.session, shown),
    )


@pages.post("/funding/statements/{reference}/lines/{number}")
def settle_line(tx: Writing, posted: PostedForm, reference: str, number: Key) -> Response:
    """Say what the line is: the payment of a tranche, where one is named, or something else."""
    shown = find(tx.session, tx.actor, STATEMENTS, reference, tx.now)
    move = MATCH if "tranche" in posted.fields else EXPLAIN
    values = {**posted.nested(), "line": number}
    form = read_values(move.form, values, language=tx.actor.language)
    fire(tx, STATEMENTS, shown, move.name, form, seen=posted.seen)
    return see(STATEMENTS, shown)
