"""Whether two pictures are one photograph: recompressed, brightened or cut out of the other.

A print holds a 64 bit hash (signs of the low frequencies) of each of 256 windows of the picture. The whole of a cut
is near one of the windows of the picture that it was cut from; the window then says where to lay the one over the
other, and they are compared block by block. Other photographs of the same room agree in most blocks and differ where
people sit.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 120
"""Pictures are reckoned with at this many points a side, whatever their shape."""
SAMPLES, FREQUENCIES = 32, 8
SHARES = (1.0, 0.9, 0.8, 0.7)
STEP = 0.05
GRID, BLOCK = 12, 8
FINER = (0.02, 0.008, 0.004)

Span = tuple[float, float]
Gray = NDArray[np.floating[Any]]
Hashes = NDArray[np.uint64]


def _spans() -> list[Span]:
    """Parts of one side: the whole first, then every stretch of 90, 80 and 70 % in steps of 5 %."""
    return [
        (start * STEP, start * STEP + share)
        for share in SHARES
        for start in range(round((1 - share) / STEP) + 1)
    ]


SPANS = _spans()


@dataclass(frozen=True)
class Likeness:
    """How far two pictures are one: bits that differ in the nearest windows, and the share of blocks that agree."""

    bits: int
    agreement: float


def gray(picture: Image.Image) -> Gray:
    """The picture in shades of gray, SIDE by SIDE."""
    small = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)


def _averages(span: Span, points: int) -> Gray:
    """A matrix that takes the mean of each of `points` equal parts of the span."""
    edges = np.linspace(span[0], span[1], points + 1) * SIDE
    cells = np.arange(SIDE)
    covered = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    covered = np.clip(covered, 0, None)
    parts: Gray = covered / covered.sum(axis=1, keepdims=True)
    return parts


def _waves() -> Gray:
    """The lowest frequencies of the discrete cosine transform, the constant left out."""
    rank, place = np.arange(FREQUENCIES)[:, None], np.arange(SAMPLES)[None, :]
    return np.cos(np.pi * rank * (place + 0.5) / SAMPLES).astype(np.float32)


_STACK = np.concatenate([_waves() @ _averages(span, SAMPLES) for span in SPANS])
_POWERS = np.uint64(1) << np.arange(64, dtype=np.uint64)


def print_of(shades: Gray) -> Hashes:
    """The hashes of all windows: the whole first, then rows of SPANS by columns of SPANS."""
    table = (_STACK @ shades @ _STACK.T).reshape(len(SPANS), FREQUENCIES, len(SPANS), FREQUENCIES)
    waves = table.transpose(0, 2, 1, 3).reshape(len(SPANS) ** 2, FREQUENCIES * FREQUENCIES)
    bits = waves > np.median(waves[:, 1:], axis=1, keepdims=True)
    bits[:, 0] = False
    hashes: Hashes = (bits * _POWERS).sum(axis=1, dtype=np.uint64)
    return hashes


def bits_apart(whole: np.uint64, hashes: Hashes) -> NDArray[np.uint8]:
    """In how many bits each hash differs from the one."""
    apart: NDArray[np.uint8] = np.bitwise_count(hashes ^ whole)
    return apart


def nearest(left: Hashes, right: Hashes) -> int:
    """The fewest bits in which the whole of either picture differs from a window of the other."""
    return int(min(bits_apart(left[0], right).min(), bits_apart(right[0], left).min()))


def likeness(left: Gray, right: Gray, left_print: Hashes, right_print: Hashes) -> Likeness:
    """Lay the smaller cut over the other where their windows are nearest and compare them block by block."""
    to_right, to_left = bits_apart(left_print[0], right_print), bits_apart(right_print[0], left_print)
    bits = int(min(to_right.min(), to_left.min()))
    whole, wider, apart = (
        (left, right, to_right) if to_right.min() <= to_left.min() else (right, left, to_left)
    )
    best = 0.0
    for window in np.argsort(apart, kind="stable")[:2]:
        row, column = divmod(int(window), len(SPANS))
        best = max(best, _agreement(whole, wider, SPANS[row], SPANS[column]))
    return Likeness(bits, best)


def is_same(found: Likeness, *, bits: int, agreement: float) -> bool:
    """Whether the office should ask."""
    return found.bits <= bits and found.agreement >= agreement


def _agreement(whole: Gray, wider: Gray, rows: Span, columns: Span) -> float:
    """The share of blocks that agree once the window is fitted finely."""
    points = GRID * BLOCK
    mean = _averages((0.0, 1.0), points)
    target = mean @ whole @ mean.T
    box = [*rows, *columns]
    score, found = _fit(target, wider, box)
    for step in FINER:
        better = True
        while better:
            better = False
            for edge, sign in product(range(4), (-1, 1)):
                trial = list(box)
                trial[edge] = min(1.0, max(0.0, trial[edge] + sign * step))
                value, shown = _fit(target, wider, trial)
                if value > score + 1e-5:
                    score, box, found, better = value, trial, shown, True
    return _blocks_alike(target, found)


def _fit(target: Gray, wider: Gray, box: list[float]) -> tuple[float, Gray]:
    points = GRID * BLOCK
    shown = _averages((box[0], box[1]), points) @ wider @ _averages((box[2], box[3]), points).T
    return _correlation(target, shown), shown


def _correlation(left: Gray, right: Gray) -> float:
    a, b = left - left.mean(), right - right.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / size if size else 0.0


def _blocks_alike(left: Gray, right: Gray) -> float:
    """The share of blocks that agree, among those in which there is anything to see."""
    cut = (GRID, BLOCK, GRID, BLOCK)
    a = left.reshape(cut).transpose(0, 2, 1, 3).reshape(GRID * GRID, -1)
    b = right.reshape(cut).transpose(0, 2, 1, 3).reshape(GRID * GRID, -1)
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    spread = np.maximum(a.std(axis=1), b.std(axis=1))
    seen = spread > max(4.0, 0.1 * float(left.std()))
    if seen.sum() < GRID:
        return 0.0
    size = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    alike = (a * b).sum(axis=1) > 0.7 * np.maximum(size, 1e-6)
    return float(alike[seen].mean())
