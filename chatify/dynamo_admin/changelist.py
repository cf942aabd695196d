"""A change list that pages by cursor."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.http import HttpRequest

from chatify.dynamo_admin.rows import Rows
from chatify.dynamo_admin.sources import BadCursor, NoIndexAnswers, Page


class CursorChangeList(ChangeList):
    """A change list whose parameter `p` is the cursor. Preserved filters keep it: saving returns to the same page."""

    newest_url: str | None = None
    older_url: str | None = None
    stopped_early = False

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        try:
            return super().get_queryset(request, exclude_parameters)
        except IncorrectLookupParameters as error:
            self._warn(request, error.args[0] if error.args else None)
            raise

    def get_results(self, request: HttpRequest) -> None:
        cursor = request.GET.get(PAGE_VAR) or None
        page = self._page(request, cursor)
        self.result_list = list(page.results)
        # A real count would read the whole table, so only the rows of this page are counted.
        self.result_count = self.full_result_count = len(self.result_list)
        self.show_full_result_count = False
        self.show_admin_actions = bool(self.result_list)
        self.can_show_all = self.multi_page = False
        self.paginator = None
        self.stopped_early = page.stopped_early
        self.newest_url = self.get_query_string(remove=[PAGE_VAR]) if cursor else None
        self.older_url = self.get_query_string({PAGE_VAR: page.next}) if page.next else None

    def get_ordering(self, request: HttpRequest, queryset: Rows) -> list[str]:
        """Return no ordering, because an index has only its own."""
        return []

    def get_ordering_field_columns(self) -> dict[int, str]:
        return {}

    def _page(self, request: HttpRequest, cursor: str | None) -> Page:
        if request.method == "POST":  # An action reads the ticked rows itself and shows no list.
            return Page([])
        try:
            page: Page = self.queryset.page(cursor, self.list_per_page)
        except (NoIndexAnswers, BadCursor) as error:
            self._warn(request, error)
            raise IncorrectLookupParameters(error) from error
        return page

    def _warn(self, request: HttpRequest, error: Any) -> None:
        if isinstance(error, NoIndexAnswers):
            messages.warning(request, str(error))
