"""Typesetting: a versioned template and what it is told, as a tagged PDF (PDF/UA-1, ISO 14289-1)."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parents[2] / "templates" / "printing"


def typeset(template: str, told: Mapping[str, Any], on: date) -> bytes:
    """The PDF that `template` (a name such as "agreement-1") makes of `told`, plain values that JSON carries.

    `on` is the day that the file says it was made: with the same template, content and day the bytes are the
    same wherever they are made. Only typefaces that come with the typesetter are used.
    """
    return typst.compile(
        (TEMPLATES / f"{template}.typ").read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"told": json.dumps(told, sort_keys=True)},
        timestamp=datetime.combine(on, time(), UTC),
        ignore_system_fonts=True,
    )
