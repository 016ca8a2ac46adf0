"""Minutes written by a seed: a unit's frame, which all its minutes share, and matters of their own; and copies."""

import random
import re

UNITS = [f"演示{number}团" for number in range(11, 61)]
PLACES = ["团机关三楼会议室", "团党委会议室", "二楼小会议室", "视频会议室", "团部大会议室"]
MATTERS = {
    "产业发展": ["辣椒订单种植", "设施蔬菜大棚", "肉牛养殖托养", "酿酒葡萄提质", "鲜食玉米加工", "羊肚菌试种", "红枣嫁接改良", "庭院经济"],
    "稳岗就业": ["外出务工交通补贴", "公益性岗位续聘", "采棉季用工对接", "家门口车间扩容", "电工培训班", "就业台账核对"],
    "动态监测": ["大病支出户入户核查", "收入骤减户帮扶", "因灾受损户救助", "风险消除户复核", "行业数据比对"],
    "基础建设": ["连队道路硬化", "饮水管网更换", "公厕改造", "路灯维修", "污水管网接入", "渠道防渗", "冷库选址"],
    "资金项目": ["衔接资金支付进度", "项目招标备案", "资产移交登记", "审计问题销号", "年度项目库调整"],
    "人居环境": ["门前三包评比", "残膜回收", "农机具归置", "积分超市兑换", "林带补植"],
}  # fmt: skip
STATES = [
    "已完成{share}%,比上月增加{few}个百分点", "尚有{few}户未落实到人", "在{company}连先行试点,覆盖{many}户", "因天气延后{few}天",
    "合同已签{many}份,余下的月底前签完", "资金缺口{many}万元,拟从自筹解决", "验收发现{few}处问题,已发整改单", "群众反映强烈,需重新公示",
    "两个连队意见不一,会后再走访", "设备已到位,缺少操作人员", "带动{many}人增收,人均{many}00元", "承建方更换,工期顺延",
]  # fmt: skip
TASKS = [
    "由{who}牵头,{month}月底前拿出方案", "请{who}到{company}连蹲点三天摸清底数", "{who}负责同师市对接,办结后书面报告", "交{who}逐户核对后再议",
    "{who}与财务科会商资金来源,下次会议汇报", "安排{who}组织外出学习一次", "由{who}联系技术员驻点指导", "请{who}把名单在连队公示七天",
    "同意按第二套方案执行,{who}监督", "暂缓实施,{who}补充论证材料",
]  # fmt: skip
WHO = [
    "农业发展办公室",
    "社会事务办公室",
    "党建办公室",
    "经济发展办公室",
    "综合治理办公室",
    "财务科",
    "项目办",
]
FRAMES = [
    "会议指出,全团上下要深入学习贯彻中央农村工作会议精神,坚决守住不发生规模性返贫底线。",
    "会议强调,各连队各部门要压实责任,主要负责人亲自抓、分管负责人具体抓,确保各项任务落到实处。",
    "会议要求,要加强督促检查,对工作推进不力的予以通报。请各责任单位会后抓紧落实,情况及时报团党委办公室。",
    "会前,与会人员集体学习了巩固拓展脱贫攻坚成果同乡村振兴有效衔接的有关文件。",
    "会议认为,今年以来各项工作有序推进,取得阶段性成效,同时也要看到存在的短板和不足。",
    "会议还研究了其他事项。参会人员对以上议题进行了充分讨论,一致同意会议意见。",
]
NAMES = [f"演示-{stem}{number}" for stem in "甲乙丙丁戊己庚辛" for number in "一二三四五六"]


def _filled(words: str, chance: random.Random) -> str:
    return words.format(
        share=chance.randint(20, 98), few=chance.randint(2, 9), many=chance.randint(11, 90),
        company=chance.randint(1, 16), month=chance.randint(1, 12), who=chance.choice(WHO),
    )  # fmt: skip


def _matter(chance: random.Random) -> str:
    field = chance.choice(list(MATTERS))
    matter = chance.choice(MATTERS[field])
    states, tasks = chance.sample(STATES, 2), chance.sample(TASKS, 2)
    body = f"听取{field}方面{matter}情况。{states[0]};{states[1]}。会议决定:{tasks[0]};{tasks[1]}。"
    return _filled(body, chance)


def minutes(unit: int, number: int) -> str:
    """One of a unit's minutes: the frame of the unit, with three to five matters of its own."""
    house, chance = random.Random(f"unit {unit}"), random.Random(f"unit {unit} {number}")
    frame = house.sample(FRAMES, 4)
    place, chair = house.choice(PLACES), house.choice(NAMES)
    present = "、".join(house.sample(NAMES, 6))
    matters = [f"{sign}、{_matter(chance)}" for sign in "一二三四五"[: chance.randint(3, 5)]]
    opening = (
        f"{UNITS[unit % len(UNITS)]}党委乡村振兴领导小组2026年第{number}次会议纪要\n"
        f"2026年{chance.randint(1, 12)}月{chance.randint(1, 28)}日,{chair}在{place}主持召开会议。{frame[0]}{frame[1]}"
    )
    return "\n".join([opening, *matters, frame[2], frame[3], f"出席:{present}"])


def copied(text: str, chance: random.Random) -> str:
    """The same minutes for another day: other figures and dates, one or two other names, at times one other matter."""
    text = re.sub(
        r"\d+",
        lambda found: str(max(1, int(found[0]) + chance.randint(-3, 3))) if len(found[0]) < 4 else found[0],
        text,
    )
    for _ in range(chance.randint(0, 2)):
        text = text.replace(chance.choice(re.findall(r"演示-..", text)), chance.choice(NAMES))
    lines = text.split("\n")
    if chance.random() < 0.4:
        place = chance.choice([at for at, line in enumerate(lines) if "会议决定" in line])
        lines[place] = lines[place][:2] + _matter(chance)
    if chance.random() < 0.2:
        lines[0] = lines[0].replace("领导小组", "工作领导小组")
    return "\n".join(lines)
