"""Asks once a day whether a pinned library has a known weakness; says loudly what could not be asked.

Run by `make advisories`. A weakness ends it with an error; an unreachable service only with a note.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PINS = ROOT / "constraints.txt"
ANSWER = ROOT / "var" / "advisories.json"
A_DAY = 86_400


def is_fresh() -> bool:
    """Tell whether these pins were asked about within a day, and answered whole."""
    if not ANSWER.exists():
        return False
    asked = ANSWER.stat().st_mtime
    return asked > PINS.stat().st_mtime and asked > time.time() - A_DAY


def ask() -> tuple[list[dict[str, Any]], str]:
    """Give what the service knows of each pinned library, and what the asking complained of."""
    program = Path(sys.executable).parent / "pip-audit"
    options = ["--disable-pip", "--progress-spinner=off", "--timeout=10", "--format=json"]
    command = [str(program), f"--requirement={PINS}", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return list(json.loads(done.stdout)["dependencies"]), ""
    except ValueError:
        return [], done.stderr


def weaknesses(libraries: list[dict[str, Any]]) -> list[str]:
    """Give one line for each known weakness."""
    return [
        f"{library['name']} {library['version']}: {known['id']}, mended in {known['fix_versions'] or 'no release'}"
        for library in libraries
        for known in library.get("vulns", ())
    ]


def main() -> None:
    """Ask, unless the last answer is fresh, and say what was learnt."""
    if is_fresh():
        return
    libraries, complaint = ask()
    if found := weaknesses(libraries):
        sys.exit("\n".join([*found, "Run `make lock`, then `make test`."]))
    silent = [library["name"] for library in libraries if "skip_reason" in library]
    if silent or not libraries:
        lines = complaint.strip().splitlines()
        why = lines[-1] if lines else f"it did not answer for {len(silent)} of {len(libraries)}"
        sys.stdout.write(
            f"NOT ASKED: weaknesses of the pinned libraries are unknown; the advisory service: {why}.\n"
        )
        return
    ANSWER.parent.mkdir(exist_ok=True)
    ANSWER.write_text(json.dumps(libraries))


if __name__ == "__main__":
    main()
