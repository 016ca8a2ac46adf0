"""The body of a paper as text and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.paper import Block, Heading, Paragraph, Table
from portal.documents.plain_text import to_blocks, to_text

WORDS = st.text("甲乙丙丁,;a1", min_size=1, max_size=8)
BLOCKS = st.one_of(
    st.builds(Paragraph, WORDS),
    st.builds(lambda text: Heading(1, f"一、{text}"), WORDS),
    st.builds(lambda text: Heading(2, f"(二){text}"), WORDS),
    st.integers(1, 3).flatmap(
        lambda width: st.builds(
            Table,
            st.tuples(*[WORDS] * width),
            st.lists(st.tuples(*[WORDS] * width), min_size=1, max_size=3).map(tuple),
            caption=st.just("表一"),
        )
    ),
)


@given(st.lists(BLOCKS, max_size=6))
def test_what_is_written_is_read_back(blocks: list[Block]) -> None:
    assert list(to_blocks(to_text(blocks))) == blocks


def test_a_whole_sentence_that_begins_with_a_number_is_no_heading() -> None:
    assert to_blocks("一、加强领导。各级要重视。") == (Paragraph("一、加强领导。各级要重视。"),)


def test_blank_lines_and_spaces_around_do_not_matter() -> None:
    assert to_blocks("\n  甲 \n\n乙\n") == (Paragraph("甲"), Paragraph("乙"))


def test_numbered_demands_stay_paragraphs() -> None:
    assert to_blocks("1.整改。") == (Paragraph("1.整改。"),)


@pytest.mark.parametrize(
    ("text", "said"), [("| 甲 | 乙 |\n| 丙 |", "格数"), ("| 甲 |", "至少"), ("【表】甲", "至少")]
)
def test_rows_that_do_not_fit_are_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        to_blocks(text)
