"""Style rules that are computed for one paper: a class for each set of lengths."""


class Sheet:
    """The style rules that a paper needs beside the template's own, one class for each set of declarations."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, **lengths: float) -> str:
        """The class that gives an element these CSS lengths in points (margin_left=12.5 and the like)."""
        declarations = ";".join(f"{name.replace('_', '-')}:{value:.3f}pt" for name, value in lengths.items())
        return self._names.setdefault(declarations, f"s{len(self._names)}")

    def rules(self) -> str:
        """All rules as a style sheet."""
        return "\n".join(f".{name}{{{declarations}}}" for declarations, name in self._names.items())
