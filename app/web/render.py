"""Rendering: one template a page, the asked-for block of it for htmx, and each reader's own language."""

import gzip
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from babel import Locale
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup

from app.kernel.actors import ROLE_NAMES, Actor, Role
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import PSEUDO_LANGUAGE, Languages, Message, _, locale_of, value_text, words
from app.web.assets import address_of_asset, takes_gzip
from app.web.card import Link
from app.web.doors import Door
from app.web.inputs import anchor, sheet, spec
from app.web.kept import kept
from app.web.posted import Posted
from app.web.tokens import credential_of, csrf_token

TEMPLATES = Path(__file__).parents[2] / "templates"
KIT = ("kit.html", "kit_form.html")
"""The files whose macros together are the `kit` of every template."""
PRESSED = 6
"""How hard pages are compressed: a third of a millisecond for a page of twenty kilobytes."""
READER: ContextVar[str] = ContextVar("READER", default="en")
"""The language of the page that is being made."""


def environment(languages: Languages, links: Sequence[Link]) -> Environment:
    """The templates' environment: autoescape on, undefined names are errors, the kit of macros at hand."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        lambda text: languages.translator(READER.get()).gettext(text),
        lambda one, many, n: languages.translator(READER.get()).ngettext(one, many, n),
        newstyle=True,
    )

    # Filters that ask for the context are never reckoned when the template is compiled, in nobody's language.
    @pass_context
    def say(_context: Context, text: Message | Why | str) -> str:
        translate = languages.translator(READER.get())
        if isinstance(text, Markup) or text == "":
            return text  # in words already, by the template
        if isinstance(text, str):
            return translate.gettext(text)
        return words(text.text if isinstance(text, Why) else text, translate, locale_of(READER.get()))

    @pass_context
    def shown(_context: Context, value: Money | date | datetime | int) -> Markup:
        return Markup("<bdi>{}</bdi>").format(value_text("", value, locale_of(READER.get())))

    def shown_to(all_links: Sequence[Link], actor: Actor) -> list[Link]:
        return [link for link in all_links if link.shown_to(actor)]

    env.filters |= {"say": say, "shown": shown, "shown_to": shown_to}
    env.globals |= {"asset": address_of_asset, "links": links, "Money": Money, "anchor": anchor, "spec": spec}
    env.globals["sheet"] = lambda values, typed, problems, answers, currency, within="": sheet(
        values, typed, problems, answers, currency, locale_of(READER.get()), within
    )
    modules = [vars(env.get_template(name).make_module({})) for name in KIT]
    env.globals["kit"] = SimpleNamespace(
        **{name: part for module in modules for name, part in module.items()}
    )
    return env


def page(door: Door, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """The page, or the block of it that htmx names as its target.

    Where htmx asked for a block and another page answers, such as the sign-in, that page takes the whole window.
    """
    loaded = door.house.templates.get_template(template)
    asked = door.request.headers
    block = loaded.blocks.get(asked.get("hx-target", "")) if asked.get("hx-request") == "true" else None
    token = READER.set(language_of(door))
    try:
        frame = loaded.new_context({**_frame(door), **context})
        text = "".join((block or loaded.root_render_func)(frame))
    finally:
        READER.reset(token)
    headers = {"Vary": "HX-Request, HX-Target, Accept-Encoding"}
    if "hx-request" in asked and block is None:
        address = quote(door.request.url.path)
        headers |= {"HX-Retarget": "body", "HX-Reswap": "innerHTML", "HX-Push-Url": address}
    content = text.encode()
    if takes_gzip(asked):
        content, headers["Content-Encoding"] = gzip.compress(content, PRESSED, mtime=0), "gzip"
    return HTMLResponse(content, status, headers)


def _frame(door: Door) -> dict[str, Any]:
    """What every page knows: who reads it, in which language, and what was typed if it is shown again."""
    request, house = door.request, door.house
    language = language_of(door)
    typed, problems = _typed_before(door)
    return {
        "door": door,
        "request": request,
        "settings": house.settings,
        "actor": door.actor,
        "signed_in": door.signed_in,
        "installation": "Lastmile",
        "person": door.actor.name,
        "posts": [ROLE_NAMES[role] for role in sorted(door.actor.roles - {Role.PERSON})],
        "unread": getattr(request.state, "unread", 0),
        "language": language,
        "direction": text_direction(language),
        "languages": {code: own_name(code) for code in house.settings.languages},
        "csrf": csrf_token(house.settings, credential_of(request, house.settings)),
        "problems": problems,
        "typed": typed,
        "now": door.now,
        "here": request.url.path,
    }


def _typed_before(door: Door) -> tuple[Posted | None, Sequence[Why]]:
    """What was typed in this page's form and why it was refused, or what was kept while the session ended."""
    state = door.request.state
    typed, problems = getattr(state, "typed", None), getattr(state, "problems", ())
    if problems or typed is not None:
        return typed, problems
    token = door.request.query_params.get("kept", "")
    left = kept(door.session, token, door.request.url.path, door.now) if token and door.signed_in else None
    if left is None:
        return None, ()
    return left, [why("", _("You were signed out before this was saved. Look at it and send it again."))]


def language_of(door: Door) -> str:
    """The reader's own language, else the cookie's, else what the browser asks for, of those offered."""
    asked = door.actor.language if door.signed_in else door.request.cookies.get("language", "")
    return best_language(door.request, asked)


def text_direction(language: str) -> str:
    """Which way a language is written: "ltr" or "rtl"; the pseudo-language tries the second."""
    return "rtl" if language == PSEUDO_LANGUAGE else str(locale_of(language).text_direction)


@cache
def own_name(language: str) -> str:
    """A language's name in itself, as whoever looks for it reads it: "Français"."""
    if language == PSEUDO_LANGUAGE:
        return language
    name = str(Locale.parse(language).get_display_name(language))
    return name[:1].upper() + name[1:]


def best_language(request: Request, asked: str) -> str:
    """`asked` if it is offered, else the first offered language the browser prefers, else the default."""
    house = request.app.state.house
    preferred = [
        part.partition(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(",")
    ]
    offered = house.settings.languages
    return next((code for code in (asked, *preferred) if code in offered), house.settings.default_language)
