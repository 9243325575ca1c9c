"""Canonical bytes: "profile 1" of RFC 8785, narrow enough that any language's plain JSON writer agrees."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32

KEY = re.compile(r"[a-z0-9_]+", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class Unfit(ValueError):
    """A value or bytes outside the profile; the message begins with the path of the offence."""


def dump(value: Any) -> bytes:
    """The one spelling of a value in UTF-8 (RFC 8785, 3.2).

    Takes dicts, lists, tuples, strings, booleans, None and integers up to 2^53-1 either way, nested at most
    DEEPEST deep so that no reader's stack decides. Raises Unfit for anything else.
    """
    _check(value, "$", 0)
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return written.encode()


def load(data: bytes) -> Any:
    """The value that `dump` spells exactly so. Raises Unfit for any other spelling of it, and for what is no value."""
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_object, parse_float=_no_float, parse_constant=_no_float
        )
    except Unfit:
        raise
    except (ValueError, RecursionError) as error:
        message = f"$: not JSON: {error}"
        raise Unfit(message) from error
    if dump(value) != data:
        raise Unfit("$: not spelt canonically")
    return value


def moment(at: datetime) -> str:
    """A moment as YYYY-MM-DDThh:mm:ss.ffffffZ, in UTC. Raises Unfit for one without a time zone."""
    if at.tzinfo is None:
        message = f"$: {at!r} has no time zone"
        raise Unfit(message)
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str) -> datetime:
    """The moment that `moment` writes exactly so. Raises Unfit for any other spelling."""
    if not MOMENT.fullmatch(text):
        message = f"$: {text!r} is not a moment"
        raise Unfit(message)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        message = f"$: {text!r} is not a moment"
        raise Unfit(message) from error


def _check(value: Any, path: str, depth: int) -> None:
    match value:
        case None | bool():
            pass
        case str():
            _check_text(value, path)
        case int():
            if abs(value) > LARGEST_INTEGER:
                _refuse(path, "an integer beyond 2^53-1; write it as a string")
        case dict() | list() | tuple():
            if depth == DEEPEST:
                _refuse(path, "nested too deep")
            for key, below in _below(value, path):
                _check(below, key, depth + 1)
        case _:
            _refuse(path, f"a {type(value).__name__} has no place here")


def _below(value: dict[Any, Any] | list[Any] | tuple[Any, ...], path: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield from ((f"{path}[{position}]", item) for position, item in enumerate(value))
        return
    for key, item in value.items():
        if not isinstance(key, str) or not KEY.fullmatch(key):
            _refuse(path, f"the key {key!r} is not of [a-z0-9_]+")
        yield f"{path}.{key}", item


def _check_text(text: str, path: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse(path, "a lone surrogate")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        repeated = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        _refuse(f"$..{repeated}", "the key stands twice")
    return seen


def _no_float(text: str) -> NoReturn:
    _refuse("$", f"the number {text} is not an integer")


def _refuse(path: str, reason: str) -> NoReturn:
    message = f"{path}: {reason}"
    raise Unfit(message)
