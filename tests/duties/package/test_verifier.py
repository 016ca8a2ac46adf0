"""The verifier accepts a package and names each way of tampering with it, without Django, whoever made the hashes."""

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duties import verify
from portal.packages import MANIFEST, SIGNATURE
from tests.duties.package.conftest import Verify
from tests.duties.package.forger import (
    Files,
    edit,
    edit_json,
    edit_lines,
    edit_rows,
    pack,
    rehash,
    resign,
    unpack,
)

pytestmark = pytest.mark.django_db
LEDGER, RECORDS, HISTORY = "ledger/ledger.csv", "facts/records.csv", "history/facts.jsonl"
ENTRIES, RULES = "entries/entries.jsonl", "rules/xpcc-2023-001.json"
Forge = Callable[[Files], Files]


def test_a_package_of_a_year_is_accepted(package: bytes, key: str, verified: Verify) -> None:
    status, said = verified(package, "--key", key)
    assert (status, said.splitlines()[-1]) == (0, "核验通过")
    assert "演示二师" in said
    assert said.count("通过  ") == 10


def test_a_fingerprint_may_be_typed_in_groups(package: bytes, key: str, verified: Verify) -> None:
    groups = " ".join(key.upper()[start : start + 4] for start in range(0, 64, 4))
    assert verified(package, "--key", groups)[0] == 0


@pytest.mark.parametrize("typed", ["x", "12ab"])
def test_a_fingerprint_that_is_none_is_said(package: bytes, verified: Verify, typed: str) -> None:
    status, said = verified(package, "--key", typed)
    assert status == 1
    assert "64 位" in said


def test_without_a_fingerprint_its_want_is_said(package: bytes, verified: Verify) -> None:
    status, said = verified(package)
    assert status == 0
    assert "不能证明出自哪个平台" in said


def counted(rows: list[dict[str, str]]) -> dict[str, str]:
    """The row of the ledger that counts the sitting of May."""
    return next(row for row in rows if (row["rule"], row["period"]) == ("a8.2.leading_group", "2026Q2"))


def renamed(files: Files) -> Files:
    name = next(path for path in files if path.startswith("evidence/"))
    return {path.replace(name, "evidence/照片.png"): content for path, content in files.items()}


def swapped(files: Files) -> Files:
    return {
        path: b"another picture" if path.startswith("evidence/") else content
        for path, content in files.items()
    }


def without(beginning: str) -> Forge:
    return lambda files: {path: each for path, each in files.items() if not path.startswith(beginning)}


def reordered(files: Files) -> Files:
    moved = list(files)
    moved[0], moved[1] = moved[1], moved[0]
    return {path: files[path] for path in moved}


def reordered_chain(files: Files) -> Files:
    def swap(manifest: dict[str, list[dict[str, str]]]) -> None:
        listed = manifest["files"]
        listed[2], listed[3] = listed[3], listed[2]

    return edit_json(MANIFEST, swap)(files)


def about(**values: object) -> Forge:
    return edit_json(MANIFEST, lambda manifest: manifest["about"].update(values))


def more_forms(record: dict[str, str]) -> None:
    record["forms"] = "party_standing_committee;leading_group"


def added(rows: list[dict[str, str]]) -> None:
    rows.append(
        rows[0]
        | {
            "ref": "zz",
            "occurred_on": "2026-08-01",
            "forms": "leading_group",
            "state": "confirmed",
            "withdrawn_at": "",
        }
    )


