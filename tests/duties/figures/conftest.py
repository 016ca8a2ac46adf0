"""The office's world, and asking pages as one of its people."""

from tests.duties.board.conftest import ask, shown, world

__all__ = ["ask", "shown", "world"]
