"""Forms: read what was sent into a model, every fault beside its field and in words; describe a model's fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from app.kernel.errors import Invalid, Why
from app.kernel.flow import Draft, Form
from app.kernel.words import Message, _
from app.web.posted import Posted

F = TypeVar("F", bound=Form)

SENTENCES: Mapping[str, str] = {
    "missing": _("{label} – this must be filled in."),
    "extra_forbidden": _("{label} – this form has no such field."),
    "string_too_short": _("{label} – write at least {min_length} characters."),
    "string_too_long": _("{label} – write at most {max_length} characters."),
    "string_pattern_mismatch": _("{label} – this is not written as it must be."),
    "enum": _("{label} – choose one of the answers offered."),
    "literal_error": _("{label} – choose one of the answers offered."),
    "bool_type": _("{label} – answer yes or no."),
    "bool_parsing": _("{label} – answer yes or no."),
    "int_type": _("{label} – this must be a whole number."),
    "int_parsing": _("{label} – this must be a whole number."),
    "int_from_float": _("{label} – this must be a whole number."),
    "greater_than_equal": _("{label} – this must be {ge} or more."),
    "greater_than": _("{label} – this must be more than {gt}."),
    "less_than_equal": _("{label} – this must be {le} or less."),
    "less_than": _("{label} – this must be less than {lt}."),
    "too_short": _("{label} – give at least {min_length}."),
    "too_long": _("{label} – give at most {max_length}."),
    "date_type": _("{label} – this must be a date."),
    "date_from_datetime_parsing": _("{label} – this must be a date."),
    "date_parsing": _("{label} – this must be a date."),
}
OTHERWISE = _("{label} – this does not read. Look at it again.")


def read(form: type[F], posted: Posted, *, language: str = "en", currency: str = "USD") -> F:
    """The model that these fields make; Invalid names every fault with its field, all at once."""
    return read_values(form, posted.nested(), language=language, currency=currency)


def read_values(
    form: type[F], values: Mapping[str, Any], *, language: str = "en", currency: str = "USD"
) -> F:
    """The same from a mapping, such as a JSON body."""
    try:
        return form.model_validate(values, context={"language": language, "currency": currency})
    except ValidationError as error:
        raise Invalid(fault(form, details) for details in error.errors(include_url=False)) from None


def fault(form: type[BaseModel], details: ErrorDetails) -> Why:
    """One of pydantic's findings as a sentence with its field, written "lines-0-quantity"."""
    place = [part for part in details["loc"] if isinstance(part, int) or not part.startswith("function-")]
    values: dict[str, Any] = dict(details.get("ctx") or {})
    label = Message(_label(form, place))
    name = "-".join(str(part) for part in place)
    if details["type"] == "unreadable":
        said = Message(str(values["said"]), values["values"])
        return Why("", Message(_("{label} – {said}"), {"label": label, "said": said}), name)
    plain = {key: value for key, value in values.items() if isinstance(value, int | str)}
    return Why("", Message(SENTENCES.get(details["type"], OTHERWISE), {**plain, "label": label}), name)


def _label(form: type[BaseModel], place: list[int | str]) -> str:
    model: Any = form
    label = str(place[-1]) if place else ""
    for part in place:
        if isinstance(part, int):
            continue
        info = (
            model.model_fields.get(part) if isinstance(model, type) and issubclass(model, BaseModel) else None
        )
        if info is None:
            return str(part)
        label = info.title or part
        model = _inner(info.annotation)
    return label


@dataclass(frozen=True)
class FieldSpec:
    """How one field of a form is shown: by its kind, its label and hint, its limits and answers."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    longest: int | None = None
    answers: tuple[tuple[str, str], ...] = ()
    rows: tuple["FieldSpec", ...] = ()


def fields(form: type[BaseModel]) -> tuple[FieldSpec, ...]:
    """The fields of a form in the order they are declared."""
    return tuple(_specs(form))


def _specs(form: type[BaseModel]) -> Iterator[FieldSpec]:
    for name, info in form.model_fields.items():
        inner = _inner(info.annotation)
        nested = isinstance(inner, type) and issubclass(inner, BaseModel)
        yield FieldSpec(
            name=name,
            kind=_kind(info, inner),
            label=info.title or name,
            hint=info.description or "",
            required=info.is_required() or _asked_later(form, name),
            longest=_longest(info),
            answers=tuple(_answers(info, inner)),
            rows=fields(inner) if nested else (),
        )


def _asked_later(form: type[BaseModel], name: str) -> bool:
    return issubclass(form, Draft) and name not in form.may_stay_empty


def _inner(annotation: Any) -> Any:
    """The type inside Optional, list, tuple and Annotated."""
    arguments = [part for part in get_args(annotation) if part not in (NoneType, Ellipsis)]
    if get_origin(annotation) in (list, tuple, Union, UnionType, frozenset) and arguments:
        return _inner(arguments[0])
    if hasattr(annotation, "__metadata__"):
        return _inner(get_args(annotation)[0])
    return annotation


def _many(annotation: Any) -> bool:
    return get_origin(annotation) in (list, tuple, frozenset)


def _kind(info: FieldInfo, inner: Any) -> str:
    extra = info.json_schema_extra
    if isinstance(extra, dict) and "kind" in extra:
        return str(extra["kind"])
    if isinstance(inner, type):
        if issubclass(inner, BaseModel):
            return "rows"
        if issubclass(inner, Enum):
            return "checkboxes" if _many(info.annotation) else "radios"
        if inner is bool:
            return "yesno"
        if inner is date:
            return "date"
        if inner is int:
            return "number"
    return "textarea" if (_longest(info) or 0) > ONE_LINE else "text"


ONE_LINE = 200


def _longest(info: FieldInfo) -> int | None:
    return next((part.max_length for part in info.metadata if hasattr(part, "max_length")), None)


def _answers(info: FieldInfo, inner: Any) -> Iterator[tuple[str, str]]:
    extra = info.json_schema_extra
    if isinstance(inner, type) and issubclass(inner, Enum):
        says = extra.get("answers", {}) if isinstance(extra, dict) else {}
        for member in inner:
            yield (
                str(member.value),
                str(says.get(member.value, member.value) if isinstance(says, dict) else member.value),
            )
