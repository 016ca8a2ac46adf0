"""Plainly invented names: every unit and official of a demo world is called 演示."""

DIGITS = "〇一二三四五六七八九"
SURNAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
GIVEN = "安宁明达文德和顺嘉禾远志成林广泽立新永丰长青向阳清源春晓秋实云峰海川国梁子平"
RARE = "演示-赵喆堃"
"""A name with rare characters, which papers and pages must be able to write."""

DEPARTMENTS = (
    "党委农办", "农业农村局", "统计局", "审计局", "纪委监委", "发展改革委", "财政局", "组织部", "宣传部", "教育局", "科技局",
    "工业和信息化局", "民政局", "人力资源和社会保障局", "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局", "水利局",
    "商务局", "文化体育广电和旅游局", "卫生健康委", "应急管理局", "国资委", "市场监管局", "医保局", "林业和草原局", "乡村振兴局",
    "供销合作社", "信访局",
)  # fmt: skip

TITLES = {
    ("corps", "party_secretary"): "党委书记、政委",
    ("corps", "administrative_head"): "司令员",
    ("division", "party_secretary"): "党委书记、政委",
    ("division", "administrative_head"): "师长",
    ("regiment", "party_secretary"): "党委书记、政委",
    ("regiment", "administrative_head"): "团长",
    ("company", "party_secretary"): "党支部书记",
    ("company", "first_secretary"): "驻连第一书记",
    ("department", "department_head"): "主要负责人",
    ("support_unit", "department_head"): "主要负责人",
}
DEPUTY_TITLES = (
    "党委副书记",
    "党委常委、副政委",
    "党委常委、分管农业负责人",
    "党委常委、纪委书记",
    "党委委员、总经济师",
)

TOPICS = (
    "特色林果业提质增效", "高标准农田建设", "节水灌溉改造", "连队人居环境整治", "乡村产业发展资金安排", "防止返贫动态监测",
    "乡村建设项目推进", "农业社会化服务", "职工群众增收", "农产品加工园区建设", "乡村人才引进", "冷链物流设施建设",
)  # fmt: skip
OTHER_TOPICS = ("冬季安全生产", "机关作风建设", "年度财务决算", "信访工作", "防汛准备")

WAIVER_REASONS = (
    "机构调整期间,经研究并入上级统一部署",
    "灾情抢险,经研究延至下一周期一并安排",
    "主要负责人脱产培训,经研究由上级统一安排",
)


def chinese_number(number: int) -> str:
    """1 → 一, 14 → 十四, up to 99."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def person_name(number: int) -> str:
    """The name of the `number`-th person, from 1 on: 演示-甲一, 演示-乙一 …; very late ones repeat."""
    index = number - 1
    surname = SURNAMES[index % len(SURNAMES)]
    turn = index // len(SURNAMES)
    if turn < 9:
        return f"演示-{surname}{DIGITS[turn + 1]}"
    first, second = divmod((turn - 9) % len(GIVEN) ** 2, len(GIVEN))
    return f"演示-{surname}{GIVEN[first]}{GIVEN[second]}"
