"""Full-width marks in Chinese sentences, half-width ones in numbers and codes."""

import pytest

from portal.documents.punctuation import full_width


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("党政主要负责人,每季度至少主持召开1次会议;", "党政主要负责人，每季度至少主持召开1次会议；"),
        ("第八条第二款(二)规定:", "第八条第二款（二）规定："),
        ("(一)全面落实.", "（一）全面落实。"),
        ("共1,234项,完成率89.1%", "共1,234项，完成率89.1%"),
        ("9:30召开", "9:30召开"),
        ("1.加强领导", "1.加强领导"),
        ("GB/T 9704-2012", "GB/T 9704-2012"),
        ("见https://portal.invalid/verify/,扫码核验", "见https://portal.invalid/verify/，扫码核验"),
        ('称"督办"或"催办"', "称“督办”或“催办”"),
        ("f(x) = 2", "f(x) = 2"),
        ("会议, 调研", "会议，调研"),
        ("", ""),
    ],
)
def test_marks(stored, printed):
    assert full_width(stored) == printed


@pytest.mark.parametrize("text", ["会议,调研:(二)。", "共1,234项;", '"甲"乙'])
def test_a_widened_text_is_not_changed_again(text):
    assert full_width(full_width(text)) == full_width(text)
