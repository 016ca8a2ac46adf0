"""What kind of paper a text is, its title, and its words without those that speak of other occasions."""

import dataclasses
import re
from collections.abc import Iterator
from functools import cached_property

from meetings.prefill.source import Line, Source

HEAD_LINES = 14
LONGEST_TITLE = 90
BLANK = "□"

MINUTES = re.compile(r"纪要|会议记录|学习记录|会议记要|记录$")
NOTICE = re.compile(r"通知|预告|邀请函|会议预备")
ORDERED = re.compile(
    r"关于(?:召开|举行|举办|开展|组织召开|组织开展|组织|推迟|延期|取消|调整|变更)|通知$|会议通知|学习通知"
)
PUT_OUT = re.compile(r"印发|转发|下发")
AGENDA = re.compile(r"议程(?:表|安排)?$|议程$|会议安排$|签到表$|签到簿$")
OTHER_PAPER = re.compile(
    r"(?:总结|要点|计划|规划|述职(?:报告)?|方案|汇报|汇报材料|情况(?:的)?(?:报告|通报|说明|汇报)|报告|讲话|讲话稿|发言|发言稿|主持词|倡议书|名单|批复"
    r"|请示|决定|意见|办法|细则|制度|清单|台账|公告|公示|通报|说明|函|通讯|心得体会|体会|评论|综述|一览表|统计表|登记表)(?:\([^)]*\))?$"
)
HEADLINE = re.compile(r"召开|举行|举办|主持|调研|走访")
"""News say so in their title, whatever was heard or said there."""
OCCASION = re.compile(
    r"会议|(?<!委员)(?<![工商协学])会$|召开|举行|举办|例会|常委会|学习|研讨|调研|走访|入户|推进会|调度|座谈会|现场会|全会|大会"
)
MASTHEAD = re.compile(
    r"^(?:〔?20\d\d〕?.*号|第?[\d一二三四五六七八九十]+期.*|总第.*|.*〔20\d\d〕.*号|签发[:人].*|内部.*|.*(?:文件|简报|信息|快报|动态|专报)"
    r"|(?:会议纪要|会议通知|通知|工作纪要|专题会议纪要|办公会议纪要|(?:会议|学习)记录[簿本表]?|纪要)|.*(?:第\d+期).*|编号.*|密级.*|\d+|★.*|—+|-+|来源.*|作者.*|记者.*|编辑.*|发布.*|原创.*|点击.*关注.*|.*20\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}日?.*来源.*)$"
)
DATED_LINE = re.compile(
    r"^[^,。;:]{0,30}?\(?20\d\d[年\-/.]\d{1,2}[月\-/.]\d{1,2}日?(?:\d{1,2}:\d\d(?::\d\d)?)?\)?(?:印发)?$"
)

NAMED_LINE = re.compile(r"(?:会议|活动|学习)?名称[:\t](?P<name>.{4,80})")
QUOTED = re.compile(r"《[^《》\n]{1,80}》")
PASSED_ON = re.compile(
    r"(?:传达学习|传达|学习贯彻|学习领会|学习|贯彻落实|贯彻|落实|宣传|宣讲|解读|领会|围绕|为)[^,。;\n《》]{0,45}?(?:精神|重要讲话|讲话|部署要求|工作要求|要求|工作部署|部署|决策)"
)
ACCORDING = re.compile(
    r"(?:根据|按照|依据|遵照|结合|对照|鉴于|针对)[^,。;\n]{0,45}?(?:要求|部署|安排|精神|决定|规定|计划|事项|纪要|通知|统一|反馈|问题)"
)
OTHER_TIME = re.compile(
    r"(?:上次|上一次|前次|上周|上月|上一轮|此前|早前|早在|先前|去年|下次|下一次|下一步|下步|下一期|原定|原计划|原拟|原由|往年|同期)[^,。;\n]*"
)
SINCE = re.compile(
    r"(?:继|自|自从)[^,。;\n]{0,40}?(?:以来|之后|后|起)|截至[^,。;\n]{0,30}|截止[^,。;\n]{0,30}"
)
RELATIVE = re.compile(
    r"(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?(?:[上下]午)?[^,。;\n(]{0,30}?(?:召开|举行|印发|下发|出台|发布|通过|作出|制定|签订|组织|开展|举办|启动|部署|确定|议定|决定|实施|反馈|下达|交办)的"
)
HELD_BEFORE = re.compile(
    r"(?:20\d\d年)?\d{1,2}月\d{1,2}日(?:[上下]午)?[^,。;\n(]{0,40}?(?:以来|以后|之后|会后|开始|起|反馈|印发)(?=[,。;]|的)"
)


