"""Jobs in AWS: an asynchronous invocation each, which AWS tries again twice where it fails."""

import json

from django.conf import settings

from chatify.core.aws import client


def invoke(job_id: str) -> None:
    client("lambda").invoke(
        FunctionName=settings.ENV.job_function, InvocationType="Event", Payload=json.dumps({"job_id": job_id})
    )
