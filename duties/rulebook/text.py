"""The regulation's text, divided into its articles."""

import dataclasses
import re

NUMERALS = "零一二三四五六七八九"
ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条\s*")
CHAPTER = re.compile(r"第([一二三四五六七八九十]+)章\s+(.+)")
COLOPHON = re.compile(r"\S*(?:办公厅|印发)$")


@dataclasses.dataclass(frozen=True)
class Article:
    """One article: its number, its chapter and its paragraphs; the first paragraph begins after 第…条."""

    number: int
    chapter: int
    chapter_title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole article, one paragraph a line."""
        return "\n".join(self.paragraphs)


@dataclasses.dataclass(frozen=True)
class RegulationText:
    """The articles of a regulation in order."""

    articles: tuple[Article, ...]

    def article(self, number: int) -> Article | None:
        """The article of that number, if there is one."""
        return next((article for article in self.articles if article.number == number), None)


def number_of(numeral: str) -> int:
    """The number that a Chinese numeral below 100 says: 十 is 10, 二十六 is 26."""
    tens, ten, units = numeral.rpartition("十")
    if not ten:
        return NUMERALS.index(units)
    return 10 * (NUMERALS.index(tens) if tens else 1) + (NUMERALS.index(units) if units else 0)


def read_text(text: str) -> RegulationText:
    """Divide the text by its lines 第…章 and 第…条; what stands before the first article and the colophon is left out."""
    articles: list[Article] = []
    chapter, chapter_title = 0, ""
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if heading := CHAPTER.fullmatch(line):
            chapter, chapter_title = number_of(heading[1]), re.sub(r"\s", "", heading[2])
        elif start := ARTICLE.match(line):
            articles.append(Article(number_of(start[1]), chapter, chapter_title, (line[start.end() :],)))
        elif articles and not COLOPHON.fullmatch(line):
            last = articles[-1]
            articles[-1] = dataclasses.replace(last, paragraphs=(*last.paragraphs, line))
    return RegulationText(tuple(articles))
