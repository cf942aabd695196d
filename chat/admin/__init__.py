"""The admin's pages of conversations, invitations, reports and rules. Only `chatify.apps` imports this package."""