@dataclasses.dataclass(frozen=True)
class Title:
    """The title at its place; it may run over several lines."""

    start: int
    end: int
    text: str


class Paper:
    """A text with what is known of it as a whole."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text

    @cached_property
    def head(self) -> list[Line]:
        """The first lines, in which title, number, day of publication and the like stand."""
        return self.source.lines[:HEAD_LINES]

    @cached_property
    def title(self) -> Title | None:
        """The first lines that name an occasion or a paper, without full stop."""
        for number, line in enumerate(self.head):
            if named := NAMED_LINE.fullmatch(line.text):
                return Title(line.start + named.start("name"), line.end, named["name"])
            if _no_title(line.text):
                if "。" in line.text or line.text.endswith(":"):
                    return None
                continue
            for more in (0, 1, 2):
                parts = self.head[number : number + more + 1]
                if any(_no_title(part.text) for part in parts):
                    break
                joined = "".join(part.text for part in parts)
                if len(joined) <= LONGEST_TITLE and _is_whole(joined):
                    return Title(parts[0].start, parts[-1].end, joined)
        return None

    @property
    def named(self) -> str:
        """The title, or nothing."""
        return self.title.text if self.title else ""

    @cached_property
    def body(self) -> int:
        """Where the text after the title begins."""
        return self.title.end if self.title else 0

    @cached_property
    def masthead(self) -> str:
        """The lines before the title."""
        if self.title:
            return "\n".join(line.text for line in self.head if line.end <= self.title.start)
        return "\n".join(line.text for line in self.head[:4] if MASTHEAD.match(line.text))

    @cached_property
    def is_minutes(self) -> bool:
        """Minutes, also such as are sent round by a notice."""
        return bool(MINUTES.search(self.named)) or (
            not self.is_notice and bool(MINUTES.search(self.masthead))
        )

    @cached_property
    def is_notice(self) -> bool:
        """A notice of what is to come."""
        if MINUTES.search(self.named) or (PUT_OUT.search(self.named) and not ORDERED.search(self.named)):
            return False
        return bool(NOTICE.search(self.named) and (ORDERED.search(self.named))) or bool(
            re.search(r"^(?:会议|学习|会议预备)?通知$", self.masthead or self.named, re.MULTILINE)
        )

    @property
    def is_agenda(self) -> bool:
        """A programme: it names time and place, and does not say whether it took place."""
        return bool(AGENDA.search(self.named))

    @cached_property
    def is_other(self) -> bool:
        """A paper on many occasions or on none: a year's summary, a plan, a speech."""
        if self.is_agenda or (HEADLINE.search(self.named) and "关于" not in self.named):
            return False
        return bool(OTHER_PAPER.search(self.named))

    @cached_property
    def plain(self) -> str:
        """The text, as long as it was, with what speaks of other occasions blanked out."""
        return blanked(self.text)

    def held_sentences(self) -> Iterator[tuple[int, int]]:
        """The sentences after the title."""
        for start, end in self.source.sentences():
            if end > self.body:
                yield max(start, self.body), end


def blanked(text: str) -> str:
    """`text` with the words on other occasions blanked out, so that places stay."""
    for pattern in (QUOTED, OTHER_TIME, PASSED_ON, ACCORDING, SINCE, RELATIVE, HELD_BEFORE):
        text = pattern.sub(lambda match: BLANK * len(match.group(0)), text)
    return text


def _no_title(text: str) -> bool:
    if "。" in text or text.endswith((":", ";")) or re.match(r"[^:]{2,8}:", text):
        return True
    return bool(MASTHEAD.match(text) or DATED_LINE.match(text))


def _is_whole(joined: str) -> bool:
    """Whether these lines are a whole title: it names an occasion, and is not cut after 关于召开."""
    if re.match(r".{0,40}关于", joined) and not re.search(
        r"(?:通知|纪要|简报|报告|函|请示|方案|意见|总结|消息|预告)(?:\([^)]*\))?$", joined
    ):
        return False
    return bool(OCCASION.search(joined) or MINUTES.search(joined) or OTHER_PAPER.search(joined))
