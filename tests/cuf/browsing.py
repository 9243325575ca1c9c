"""Browsers without scripts for tests of the CUF's pages: a form is read from its page, filled in and sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import main
from app.web.house import House
from app.web.tokens import cookie_name
from tests.cuf.make import NOW, Fund
from tests.doors import Doors, client_of, doors_of, languages, templates
from tests.places.browsing import SETTINGS


@dataclass
class Sheet(HTMLParser):
    """The form that is sent to one address: its fields with what stands in them, and how it is shown."""

    address: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    found: bool = False
    _inside: bool = False
    _area: str = ""
    _select: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action") == self.address and given.get("method", "").lower() == "post"
            self.found = self.found or self._inside
        if not self._inside:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and given.get("type") in {"radio", "checkbox"}:
            self.offered.setdefault(name, []).append(value)
            if "checked" in given:
                self.fields.setdefault(name, []).append(value)
        elif tag == "input" and name:
            self.fields.setdefault(name, []).append(value)
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]
        elif tag == "select":
            self._select = name
            self.fields[name] = [""]
        elif tag == "option" and self._select:
            self.offered.setdefault(self._select, []).append(value)
            if "selected" in given:
                self.fields[self._select] = [value]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields[self._area][0] = self.fields[self._area][0].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False


def form_on(page: str, address: str) -> Sheet:
    """The form of this address on a page."""
    sheet = Sheet(address)
    sheet.feed(page)
    assert sheet.found, f"no form is sent to {address}"
    return sheet


def errors_on(page: str) -> dict[str, str]:
    """What the summary says is wrong, by the field that it leads to ("" where it leads nowhere)."""
    summary = page.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    return {
        found[0] or "": re.sub(r"<[^>]+>", "", found[1])
        for found in re.findall(r'<li>(?:<a href="#field-([^"]*)">)?(.*?)</li>', summary, re.DOTALL)
    }


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status_code: int
    text: str
    headers: Mapping[str, str]
    content: bytes = b""


@dataclass
class Browser:
    """One person's browser."""

    client: TestClient

    def get(self, address: str) -> Answer:
        answer = self.client.get(address)
        return Answer(answer.status_code, answer.text, answer.headers, answer.content)

    def text(self, address: str) -> str:
        """A page that must be there."""
        answer = self.get(address)
        assert answer.status_code == 200, (address, answer.status_code, errors_on(answer.text))
        return answer.text

    def send(self, address: str, page: str = "", /, **typed: str | list[str]) -> Answer:
        """The form of this address as it stands on its page (or on `page`, read before), with what is typed."""
        return self.fill(address, typed, page)

    def fill(self, address: str, typed: Mapping[str, str | list[str]], page: str = "") -> Answer:
        shown = page or self.text(address)
        fields: dict[str, str | list[str]] = {**form_on(shown, address).fields}
        answer = self.client.post(address, data={**fields, **typed})
        return Answer(answer.status_code, answer.text, answer.headers, answer.content)


def house_on(fund: Fund, **settings: object) -> House:
    """The house as `main` builds it on this fund's database, in English and French."""
    return House(
        settings=SETTINGS.model_copy(update={"languages": ("en", "fr"), **settings}),
        databases=fund.databases,
        plugs=fund.plugs,
        flows=main.flows(),
        templates=templates(),
        languages=languages(),
        now=lambda: NOW,
        refusing=main.refusing(),
    )


def app_on(fund: Fund) -> Doors:
    """The app on this fund's database."""
    return doors_of(house_on(fund))


def browser_of(fund: Fund, who: str, app: Doors | FastAPI | None = None) -> Browser:
    """The browser of one of the cast, signed in."""
    client = client_of(app or app_on(fund))
    client.cookies.set(cookie_name(SETTINGS), fund.cast[who].reference)
    return Browser(client)


def speaking(fund: Fund, who: str, language: str) -> None:
    """Let one of the cast read another language."""
    fund.cast[who] = replace(fund.cast[who], language=language)
