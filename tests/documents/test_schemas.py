"""The form with a file: drawn with a file input, described for the API, and never made of what was typed."""

import pytest
from pydantic import ValidationError

from app.documents.schemas import ReceivedFile, Upload
from app.web.forms import fields


def test_its_file_is_drawn_as_a_file_input() -> None:
    drawn = {spec.name: (spec.kind, spec.required) for spec in fields(Upload)}

    assert drawn == {"file": ("file", True), "title": ("text", True)}


def test_its_schema_can_be_described() -> None:
    described = Upload.model_json_schema()["properties"]["file"]

    assert (described["type"], described["format"]) == ("string", "binary")


@pytest.mark.parametrize(
    "typed", ["0" * 64, {"sha256": "0" * 64, "media_type": "text/plain", "size": 1}, None]
)
def test_a_file_cannot_be_typed(typed: object) -> None:
    with pytest.raises(ValidationError):
        Upload.model_validate({"title": "Mine", "file": typed})


def test_a_form_shows_only_digest_type_and_size() -> None:
    file = ReceivedFile("Amina.jpg", "image/jpeg", "a" * 64, 5, "b" * 64)

    shown = Upload(file=file, title="The well").model_dump(mode="json")

    assert shown == {
        "title": "The well",
        "file": {"sha256": "a" * 64, "media_type": "image/jpeg", "size": 5},
    }
