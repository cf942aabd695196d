"""Django's admin with our site; `CHATIFY_ADMIN=off` leaves it out."""

from chatify.dynamo_admin.config import AdminConfig as DynamoAdminConfig


class AdminConfig(DynamoAdminConfig):
    default_site = "accounts.admin.site.Site"
