"""Ways of being told in a demonstration: a clerk who wants the digest at nine, an official with a calendar feed."""

from duties.demo.questions import actor_of
from portal.models import Preference
from portal.services.preferences import CHOSEN, feed_renew, preference_save

EARLY_CLERK, WITH_FEED = "jingban27", "shuji27"
HOUR = 9


def add_preferences() -> None:
    """Choose as the two would on their page; twice does nothing."""
    clerk, official = actor_of(EARLY_CLERK), actor_of(WITH_FEED)
    if clerk is not None and clerk.account is not None:
        row = Preference(account=clerk.account, digest_hour=HOUR)
        preference_save(actor=clerk, values={name: getattr(row, name) for name in CHOSEN})
    if (
        official is not None
        and not Preference.objects.filter(account=official.account, feed__isnull=False).exists()
    ):
        feed_renew(actor=official)
