"""What the AWS clients raise when a service does not answer or refuses a call."""

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

StoreError = (PynamoDBException, BotoCoreError, ClientError)
"""For `except` clauses. At the edge of the application it becomes a 503, never a trace."""
