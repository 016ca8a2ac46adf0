"""The five answers that every question has, and the questions that are proposed."""

OPTIONS = ("满意", "比较满意", "一般", "不满意", "不了解")
SATISFIED = frozenset({0, 1})
UNKNOWING = 4
"""Who does not know leaves the denominator."""

QUESTIONS = (
    "您对本单位乡村振兴工作的总体成效是否满意?",
    "您对连队(村)人居环境整治和基础设施建设是否满意?",
    "您对发展产业、促进增收的措施是否满意?",
    "您对党务、连务、财务公开是否满意?",
    "您对干部联系群众、解决实际问题是否满意?",
)
MOST_QUESTIONS, LONGEST = 10, 80
