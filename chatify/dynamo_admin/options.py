"""A `ModelAdmin` over a source. Private names of Django's used: `_changeform_view`, `_delete_view`,
`_get_obj_does_not_exist_redirect`; `make admin-next` runs the admin's tests on the newest Django.
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
    """Base of the unmanaged models that an admin shows: made by a source, never queried, never saved by itself."""

    class Meta:
        abstract = True
        managed = False
        default_permissions = ()

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("Rows are changed by the project's own acts: write `ModelAdmin.save_model`.")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Rows are deleted by the project's own acts: write `ModelAdmin.delete_model`.")

    def validate_unique(self, exclude: Any = None) -> None:
        """Uniqueness is the store's to judge, in the act itself."""

    def validate_constraints(self, exclude: Any = None) -> None:
        """The same."""

    @classmethod
    def of(cls, found: Any, **more: Any) -> Self:
        """From attributes named as the fields are; `more` holds what is named otherwise, or not there."""
        values = {field: more.get(field.name, getattr(found, field.name, None)) for field in cls._meta.fields}
        return cls(**{field.name: field.get_default() if held is None else held for field, held in values.items()})


class TickedOnly(ActionForm):
    """An action is done to the rows that were ticked, whatever a forged form says."""

    def clean_select_across(self) -> bool:
        return False


class DynamoAdmin(ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Say `source`; write `save_model`, `search` and actions that call your own acts.

    What isn't offered is refused by permission.
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
        """What a term asks for, as lookups."""
        return {"pk__in": [term]}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Stock, but without a database's transaction. Its CSRF check is the site's, around every admin view."""
        response: HttpResponse = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        return response

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        response: HttpResponse = self._delete_view(request, object_id, extra_context)  # type: ignore[attr-defined]
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Nothing hangs on a row: there are no relations to follow."""
        return [str(one) for one in objs], {str(self.opts.verbose_name): len(objs)}, set(), []

    # An act writes its own entry of the audit log, in its own transaction.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return []

    def history(self, request: HttpRequest, obj: Any) -> Iterable[LogEntry]:
        """An object's entries, newest first, unsaved."""
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
            # The stock template counts; all there are stand on one page.
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
