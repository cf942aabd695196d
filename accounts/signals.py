"""What others may want to hear of. Accounts know nothing of who listens."""

from django.dispatch import Signal

signed_out = Signal()
"""A sign-in ended: `user_id`, `session_id` (None: every one of this person's), `reason` ("revoked" or "banned").

`but_not`, where it is sent, is the session id of the one that goes on.
"""
