from django.apps import AppConfig


class DynamoAdminConfig(AppConfig):
    """For the templates; stands before the admin in INSTALLED_APPS."""

    name = "chatify.dynamo_admin"
    label = "dynamo_admin"
