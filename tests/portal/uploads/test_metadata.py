"""A picture keeps its time, its pixels and the way up; nothing in it says any more where it was taken."""

import datetime as dt
import io

import pytest
from PIL import Image, ImageChops

from portal.clock import SHANGHAI
from portal.uploads import RefusedError
from portal.uploads.images import FORMATS
from portal.uploads.metadata import moment_of, without_traces
from tests.portal.uploads.samples import GPS_MARKS, image, photograph

TYPES = dict(FORMATS.values())
TAKEN = dt.datetime(2026, 3, 1, 9, 30, 15, tzinfo=SHANGHAI)
GPS, DETAILS = 0x8825, 0x8769


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("form", TYPES)
def test_the_place_goes_and_the_time_stays(form: str) -> None:
    content = photograph(form)
    assert opened(content).getexif().get_ifd(GPS)
    cleaned = without_traces(content, TYPES[form])
    assert cleaned.taken_at == TAKEN
    assert [mark for mark in GPS_MARKS if mark in cleaned.content] == []
    exif = opened(cleaned.content).getexif()
    assert exif.get_ifd(GPS) == {}
    assert exif.get_ifd(DETAILS) == {0x9003: "2026:03:01 09:30:15", 0x9011: "+08:00"}


@pytest.mark.parametrize("form", TYPES)
def test_the_marks_are_there_before(form: str) -> None:
    assert [mark for mark in GPS_MARKS if mark in photograph(form)] != []


@pytest.mark.parametrize("form", TYPES)
def test_pixels_and_the_way_up_stay(form: str) -> None:
    content = photograph(form)
    before, after = opened(content), opened(without_traces(content, TYPES[form]).content)
    assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
    assert after.getexif()[0x0112] == 6


@pytest.mark.parametrize("form", TYPES)
def test_a_second_cleaning_changes_nothing(form: str) -> None:
    once = without_traces(photograph(form), TYPES[form]).content
    assert without_traces(once, TYPES[form]).content == once


@pytest.mark.parametrize("form", TYPES)
def test_a_picture_that_says_nothing_stays_valid(form: str) -> None:
    cleaned = without_traces(image(form), TYPES[form])
    assert cleaned.taken_at is None
    opened(cleaned.content).load()


def test_what_hangs_on_behind_a_picture_goes() -> None:
    content = photograph()
    for form in TYPES:
        tail = without_traces(photograph(form) + content, TYPES[form]).content
        assert tail == without_traces(photograph(form), TYPES[form]).content


def test_a_progressive_picture_with_a_colour_profile_keeps_both() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(stream, "JPEG", progressive=True, icc_profile=b"profile" * 20_000)
    cleaned = opened(without_traces(stream.getvalue(), "image/jpeg").content)
    cleaned.load()
    assert cleaned.info["icc_profile"] == b"profile" * 20_000
    assert cleaned.info["progressive"]


def test_broken_exif_costs_the_time_and_not_the_picture() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40)
    cleaned = without_traces(stream.getvalue(), "image/jpeg")
    assert cleaned.taken_at is None
    opened(cleaned.content).load()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"\xff\xd8\xff\xe1\xff\xffshort", "image/jpeg"),
        (b"\xff\xd8plain", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0\xff\xffIHDR", "image/png"),
        (b"RIFF\xff\xff\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\0\0\0WEBPVP8 \xff\xff\0\0abcd", "image/webp"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused(content: bytes, content_type: str) -> None:
    with pytest.raises(RefusedError, match="结构"):
        without_traces(content, content_type)


@pytest.mark.parametrize(
    ("text", "offset", "moment"),
    [
        ("2026:03:01 09:30:15", "", TAKEN),
        ("2026:03:01 09:30:15\0", "+08:00", TAKEN),
        ("2026:03:01 01:30:15", "+00:00", TAKEN),
        ("2026:03:01 09:30:15", "east", TAKEN),
        ("0000:00:00 00:00:00", "", None),
        ("", "", None),
    ],
)
def test_a_camera_s_time(text: str, offset: str, moment: dt.datetime | None) -> None:
    assert moment_of(text, offset) == moment
