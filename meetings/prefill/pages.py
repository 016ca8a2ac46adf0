"""The text of a web page or of what was pasted from one."""

from html.parser import HTMLParser

BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "title", "table", "ul", "ol", "header", "footer", "blockquote"})  # fmt: skip
CELLS = frozenset({"td", "th"})
UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "head"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a line, or what is not shown."""
        if tag in UNSEEN:
            self.unseen += 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line, a cell, or what is not shown."""
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag in CELLS:
            self.parts.append("\t")

    def handle_data(self, data: str) -> None:
        """Keep what is shown; line ends of the source are blanks."""
        if not self.unseen:
            self.parts.append(" ".join(data.split("\n")))


def text_of_page(page: str) -> str:
    """What a reader of the page sees, one line a paragraph."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)
