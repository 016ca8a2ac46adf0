"""Keeping a talk as it is while its version is compared."""

from duties.models import Talk


def talk_held(talk: Talk) -> Talk:
    """The talk as it now is, its row locked to the end of the transaction."""
    return Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
