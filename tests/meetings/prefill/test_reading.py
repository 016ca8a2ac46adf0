"""Each trap by itself, and what holds for any text whatever."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from meetings.prefill import read
from meetings.prefill.lexicon import form_patterns
from meetings.prefill.source import MOST_CHARACTERS, Source
from tests.meetings.prefill.test_texts import plain

CASES = YAML(typ="safe", pure=True).load((Path(__file__).with_name("cases.yaml")).read_text(encoding="utf-8"))
PIECES = (
    "演示团", "党委常委会会议", "纪要", "通知", "关于召开", "2026年3月12日", "6月18日", "下午3时半", "10:30", "主持", "主持人:", "由",
    "受", "委托", "演示-甲一", "李建国", "张 三", "团长", "团党委书记", "出席:", "请假:", "列席:", "、", ",", "。", "\n", ";", ":", "(", ")",
    "召开", "到", "调研", "联系点", "演示五团", "发现三个问题:", "一是", "二是", "三是", "议定", "4月30日前", "牵头", "农业农村局",
    "乡村振兴", "专题研究", "在", "三楼会议室", "时间:", "地点:", "定于", "推迟至", "取消", "至", "8日", "二〇二六年", "农历", "\t", "　", "〔2026〕7号",
    "发布时间:", "昨日", "《", "》", "“", "”", "①", "暨", "会议", "𠀀", "é", "\u200b", "\r\n", "99月99日", "2月30日",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_one_trap(case):
    found = read(case["text"], published=case.get("published"))
    assert plain({name: each.value for name, each in found.items()}) == plain(case["found"])


def holds_for(text: str, published: dt.date | None = None) -> None:
    for name, each in read(text, published=published).items():
        assert each.words.strip(), name
        assert each.words in text, name
        assert all(item.words in text for item in each.items), name


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_error_and_without_words_of_its_own(text):
    holds_for(text)


@given(
    st.lists(st.sampled_from(PIECES), max_size=80),
    st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
)
@settings(max_examples=400, deadline=None)
def test_likely_words_in_any_order_give_no_field_without_words(pieces, published):
    holds_for("".join(pieces), published)


@given(st.sampled_from(CASES), st.data())
@settings(max_examples=150, deadline=None)
def test_a_text_that_is_cut_or_torn_gives_no_field_without_words(case, data):
    lines = case["text"].splitlines()
    torn = data.draw(st.permutations(lines))
    text = "\n".join(torn)
    holds_for(text[: data.draw(st.integers(0, len(text)))])


def test_a_huge_text_is_read_in_part_and_soon():
    text = "2026年3月12日,演示-甲一主持召开党委常委会会议,由农业农村局牵头,4月30日前完成。\n" * 20_000
    assert len(text) > MOST_CHARACTERS
    holds_for(text)


def test_a_line_without_any_end_is_read_soon():
    holds_for("到、在,由" * 20_000)


def test_wrapped_lines_are_read_as_one_paragraph():
    wrapped = (
        "    2026年3月12日下午,师市党委书记演示-甲一在师市机关三楼会议\n"
        "室主持召开师市党委常委会会议,专题研究乡村振兴有关工作,听取师\n"
        "市党委农办关于整改情况的汇报,并就下一步工作作出安排,现将会议\n"
        "纪要如下。\n"
    )
    assert "会议室主持" in Source(wrapped).text
    assert read("师市党委常委会会议纪要\n\n" + wrapped)["place"].value == "师市机关三楼会议室"


def test_lines_of_a_list_are_not_joined():
    text = "出席:演示-甲一\n请假:演示-乙二\n列席:演示-丙三"
    assert Source(text).text == text


def test_words_stand_as_they_were_written():
    text = "演示团党委常委会会议纪要\n2026 年 3 月 12 日,团党委书记张 三主持召开党委常委会会议。"
    found = read(text)
    assert found["date"].words == "2026 年 3 月 12 日"
    assert (found["leader"].value, found["leader"].words) == ("张三", "张 三主持召开")


def test_only_the_forms_of_the_loaded_vocabulary_are_given():
    text = "演示团党委常委会会议纪要\n2026年3月12日,演示-甲一主持召开党委常委会会议。"
    assert "forms" not in read(
        text, forms=form_patterns([("study_session", "meeting", "理论学习中心组专题学习")])
    )


def test_a_form_of_another_vocabulary_is_found_by_its_own_name():
    text = "演示乡民情恳谈会会议纪要\n2026年3月12日,演示-甲一主持召开民情恳谈会。"
    assert read(text, forms=form_patterns([("hearing", "meeting", "民情恳谈会")]))["forms"].value == [
        "hearing"
    ]


def test_another_leading_group_is_not_the_one_on_rural_work():
    text = "演示团召开安全生产领导小组会议\n2026年3月12日,演示-甲一主持召开安全生产领导小组会议。"
    words = [("leading_group", "meeting", "领导小组会议")]
    assert "forms" not in read(text, forms=form_patterns(words))
