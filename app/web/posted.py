"""What a request sent: a form's fields and files, or a JSON body, read once, before any transaction begins."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from unicodedata import normalize

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from app.kernel.errors import Invalid, Refusal, why
from app.kernel.fields import MOST
from app.kernel.words import _

MAX_FIELDS = 1_000
MAX_FILES = 10
MAX_DEPTH = 12
DIGITS_OF_A_ROW = 4
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
JSON = "application/json"
OURS = frozenset({"csrf", "seen", "explanation", "next"})
"""Fields of the door itself, which no form declares."""
_VERSION = re.compile(r"[0-9]{1,15}")
_ENTITY_TAG = re.compile(r'"([0-9]{1,15})"')
NEVER = -1
"""A version that nothing ever has."""


class NotJson(Refusal):
    """The body is sent as something else than JSON (415)."""


class NoVersion(Refusal):
    """A change that does not say which version it was decided on (428)."""


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
        """The version of the thing that the page had shown; one that does not read is no version at all."""
        typed = self.one("seen")
        if not typed:
            return None
        return int(typed) if _VERSION.fullmatch(typed) else NEVER

    def nested(self) -> dict[str, Any]:
        """The fields as a form's model takes them: "lines-0-quantity" is the first line's quantity.

        Rows in which nothing was typed are left out; rows keep the order of their numbers.
        """
        tree: dict[str, Any] = {}
        for name, values in self.fields.items():
            if name in OURS:
                continue
            *parents, last = name.split("-", MAX_DEPTH)
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
    if kind_of(request) not in FORMS:
        return Posted()
    form = await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)
    fields: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files.setdefault(_sound(name), []).append(value)
        else:
            fields.setdefault(_sound(name), []).append(_sound(value.replace("\r\n", "\n")))
    return Posted(fields, files)


def _sound(text: str) -> str:
    """The text composed, without NUL, and with a mark where half a character stood (some charsets send halves)."""
    return normalize("NFC", text.replace("\0", "")).encode("utf-8", "replace").decode("utf-8")


def kind_of(request: Request) -> str:
    """The media type of the request's body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Sent:
    """The body of a request to the API, as its bytes; it is read when it is known who asks for what."""

    kind: str
    body: bytes

    def values(self) -> dict[str, Any]:
        """The members of the body; none where nothing was sent.

        Raises NotJson where it is sent as something else, and Invalid where it is no single JSON object, names
        a member twice, or has text or numbers that no computer keeps for certain (RFC 7493).
        """
        if not self.body:
            return {}
        if self.kind != JSON:
            raise NotJson([why("", _("Send the body as {kind}."), kind=JSON)])
        try:
            read = _certain(json.loads(self.body, object_pairs_hook=_once, parse_constant=_no_number))
        except (ValueError, RecursionError):
            raise Invalid([why("", _("The body is not JSON that can be read for certain."))]) from None
        if not isinstance(read, dict):
            raise Invalid([why("", _("The body must be one JSON object."))])
        return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _certain(value: Any, depth: int = 0) -> Any:
    """The value, its texts composed; ValueError for what some computers read otherwise, or do not keep at all."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    match value:
        case str():
            value.encode()  # half of a surrogate pair is no text: UnicodeEncodeError is a ValueError
            if "\0" in value:
                raise ValueError("a text with NUL")
            return normalize("NFC", value)
        case int() if abs(value) > MOST:
            raise ValueError("a number too large")
        case dict():
            return {_certain(name): _certain(inner, depth + 1) for name, inner in value.items()}
        case list():
            return [_certain(inner, depth + 1) for inner in value]
    return value


async def sent(request: Request) -> Sent:
    """Take the body of this request in."""
    return Sent(kind_of(request), await request.body())


def version_in(request: Request) -> int:
    """The version that a change was decided on, from If-Match; NoVersion where the request does not say."""
    tag = request.headers.get("if-match", "").strip()
    if tag in {"", "*"}:
        raise NoVersion([why("", _("Send the version that you saw, its ETag, in If-Match."))])
    read = _ENTITY_TAG.fullmatch(tag)
    return int(read[1]) if read else NEVER


PostedForm = Annotated[Posted, Depends(posted)]
SentBody = Annotated[Sent, Depends(sent)]
