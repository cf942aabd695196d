"""`django.contrib.admin` without a database: change lists that page by cursor over DynamoDB. README.md says how.

Nothing here knows Chatify: it needs Django and, in `tables`, PynamoDB.
"""
