"""The admin of people, sign-ins and the audit log. Only `chatify.apps` imports it."""
