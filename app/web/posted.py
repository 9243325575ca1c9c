"""What a form sent: its fields and files, read once, before any transaction begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from unicodedata import normalize

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

MAX_FIELDS = 1_000
MAX_FILES = 10
DIGITS_OF_A_ROW = 4
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
OURS = frozenset({"csrf", "seen", "explanation", "next"})
"""Fields of the door itself, which no form declares."""


@dataclass(frozen=True)
class Posted:
    """The fields of a form as typed, in Unicode's composed form; a field may come several times."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[UploadFile]] = field(default_factory=dict)

    def one(self, name: str, default: str = "") -> str:
        """The last value of this field, or `default`."""
        values = self.fields.get(name)
        return values[-1] if values else default

    def file(self, name: str) -> UploadFile | None:
        """The file of this field, or None where none was chosen."""
        chosen = [upload for upload in self.files.get(name, ()) if upload.filename]
        return chosen[-1] if chosen else None

    @property
    def seen(self) -> int | None:
        """The version of the thing that the page had shown."""
        typed = self.one("seen")
        return int(typed) if typed.isascii() and typed.isdigit() else None

    def nested(self) -> dict[str, Any]:
        """The fields as a form's model takes them: "lines-0-quantity" is the first line's quantity.

        Rows in which nothing was typed are left out; rows keep the order of their numbers.
        """
        tree: dict[str, Any] = {}
        for name, values in self.fields.items():
            if name in OURS:
                continue
            *parents, last = name.split("-")
            branch = tree
            for part in parents:
                nested = branch.setdefault(part, {})
                branch = nested if isinstance(nested, dict) else {}
            branch[last] = values[0] if len(values) == 1 else list(values)
        return {name: _rows(value) for name, value in tree.items()}


def _rows(value: Any) -> Any:
    """The numbered branches as lists, however deep they stand."""
    if not isinstance(value, dict):
        return value
    inner = {key: _rows(branch) for key, branch in value.items()}
    if not all(key.isascii() and key.isdigit() and len(key) <= DIGITS_OF_A_ROW for key in inner):
        return inner
    rows = (inner[key] for key in sorted(inner, key=int))
    return [row for row in rows if not isinstance(row, dict) or any(row.values())]


async def posted(request: Request) -> Posted:
    """Read the form of this request, if it is one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in FORMS:
        return Posted()
    form = await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)
    fields: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files.setdefault(name, []).append(value)
        else:
            text = normalize("NFC", value.replace("\r\n", "\n").replace("\0", ""))
            fields.setdefault(name, []).append(text)
    return Posted(fields, files)


PostedForm = Annotated[Posted, Depends(posted)]
