"""The files and columns in Chinese: what each is called and how it is filled in, for pages, templates and marked faults."""

import dataclasses
from collections.abc import Sequence

from duties.interchange.columns import Column
from duties.interchange.sources import known_sheet
from portal.models import Word


@dataclasses.dataclass(frozen=True)
class About:
    """What a file or column is called, what to know when filling it in, and the group of words it takes."""

    title: str
    about: str = ""
    words: str = ""


FILES: dict[str, About] = {
    "units": About("单位", "每个单位一行;单位不在名单中的不会被删除。"),
    "tags": About("属性", "单位在哪些日子具有哪项属性。"),
    "placements": About("隶属", "单位在哪些日子隶属于哪个上级;最上级的单位没有行。"),
    "names": About("曾用名、将用名", "现名写在 units 表;这里只写以前和以后的名称。"),
    "successions": About("沿革", "单位合并到或拆分为哪个单位;不影响任何计数。"),
    "tenures": About("任职", "谁在哪些日子担任哪个职务;一人一段任职一行。"),
    "links": About("定点联系", "领导或单位在哪些日子联系哪个单位,或驻哪个连队。"),
    "households": About("户编号", "连队在册的户编号;只写编号,不得写姓名等任何个人信息。"),
    "accounts": About("账号", "平台账号;不含密码,岗位由安全管理员授予。"),
    "records": About("履职记录", "会议、调研、报告等各一行;登记后内容不得更改。"),
    "waivers": About("豁免", "哪个应履职事项因何豁免。"),
}
"""By the name of the file."""

UNIT = About("单位代码", "units 表中的 code")
START, END = (
    About("起始日", "有效的第一天;留空为一向如此"),
    About("终止日", "不再有效的第一天;留空为至今"),
)
REF = About("编号", "自编,全表不重复,以后不再改动")
ROLE = About("职务", "单位自身的事项留空", Word.Group.ROLE)
PERSON = About("人员代码", "自编,同一人在各行相同")
COLUMNS: dict[str, dict[str, About]] = {
    "units": {
        "code": About("单位代码", "自编,以后不再改动"),
        "name": About("名称", "现在的名称"),
        "kind": About("类别", "以后不得更改", Word.Group.UNIT),
        "established_on": About("成立日", "存续的第一天;留空为一向存续"),
        "abolished_on": About("撤销日", "不再存续的第一天;留空为至今存续"),
    },
    "tags": {"unit": UNIT, "tag": About("属性", "", Word.Group.TAG), "started_on": START, "ended_on": END},
    "placements": {
        "unit": UNIT,
        "parent": About("上级单位代码", "直接上级的代码"),
        "started_on": START,
        "ended_on": END,
    },
    "names": {"unit": UNIT, "name": About("名称"), "started_on": START, "ended_on": END},
    "successions": {
        "unit": About("单位代码", "被合并、被拆分的单位"),
        "successor": About("承接单位代码"),
        "kind": About("类别", "merge 合并、split 拆分"),
        "on": About("日期"),
    },
    "tenures": {
        "ref": REF,
        "unit": UNIT,
        "role": About("职务", "", Word.Group.ROLE),
        "person": PERSON,
        "name": About("姓名", "平台已有此人的可留空"),
        "title": About("职务名称", "可多人同任的职务必须写明,如副团长"),
        "started_on": About("任职日", "任职的第一天"),
        "ended_on": About("离任日", "不再任职的第一天;留空为至今"),
        "acting": About("主持工作", "代理或主持工作写 1,否则写 0 或留空"),
    },
    "links": {
        "ref": REF,
        "kind": About("类别", "", Word.Group.LINK),
        "unit": UNIT,
        "role": ROLE,
        "target": About("联系对象", "所联系单位的代码"),
        "started_on": About("起始日", "联系的第一天"),
        "ended_on": END,
    },
    "households": {
        "unit": About("单位代码", "连队的代码"),
        "number": About("户编号", "只是编号"),
        "registered_on": About("在册起始日", "留空为一向在册"),
        "removed_on": About("不再在册日", "不再在册的第一天;留空为至今"),
    },
    "accounts": {
        "username": About("用户名"),
        "person": About("人员代码", "不是责任人的留空"),
        "name": About("姓名"),
        "unit": About("岗位单位", "与岗位同填或同空"),
        "role": About("平台岗位", "新岗位由安全管理员授予,请留空"),
        "phone": About("电话"),
        "email": About("邮箱"),
    },
    "records": {
        "ref": REF,
        "kind": About("类别", "", Word.Group.KIND),
        "forms": About("形式", "几项合并召开的用分号隔开", Word.Group.FORM),
        "unit": UNIT,
        "leader": About("主持(带队)人", "人员代码;没有的留空"),
        "target": About("对象单位", "单位代码;没有的留空"),
        "households": About("户编号", "入户的户编号,用分号隔开"),
        "occurred_on": About("发生日期"),
        "for_period": About("所属周期", "如 2025、2025H1、2025Q1、2025-03;不补办、不报送的留空"),
        "on_topic": About("专题研究乡村振兴", "是写 1,否写 0 或留空"),
        "state": About("状态", "submitted 已提交、confirmed 已确认、returned 已退回"),
        "registered_at": About("登记时间", "带时区,如 2025-04-10T23:59:59+08:00"),
        "withdrawn_at": About("撤回时间", "带时区;没有撤回的留空"),
        "replaces": About("更正", "所更正的记录的编号"),
        "title": About("标题"),
    },
    "waivers": {
        "regulation": About("法规代码"),
        "rule": About("口径代码", "规则库中的口径代码"),
        "unit": UNIT,
        "role": ROLE,
        "period": About("周期", "如 2025、2025H1、2025Q1、2025-03、T2023-05-10"),
        "reason": About("理由"),
        "granted_on": About("批准日期"),
        "granted_by": About("批准人"),
    },
}
"""By the names of file and column."""

KINDS = {"date": "日期,写成 2025-03-31", "flag": "1 或 0", "list": "多项用分号隔开"}


def title_of(file: str, column: str) -> str:
    """A column in words, e.g. started_on 起始日; the name alone where it is none of the file's."""
    about = COLUMNS.get(file, {}).get(column)
    return f"{column} {about.title}" if about else column


def advice(file: str, column: Column) -> str:
    """How a column is filled in, in one line."""
    about = COLUMNS[file][column.name]
    parts = ["必填" if column.must else "可留空", KINDS.get(column.kind, ""), about.about]
    if about.words:
        parts.append("只填“可填的词”表中的词")
    elif column.words:
        parts.append(f"只填 {'、'.join(column.words)}")
    return ";".join(part for part in parts if part)


@dataclasses.dataclass(frozen=True)
class Told:
    """A file as a page names it."""

    name: str
    title: str
    about: str


def file_groups(names: Sequence[str]) -> list[Told]:
    """The files as a page lists them."""
    return [Told(name, FILES[name].title, FILES[name].about) for name in names]


def file_title(name: str) -> str:
    """A file or sheet in words, e.g. units.csv 单位."""
    known = known_sheet(name)
    return f"{name} {FILES[known].title}" if known else name
