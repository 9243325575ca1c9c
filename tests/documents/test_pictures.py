"""Photographs: what they tell becomes fields (R108), what people get tells nothing, the original stays."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.documents.receive import receive
from app.documents.schemas import ReceivedFile, Taken
from app.documents.store import Store
from tests.documents import corpus


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "documents")


def received(store: Store, content: bytes, name: str = "photo.jpg") -> ReceivedFile:
    return receive(BytesIO(content), name, store, 20_971_520)


def bytes_of(store: Store, sha256: str | None) -> bytes:
    assert sha256 is not None
    with store.open(sha256) as file:
        return file.read()


def test_R108_time_and_position_become_fields(store: Store) -> None:
    file = received(store, corpus.photograph())

    assert file.taken == Taken(datetime(2026, 5, 1, 7, 12, 13, tzinfo=UTC), True, -1_292_000, 36_822_000)


def test_R108_a_clock_without_a_zone_is_kept_as_such(store: Store) -> None:
    file = received(store, corpus.photograph(zone=None))

    assert file.taken.at == datetime(2026, 5, 1, 10, 12, 13, tzinfo=UTC)
    assert not file.taken.zoned


def test_R108_what_people_get_tells_nothing(store: Store) -> None:
    file = received(store, corpus.photograph())

    served = bytes_of(store, file.sha256)
    assert b"Telltale" not in served
    assert b"Exif" not in served
    assert not dict(Image.open(BytesIO(served)).getexif())


def test_R108_the_original_is_kept_as_it_was(store: Store) -> None:
    content = corpus.photograph()

    file = received(store, content)

    assert bytes_of(store, file.original_sha256) == content
    assert file.original_sha256 != file.sha256


def test_a_picture_taken_on_its_side_is_set_upright(store: Store) -> None:
    file = received(store, corpus.photograph(orientation=6))

    assert Image.open(BytesIO(bytes_of(store, file.sha256))).size == (30, 40)


def test_a_sixteen_bit_scan_keeps_its_greys(store: Store) -> None:
    scan = BytesIO()
    Image.new("I;16", (4, 4), 128 * 256).save(scan, "PNG")

    file = received(store, scan.getvalue(), "scan.png")

    assert Image.open(BytesIO(bytes_of(store, file.sha256))).getpixel((0, 0)) == 128


def test_transparency_stays(store: Store) -> None:
    file = received(store, corpus.picture("PNG", mode="RGBA"), "clear.png")

    assert Image.open(BytesIO(bytes_of(store, file.sha256))).getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("places", "times"),
    [
        ({2: (1.0, 2.0), 4: (1.0, 2.0, 3.0)}, {0x9003: "yesterday"}),
        ({1: "N", 2: (100.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)}, {0x9003: "0000:00:00 00:00:00"}),
        ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, {}),
        ({1: "N", 2: (1.0, 2.0, 3.0)}, {0x9003: "2026:13:45 99:00:00"}),
    ],
)
def test_what_does_not_read_is_left_out_and_refuses_nothing(
    store: Store, places: dict[int, object], times: dict[int, object]
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(places)
    exif.get_ifd(0x8769).update(times)

    file = received(store, corpus.picture(exif=exif))

    assert file.taken == Taken()


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_an_exif_block_of_nonsense_refuses_nothing(store: Store) -> None:
    file = received(store, corpus.picture(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff nonsense"))

    assert file.taken == Taken()


def test_R108_the_same_photograph_twice_is_one_file(store: Store) -> None:
    first, second = received(store, corpus.photograph()), received(store, corpus.photograph())

    assert first == second
    assert len(list(store.folder.glob("??/??/*"))) == 2
