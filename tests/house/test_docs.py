"""The computed documents are those of the code as it stands."""

import pytest

from app.documentation import ROOT, documents

WRITTEN = documents()


@pytest.mark.parametrize("name", WRITTEN)
def test_a_computed_document_equals_the_code(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == WRITTEN[name], "run `make docs`"
