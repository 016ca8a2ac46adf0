"""Questions on readings in a demonstration: one with its answer, one that waits."""

from duties.models import Question, Rule
from duties.services.questions import question_answer, question_ask
from portal.access import Actor, posts_of
from portal.models import Account

RULE = "a8.2.leading_group"
ASKED = (
    (
        "演示:领导小组会议与党委常委会会议合并召开,登记时两种形式都选,是否各计一次?",
        "是。一次会议兼有几种形式的,按各自的主持人条件分别计入,每种各计一次。",
    ),
    ("演示:主要负责人外出期间由副职主持的领导小组会议,能否计入?", ""),
)
CLERK, OFFICE = "jingban27", "bangongshi"


def add_questions() -> None:
    """Ask as the clerk who can sign in, and answer as the office; twice does nothing."""
    clerk, office = actor_of(CLERK), actor_of(OFFICE)
    rule = Rule.objects.filter(code=RULE).select_related("regulation").first()
    if rule is None or clerk is None or office is None or Question.objects.exists():
        return
    for text, answer in ASKED:
        question = question_ask(actor=clerk, rule=rule, text=text)
        if answer:
            question_answer(actor=office, question=question, answer=answer)


def actor_of(username: str) -> Actor | None:
    """A demo account in its first post; None where there is none."""
    account = Account.objects.filter(username=username).first()
    posts = posts_of(account) if account else []
    return Actor(account=account, post=posts[0]) if posts else None
