"""The forms of acts: their reason and how long they last."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from chatify.core.clock import now

REASON_MAX = 500
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPANS = [(HOUR, "an hour"), (DAY, "a day"), (3 * DAY, "three days"), (7 * DAY, "a week"), (30 * DAY, "thirty days")]
FOR_GOOD = "for-good"


def _choices(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [*((str(int(span.total_seconds())), label) for span, label in SPANS), *more]


def end_of_span(chosen: str) -> datetime | None:
    """Return when a chosen span ends, None if never."""
    return None if chosen == FOR_GOOD else now() + timedelta(seconds=int(chosen))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=REASON_MAX,
        widget=forms.Textarea({"rows": 3, "cols": 60}),
        help_text="Sent to the person concerned, and kept in the audit log.",
    )


class OptionalReasonForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class UnsentReasonForm(OptionalReasonForm):
    """The form of acts whose mail does not contain the reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Kept in the audit log."


class MuteForm(ReasonForm):
    field_order = ["lasts", "reason"]
    lasts = forms.ChoiceField(label="Lasts", choices=_choices(), initial=str(int(DAY.total_seconds())))


class BanForm(ReasonForm):
    field_order = ["lasts", "reason", "purge"]
    lasts = forms.ChoiceField(
        label="Lasts", choices=_choices((FOR_GOOD, "for good")), initial=str(int((7 * DAY).total_seconds()))
    )


class BanAndPurgeForm(BanForm):
    purge = forms.TypedChoiceField(
        label="Also hide",
        choices=[
            ("", "nothing more"),
            ("1", "what they wrote in the last 24 hours"),
            ("7", "what they wrote in the last week"),
        ],
        coerce=lambda days: timedelta(days=int(days)),
        empty_value=None,
        required=False,
    )
