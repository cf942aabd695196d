"""A `ModelAdmin` that reads its rows from a source.

It uses three private methods of Django: `_changeform_view`, `_delete_view` and `_get_obj_does_not_exist_redirect`.
`make admin-next` runs the admin's tests on the newest Django, to see that they still exist.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from chatify.dynamo_admin.changelist import CursorChangeList
from chatify.dynamo_admin.rows import Rows
from chatify.dynamo_admin.sources import Conditions, Source

HISTORY_PAGE = 1_000


class Row(models.Model):
    """The base of the unmanaged models that an admin shows. A source makes them; they never query or save anything."""

    class Meta:
        abstract = True
        managed = False
        default_permissions = ()

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("Rows are saved by the project's own code: write `ModelAdmin.save_model`.")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Rows are deleted by the project's own code: write `ModelAdmin.delete_model`.")

    def validate_unique(self, exclude: Any = None) -> None:
        """Check nothing: the project's own code checks uniqueness when it writes."""

    def validate_constraints(self, exclude: Any = None) -> None:
        """Check nothing, for the same reason."""

    @classmethod
    def of(cls, source: Any, **more: Any) -> Self:
        """Make a row from the attributes that are named like the fields; `more` gives the other fields."""
        values = {field: more.get(field.name, getattr(source, field.name, None)) for field in cls._meta.fields}
        return cls(**{field.name: field.get_default() if value is None else value for field, value in values.items()})


class TickedOnly(ActionForm):
    """Applies an action to the ticked rows only, even if a forged form asks for all."""

    def clean_select_across(self) -> bool:
        return False


class DynamoAdmin(ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Set `source`, and write `save_model`, `search` and actions that call your own code.

    Refuse what you do not offer by Django's permission methods.
    """

    source: Source
    action_form = TickedOnly
    list_per_page = 50
    list_max_show_all = 0
    list_select_related = False
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    sortable_by = ()
    view_on_site = False
    actions_selection_counter = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return Rows(self.model, self.source)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return CursorChangeList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = search_term.strip()
        return (queryset.filter(**self.search(request, term)) if term else queryset), False

    def search(self, request: HttpRequest, term: str) -> Conditions:
        """Return the lookups that a search term stands for."""
        return {"pk__in": [term]}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Do as Django, but without a database transaction. The site checks CSRF around every admin view."""
        response: HttpResponse = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        return response

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Do as Django, but without a database transaction."""
        response: HttpResponse = self._delete_view(request, object_id, extra_context)  # type: ignore[attr-defined]
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return the rows alone: they have no relations that would be deleted with them."""
        return [str(row) for row in objs], {str(self.opts.verbose_name): len(objs)}, set(), []

    # The project writes its own audit log, in the transaction of the change, so Django's log stays empty.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return []

    def history(self, request: HttpRequest, obj: Any) -> Iterable[LogEntry]:
        """Return an object's log entries, newest first, unsaved."""
        return []

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"Change history: {obj}",
            "subtitle": None,
            # The stock template counts the entries, so they all stand on one page.
            "action_list": Paginator(list(self.history(request, obj)), HISTORY_PAGE).get_page(1),
            "pagination_required": False,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": obj,
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template or "admin/object_history.html", context)