BY_CONTENT: dict[str, tuple[Forge, str]] = {
    "changed count": (edit_rows(LEDGER, lambda rows: counted(rows).update(counted="2")),
                      "台账 xpcc-2023 a8.2.leading_group T 2026Q2:已计入(counted)写为 2,由事实和口径重新计数为 1"),
    "changed status": (edit_rows(LEDGER, lambda rows: counted(rows).update(status="overdue")), "状态(status)写为 overdue"),
    "row left out": (edit_rows(LEDGER, lambda rows: rows.remove(counted(rows))), "有这一行,台账缺少"),
    "row invented": (edit_rows(LEDGER, lambda rows: rows.append(counted(rows) | {"period": "2019Q1"})), "没有这一行"),
    "row twice": (edit_rows(LEDGER, lambda rows: rows.append(counted(rows))), "写了两行"),
    "removed record": (edit_rows(RECORDS, lambda rows: rows.pop(0)), "变更日志记有登记履职记录"),
    "added record": (edit_rows(RECORDS, added), "已计入(counted)写为"),
    "changed record": (edit_rows(RECORDS, lambda rows: more_forms(rows[0])), "的 forms 为"),
    "record of a later day": (edit_rows(RECORDS, lambda rows: rows[0].update(registered_at="2026-12-01T09:00:00+08:00")),
                              "晚于掌握时点"),
    "record brought back": (edit_rows(RECORDS, lambda rows: [row.update(withdrawn_at="") for row in rows]),
                            "变更日志最后记为 confirmed(已撤回)|变更日志最后记为 submitted(已撤回)"),
    "moved unit": (edit_rows("facts/placements.csv", lambda rows: rows[0].update(ended_on="2026-02-01")), "由事实和口径重新计数"),
    "removed unit": (edit_rows("facts/units.csv", lambda rows: rows.pop()), "不在 units.csv 中"),
    "longer tenure": (edit_rows("facts/tenures.csv", lambda rows: [row.update(role="deputy") for row in rows]), "重新计数"),
    "swapped evidence": (swapped, "所登记的文件「会议照片.png」(SHA-256)不符"),
    "renamed evidence": (renamed, "没有任何登记引用的佐证材料"),
    "removed evidence": (without("evidence/"), "所登记的文件「会议照片.png」"),
    "swapped paper": (lambda files: {path: b"%PDF other" if path.startswith("documents/files/") else each
                                     for path, each in files.items()}, "公文 演示〔2026〕1号 所登记的文件"),
    "added file": (lambda files: {"evidence/zz.png": b"x"} | files, "没有任何登记引用的佐证材料"),
    "removed part": (without("history/entries.jsonl"), "必有的文件,包内缺少"),
    "edited history": (edit_lines(HISTORY, lambda lines: lines[0]["row"].update(account_label="演示-他人")), "内容被改动"),
    "removed seal": (edit_lines(HISTORY, lambda lines: lines[0].pop("digest")), "缺少登记时的校验值"),
    "history in another order": (edit_lines(HISTORY, lambda lines: lines.insert(0, lines.pop())), "次序被改动"),
    "edited entry": (edit_lines(ENTRIES, lambda lines: lines[0].update(occurred_on="2026-09-01")), "的 occurred_on 为"),
    "removed entry": (edit_lines(ENTRIES, lambda lines: lines.pop()), "变更日志记有登记单"),
    "other rulebook": (edit_json(RULES, lambda book: [rule.update(at_least=3) for rule in book["rules"]
                                                      if rule["id"] == "a8.2.leading_group"]), "应完成(required)写为"),
    "no rulebook": (without("rules/"), "no rulebook"),
    "changed as_of": (about(as_of="2026-03-31"), "由事实和口径重新计数"),
    "changed unit": (about(unit="T"), "由事实和口径重新计数没有这一行"),
    "changed known_at": (about(known_at="2026-01-01T00:00:00+08:00"), "晚于掌握时点"),
    "access log denied": (about(access_log=False), "访问日志的有无与目录所写不符"),
    "spoilt table": (edit(RECORDS, lambda text: text + b"a,b\n"), "内容残缺或格式不对"),
    "spoilt lines": (edit(ENTRIES, lambda text: text + b"{]\n"), "内容残缺或格式不对"),
    "spoilt rulebook": (edit_json(RULES, lambda book: book.pop("rules")), "内容残缺或格式不对"),
}  # fmt: skip
"""What is found by the content alone, even where a forger has made all hashes anew."""

BY_HASHES: dict[str, tuple[Forge, str]] = {
    "changed byte": (edit("verify.py", lambda text: text.replace(b"D", b"E", 1)), "verify.py:内容被改动"),
    "changed report": (edit("ledger/report.pdf", lambda pdf: pdf + b" "), "ledger/report.pdf:内容被改动"),
    "unlisted file": (lambda files: {"extra.txt": b"x"} | files, "extra.txt:目录中没有的文件"),
    "renamed file": (lambda files: {path.replace("report", "reports"): each for path, each in files.items()},
                     "ledger/report.pdf:目录中有,包内缺少"),
    "files in another order": (reordered, "文件的次序与目录不一致"),
    "reordered chain": (reordered_chain, "目录的链在第 3 项"),
    "edited manifest": (about(made_by="他人"), "目录的链在第 1 项"),
    "no signature": (without(SIGNATURE), "缺少 signature.json"),
    "no manifest": (without(MANIFEST), "不是审计包"),
    "forged signature": (edit_json(SIGNATURE, lambda given: given.update(signature="00" * 256)), "签名不成立"),
    "shorter signature": (edit_json(SIGNATURE, lambda given: given.update(signature="01")), "签名不成立"),
    "weak exponent": (edit_json(SIGNATURE, lambda given: given.update(exponent=1)), "太弱"),
    "other fingerprint": (edit_json(SIGNATURE, lambda given: given.update(fingerprint="0" * 64)), "与公钥不符"),
    "spoilt signature": (edit(SIGNATURE, lambda text: b"[]"), "签名:内容残缺"),
    "spoilt manifest": (edit(MANIFEST, lambda text: b"{}"), "残缺,无法核验"),
}  # fmt: skip
"""What is found by hashes, chain and signature."""


@pytest.mark.parametrize("how", [*BY_CONTENT, *BY_HASHES])
def test_a_change_is_named(package: bytes, key: str, verified: Verify, how: str) -> None:
    forge, said_then = (BY_CONTENT | BY_HASHES)[how]
    status, said = verified(pack(forge(unpack(package))), "--key", key)
    assert status == 1
    assert any(words in said for words in said_then.split("|")), said


def faults(package: bytes, key: str = "") -> str:
    """What is wrong with a package, found within this process."""
    try:
        return "\n".join(verify.check_package(io.BytesIO(package), key)[2].faults)
    except verify.RefusedError as error:
        return str(error)


