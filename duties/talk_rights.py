"""Who talks to whom (article 24): superior party and government to lower ones, and to the departments of their own level.

Pure: no Django. A kind of unit with a tier in the vocabulary is party and government (党政) of that tier; one without
is a department, which stands directly under the party and government whose department it is.
"""

import dataclasses

from portal.states import Worded


class Basis(Worded):
    """Which half of the article a talk rests on, in the article's own words."""

    SUPERIOR = "superior", "上级党政约谈下级党政"
    LEVEL = "level", "本级党政约谈同级有关部门"


@dataclasses.dataclass(frozen=True)
class Standing:
    """How two units stand to each other on a day.

    `depth` is how many placements lie between them: 0 is the same unit, None where the second does not lie under the
    first. Tiers are those of the vocabulary, None for a department.
    """

    talker_tier: int | None
    talked_tier: int | None
    depth: int | None

    @property
    def basis(self) -> Basis:
        """Which half of the article applies to whom is talked to."""
        return Basis.LEVEL if self.talked_tier is None else Basis.SUPERIOR

    def why_not(self) -> str:
        """Why article 24 gives no talk here; empty where it does."""
        if self.talker_tier is None:
            return "约谈由党政进行,部门不约谈其他单位。"
        if self.depth == 0:
            return "不能约谈本单位,应由上级党政约谈。"
        if self.depth is None:
            return "该单位今天不在本辖区,不能约谈;隶属关系变动的,由现在的上级党政约谈。"
        if self.talked_tier is None and self.depth != 1:
            return "部门由同级党政约谈,该部门不是本级部门。"
        return ""
