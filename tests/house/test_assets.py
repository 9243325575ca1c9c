"""The built pages' style: none of GOV.UK's identity, light enough for a slow line, from locks without addresses."""

import gzip
import json
from pathlib import Path

import pytest

from assets.build import outputs

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "app" / "web" / "static" / "built"
HEAVIEST_STYLE = 14_000


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    """Give the built files' names, which `make setup` has made."""
    return dict(json.loads((BUILT / "manifest.json").read_text()))


@pytest.mark.parametrize("mark", ["gds transport", "@font-face", "crest", "crown", "gov.uk"])
def test_the_style_names_no_typeface_crest_or_name_of_gov_uk(manifest: dict[str, str], mark: str) -> None:
    css = (BUILT / manifest["app.css"]).read_text().lower()

    assert ".govuk-button" in css
    assert mark not in css


def test_the_style_fetches_nothing(manifest: dict[str, str]) -> None:
    css = (BUILT / manifest["app.css"]).read_text()

    assert "url(" not in css
    assert "@import" not in css


def test_the_style_is_light_enough_for_a_slow_line(manifest: dict[str, str]) -> None:
    assert (BUILT / f"{manifest['app.css']}.gz").stat().st_size <= HEAVIEST_STYLE


def test_each_built_file_has_a_twin_that_unpacks_to_it(manifest: dict[str, str]) -> None:
    for name in manifest.values():
        assert gzip.decompress((BUILT / f"{name}.gz").read_bytes()) == (BUILT / name).read_bytes()


def test_building_again_gives_the_same_bytes(manifest: dict[str, str]) -> None:
    built_again = outputs()

    assert {manifest[name]: content for name, content in built_again.items()} == {
        name: (BUILT / name).read_bytes() for name in manifest.values()
    }


@pytest.mark.parametrize("sided", ["margin-left:", "padding-right:", "text-align:left", "{left:", ";right:"])
def test_the_style_places_by_reading_direction(manifest: dict[str, str], sided: str) -> None:
    assert sided not in (BUILT / manifest["app.css"]).read_text()


@pytest.mark.parametrize("name", ["constraints.txt", "package-lock.json", "package.json", ".npmrc"])
def test_no_lock_holds_an_address(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()


def test_each_library_is_pinned_with_its_hash() -> None:
    blocks = (ROOT / "constraints.txt").read_text().replace("\\\n", " ").splitlines()
    pins = [block for block in blocks if not block.startswith("#")]

    assert pins
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_each_front_end_library_is_pinned_exactly() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]

    assert [version for version in versions if not version.replace(".", "").isdecimal()] == []


def test_each_front_end_library_is_locked_with_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: package for name, package in packages.items() if name}

    assert fetched
    assert [name for name, package in fetched.items() if "integrity" not in package] == []
