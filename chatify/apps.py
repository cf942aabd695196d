"""Django's admin with our site; `CHATIFY_ADMIN=off` leaves it out."""

from chatify.dynamo_admin.config import AdminConfig as DynamoAdminConfig


class AdminConfig(DynamoAdminConfig):
    default_site = "accounts.admin.site.Site"
    # By name, not `admin`: the site itself lives in such a package and is made while the first of these registers.
    modules = (
        "admin.people",
        "admin.sessions",
        "admin.audit",
        "admin.reports",
        "admin.conversations",
        "admin.invites",
        "admin.rules",
    )
