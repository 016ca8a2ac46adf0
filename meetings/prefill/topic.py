"""Whether the occasion was on the topic: 乡村振兴 as what was studied, heard, settled or looked into."""

import re

from meetings.prefill.found import Found
from meetings.prefill.paper import Paper

BODY = r"(?:工作)?(?:领导小组|局|办公室|办(?!法)|战线|干部|专干|协理员|工作队|驻村|部门|科|中心|站|公司|集团|产业园)"
TOPIC = rf"(?:实施|全面推进|推进|促进|助力|有力有效推进|扎实推进)?[“\"]?(?:乡村(?:全面)?振兴)[”\"]?(?:战略)?(?!{BODY})"
VERB = (
    r"(?:专题研究|专题学习|专题研讨|专题调研|专题听取|专题部署|研究部署|安排部署|研究|研讨|审议|听取|学习|讨论|调研"
    r"|调度|部署|围绕|通报|总结)"
)
STUDIED = re.compile(
    rf"{VERB}[^。;\n,□]{{0,30}}?{TOPIC}(?:[^,。;:\n]{{0,10}}(?:工作|任务|情况|政策|责任|战略|调研))?"
)
ON_TOPIC = re.compile(rf"{TOPIC}[^,。;:\n]{{0,12}}(?:调研|调度会|推进会|现场会|专题会|学习|会议)")
AGRICULTURE = re.compile(r"(?:专题研究|专题学习|专题部署|专题调研)[^,。;\n]{0,10}[“\"]?三农[”\"]?工作")
NAMED = re.compile(TOPIC)
RURAL = "rural_work_conference"
"""A conference on rural work is on the topic wherever it speaks of it."""
DENIED = re.compile(r"(?:未|没有|不|无)[^,。;\n]{0,8}$")


def topic_of(paper: Paper, forms: Found | None) -> Found | None:
    """The words that say so; a leading group's or a bureau's name is not enough."""
    rural = (NAMED,) if forms is not None and RURAL in forms.value else ()
    for pattern in (STUDIED, ON_TOPIC, AGRICULTURE, *rural):
        for match in pattern.finditer(paper.text):
            if not DENIED.search(paper.text, max(0, match.start() - 12), match.start()):
                return Found(True, paper.source.words(match.start(), match.end()))
    return None
