"""Random regulations that nobody has seen before: words, text and rules of every measure, some with later versions.

Each is written and loaded as a file is; whatever a rulebook is refused for is not made.
"""

import copy
import datetime as dt
import random
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from duties.naming import article_name

Content = dict[str, Any]
Rule = dict[str, Any]

TIERS = ("shire", "town", "village", "hamlet", "lane")
ROLES = ("reeve", "warden", "elder", "party_secretary")
TAGS = ("border", "leading_group_member", "model")
LINKS = ("pairing", "contact_point")
KINDS: dict[str, Any] = {
    "moot": {"name": "会商", "forms": {"open_moot": "公开会商", "closed_moot": "内部会商", "joint_moot": "联席会商"}},
    "visit": {"name": "走访", "forms": {"walk": "步行走访", "ride": "乘车走访"}},
    "paper": {"name": "文书", "forms": {"plan_paper": "计划", "sum_paper": "小结"}},
    "house_call": {"name": "入户"},
    "check": {"name": "检查"},
}  # fmt: skip
RECORD_PERIODS = ("week", "ten_days", "month", "quarter", "half", "year")
SIDE_KINDS = ("bureau", "department")
A_LINE, AN_ARTICLE = 3, 5
"""So many rules have their quotes in one paragraph, and in one article."""


