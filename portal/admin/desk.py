"""What all pages of the administrators share: rights by role, no deletion, the portal's own log, words and codes."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from portal.access import Actor, PortalRequest
from portal.admin.forms import CODE_FIELDS, FactForm, ServiceForm, code_field, word_field
from portal.models import Role, Word
from portal.selectors.vocabulary import vocabulary

COUNTED = 2_000
"""Rows that a list counts at most; older ones are found by its filters."""


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a large table without a count over all of it."""

    @cached_property
    def count(self) -> int:
        """The number of rows, at most COUNTED."""
        rows = cast("models.QuerySet[Any]", self.object_list)
        return rows.order_by()[:COUNTED].count()


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request of the administrators' site."""
    return cast(PortalRequest, request).actor


def word_of(group: str, column: str) -> Subquery:
    """The Chinese name of the word in `column`, for a list."""
    return Subquery(Word.objects.filter(group=group, code=OuterRef(column)).values("name")[:1])


def yes_no(column: str, label: str) -> Callable[[Any], str]:
    """A column of a list that says 是 or 否."""

    @admin.display(description=label, ordering=column)
    def told(row: Any) -> str:
        return "是" if getattr(row, column) else "否"

    return told


class WordFilter(admin.SimpleListFilter):
    """Rows with one of the words of a group in a column."""

    group: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The words of the loaded regulations."""
        return [(code, word.name) for code, word in vocabulary().words.get(self.group, {}).items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the rows with the chosen word."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class Desk(admin.ModelAdmin):  # type: ignore[type-arg]
    """A table of the administrators' site; `readers` and `writers` say who of them opens it."""

    readers: ClassVar[frozenset[Role]] = frozenset()
    writers: ClassVar[frozenset[Role]] = frozenset()
    about: ClassVar[str] = ""
    """What the table holds, told on the first page."""
    position: ClassVar[int] = 0
    """Its place among the tables."""
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    show_full_result_count = False
    actions = None
    form: type[Any] = ServiceForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the present post sees this table in the index."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the present post reads this table."""
        return actor_of(request).role in self.readers | self.writers

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the present post adds rows."""
        return actor_of(request).role in self.writers

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the present post changes rows."""
        return actor_of(request).role in self.writers

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted."""
        return False

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """A form of another table may ask for the code of a row."""
        return to_field == CODE_FIELDS.get(str(self.opts.model_name)) or super().to_field_allowed(
            request, to_field
        )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Rows of other tables are named by their codes."""
        if db_field.is_relation:
            return code_field(db_field, self.admin_site)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """A list is headed by what it lists."""
        context = {"title": self.opts.verbose_name_plural, "subtitle": None, "about": self.about}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who acts."""
        form = kwargs.pop("form", self.form)
        kwargs["form"] = type(form.__name__, (form,), {"actor": actor_of(request)})
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The form's service has saved; the page goes on with the row that it made."""
        obj.pk, obj._state.adding = form.made.pk, False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The change log has the history; Django's own is not kept."""
        raise Http404

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service has logged it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service has logged it."""


class FactDesk(Desk):
    """Dated facts: a change closes the old row's `known` and adds one, and only what is known now is listed."""

    writers = frozenset({Role.SYSTEM_ADMIN})
    form = FactForm
    words: ClassVar[dict[str, str]] = {}
    """Columns that hold a word of the loaded regulations, with the word's group."""

    def get_queryset(self, request: HttpRequest) -> Any:
        """The facts known now, with the names of their words."""
        facts: Any = super().get_queryset(request)
        names = {f"{column}_name": word_of(group, column) for column, group in self.words.items()}
        return facts.known().annotate(**names)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the words of the regulations where the column holds one."""
        if db_field.name in self.words:
            return word_field(self.words[db_field.name], str(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
