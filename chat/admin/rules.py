"""The site's posting rules in the admin, and a page to test a message on them. Admins change, moderators look."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.admin.base import OperatorAdmin
from accounts.domain import ADMINS, Profile
from accounts.requests import caller
from chat.domain.rules import DEFAULT_SENTENCE, TERMS_MAX
from chat.domain.rules import Rule as StoredRule
from chat.services import rules
from chatify.dynamo_admin.lookups import holds
from chatify.dynamo_admin.options import Row
from chatify.dynamo_admin.sources import Conditions, Page

KINDS = [("words", "Words or phrases"), ("links", "Links"), ("invitations", "Too many invitations")]
EFFECTS = [("refuse", "Refuse and say why"), ("hold", "Hold for review")]


class Rule(Row):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=16, editable=False)
    kind: "models.CharField[str, str]" = models.CharField(max_length=16, choices=KINDS)
    effect: "models.CharField[str, str]" = models.CharField(max_length=16, choices=EFFECTS, default="refuse")
    terms: "models.TextField[str, str]" = models.TextField(
        blank=True, help_text="One per line: words or phrases, or the hosts of links. No hosts means every link."
    )
    sentence: "models.CharField[str, str]" = models.CharField(
        max_length=200, default=DEFAULT_SENTENCE, help_text="The sentence that the author reads."
    )
    limit: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(
        default=3, help_text="Invitations: how many one person may post …"
    )
    seconds: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(
        default=3600, help_text="… in this many seconds."
    )
    enabled: "models.BooleanField[bool, bool]" = models.BooleanField(default=True)

    class Meta(Row.Meta):
        app_label = "chat"

    def __str__(self) -> str:
        first = ", ".join(self.terms.splitlines()[:3])
        return f"{self.get_kind_display()}{f': {first}' if first else ''}"  # type: ignore[attr-defined]

    def to_stored(self) -> StoredRule:
        names = ("kind", "effect", "sentence", "limit", "seconds", "enabled")
        terms = tuple(term for line in self.terms.splitlines() if (term := line.strip()))
        return StoredRule(id=self.pk or "", terms=terms, **{name: getattr(self, name) for name in names})


def rule_row(rule: StoredRule) -> Rule:
    """Return a rule as a row, with one term a line."""
    return Rule(**{**rule.as_dict(), "terms": "\n".join(rule.terms)})


class RulesSource:
    """Reads rows from the one item that holds all rules: one GetItem for every read."""

    def get(self, pk: str) -> Rule | None:
        return next((rule for rule in self._all() if rule.pk == pk), None)

    def many(self, pks: Sequence[str]) -> Sequence[Rule]:
        return [rule for rule in self._all() if rule.pk in pks]

    def page(self, conditions: Conditions, cursor: str | None, limit: int) -> Page:
        rules = self._all()
        return Page([rule for rule in rules if all(holds(rule, *condition) for condition in conditions.items())])

    def _all(self) -> list[Rule]:
        return [rule_row(rule) for rule in rules.list_rules()]


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_terms(self) -> str:
        terms = str(self.cleaned_data["terms"])
        if len(terms.splitlines()) > TERMS_MAX:
            raise forms.ValidationError(f"At most {TERMS_MAX} lines.")
        return terms

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "words" and not cleaned.get("terms", "").strip():
            self.add_error("terms", "Enter at least one word.")
        return cleaned


class TryForm(forms.Form):
    sample = forms.CharField(label="Message", max_length=8_000, widget=forms.Textarea({"rows": 5, "cols": 80}))


@admin.register(Rule)
class RuleAdmin(OperatorAdmin):
    audited = "rule"
    source = RulesSource()
    form = RuleForm
    list_display = ("__str__", "effect", "sentence", "enabled")
    fields = ("kind", "effect", "terms", "sentence", "limit", "seconds", "enabled")
    change_list_template = "admin/chat/rule/change_list.html"
    change_form_template = "admin/change_form.html"
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request) and ADMINS in caller(request).groups

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save all fields, changed or not: a new rule has to be stored even with its defaults."""
        self.refusing(request, lambda: self.act_on_form(caller(request), obj, {}))

    def act_on_form(self, actor: Profile, obj: Any, changed: dict[str, Any]) -> None:
        obj.pk = rules.save(actor, obj.to_stored()).id

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.refusing(request, lambda: rules.delete(caller(request), obj.pk))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        limits = [(scope, count, seconds) for scope, (count, seconds) in sorted(settings.LIMITS.items())]
        return super().changelist_view(request, {"limits": limits, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        try_path = path("try/", self.admin_site.admin_view(self.try_view), name="chat_rule_try")
        return [try_path, *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Show what each rule, enabled or not, would do to a text. Nothing is sent or counted."""
        form = TryForm(request.POST or None)
        sample = form.cleaned_data["sample"] if form.is_valid() else None
        stored_rules = rules.list_rules() if sample is not None else []
        context = {
            **self.admin_site.each_context(request),
            "title": "Test a message",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "tried": [(rule_row(rule), rule.matches(sample or "")) for rule in stored_rules],
            "sample": sample,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/chat/rule/try.html", context)
