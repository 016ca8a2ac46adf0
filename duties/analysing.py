"""What the pages of analysis put into the shell: their place in the navigation and how they are called."""

from duties.views.analysis.tabs import TABS
from portal import access, registry


def join() -> None:
    """Register them; called once, when the app is ready. Who reads one unit alone finds them from the board."""
    registry.add_page("分析", "analysis", roles=access.READS_BELOW, order=31)
    for name, word in TABS:
        registry.add_page_label(name, f"分析:{word}")
