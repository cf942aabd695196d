"""The bucket for what people upload, and the address that the site's own mails come from."""

from email.utils import parseaddr

from django.conf import settings

from chatify.core.aws import client


def make_bucket() -> None:
    """Idempotent: one's own bucket can be made again."""
    client("s3").create_bucket(Bucket=settings.FILES_BUCKET)


def make_sender() -> None:
    """SES sends from verified addresses only; the embedded one takes every identity as verified."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    ses = client("sesv2")
    try:
        ses.create_email_identity(EmailIdentity=address)
    except ses.exceptions.AlreadyExistsException:
        return
