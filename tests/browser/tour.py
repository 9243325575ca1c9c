"""Take the pictures of `docs/tour/` from a served demonstration: `make tour`.

The demonstration's day, its people and the server's clock are fixed, so the same code gives the same pictures.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser import MEND, arguments, chromium
from tests.browser.person import DESK, PHONE, Person, person_at
from tests.browser.served import Served, serving
from tests.conftest import demonstrated

TOUR = Path(__file__).parents[2] / "docs" / "tour"
COLOURS = 64
TALLEST = 1_000
GAP = 24


def main() -> None:
    """Make the demonstration in a folder that is thrown away, and take every picture anew."""
    path = chromium()
    if path is None:
        sys.exit(MEND)
    TOUR.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{folder}/tour.db"
        demonstrated(url)
        browser = playwright.chromium.launch(executable_path=path, args=arguments())
        with serving(url, Path(folder)) as served:
            for take in (forum_on_a_phone, at_the_desk, places):
                take(browser, served)
        browser.close()


@contextmanager
def signed_in(browser: Browser, served: Served, name: str, width: int) -> Iterator[Person]:
    """Somebody who has come in."""
    with person_at(browser, served, width=width, script=True) as person:
        person.is_signed_in_as(name)
        yield person


def forum_on_a_phone(browser: Browser, served: Served) -> None:
    """What a forum sees of a proposal that came back, and what it still lacks."""
    with signed_in(browser, served, "forum.odravu", PHONE) as forum:
        forum.goes("/cuf/projects")
        project = address_of(forum, "Footbridge")
        pages = ("/work", project, f"{project}/pages/cost", f"{project}/check")
        keep("forum-phone", beside([picture(forum, page) for page in pages]))
        keep("receipt", picture(forum, f"{project}/receipt"))


def at_the_desk(browser: Browser, served: Served) -> None:
    """What a municipal team has to do, and how it returns a proposal."""
    with signed_in(browser, served, "municipal.tunis", DESK) as team:
        keep("my-work-in-french", picture(team, "/work"))
        team.sends("English")
        keep("my-work", picture(team, "/work"))
        project = address_of(team, "Women's public space", "/cuf/projects")
        keep("project", picture(team, project))
        keep("return", picture(team, f"{project}/return"))


def places(browser: Browser, served: Served) -> None:
    """A settlement as a programme officer sees it, and the administrator's list of people."""
    with signed_in(browser, served, "officer.uganda", DESK) as officer:
        keep("place", picture(officer, address_of(officer, "Masafu East", "/places?q=Masafu")))
    with signed_in(browser, served, "administrator", DESK) as administrator:
        keep("people", picture(administrator, "/people"))


def address_of(person: Person, title: str, path: str = "/cuf/projects") -> str:
    """Where the list at this path leads for this title."""
    person.goes(path)
    link = person.page.get_by_role("link", name=title).first.get_attribute("href")
    if link is None:
        raise LookupError(f"{path} does not lead to {title}")
    return link


def picture(person: Person, path: str) -> Image.Image:
    """The page as the person sees it, as far down as a picture may be tall."""
    person.goes(path)
    taken = Image.open(BytesIO(person.page.screenshot(full_page=True, animations="disabled")))
    return taken.convert("RGB").crop((0, 0, taken.width, min(taken.height, TALLEST)))


def beside(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of a phone side by side."""
    width = sum(one.width for one in pictures) + GAP * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(one.height for one in pictures)), "white")
    for number, one in enumerate(pictures):
        whole.paste(one, (number * (one.width + GAP), 0))
    return whole


def keep(name: str, taken: Image.Image) -> None:
    """Keep a picture small: few colours, as pages have."""
    taken.quantize(COLOURS, dither=Image.Dither.NONE).save(TOUR / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
