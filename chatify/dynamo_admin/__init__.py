"""`django.contrib.admin` without a relational database, over DynamoDB tables. README.md explains how to use it.

Nothing here knows Chatify. It needs Django and, in `tables`, PynamoDB.
"""
