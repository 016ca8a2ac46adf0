"""The text of a file: Word, PDF with text, web page or plain text; whatever else is refused with a reason."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.etree import ElementTree

import pypdfium2

from meetings.prefill.legacy_word import text_of_doc
from meetings.prefill.pages import text_of_page
from meetings.prefill.source import MOST_CHARACTERS
from portal.uploads import MismatchError, RefusedError
from portal.uploads.office import check_compound, check_open_xml
from portal.uploads.pdf import check_pdf

MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 40
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BROKEN = "文件已损坏,无法读出文字;请用办公软件另存后再试,或直接粘贴文字"
NOTHING = "文件里没有可读的文字(可能是扫描件或图片);请直接粘贴文字"
UNKNOWN = "只能从 DOCX、DOC、WPS、带文字的 PDF、TXT 和网页读取文字;其他文件请直接粘贴文字"
_pdfium = threading.Lock()
"""PDFium is not made for several threads at once."""


def text_of(name: str, content: bytes) -> str:
    """The text of an uploaded file; raises RefusedError, in a sentence, where there is none or it is not safe."""
    if len(content) > MOST_BYTES:
        raise RefusedError(f"文件超过 {MOST_BYTES // 1024 // 1024} MB;请直接粘贴文字")
    reader = READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise RefusedError(UNKNOWN)
    text = reader(content)[:MOST_CHARACTERS]
    if not text.strip():
        raise RefusedError(NOTHING)
    return text


def _docx(content: bytes) -> str:
    """Paragraphs and tables in their order; the cells of a row are divided by tabs."""
    check_open_xml(content, "docx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # The upload check has refused declared entities, and sizes beyond measure.
            body = ElementTree.fromstring(archive.read("word/document.xml")).iterfind(f"{WORD}body/*")
            return "\n".join(_blocks(body))
    except (KeyError, ElementTree.ParseError) as error:
        raise MismatchError(BROKEN) from error


def _blocks(parent: Iterable[ElementTree.Element]) -> Iterator[str]:
    """One line a paragraph, one a row; text that was struck out as a change is left out."""
    for child in parent:
        if child.tag == f"{WORD}p":
            yield _words(child)
        elif child.tag == f"{WORD}tbl":
            for row in child.iter(f"{WORD}tr"):
                cells = (
                    " ".join(map(_words, cell.iter(f"{WORD}p"))).split() for cell in row.iter(f"{WORD}tc")
                )
                yield "\t".join(" ".join(cell) for cell in cells if cell)
        elif child.tag in (f"{WORD}sdt", f"{WORD}sdtContent", f"{WORD}ins"):
            yield from _blocks(child)


def _words(paragraph: ElementTree.Element) -> str:
    marks = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}
    return "".join(
        marks.get(part.tag) or (part.text or "" if part.tag == f"{WORD}t" else "")
        for part in paragraph.iter()
    ).strip()


def _doc(content: bytes) -> str:
    check_compound(content, "doc")
    return text_of_doc(content)


def _pdf(content: bytes) -> str:
    """The first pages, line by line."""
    check_pdf(content)
    try:
        with _pdfium, pypdfium2.PdfDocument(content) as document:
            pages = [_page(document, number) for number in range(min(len(document), MOST_PAGES))]
    except pypdfium2.PdfiumError as error:
        raise MismatchError(BROKEN) from error
    return "\n".join(pages)


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text: str = page.get_textpage().get_text_range()
    finally:
        page.close()
    # PDFium marks a hyphen at a line's end with U+FFFE.
    return text.replace("\ufffe", "")


def _plain(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB 18030; raises RefusedError for anything else."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise MismatchError("文件内容不是文字;请直接粘贴文字")


def _html(content: bytes) -> str:
    return text_of_page(_plain(content))


READERS: Mapping[str, Callable[[bytes], str]] = {
    "docx": _docx, "doc": _doc, "wps": _doc, "pdf": _pdf, "txt": _plain, "text": _plain, "md": _plain,
    "html": _html, "htm": _html,
}  # fmt: skip
