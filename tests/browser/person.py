"""One person at a browser: opens pages, reads them, fills forms in by their fields' names, and sends them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from app.identity.demo import HOST
from tests.browser.served import Served
from tests.web.world import PASSPHRASE

PHONE, DESK = 360, 1280
HEIGHT = 800
PATIENCE = 10_000
"""Milliseconds to wait for a page on a busy machine."""


@dataclass
class Person:
    """A browser window of somebody's own; what the browser complains of is gathered."""

    served: Served
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def goes(self, path: str) -> int:
        """Open a page and give its status."""
        answer = self.page.goto(f"{self.served.address}{path}")
        if answer is None:
            raise LookupError(f"{path} did not answer")
        return answer.status

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.served.address)

    def follows(self, text: str) -> None:
        """Follow a link of the page by its words."""
        self.page.get_by_role("link", name=text, exact=True).first.click()

    def fills(self, **fields: str | Path) -> None:
        """Fill in fields by their names, with `_` written for `-` twice: what__title is what-title."""
        for name, value in fields.items():
            self._fill(name.replace("__", "-"), value)

    def _fill(self, name: str, value: str | Path) -> None:
        found = self.page.locator(f'main [name="{name}"]')
        kind = found.first.evaluate("one => one.type")
        if kind in {"radio", "checkbox"}:
            self.page.check(f'main [name="{name}"][value="{value}"]')
        elif kind == "select-one":
            found.select_option(value=str(value))
        elif kind == "file":
            found.set_input_files(str(value))
        else:
            found.fill(str(value))

    def sends(self, button: str) -> None:
        """Press the button with these words."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def said(self, name: str) -> str:
        """What stands in a field."""
        return self.page.input_value(f'main [name="{name}"]')

    def fault_beside(self, name: str) -> Locator:
        """What is said to be wrong beside a field."""
        return self.page.locator(f'[id="field-{name}-error"]')

    def sees(self, text: str) -> None:
        """These words stand in the page's main part."""
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_not(self, text: str) -> None:
        """These words do not stand there."""
        expect(self.page.locator("main")).not_to_contain_text(text)

    def signs_in(self, person: str) -> None:
        """Come in with the passphrase, and with a code where the posts ask for one."""
        self.goes("/sign-in")
        self.fills(name=f"{person}@{HOST}", passphrase=PASSPHRASE)
        self.sends("Sign in")
        if self.served.sign_ins[person].factor:
            self.fills(code=self.served.fresh_code(person))
            self.sends("Go on")

    def is_signed_in_as(self, person: str) -> None:
        """Have the cookie of a sign-in made before by this person, or make it; "nobody" has none."""
        if person == "nobody":
            return
        cookies = self.served.cookies.get(person)
        if cookies is None:
            self.signs_in(person)
            self.page.wait_for_url(lambda url: "/sign-in" not in url)
            self.served.cookies[person] = self.context.cookies()
        else:
            self.context.add_cookies(cookies)

    def hears(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains of; that an answer refuses, a test looks at itself."""
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def signs_out(self) -> None:
        """Leave."""
        self.sends("Sign out")


@contextmanager
def person_at(browser: Browser, served: Served, *, width: int, script: bool) -> Iterator[Person]:
    """Somebody with a browser window of this width, with or without JavaScript; they leave with the block."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=script,
        locale="en-GB",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    someone = Person(served, context, context.new_page())
    context.on("console", someone.hears)
    context.on("weberror", lambda error: someone.complaints.append(str(error.error)))
    yield someone
    context.close()
