"""What a reading says, in words: who bears it, how much and how often, by when, what counts."""

from duties.models import Reading
from portal.models import Word
from portal.selectors.vocabulary import Vocabulary

EVERY = {
    "week": "每周",
    "ten_days": "每旬",
    "month": "每月",
    "quarter": "每季度",
    "half": "每半年",
    "year": "每年",
}
FORCE = {"must": "应当", "in_principle": "原则上", "unquantified": "未定次数", "power": "职权"}
MEASURE = {
    "count": "计次",
    "submission": "报送",
    "coverage": "覆盖",
    "standing": "常设",
    "continuous": "持续",
}
PIECE = {"count": "次", "submission": "份", "coverage": "个", "standing": "个"}


def bearer_words(reading: Reading, words: Vocabulary) -> str:
    """Who bears it: 师市、团场(镇), or 师市的党委主要负责人; with the property that the unit must have."""
    units = "、".join(words.name(Word.Group.UNIT, code) for code in reading.units)
    if reading.tag:
        units += f"(限{words.name(Word.Group.TAG, reading.tag)})"
    if reading.bearer == "unit":
        return units
    return f"{units}的" + "、".join(words.name(Word.Group.ROLE, code) for code in reading.roles)


def amount_words(reading: Reading, words: Vocabulary) -> str:
    """How much and how often: 每季度至少1次, 任期内(5年)覆盖全部连队(村), 持续履行."""
    if reading.measure == "continuous":
        return "持续履行"
    every = EVERY.get(reading.period, f"任期内({reading.term_years}年)")
    if reading.measure == "coverage":
        return f"{every}覆盖全部{_targets(reading, words)}"
    piece = PIECE[reading.measure]
    if reading.measure == "standing":
        return f"常设至少{reading.at_least}{piece}"
    return f"{every}至少{reading.at_least}{piece}"


def _targets(reading: Reading, words: Vocabulary) -> str:
    if reading.target.get("household"):
        return "职工群众家庭"
    name = words.name(Word.Group.UNIT, reading.target.get("child", ""))
    tag = reading.target.get("tag")
    return f"{words.name(Word.Group.TAG, tag)}" if tag else name


def due_words(reading: Reading) -> str:
    """By when: 周期末, 3月31日前, 次年3月31日前, 周期结束后31日内; empty for what has no day."""
    due = reading.due
    if not due:
        return ""
    if due == "period_end":
        return "周期末到期"
    if due.startswith("+"):
        return f"周期结束后{due.strip('+d')}日内"
    month, day = due.removeprefix("next ").split("-")
    return f"{'次年' if due.startswith('next') else ''}{int(month)}月{int(day)}日前"


def condition_words(reading: Reading, words: Vocabulary) -> list[str]:
    """What a record must be to count, beside its day: its kind and form, who leads it, what it is about, its target."""
    if reading.measure == "continuous":
        return []
    conditions = []
    forms = [form for form in (reading.form, *reading.also_forms) if form]
    if forms:
        conditions.append("或".join(words.name(Word.Group.FORM, form) for form in forms))
    elif reading.measure == "standing":
        conditions.append(words.name(Word.Group.LINK, reading.kind))
    else:
        conditions.append(words.name(Word.Group.KIND, reading.kind))
    if reading.led_by:
        leaders = "或".join(words.name(Word.Group.ROLE, role) for role in reading.led_by)
        conditions.append(f"由{leaders}主持或带队")
    if reading.on_topic:
        conditions.append("专题研究乡村振兴")
    return [*conditions, *_target_words(reading, words)]


def _target_words(reading: Reading, words: Vocabulary) -> list[str]:
    target, said = reading.target, []
    if kind := target.get("linked"):
        said.append(f"到本人的{words.name(Word.Group.LINK, kind)}")
    if unit := target.get("unit"):
        tag = target.get("tag")
        said.append(f"对象为{words.name(Word.Group.TAG, tag) if tag else words.name(Word.Group.UNIT, unit)}")
    if target.get("under"):
        said.append("对象为本单位直属")
    return said
