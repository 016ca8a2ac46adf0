"""The office's world, and asking pages as one of its people."""

from tests.duties.board.conftest import ask, made, shown, world

__all__ = ["ask", "made", "shown", "world"]
