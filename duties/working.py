"""What duties does for each article, line by line (duties.article_works), with today's figures."""

from django.db.models import Count, Q

from duties.article_works import add_work
from duties.models import RulebookVersion
from duties.selectors.annual_tasks.reading import IN_FORCE, is_light
from duties.selectors.annual_tasks.rights import visible_tasks
from duties.selectors.questions import readable_questions
from duties.selectors.talks.reading import readable_talks
from duties.supervision_access import visible_items
from duties.supervision_states import UNDER_WAY
from duties.talk_states import OVER as TALK_OVER
from duties.task_lights import Light
from portal import access, clock
from portal.access import Actor
from portal.models import Tenure, Word
from portal.selectors.vocabulary import vocabulary

TIERS = range(5, 10)
"""The articles on party and government of each tier."""
FIRST_RESPONSIBLE = "party_secretary"


def join() -> None:
    """Add them; called once, when the app is ready."""
    add_work(
        [1], "规则库", "按条载入实施细则全文,读出可核对的口径,历次口径可以比较。", "rulebook", rulebook_figure
    )
    add_work([2], "看板", "兵团、师市、团场(镇)、连队(村)逐级看职责履行到哪一步。", "board", unit_figure)
    add_work(
        [3], "看板", "四级书记及各级主要负责人的职责逐项列出,谁未完成一目了然。", "board", secretary_figure
    )
    add_work([4], "工作台", "领导小组办公室统筹协调:催办、督办、报告、考核在一处办理。", "desk")
    add_work(
        [4, 6, 7, 19, 20],
        "督办",
        "逾期未完成的事项发督办通知单,签收、反馈、复核、销号。",
        "supervision",
        item_figure,
    )
    add_work(
        [*TIERS, 10, 11, 12, 13, 14, 15, 16, 20, 21],
        "任务清单",
        "年度任务逐级分解,按节点报告进展;经常性职责通过任务报告。",
        "tasks",
        task_figure,
    )
    add_work([6, 7, 8, 9], "登记履职", "会议、学习、调研、走访登记一次,自动计入应履职事项。", "entries")
    add_work([5, 6, 7, 8], "覆盖情况", "联系点、走遍团场连队、入户走访的覆盖情况逐个单位列出。", "coverage")
    add_work([9], "到期日历", "重点任务、公开公布、走访等职责何时到期,按日列出。", "due-calendar")
    add_work(
        [3, 24], "约谈", "平台只列事实、提建议,由审定人决定是否约谈,整改跟踪到办结。", "talks", talk_figure
    )
    add_work(
        [17, 21], "履职分析", "完成率、按时率按单位和口径列出,分子分母都能点开,是考核的事实依据。", "analysis"
    )
    add_work([18], "到期日历", "年度报告、半年报告何时到期,按日列出。", "due-calendar")
    add_work([20], "审计工作", "审计、纪检按日回看台账、抽样核对、带走可核验的审计包。", "audit")
    add_work(
        [23],
        "审计包",
        "履职记录、佐证材料和变更历史封存带走;追责由有权机关作出,平台不作结论。",
        "package-new",
    )
    add_work(
        [25], "口径答疑", "各单位就口径提问,领导小组办公室解答并公布在条文旁。", "questions", question_figure
    )
    add_work(
        [26],
        "规则库",
        "自施行之日起计算应履职事项,修订的口径从写明的日期起适用。",
        "rulebook",
        version_figure,
    )


def rulebook_figure(actor: Actor) -> str:
    """How many readings of rules govern today; one query."""
    version = (
        RulebookVersion.objects.filter(version_from__lte=clock.today())
        .order_by("regulation", "-number")
        .first()
    )
    return f"现行第 {version.number} 版" if version else ""


def unit_figure(actor: Actor) -> str:
    """How many units of each tier lie in the actor's scope; one query."""
    words = vocabulary().words.get(Word.Group.UNIT, {})
    tiered = {code: word.name for code, word in words.items() if word.data.get("tier") is not None}
    units = access.readable_units(actor).filter(kind__in=tiered)
    found = dict(units.order_by().values_list("kind").annotate(n=Count("pk")))
    return "、".join(f"{name} {found[code]} 个" for code, name in tiered.items() if code in found)


def secretary_figure(actor: Actor) -> str:
    """How many secretaries are in office in the actor's scope; one query."""
    units = access.readable_units(actor).values("pk")
    number = Tenure.objects.present(clock.today()).filter(unit__in=units, role=FIRST_RESPONSIBLE).count()
    return f"在任书记 {number} 人"


def item_figure(actor: Actor) -> str:
    """How many supervision items are under way; one query."""
    states = [state.value for state in UNDER_WAY]
    return f"在办督办件 {visible_items(actor).filter(state__in=states).count()} 件"


def task_figure(actor: Actor) -> str:
    """How many tasks of the year are in force, and how many are behind; one query."""
    today = clock.today()
    tasks = visible_tasks(actor).filter(IN_FORCE, year=today.year).order_by()
    behind = is_light(Light.RED, today) | is_light(Light.YELLOW, today)
    found = tasks.aggregate(n=Count("pk"), late=Count("pk", filter=behind))
    return f"本年度任务 {found['n']} 项,滞后 {found['late']} 项"


def talk_figure(actor: Actor) -> str:
    """How many talks are under way; one query."""
    over = [state.value for state in TALK_OVER]
    return f"办理中的约谈 {readable_talks(actor).exclude(state__in=over).count()} 件"


def question_figure(actor: Actor) -> str:
    """How many questions were answered, and how many wait; one query."""
    answered = Q(answered_at__isnull=False)
    found = readable_questions(actor).order_by().aggregate(n=Count("pk"), done=Count("pk", filter=answered))
    return f"提问 {found['n']} 个,已答复 {found['done']} 个"


def version_figure(actor: Actor) -> str:
    """Since when the regulation is in force; one query."""
    version = (
        RulebookVersion.objects.filter(version_from__lte=clock.today()).select_related("regulation").first()
    )
    if version is None:
        return ""
    since = version.regulation.effective_on
    return f"{since:%Y-%m-%d} 起施行,至今 {(clock.today() - since).days} 天"