@pytest.mark.parametrize("how", BY_CONTENT)
def test_a_forger_who_signs_anew_is_named_by_the_key_and_by_the_content(
    package: bytes, key: str, how: str
) -> None:
    forge, said_then = BY_CONTENT[how]
    said = faults(pack(resign(forge(unpack(package)))), key)
    assert "签名用的是另一把密钥" in said
    assert "SHA-256 与目录不符" not in said
    assert any(words in said for words in said_then.split("|")), said


def test_a_forger_who_makes_all_hashes_anew_has_no_signature(package: bytes, key: str) -> None:
    forged = pack(rehash(BY_CONTENT["changed count"][0](unpack(package))))
    assert "签名不成立" in faults(forged, key)
    assert "SHA-256 与目录不符" not in faults(forged)


def test_another_key_is_accepted_only_where_none_was_asked_for(package: bytes, key: str) -> None:
    resigned = pack(resign(unpack(package)))
    assert faults(resigned) == ""
    assert "另一把密钥" in faults(resigned, key)


def bomb(package: bytes) -> bytes:
    return pack(unpack(package) | {"facts/names.csv": b"0" * 10_000_000}, compress_type=zipfile.ZIP_DEFLATED)


def named(path: str) -> Callable[[bytes], bytes]:
    return lambda package: pack({path: b"x"} | unpack(package))


def doubled(package: bytes) -> bytes:
    stream = io.BytesIO(package)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("verify.py", "x")
    return stream.getvalue()


def commented(package: bytes) -> bytes:
    stream = io.BytesIO(package)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"x"
    return stream.getvalue()


def overlapping(package: bytes) -> bytes:
    """A second entry of the directory that points at the first file's content."""
    files = unpack(package)
    stream = io.BytesIO(pack(files))
    with zipfile.ZipFile(stream, "a") as archive:
        info = copy.copy(archive.infolist()[0])
        info.filename = "facts/more.csv"
        archive.filelist.append(info)
        archive.NameToInfo[info.filename] = info
        archive._didModify = True
    return stream.getvalue()


ARCHIVES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "bomb": (bomb, "可能膨胀"),
    "above": (named("../x"), "可能写到别处"),
    "absolute": (named("/etc/x"), "可能写到别处"),
    "backslash": (named("a\\x"), "可能写到别处"),
    "hidden": (named("facts/.x"), "可能写到别处"),
    "folder": (named("facts/"), "可能写到别处"),
    "link": (lambda package: pack(unpack(package), external_attr=0o120777 << 16), "ZIP 的目录被改动"),
    "same name but for case": (named("VERIFY.py"), "重名"),
    "twice": (doubled, "重名|被改动"),
    "comment": (commented, "多余的内容"),
    "before": (lambda package: b"x" + package, "被改动"),
    "after": (lambda package: package + b"x", "多余的内容|不是完整的 ZIP"),
    "cut": (lambda package: package[:-40], "不是完整的 ZIP"),
    "overlap": (overlapping, "重叠"),
    "later time": (lambda package: pack(unpack(package), date_time=(2026, 1, 1, 0, 0, 0)), "文件头被改动"),
    "no archive": (lambda package: b"not a package", "不是完整的 ZIP"),
    "nothing": (lambda package: b"", "不是完整的 ZIP"),
    "nothing in it": (lambda package: pack({}), "不是审计包"),
}


@pytest.mark.parametrize("how", ARCHIVES)
def test_an_archive_with_tricks_is_refused(package: bytes, how: str) -> None:
    trick, said_then = ARCHIVES[how]
    said = faults(trick(package))
    assert any(words in said for words in said_then.split("|")), said


@pytest.mark.long
def test_any_changed_byte_is_found(package: bytes, key: str) -> None:
    """Of each header, of the ending, and of content anywhere."""
    chance = random.Random(7)
    heads = [at for at in range(len(package) - 3) if package[at : at + 2] == b"PK"]
    places = [at + chance.randrange(46) for at in heads] + [chance.randrange(len(package)) for _ in range(60)]
    places += range(len(package) - 22, len(package))
    unnoticed = []
    for at in places:
        changed = bytearray(package)
        changed[min(at, len(package) - 1)] ^= 1 << chance.randrange(8)
        if not faults(bytes(changed), key):
            unnoticed.append(at)
    assert unnoticed == []


def test_a_workbook_that_says_otherwise_is_named(package: bytes, key: str) -> None:
    files = unpack(package)
    book = load_workbook(io.BytesIO(files["ledger/ledger.xlsx"]))
    sheet = book["台账"]
    sheet.cell(2, 12).value += 5
    saved = io.BytesIO()
    book.save(saved)
    said = faults(pack(resign(files | {"ledger/ledger.xlsx": saved.getvalue()})), "")
    assert re.fullmatch(r"台账 .*:应完成\(required\)写为 \d+,ledger/ledger.xlsx 中为 \d+", said)


def test_a_missing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(tmp_path / "none.zip")]) == 1
    assert "核验不通过" in capsys.readouterr().out
