"""The households ticked in an entry; once it is submitted, its records say the same to the ledger."""

from django.db import models

from duties.models import Household
from meetings.models.entries import Entry


class EntryHousehold(models.Model):
    """One household that was walked to or contacted: its number and nothing else."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="ticked")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="户")

    class Meta:
        verbose_name = verbose_name_plural = "走访联系的户"
        constraints = [models.UniqueConstraint(fields=["entry", "household"], name="household_ticked_once")]
