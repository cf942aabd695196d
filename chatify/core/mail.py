"""The e-mail backend: sends through SES. On a laptop SES is emulated, and mails appear in `/dev/outbox`."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from chatify.core.aws import client
from chatify.core.store_errors import StoreError


class SesBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send the mails and return how many SES accepted. Raises botocore's errors, unless `fail_silently`."""
        return sum(self._send(message) for message in email_messages if message.recipients())

    def _send(self, message: EmailMessage) -> bool:
        try:
            client("sesv2").send_email(
                FromEmailAddress=message.from_email,
                Destination={"ToAddresses": message.recipients()},
                Content={"Raw": {"Data": message.message().as_bytes()}},
            )
        except StoreError:
            if not self.fail_silently:
                raise
            return False
        return True
