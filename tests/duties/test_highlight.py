from duties.highlight import Stretch, highlight


def test_a_quote_is_marked_and_numbered_where_it_ends() -> None:
    assert highlight("每年主持会议,部署任务。", {1: "主持会议"}) == [
        [Stretch("每年", False), Stretch("主持会议", True, (1,)), Stretch(",部署任务。", False)]
    ]


def test_two_rules_of_one_quote_share_its_mark() -> None:
    assert highlight("召开会议。", {2: "召开会议", 3: "召开会议"})[0][0] == Stretch("召开会议", True, (2, 3))


def test_a_quote_inside_another_ends_within_the_mark() -> None:
    assert highlight("甲乙丙", {1: "甲乙丙", 2: "甲乙"}) == [
        [Stretch("甲乙", True, (2,)), Stretch("丙", True, (1,))]
    ]


def test_overlapping_quotes_are_one_mark_with_two_ends() -> None:
    assert highlight("甲乙丙丁", {1: "甲乙丙", 2: "丙丁"}) == [
        [Stretch("甲乙丙", True, (1,)), Stretch("丁", True, (2,))]
    ]


def test_paragraphs_stay_apart() -> None:
    assert highlight("甲\n乙丙", {1: "丙"}) == [
        [Stretch("甲", False)],
        [Stretch("乙", False), Stretch("丙", True, (1,))],
    ]


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    assert highlight("甲乙\n丙丁", {1: "乙\n丙"}) == [
        [Stretch("甲", False), Stretch("乙", True)],
        [Stretch("丙", True, (1,)), Stretch("丁", False)],
    ]


def test_a_quote_that_is_not_there_marks_nothing() -> None:
    assert highlight("甲乙", {1: "丙"}) == [[Stretch("甲乙", False)]]
