"""Titles of demo records, in the words that clerks use."""

from collections.abc import Mapping

from duties.demo import names
from duties.demo.parts import DemoUnit
from duties.models import Reading
from duties.periods import Period, display_name


class Titles:
    """Writes titles; `forms` are the names of kinds and forms in the loaded vocabulary, by code."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self.forms = forms

    def of(
        self, reading: Reading, unit: DemoUnit, period: Period, target: DemoUnit | None, *, on_topic: bool
    ) -> str:
        """The title of a record that answers `reading` in `period`."""
        name = self.forms.get(reading.form or reading.kind, "")
        where = target.name if target else unit.name
        if reading.kind == "meeting":
            topics = names.TOPICS if on_topic else names.OTHER_TOPICS
            return f"{unit.name}{name}:研究{unit.rng.choice(topics)}"
        if reading.kind == "visit":
            return f"赴{where}调研{unit.rng.choice(names.TOPICS)}"
        if reading.kind in ("inspection", "assessment"):
            return f"{period.start.year}年{where}乡村振兴{name}"
        return f"{unit.name}{self._when(period, name)}"

    def _when(self, period: Period, name: str) -> str:
        """2026年度工作计划, 2026年上半年报告, 2026年第三季度公布党务连务财务."""
        when = display_name(period.name)
        for words in ("年度", "半年"):
            if name.startswith(words) and when.endswith(words[-1]):
                return when.removesuffix(words[-1] if words == "半年" else "年") + name.removeprefix(
                    "半" if words == "半年" else ""
                )
        return when + name
