"""Pages of places and parties in a real Chromium: nothing against WCAG, nothing wider than a phone."""

from functools import partial

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Route

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.places.flow import PLACES
from app.web.assets import BUILT
from app.web.guard import CONTENT_POLICY
from tests.browser import violations
from tests.parties.make import group
from tests.places import world
from tests.places.browsing import Browser
from tests.places.world import counted, holding, moved

pytestmark = pytest.mark.browser
BOUNDARY = (
    '{"type": "Polygon", "coordinates": [[[-10.80, 6.30], [-10.79, 6.30], [-10.79, 6.31], [-10.80, 6.30]]]}'
)


def serve(text: str, route: Route) -> None:
    """The page's text under the house's own content policy, and the built assets."""
    name = route.request.url.partition("/static/")[2]
    if name:
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        route.fulfill(body=(BUILT / name).read_bytes(), content_type=kind)
        return
    policy = {"Content-Security-Policy": CONTENT_POLICY}
    route.fulfill(body=text, content_type="text/html; charset=utf-8", headers=policy)


def test_pages_of_places_and_parties_read_on_a_phone(browser: Chromium, house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    kpaye = world.settlement(house_db, monrovia, centre="6.305, -10.795", boundary=BOUNDARY)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    moved(house_db, officer, PLACES, kpaye, "profile", counted(counted_on="2025-01-01"))
    moved(house_db, officer, PLACES, kpaye, "profile", counted())
    party = group(house_db, kpaye)
    visitor = Browser(house_db, officer)
    addresses = (
        "/places",
        f"/places/{kpaye.reference}",
        f"/places/{kpaye.reference}/profile",
        f"/places/{kpaye.reference}/correct",
        "/parties",
        f"/parties/{party.reference}",
        f"/parties/{party.reference}/recognise",
    )

    found: dict[str, tuple[list[str], int]] = {}
    complaints: list[str] = []
    for address in addresses:
        _status, text = visitor.get(address)
        shown = browser.new_page(viewport={"width": 360, "height": 800})
        shown.route("**/*", partial(serve, text))
        shown.on("console", lambda message: complaints.append(message.text))
        shown.goto(f"http://lastmile.invalid{address}")
        wide = shown.evaluate("document.documentElement.scrollWidth")
        found[address] = (violations(shown), wide)
        shown.close()

    assert complaints == []
    assert found == dict.fromkeys(addresses, ([], 360))
