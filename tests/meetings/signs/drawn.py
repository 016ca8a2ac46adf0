"""Photographs of meetings drawn by a seed: rooms, who sits in them, and what a forger does to a picture."""

import io
import random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

SIZE = (960, 720)


def _shade(chance: random.Random, low: int = 30, high: int = 230) -> tuple[int, int, int]:
    return chance.randint(low, high), chance.randint(low, high), chance.randint(low, high)


def _room(draw: ImageDraw.ImageDraw, seed: int) -> None:
    """Walls, windows, a banner, a screen and a table: the same for each photograph of the room."""
    chance = random.Random(f"room {seed}")
    width, height = SIZE
    floor = chance.randint(400, 520)
    draw.rectangle((0, 0, width, floor), fill=_shade(chance, 150, 240))
    draw.rectangle((0, floor, width, height), fill=_shade(chance, 60, 150))
    for at in range(chance.randint(1, 4)):
        left = 30 + at * 230 + chance.randint(0, 60)
        draw.rectangle((left, 120, left + 110, 300), fill=_shade(chance, 180, 255), outline="gray", width=6)
        draw.line((left + 55, 120, left + 55, 300), fill="gray", width=5)
    draw.rectangle((100, 25, width - 100, 85), fill=(chance.randint(150, 220), 30, 30))
    for at in range(chance.randint(8, 14)):
        left = 130 + at * 50
        draw.rectangle((left, 38, left + chance.randint(18, 36), 72), fill=(250, 230, 120))
    left = chance.randint(250, 550)
    draw.rectangle((left, 150, left + 200, 290), fill=_shade(chance), outline="black", width=5)
    draw.polygon(
        ((80, height), (300, floor + 30), (660, floor + 30), (880, height)), fill=_shade(chance, 90, 170)
    )


def _people(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    for _ in range(chance.randint(6, 14)):
        left, top, size = chance.randint(20, 860), chance.randint(250, 560), chance.randint(36, 64)
        coat = _shade(chance, 10, 130)
        draw.rounded_rectangle(
            (left - size // 2, top + size, left + size * 3 // 2, top + size * 3), 14, fill=coat
        )
        draw.ellipse((left, top, left + size, top + int(size * 1.2)), fill=_shade(chance, 140, 220))
        draw.chord((left, top, left + size, top + size), 180, 360, fill=_shade(chance, 0, 60))
        draw.rectangle((left, top + size * 2, left + size, top + size * 2 + 14), fill="white")


def photograph(room: int, moment: int) -> Image.Image:
    """The room at a moment; another moment has other people in it, and the camera has moved a little."""
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    _room(draw, room)
    chance = random.Random(f"people {room} {moment}")
    _people(draw, chance)
    grains = np.random.default_rng(room * 1000 + moment).normal(0, 3, (SIZE[1], SIZE[0], 1))
    grained = np.clip(np.asarray(picture, dtype=np.float32) + grains, 0, 255)
    picture = Image.fromarray(grained.astype(np.uint8))
    width, height = SIZE
    left, top = chance.randint(0, 60), chance.randint(0, 50)
    right, bottom = width - chance.randint(0, 60), height - chance.randint(0, 50)
    return picture.crop((left, top, right, bottom)).resize(SIZE, Image.Resampling.BICUBIC)


def doctored(picture: Image.Image, chance: random.Random) -> Image.Image:
    """The same photograph cut to 72 to 97 % of each side, brightened, blurred or shrunk, and compressed again."""
    width, height = picture.size
    wide, high = chance.uniform(0.72, 0.97), chance.uniform(0.72, 0.97)
    left, top = chance.uniform(0, 1 - wide) * width, chance.uniform(0, 1 - high) * height
    picture = picture.crop((int(left), int(top), int(left + wide * width), int(top + high * height)))
    picture = ImageEnhance.Brightness(picture).enhance(chance.uniform(0.75, 1.3))
    picture = ImageEnhance.Contrast(picture).enhance(chance.uniform(0.8, 1.25))
    if chance.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 1.5)))
    share = chance.uniform(0.4, 1.0)
    picture = picture.resize((int(picture.width * share), int(picture.height * share)))
    return compressed(picture, chance.randint(35, 85))


def compressed(picture: Image.Image, quality: int) -> Image.Image:
    """The picture after a passage through JPEG."""
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=quality)
    return Image.open(kept).convert("RGB")
