"""The results page of a round: everybody's once it is published, before that only of those who see the round."""

import csv
import io

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.cuf.meetings.sheets import TOTAL
from app.cuf.rounds.flow import CUF_ROUND
from app.cuf.rounds.models import Round, RoundState
from app.cuf.rounds.outcomes import RESULT_WORDS, Result
from app.cuf.rounds.pages import terms_shown
from app.cuf.rounds.picture import bar
from app.cuf.rounds.queries import decisions_of, lots_of, published_rounds, round_published
from app.cuf.rounds.reasons import Material, pool_lines
from app.cuf.rounds.results import hides_something, parts, sentence
from app.cuf.rounds.shown import lists_of, material_of, newest_run
from app.kernel.flow import find
from app.places.models import Place
from app.web.doors import Door, PublicReading
from app.web.render import page

pages = APIRouter(tags=["cuf"], default_response_class=HTMLResponse, include_in_schema=False)
SYMBOLS = {Result.CHOSEN: "✓", Result.WAITING: "◷", Result.NOT_CHOSEN: "✗"}
COLOURS = {Result.CHOSEN: "green", Result.WAITING: "blue", Result.NOT_CHOSEN: "grey"}
JSON = "application/json"


def round_of(door: Door, reference: str) -> Round:
    """The round whose results are asked for: published, or one that the person sees."""
    one = round_published(door.session, reference)
    return one or find(door.session, door.actor, CUF_ROUND, reference, door.now)


@pages.get("/cuf/results")
def result_list(door: PublicReading) -> Response:
    """The published rounds."""
    return page(door, "cuf/rounds/result_list.html", rounds=published_rounds(door.session))


@pages.get("/cuf/results/{reference}")
def results(door: PublicReading, reference: str) -> Response:
    """Why each project was chosen or not, what would have changed it, and how anybody can check it."""
    one = round_of(door, reference)
    run = newest_run(door.session, one)
    material = material_of(door.session, one, run)
    return page(
        door,
        "cuf/rounds/results.html",
        round=one,
        place=door.session.get_one(Place, one.place_id),
        material=material,
        sentence=sentence(material),
        bar=bar(material),
        parts=parts(material),
        pool=pool_lines(material.given.pool_steps, material),
        lots=lots_of(door.session, one),
        decisions=decisions_of(door.session, one),
        lists=lists_of(door.session, one, run),
        published=one.state == RoundState.PUBLISHED,
        terms=terms_shown(one),
        words=RESULT_WORDS,
        symbols=SYMBOLS,
        hides=hides_something(material),
        colours=COLOURS,
    )


@pages.get("/cuf/results/{reference}/asked.json")
def asked_json(door: PublicReading, reference: str) -> Response:
    """What the engine was asked, byte for byte as it was hashed; only those who see the round where it holds few
    people (P-66)."""
    one = round_of(door, reference)
    run = newest_run(door.session, one)
    if hides_something(material_of(door.session, one, run)):
        find(door.session, door.actor, CUF_ROUND, reference, door.now)
    return Response(run.asked, media_type=JSON)


@pages.get("/cuf/results/{reference}/given.json")
def given_json(door: PublicReading, reference: str) -> Response:
    """What the engine gave, byte for byte as it was hashed."""
    return Response(newest_run(door.session, round_of(door, reference)).given, media_type=JSON)


@pages.get("/cuf/results/{reference}/tally.csv")
def tally_csv(door: PublicReading, reference: str) -> Response:
    """The counts behind the list, one dimension at a time, few ones hidden (P-66)."""
    one = round_of(door, reference)
    material = material_of(door.session, one, newest_run(door.session, one))
    return Response(_csv(material), media_type="text/csv; charset=utf-8")


def _csv(material: Material) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(["settlement", "option", "dimension", "group", "count"])
    scores = {option.code: option.score for place in material.asked.settlements for option in place.options}
    for part in parts(material):
        letter = part.place.letter
        table.writerows([letter, code, TOTAL, TOTAL, scores[code]] for code in part.place.voting.options)
        for groups in part.groups:
            for code, counts in groups.votes:
                named = zip(groups.names, counts, strict=True)
                table.writerows([letter, code, groups.dimension.value, name, count] for name, count in named)
    return written.getvalue()
