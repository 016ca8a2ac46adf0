"""Pages without the words of their help: those would answer where a test looks for a word of the page itself."""

import dataclasses

import pytest

from portal.help.panels import Panel, panel_of
from portal.templatetags import help as tags


def emptied(name: str) -> Panel | None:
    """The panel of a page as it is, without its words; none where the page has none."""
    panel = panel_of(name)
    return panel and dataclasses.replace(panel, about="", steps=(), steps_of={}, signs=())


@pytest.fixture(autouse=True, scope="session")
def help_apart() -> None:
    """For all tests; what tests of help look at has its words by `with_help`."""
    tags.panel_of = emptied


@pytest.fixture
def with_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages as everybody sees them."""
    monkeypatch.setattr(tags, "panel_of", panel_of)
