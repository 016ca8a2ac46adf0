"""The manual as it is written: order, links, pictures, and no word or page that is not there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from portal.help.panels import all_panels
from portal.manual.book import CONTENTS, Book, Chapter, book, chapter_url, folder
from portal.manual.text import PRESS, inlines, picture_of, target_of
from tests.browser.manual_pictures import NAMES
from tests.portal.manual.page_words import even, page_words

MOST_BYTES = 3_000_000
"""Of all pictures together, since they lie in the repository."""
LONGEST_SENTENCE = 90
"""Characters up to a stop: longer ones are not read."""
PATH = re.compile(r"/[a-z0-9/.-]*")


@pytest.fixture(scope="module")
def manual() -> Book:
    return book()


def every_text(manual: Book) -> dict[str, str]:
    """The files by name."""
    return {f"{chapter.slug}.md": chapter.source for chapter in manual.chapters} | {
        CONTENTS: (folder() / CONTENTS).read_text(encoding="utf-8")
    }


def pictures_of(chapter: Chapter) -> list[str]:
    return [picture_of(image) for image in inlines(chapter.tokens, "image")]


def test_the_contents_name_every_file_once(manual: Book) -> None:
    files = sorted(file.stem for file in folder().glob("*.md") if file.name != CONTENTS)
    assert sorted(chapter.slug for chapter in manual.chapters) == files


def test_every_chapter_has_one_title_that_the_contents_give(manual: Book) -> None:
    listed = re.findall(r"\[(.+)]\((.+)\.md\)", (folder() / CONTENTS).read_text(encoding="utf-8"))
    assert [(chapter.title, chapter.slug) for chapter in manual.chapters] == listed
    for chapter in manual.chapters:
        assert [heading.level for heading in chapter.headings].count(1) == 1


def test_no_heading_stands_twice_in_a_chapter(manual: Book) -> None:
    for chapter in manual.chapters:
        anchors = [heading.anchor for heading in chapter.headings]
        assert len(anchors) == len(set(anchors)), chapter.slug


def test_links_lead_to_chapters_and_headings_that_are_there(manual: Book) -> None:
    for chapter in manual.chapters:
        for link in inlines(chapter.tokens, "link_open"):
            slug, anchor = target_of(link)
            there = manual.chapter(slug or chapter.slug)
            assert there is not None, (chapter.slug, slug)
            assert not anchor or anchor in {heading.anchor for heading in there.headings}


def test_pictures_are_there_used_and_made_by_the_script(manual: Book) -> None:
    used = {name for chapter in manual.chapters for name in pictures_of(chapter)}
    there = {file.name for file in (folder() / "pictures").iterdir()}
    assert used == there
    assert {Path(name).stem for name in there} == NAMES


def test_pictures_are_small() -> None:
    assert sum(file.stat().st_size for file in (folder() / "pictures").iterdir()) < MOST_BYTES


def test_words_in_brackets_stand_on_pages(manual: Book) -> None:
    wrong = [
        f"{name}: 【{word}】"
        for name, text in every_text(manual).items()
        for word in PRESS.findall(text)
        if even(word) not in page_words()
    ]
    assert wrong == []


def test_a_word_that_no_page_has_would_be_found() -> None:
    assert even("没有这样的按钮") not in page_words()
    assert even("第二份密码") not in page_words()


def test_paths_are_addresses_of_the_portal(manual: Book) -> None:
    for chapter in manual.chapters:
        for code in inlines(chapter.tokens, "code_inline"):
            if PATH.fullmatch(code.content):
                try:
                    resolve(code.content)
                except Resolver404:
                    pytest.fail(f"{chapter.slug}: {code.content}")


def test_sentences_are_short(manual: Book) -> None:
    long = [
        f"{chapter.slug}: {sentence}"
        for chapter in manual.chapters
        for line in chapter.source.splitlines()
        if not line.startswith(("|", "!"))
        for sentence in re.split(r"[。；：？！]", line)
        if len(sentence) > LONGEST_SENTENCE
    ]
    assert long == []


def test_panels_of_help_lead_to_chapters(manual: Book) -> None:
    missing = {panel.chapter for panel in all_panels().values() if not manual.has(panel.chapter)}
    assert missing == set()


def test_searching_finds_headings_first(manual: Book) -> None:
    found = manual.find("退回")
    assert found[0].chapter.slug == "confirm"
    assert "退回" in found[0].heading.text
    assert manual.find("没有这样的词") == []
    assert manual.find("") == []


def test_an_address_of_a_heading_that_is_not_there_is_refused() -> None:
    assert chapter_url("start", "退出").startswith("/manual/start/#")
    with pytest.raises(ValueError, match="no start"):
        chapter_url("start", "没有这一节")


def test_the_manual_lies_where_the_image_takes_it() -> None:
    ignored = (Path(settings.BASE_DIR) / ".dockerignore").read_text(encoding="utf-8").split()
    assert "docs" not in ignored
