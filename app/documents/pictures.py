"""Pictures: what a photograph tells is read into fields, then it is drawn anew, upright and without metadata."""

from datetime import datetime
from fractions import Fraction
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageOps

from app.documents.kinds import unfit
from app.documents.schemas import Taken
from app.kernel.words import _

MOST_PIXELS = 25_000_000
MICRO = 1_000_000
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88},
    "PNG": {"compress_level": 3},
    "WEBP": {"quality": 88, "method": 2},
}

# Our own limit is asked before any pixel is decoded; Pillow's would only warn up to twice its number.
Image.MAX_IMAGE_PIXELS = None


def redraw(source: BinaryIO, pillow: str, target: BinaryIO) -> Taken:
    """Draw the picture in `source` anew into `target`, in the same format; give what it said of itself.

    Raises Invalid for one that is too large in pixels or does not read as what it begins as.
    """
    image = _opened(source, pillow)
    if image.width * image.height > MOST_PIXELS:
        raise unfit(
            _("The picture has {pixels} million pixels; the most is {most}. Take it in a smaller size."),
            pixels=-(-image.width * image.height // MICRO),
            most=MOST_PIXELS // MICRO,
        )
    taken = taken_of(image)
    try:
        ImageOps.exif_transpose(image, in_place=True)
        _bare(image, pillow).save(target, pillow, **OPTIONS[pillow])
    except Exception:  # noqa: BLE001 - Pillow's decoders raise whatever the bytes provoke
        raise _broken() from None
    return taken


def _opened(source: BinaryIO, pillow: str) -> Image.Image:
    source.seek(0)
    try:
        return Image.open(source, formats=(pillow,))
    except Exception:  # noqa: BLE001 - Pillow's decoders raise whatever the bytes provoke
        raise _broken() from None


def _broken() -> Exception:
    return unfit(_("The picture is damaged. Take it again, or save it again as JPEG, and send that."))


def _bare(image: Image.Image, pillow: str) -> Image.Image:
    """The pixels alone, in a mode that the format and every browser know."""
    if image.mode.startswith("I"):
        bare = image.point(lambda value: value / 256).convert("L")
    elif pillow != "JPEG" and image.has_transparency_data:
        bare = image.convert("RGBA")
    else:
        bare = image.convert("L" if image.mode in {"1", "L"} else "RGB")
    bare.info.clear()
    return bare


def taken_of(image: Image.Image) -> Taken:
    """When and where it was taken, as its EXIF says; what does not read is left out, never a reason to refuse."""
    try:
        exif = image.getexif()
        times = exif.get_ifd(ExifTags.IFD.Exif)
        places = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # noqa: BLE001 - Pillow's parser raises whatever the bytes provoke
        return Taken()
    at, zoned = _moment(times)
    latitude, longitude = _position(places)
    return Taken(at, zoned, latitude, longitude)


def _moment(times: dict[int, Any]) -> tuple[datetime | None, bool]:
    """The camera's moment, and whether it named its zone; without one its clock is read as UTC."""
    clock = str(times.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    zone = str(times.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    for offset in (zone, "+00:00"):
        try:
            return datetime.strptime(f"{clock}{offset}", "%Y:%m:%d %H:%M:%S%z"), offset is zone
        except ValueError:
            continue
    return None, False


def _position(places: dict[int, Any]) -> tuple[int | None, int | None]:
    """Latitude and longitude in micro-degrees, both or neither; the 0, 0 of a lost receiver is no position."""
    latitude = _angle(places.get(ExifTags.GPS.GPSLatitude), places.get(ExifTags.GPS.GPSLatitudeRef), 90)
    longitude = _angle(places.get(ExifTags.GPS.GPSLongitude), places.get(ExifTags.GPS.GPSLongitudeRef), 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _angle(parts: Any, side: Any, most: int) -> int | None:
    try:
        degrees, minutes, seconds = (Fraction(part.numerator, part.denominator) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError, AttributeError):
        return None
    micro = round((degrees + minutes / 60 + seconds / 3600) * MICRO)
    if not 0 <= micro <= most * MICRO:
        return None
    return -micro if side in {"S", "W"} else micro