class RulebookMaker:
    """Makes one regulation from one seed, in one to three versions."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.code = f"{self.random.choice(['random', 'Random', '随机'])}-{seed}"
        self.number = 0
        self.alike: set[str] = set()
        self.chain = list(TIERS[: self.random.randrange(3, 6)])
        self.under = {kind: [self.chain[place - 1]] if place else [] for place, kind in enumerate(self.chain)}
        for kind in self.random.sample(SIDE_KINDS, self.random.randrange(3)):
            self.under[kind] = self.random.sample(self.chain[:-1], self.random.choice([1, 2]))
        self.roles = self.random.sample(ROLES, self.random.randrange(2, 5))

    def make(self) -> list[Content]:
        """The versions of the regulation, the first one first."""
        effective = dt.date(2022, 11, 1) + dt.timedelta(days=self.random.randrange(400))
        first = {
            "regulation": self.code,
            "title": "随机办法(演示)",
            "effective_on": effective.isoformat(),
            "vocabulary": self._vocabulary(),
            "rules": [self._rule() for _ in range(self.random.randrange(14, 22))],
        }
        versions, start = [first], effective
        for _ in range(self.random.choice([0, 0, 1, 2])):
            start += dt.timedelta(days=self.random.choice([1, 100, 200, 366]))
            versions.append(self._changed(versions[-1]) | {"version_from": start.isoformat()})
        return versions

    def chance(self, share: float) -> bool:
        """Whether something of that share happens."""
        return self.random.random() < share

    def some(self, words: list[str], most: int) -> list[str]:
        """One to `most` of the words."""
        return self.random.sample(words, min(len(words), self.random.randrange(1, most + 1)))

    def _vocabulary(self) -> Content:
        units = {
            kind: {"name": f"演示{kind}", **({"under": under} if under else {})}
            for kind, under in self.under.items()
        }
        return {
            "units": units,
            "tags": {tag: f"演示{tag}" for tag in TAGS},
            "roles": {role: f"演示{role}" for role in self.roles}
            | {"deputy": {"name": "班子成员", "several": True}},
            "answer_for": dict.fromkeys(units, self.roles[:1]),
            "links": {link: f"演示{link}" for link in LINKS},
            "kinds": KINDS,
        }

    def _changed(self, before: Content) -> Content:
        """The next version: a rule dropped, one added, and some read anew."""
        rules: list[Rule] = copy.deepcopy(before["rules"])
        rules.pop(self.random.randrange(len(rules)))
        rules.insert(self.random.randrange(len(rules)), self._rule())
        for rule in self.random.sample(rules, 6):
            self._read_anew(rule)
        return before | {"rules": rules}

    def _read_anew(self, rule: Rule) -> None:
        if rule["measure"] == "continuous":
            return
        rule["force"] = self._force()
        rule["due"] = self._due(rule["period"])
        rule["remind_days"] = self._remind_days()
        if rule["measure"] in ("count", "submission") and self.chance(0.5):
            rule["at_least"] = self.random.randrange(1, 5)
        if rule["measure"] in ("count", "coverage") and rule["bearer"] == "unit" and self.chance(0.5):
            rule["led_by"] = self.some(self.roles, 2)

    def _force(self) -> str:
        return self.random.choice(["must", "must", "must", "in_principle", "unquantified"])

    def _remind_days(self) -> int:
        return self.random.choice([0, 1, 3, 15, 40, 200])

    def _due(self, period: str) -> str:
        forms = ["period_end", "period_end", f"+{self.random.choice([1, 2, 10, 31, 90])}d",
                 f"next {self._day_of_year()}"]  # fmt: skip
        return self.random.choice([*forms, *[self._day_of_year()] * 6] if period == "year" else forms)

    def _day_of_year(self) -> str:
        return f"{self.random.randrange(1, 13):02}-{self.random.choice(['01', '15', '28', '10'])}"

    def _rule(self) -> Rule:
        """A rule that no other is like."""
        while True:
            rule = self._try_rule()
            key = repr([rule.get(name) for name in ("bearer", "kind", "form", "target", "period")])
            if key not in self.alike:
                self.alike.add(key)
                return self._placed(rule)

    def _placed(self, rule: Rule) -> Rule:
        number, self.number = self.number, self.number + 1
        code = self.random.choice(["r{}", "R{}", "条{}", "r{}.a", "r-{}", "1{}"]).format(number)
        return {
            "id": code, "article": number // AN_ARTICLE + 1, "item": self.random.choice(["一", 2]),
            "title": f"演示事项{number}", "quote": f"完成第{number}项事项", **rule,
        }  # fmt: skip

    def _try_rule(self) -> Rule:
        measure = self.random.choice(
            [*["count"] * 5, *["submission"] * 3, *["coverage"] * 4, *["standing"] * 3, "continuous"]
        )
        bearer = self.random.choice(["unit", "seat"])
        rule: Rule = {"measure": measure, "bearer": bearer, "units": self.some(list(self.under), 2)}
        if bearer == "seat":
            rule["roles"] = self.some(self.roles, 2)
        if measure == "continuous":
            return rule | {"force": self.random.choice(["must", "power"])}
        term = measure == "coverage" and bearer == "seat" and self.chance(0.4)
        period = "term" if term else self.random.choice(RECORD_PERIODS)
        if term:
            rule["term_years"] = self.random.choice([1, 2, 3, 5])
        elif self.chance(0.25):
            rule["tag"] = self.random.choice(TAGS)
        rule |= {
            "force": self._force(),
            "period": period,
            "due": self._due(period),
            "remind_days": self._remind_days(),
        }
        return rule | (self._standing() if measure == "standing" else self._on_records(measure))

    def _standing(self) -> Rule:
        target = self._target(["unit", "tag", "under"])
        rule: Rule = {"kind": self.random.choice(LINKS), "at_least": self.random.choice([1, 1, 2])}
        return rule | ({"target": target} if target else {})

    def _on_records(self, measure: str) -> Rule:
        kind = self.random.choice(list(KINDS))
        rule: Rule = {
            "kind": kind,
            "at_least": "all" if measure == "coverage" else self.random.choice([1, 1, 2, 3, 4]),
        }
        forms = list(KINDS[kind].get("forms", {}))
        if forms and self.chance(0.6):
            self.random.shuffle(forms)
            rule["form"] = forms[0]
            if self.chance(0.4):
                rule["also_forms"] = forms[1:2]
        if self.chance(0.3):
            rule["led_by"] = self.some([*self.roles, "deputy"], 2)
        if self.chance(0.25):
            rule["on_topic"] = True
        target = (
            self._to_cover() if measure == "coverage" else self._target(["linked", "unit", "tag", "under"])
        )
        return rule | ({"target": target} if target else {})

    def _to_cover(self) -> Rule:
        if self.chance(0.35):
            return {"household": True}
        child = self.random.choice([kind for kind, under in self.under.items() if under])
        return {"child": child} | ({"tag": self.random.choice(TAGS)} if self.chance(0.3) else {})

    def _target(self, fields: list[str]) -> Rule:
        values = {"linked": LINKS, "unit": list(self.under), "tag": TAGS, "under": ["bearer"]}
        asked = self.some(fields, 2) if self.chance(0.5) else []
        return {name: self.random.choice(values[name]) for name in asked}


def text_of(versions: list[Content]) -> str:
    """The text of the regulation: every rule's quote in its article."""
    rules = {rule["id"]: rule for version in versions for rule in version["rules"]}
    lines = ["随机办法(演示)"]
    for article in sorted({rule["article"] for rule in rules.values()}):
        quotes = [rule["quote"] for rule in rules.values() if rule["article"] == article]
        lines.append(f"{article_name(article)} 各单位应当{'、'.join(quotes[:A_LINE])}。")
        lines += [f"各单位还应当{quote}。" for quote in quotes[A_LINE:]]
    return "\n".join(lines) + "\n"


def write_rulebook(content: Content, text: str, path: Path) -> Path:
    """Write a version as a folder: identity and words in one file, rules in others, the text beside."""
    path.mkdir(parents=True)
    rules = content["rules"]
    head = {name: value for name, value in content.items() if name != "rules"}
    half = len(rules) // 2
    for name, part in (
        ("a.yaml", head),
        ("b.yaml", {"rules": rules[:half]}),
        ("c.yaml", {"rules": rules[half:]}),
    ):
        with (path / name).open("w", encoding="utf-8") as stream:
            YAML(typ="safe").dump(part, stream)
    (path / "text.txt").write_text(text, encoding="utf-8")
    return path
