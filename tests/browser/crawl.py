"""Every page that somebody can reach by following links, and what is asked of each."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from tests.browser.person import Person
from tests.thorough import THOROUGH

NO_PAGE = re.compile(r"/(static|api)/|/documents/\d|/agreements/\d|\.(csv|json|xlsx|xml|zip)$")
NAMES = re.compile(r"[A-Z]{3}-\d+|(?<=/)\d+")
MOST = 400


def pages_of(person: Person, *begin: str) -> Iterator[str]:
    """Visit the pages that links lead to from these, each once; the window stands on the page that is given."""
    waiting = deque(begin or ("/",))
    known = {kind_of(path) for path in waiting}
    visited = 0
    while waiting and visited < MOST:
        path = waiting.popleft()
        person.goes(path)
        visited += 1
        yield path
        for link in links_of(person):
            if kind_of(link) not in known:
                known.add(kind_of(link))
                waiting.append(link)


def links_of(person: Person) -> list[str]:
    """The addresses of ours that the page links to, without what stands behind the `?`."""
    found: list[str] = person.page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
    own = [urlsplit(one).path for one in found if one.startswith(person.served.address)]
    return [path for path in dict.fromkeys(own) if not NO_PAGE.search(path)]


def kind_of(path: str) -> str:
    """An address with its names left out, so that one page stands for all of its kind, unless it is thorough."""
    return path if THOROUGH else NAMES.sub("*", path)


def faults_of(person: Person, path: str, *looks: Callable[[Person], list[str]]) -> list[str]:
    """What these looks at the page find, each with the page's address."""
    return [f"{path}: {fault}" for look in looks for fault in look(person)]


def is_one_page(person: Person) -> list[str]:
    """One main heading, a title, a language, and nothing wider than the window."""
    asked = """() => [
        document.querySelectorAll("h1").length === 1 || "not one h1",
        document.title.length > 12 || "no title",
        document.documentElement.lang !== "" || "no language",
        document.documentElement.scrollWidth <= innerWidth || `${document.documentElement.scrollWidth} px wide`,
    ].filter((one) => one !== true)"""
    found: list[str] = person.page.evaluate(asked)
    return found
