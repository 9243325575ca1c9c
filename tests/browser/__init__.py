"""A real Chromium for tests, found on the machine; without one they are skipped loudly, or fail where CI is true."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)
MEND = "NO BROWSER: run `make browser`, or name a Chromium in LASTMILE_CHROMIUM."
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")


def chromium() -> str | None:
    """Give the path of the machine's Chromium, if it has one."""
    named = os.environ.get("LASTMILE_CHROMIUM")
    return next(filter(None, map(shutil.which, (named,) if named else NAMES)), None)


def arguments() -> list[str]:
    """Give Chromium's arguments: no traffic of its own; root has no sandbox."""
    return [*QUIET, *(["--no-sandbox"] if os.getuid() == 0 else [])]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run; each test opens a context of its own in it."""
    path = chromium()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(MEND, pytrace=False)
    if path is None:
        pytest.skip(MEND)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments())
        yield started
        started.close()


def violations(page: Page) -> list[str]:
    """Give each break of WCAG 2.2 A or AA that axe finds on the page, as `rule: where`."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({runOnly: tags})", list(WCAG))
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]
