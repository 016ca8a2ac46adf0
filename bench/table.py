"""Figures as a table on the terminal and as plain values."""

import dataclasses
from collections.abc import Sequence

from bench.figures import Figure


def show(figures: Sequence[Figure]) -> None:
    """Print all figures, one a line, the missed targets marked."""
    heads = ("work", "time", "floor", "ratio", "target", "p95", "limit", "")
    rows = [heads, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for row in rows:
        head, *rest = (cell.ljust(wide) if not column else cell.rjust(wide)
                       for column, (cell, wide) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
        print("  ".join([head, *rest]).rstrip())
    for figure in figures:
        if figure.floor_is or figure.note:
            print(
                f"{figure.name}: {'; '.join(filter(None, (figure.floor_is and f'floor = {figure.floor_is}', figure.note)))}"
            )


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        _milliseconds(figure.seconds),
        _milliseconds(figure.floor),
        f"{figure.ratio:.2f} ×" if figure.ratio is not None else "",
        f"≤ {figure.target:g} ×" if figure.target is not None else "",
        _milliseconds(figure.p95),
        f"< {figure.limit * 1000:g} ms" if figure.limit is not None else "",
        "ok" if figure.within else "MISSED",
    )


def _milliseconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:,.1f} ms"


def plain(figure: Figure) -> dict[str, object]:
    """A figure as values for JSON."""
    return dataclasses.asdict(figure) | {"ratio": figure.ratio, "within": figure.within}
