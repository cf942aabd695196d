"""The app config of the admin with our own site. `CHATIFY_ADMIN=off` leaves it out."""

from chatify.dynamo_admin.apps import AdminConfig as DynamoAdminConfig


class AdminConfig(DynamoAdminConfig):
    default_site = "accounts.admin.site.Site"
    # Each module is named, because accounts.admin also holds the site, which is made while the first one registers.
    modules = (
        "admin.people",
        "admin.sessions",
        "admin.audit",
        "admin.reports",
        "admin.conversations",
        "admin.invites",
        "admin.rules",
    )
