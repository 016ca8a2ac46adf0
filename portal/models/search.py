"""What is found by searching (docs/search.md): derived from the rows of every app, and made anew from them at any time."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

from portal.models.units import Unit


@SearchVectorField.register_lookup
class Holds(Lookup):
    """`words__holds=…`: the vector has what a tsquery in the database's own writing asks for."""

    lookup_name = "holds"

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, list[object]]:  # type: ignore[override]
        """The condition in SQL."""
        left, left_parameters = self.process_lhs(compiler, connection)  # type: ignore[arg-type]
        return f"{left} @@ %s::tsquery", [*left_parameters, self.rhs]


class SearchEntry(models.Model):
    """One thing that can be found: which (`kind` of source, `ref` its row), what is shown of it, what it is found by.

    `names` holds title and other names squeezed (`portal.search.plain`), `pinyin` and `initials` their readings, each
    between blanks; `words` the lexemes; `digest` tells whether the source has changed. `day` is that of the happening.
    """

    kind = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=200)
    day = models.DateField(null=True)
    names = models.TextField()
    pinyin = models.TextField(blank=True)
    initials = models.TextField(blank=True)
    words = SearchVectorField()
    digest = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_entry_once")]
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index(fields=["kind", "-day"], name="search_kind_day"),
            models.Index(fields=["unit", "kind"], name="search_unit_kind"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchCheck(models.Model):
    """When the index was last compared with its sources, and what was put right then; one row."""

    checked_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "检索核对"

    @property
    def mended(self) -> int:
        """How many entries did not agree with their sources."""
        return self.added + self.changed + self.removed
