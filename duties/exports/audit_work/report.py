"""The report of a piece of audit work: scope, population, method, seed, samples, conclusions, and each working paper."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from duties.audit_sampling import ALGORITHM
from duties.audit_words import CHECKS, Conclusion, Result, Sign, State, Subject
from duties.models import AuditDraw, AuditPaper, AuditWork
from duties.notice import day_of
from duties.selectors.audit_work.population import SEPARATOR
from duties.selectors.audit_work.works import Tally
from portal import clock
from portal.documents.report import Paragraph, Report, Section, Table

DRAW_HEADS = ("次序", "对象", "方法", "种子", "迹象", "要求", "抽得", "总体", "总体校验值(SHA-256)")
SAMPLE_HEADS = ("底稿", "对象", "标识", "名称", "迹象", "结论")
SPACED = f" {SEPARATOR} "
"""How the parts of a key stand in print, where a line must break between them."""
NO_VERDICT = "结论只针对所抽记录和事项,不是对单位或个人的评价;是否问责由有权机关依规认定。"
UNSETTLED = "本报告生成时核查尚未归档,结论可能变化。"


@dataclasses.dataclass(frozen=True)
class Content:
    """A work with all that its report says; `key` is the fingerprint of the key that signs packages, in words."""

    work: AuditWork
    draws: Sequence[AuditDraw]
    papers: Sequence[AuditPaper]
    tally: Tally
    key: str
    printed_by: str
    printed_at: dt.datetime
    demo: bool


def facts_of(content: Content) -> tuple[tuple[str, str], ...]:
    """The lines of the cover, and of the first sheet."""
    work = content.work
    known = work.known_at.astimezone(clock.SHANGHAI)
    return (
        ("名称", work.title),
        ("核查单位", f"{work.unit.name}及其辖区"),
        ("期间", f"{day_of(work.first)}至{day_of(work.last)}"),
        ("数据截至", day_of(work.as_of)),
        ("按当时掌握", f"{day_of(known)}{known:%H:%M:%S}掌握的情况"),
        ("样本", f"{content.tally.all}项,已下结论{content.tally.all - content.tally.open}项"),
        ("状态", work.get_state_display()),
        ("审计人", f"{work.auditor.name}({work.base.name})"),
        ("审计包公钥指纹", content.key),
    )


def build_report(content: Content) -> Report:
    """All that is printed."""
    work = content.work
    facts = facts_of(content)
    summary = work.summary or "核查尚未小结。"
    opening = [Paragraph(line) for line in summary.splitlines() if line.strip()]
    if work.state != State.CLOSED:
        opening.append(Paragraph(UNSETTLED))
    sections = [
        Section("一、总体情况", (*opening, _conclusions(content.tally), Paragraph(NO_VERDICT))),
        Section("二、总体和抽样方法", (Paragraph(ALGORITHM), *_draws(content))),
        Section("三、样本清单", (_samples(content.papers),)),
        Section("四、底稿", tuple(block for paper in content.papers for block in _paper(paper))),
    ]
    return Report(
        title="履职台账审计核查报告",
        subtitle=work.title,
        facts=facts,
        sections=tuple(sections),
        printed_by=content.printed_by,
        printed_at=content.printed_at,
        scope=f"{work.unit.name}及其辖区 · {day_of(work.first)}至{day_of(work.last)}",
        demo=content.demo,
        source={"facts": dict(facts), "samples": [sample_line(paper) for paper in content.papers]},
    )


def _conclusions(tally: Tally) -> Table:
    rows = [(conclusion.label, str(number)) for conclusion, number in tally.conclusions]
    return Table(
        ("结论", "项数"),
        (*rows, (State.OPEN.label, str(tally.open)), ("合计", str(tally.all))),
        caption="结论汇总",
        align=("left", "right"),
        shares=(3, 1),
    )


def draw_line(draw: AuditDraw, drawn: int) -> tuple[str, ...]:
    """One taking of samples as DRAW_HEADS names it."""
    signs = "、".join(Sign(sign).label for sign in draw.signs) or "—"
    return (
        str(draw.position),
        draw.get_subject_display(),
        draw.get_method_display(),
        draw.seed or "—",
        signs,
        str(draw.asked),
        str(drawn),
        str(draw.population),
        draw.population_sha256,
    )


def _draws(content: Content) -> list[Table]:
    """A table a taking, since a digest needs the width of the page."""
    drawn: dict[int, int] = {}
    for paper in content.papers:
        drawn[paper.draw_id] = drawn.get(paper.draw_id, 0) + 1
    return [
        Table(
            ("项目", "内容"),
            tuple(zip(DRAW_HEADS[1:], draw_line(draw, drawn.get(draw.pk, 0))[1:], strict=True)),
            caption=f"第{draw.position}次抽样({draw.drawn_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M})",
            align=("left", "left"),
            shares=(1, 3),
        )
        for draw in content.draws
    ]


def sample_line(paper: AuditPaper) -> tuple[str, ...]:
    """One sample as SAMPLE_HEADS names it."""
    return (
        paper.number,
        paper.get_subject_display(),
        paper.key,
        paper.title,
        "、".join(Sign(sign).label for sign in paper.signs) or "—",
        conclusion_of(paper),
    )


def conclusion_of(paper: AuditPaper) -> str:
    """The conclusion in words; that of an open paper is none yet."""
    return State.OPEN.label if paper.state == State.OPEN else Conclusion(paper.conclusion).label


def _samples(papers: Sequence[AuditPaper]) -> Table:
    lines = (sample_line(paper) for paper in papers)
    spaced = tuple((*line[:2], SPACED.join(line[2].split(SEPARATOR)), *line[3:]) for line in lines)
    caption = "标识各段以竖线相连,竖线两侧的空格仅为排版"
    return Table(SAMPLE_HEADS, spaced, caption=caption, shares=(4, 4, 10, 11, 5, 7))


def _paper(paper: AuditPaper) -> list[Paragraph | Table]:
    """What was checked, concluded and remarked, then the facts as they were frozen."""
    checks = tuple(
        (word, Result(paper.checks[code]).label if code in paper.checks else "—")
        for code, word in CHECKS[Subject(paper.subject)].items()
    )
    head = f"{paper.number} {paper.title}"
    said: list[tuple[str, str]] = [*checks, ("结论", conclusion_of(paper)), ("说明", paper.remark or "—")]
    said += [("附件", f"{file.name}(SHA-256 {file.sha256})") for file in paper.files.all()]
    said.append(("抽样时情况的SHA-256", paper.facts_sha256))
    return [
        Table(("核对", "结果"), tuple(said), caption=head, align=("left", "left"), shares=(2, 3)),
        *(_part(part) for part in paper.facts if part.get("facts") or part.get("lines")),
    ]


def _part(part: dict[str, Any]) -> Table:
    if "facts" in part:
        rows = tuple((str(label), str(value)) for label, value in part["facts"])
        return Table(("项目", "内容"), rows, caption=part["heading"], align=("left", "left"), shares=(1, 3))
    lines = tuple(tuple(map(str, line)) for line in part["lines"])
    return Table(
        tuple(part["heads"]), lines, caption=part["heading"], align=tuple("left" for _ in part["heads"])
    )
