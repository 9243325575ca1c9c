"""What is received and what is refused: sound files of every kind, and guarantee 55's hostile ones."""

import json
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.support import NullTranslations
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.kinds import size_shown
from app.documents.receive import clean_name, receive
from app.documents.schemas import ReceivedFile
from app.documents.store import Store
from app.kernel.errors import Invalid
from app.kernel.words import words
from tests.documents import corpus

MOST = 20_971_520
SOUND, HOSTILE = corpus.sound(), corpus.hostile()
SECONDS = 1.0
MEGABYTES = 160
"""What one picture of the most pixels takes, four bytes each, and some room."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "documents")


def received(store: Store, content: bytes, name: str, most: int = MOST) -> ReceivedFile:
    return receive(BytesIO(content), name, store, most)


def refusal(store: Store, content: bytes, name: str, most: int = MOST) -> str:
    with pytest.raises(Invalid) as caught:
        received(store, content, name, most)
    (reason,) = caught.value.whys
    assert reason.field == "file"
    return words(reason.text, NullTranslations(), "en")


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_of_every_kind_is_taken(store: Store, name: str) -> None:
    file = received(store, SOUND[name], name)

    assert file.file_name == name
    assert store.has(file.sha256)
    with store.open(file.sha256) as kept:
        assert len(kept.read()) == file.size


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_not_stored(store: Store, name: str) -> None:
    said = refusal(store, HOSTILE[name], name)

    assert said.endswith(".")
    assert not list(store.folder.rglob("??/??/*"))


def test_each_hostile_file_is_refused_for_its_own_reason(store: Store) -> None:
    reasons = {
        "bomb.docx": "Unpacked, this file has 101 MB",
        "bomb of ratio.xlsx": "Unpacked, this file has 21 MB",
        "bomb that lies.docx": "damaged",
        "too many parts.docx": "more than 2,000 parts",
        "far too many parts.docx": "more than 2,000 parts",
        "up and out.docx": "point outside",
        "link.docx": "point outside",
        "nested.docx": "packed inside",
        "macros.docx": "macros",
        "basic.odt": "macros",
        "wrong only at the end.docx": "packed inside",
        "locked.docx": "password",
        "plain archive.docx": "archive",
        "bomb.png": "400 million pixels; the most is 25",
        "bomb.jpg": "4,225 million pixels",
        "bomb.webp": "269 million pixels",
        "picture and archive.jpg": "A second file is hidden",
        "late pdf.pdf": "A second file is hidden",
        "photo.heic": "HEIC",
        "drawing.svg": "SVG",
        "page.txt": "HTML",
        "program.txt": "program",
        "old.doc": "old Office file",
        "western.csv": "UTF-8",
        "wide.csv": "UTF-8",
        "photo.png": "JPEG picture. Give its name the ending .jpg",
        "letter.xlsx": "Word document. Give its name the ending .docx",
    }

    said = {name: refusal(store, HOSTILE[name], name) for name in reasons}

    assert {name: text for name, text in said.items() if reasons[name] not in text} == {}


def test_one_byte_over_the_limit_is_refused_with_both_sizes(store: Store) -> None:
    content = b"a" * 2_000_000

    said = refusal(store, content + b"a", "note.txt", 2_000_000)

    assert said.startswith("The file has 3 MB; the most is 2 MB.")
    assert received(store, content, "note.txt", 2_000_000).size == 2_000_000


@pytest.mark.parametrize(("size", "shown"), [(1, "1 kB"), (25_000_000, "25 MB"), (25_000_001, "26 MB")])
def test_a_size_is_rounded_up(size: int, shown: str) -> None:
    assert words(size_shown(size), NullTranslations(), "en") == shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C:\\photos\\well.jpg", "well.jpg"),
        ("../../etc/well.jpg", "well.jpg"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\r\nb\0.pdf", "ab.pdf"),
        ("...", "file"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("ملف.pdf", "ملف.pdf"),
        ("x" * 500 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_a_name_loses_its_folders_and_its_tricks(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


def test_a_name_that_only_looks_right_from_right_to_left_is_refused(store: Store) -> None:
    said = refusal(store, corpus.pdf(), "invoice\u202efdp.exe")

    assert "Give its name the ending .pdf" in said


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(
    name=st.sampled_from(sorted(SOUND)),
    places=st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.integers(0, 40),
)
@settings(max_examples=300, deadline=None)
def test_a_file_damaged_anywhere_is_taken_or_refused_and_never_a_fault(
    tmp_path_factory: pytest.TempPathFactory, name: str, places: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(SOUND[name])
    for place, value in places:
        content[place % len(content)] = value
    store = Store(tmp_path_factory.getbasetemp() / "damaged")

    with suppress(Invalid):
        file = received(store, bytes(content[: len(content) - cut]), name)

        assert store.has(file.sha256)


MEASURE = """
import json, re, sys, time
from pathlib import Path
from app.documents.receive import receive
from app.documents.store import Store
from app.kernel.errors import Invalid

folder, store = Path(sys.argv[1]), Store(Path(sys.argv[2]))
# The kernel's own high-water mark: getrusage's would begin at that of the process that started this one.
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before, seconds = peak(), {}
for path in sorted(folder.iterdir()):
    started = time.process_time()
    try:
        with path.open("rb") as source:
            receive(source, path.name, store, 20_971_520)
    except Invalid:
        seconds[path.name] = time.process_time() - started
print(json.dumps({"grown": (peak() - before) / 1024, "seconds": seconds}))
"""


def test_G55_hostile_files_are_refused_within_a_second_and_in_bounded_memory(tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name, content in HOSTILE.items():
        (folder / name).write_bytes(content)

    done = subprocess.run(
        [sys.executable, "-c", MEASURE, folder, tmp_path / "store"], capture_output=True, check=True
    )

    measured: dict[str, Any] = json.loads(done.stdout)
    assert set(measured["seconds"]) == set(HOSTILE)
    assert {name: taken for name, taken in measured["seconds"].items() if taken > SECONDS} == {}
    assert measured["grown"] < MEGABYTES
