"""Whatever is written into a paper, it stays inside the type area and page 1 shows body text."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.official import Paragraph
from tests.portal.documents.papers import notice, pages_of
from tests.portal.documents.reading import Row

CHARACTERS = "演示党委农村工作领导小组办公室督办通知关于的和与二〇27（）《》、，“”：喆堃玥ABC.-"
OFFICE = "演示二师党委农村工作领导小组办公室综合处"


def texts(characters: str, low: int, high: int) -> st.SearchStrategy[str]:
    """Texts of all lengths alike, long ones too."""
    sizes = st.integers(low, high)
    return sizes.flatmap(lambda size: st.text(st.sampled_from(characters), min_size=size, max_size=size))


def lists(element: st.SearchStrategy[Any], low: int, high: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """Lists of all lengths alike."""
    sizes = st.integers(low, high)
    return sizes.flatmap(lambda size: st.lists(element, min_size=size, max_size=size)).map(tuple)


NAMES = st.integers(2, len(OFFICE)).map(lambda size: OFFICE[-size:])
PAPERS = st.fixed_dictionaries(
    {
        "title": texts(CHARACTERS, 2, 200),
        "issuer_mark": texts("演示党委农村工作领导小组办公室文件", 2, 40),
        "addressee": lists(NAMES, 1, 80).map("、".join),
        "signatory": texts(OFFICE, 2, 30),
        "signer": lists(NAMES, 0, 4).map("、".join),
        "sealed": st.booleans(),
        "copies_to": lists(NAMES, 0, 40),
        "body": lists(texts(CHARACTERS, 1, 200).map(Paragraph), 1, 8),
        "printed_by": texts(OFFICE, 0, 60),
    }
)


def collides(first: Row, second: Row) -> bool:
    """Whether two lines lie on each other."""
    near = abs(first.y - second.y) < 3.5
    return near and first.left < second.right - 0.2 and second.left < first.right - 0.2


def holds(values: dict[str, Any]) -> None:
    """Everything printed lies in the type area without overlaps, and the first text of the body on page 1."""
    pages = pages_of(notice(demo=False, **values))
    for page in pages:
        inside = [row for row in page.rows if not row.text.startswith("— ")]
        assert all(row.left >= 27.6 and row.right <= 185 and 37 < row.y < 262 for row in inside), page.text
        assert not any(collides(*pair) for pair in pairwise(page.rows)), page.text
        for row in page.rows:
            assert all(one.x + one.width < two.x + 0.5 for one, two in pairwise(row.glyphs)), row.text
    assert any(row.fonts & {"Portal-Fang"} and row.size == 16.0 for row in pages[0].rows)


@settings(max_examples=6, deadline=None)
@given(PAPERS)
def test_a_paper_of_any_texts_stays_in_its_place(values):
    holds(values)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(PAPERS)
def test_many_papers_of_any_texts_stay_in_their_place(values):
    holds(values)
